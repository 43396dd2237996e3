package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// TestWorkersEnd ends sheaf, as gently and as rudely as can be, while a transform
// runs in Node: no process is left over, not even one in an endless loop.
func TestWorkersEnd(t *testing.T) {
	testenv.Node(t)
	for _, does := range []string{"for (;;);", "return new (require('stream').Transform)({ transform: function () { setInterval(String, 1000) } });"} {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
			dir := t.TempDir()
			write(t, dir, "main.js", "1")
			write(t, dir, "tr.js", "module.exports = function () { require('fs').writeFileSync('pid.tmp', String(process.pid)); require('fs').renameSync('pid.tmp', 'pid'); "+does+" };")
			cmd := start(t, dir, nil, "main.js", "-o", "out.js", "-t", "./tr.js", "--engine=node")
			until(t, "the transform to run", func() bool { return exists(filepath.Join(dir, "pid")) })
			pid, err := os.ReadFile(filepath.Join(dir, "pid"))
			if err != nil {
				t.Fatal(err)
			}
			if ended(string(pid)) {
				t.Fatalf("%s: the process of the transform is not seen", does)
			}
			cmd.Process.Signal(signal)
			exit(t, cmd, 10*time.Second)
			t.Cleanup(func() { exec.Command("kill", "-9", string(pid)).Run() })
			until(t, "the process of the transform to end after "+signal.String(), func() bool { return ended(string(pid)) })
			if exists(filepath.Join(dir, "out.js")) {
				t.Errorf("%v: there is an outfile", signal)
			}
		}
	}
}

// ended tells whether a process has ended, be it that nobody has asked it how.
func ended(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return true
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "Z")
}
