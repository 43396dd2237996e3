package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// start starts sheaf in dir, as TestMain has put it on PATH.
func start(t *testing.T, dir string, set func(*exec.Cmd), args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sheaf", args...)
	cmd.Dir = dir
	if set != nil {
		set(cmd)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd
}

// exit waits for the command and returns its exit code. It fails the test if
// that takes longer than limit.
func exit(t *testing.T, cmd *exec.Cmd, limit time.Duration) int {
	t.Helper()
	timer := time.AfterFunc(limit, func() {
		t.Errorf("still running after %v", limit)
		cmd.Process.Kill()
	})
	defer timer.Stop()
	cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// until waits for a condition.
func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func temporaries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*tmp-sheaf*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no way to send a signal to one process")
	}
}

// TestSignalWhileBuilding interrupts a build in which a command runs.
func TestSignalWhileBuilding(t *testing.T) {
	needSignals(t)
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		if signal.Ignored(test.signal) {
			continue // by who runs the tests, as with nohup
		}
		dir := t.TempDir()
		write(t, dir, "main.js", "1")
		write(t, dir, "out.js", "old")
		var stderr bytes.Buffer
		cmd := start(t, dir, func(c *exec.Cmd) { c.Stderr = &stderr },
			"main.js", "-o", "out.js", "-c", `sh -c "echo $\$ >pid; exec sleep 60"`)
		until(t, "the command to run", func() bool { return exists(filepath.Join(dir, "pid")) })
		cmd.Process.Signal(test.signal)
		if code := exit(t, cmd, 10*time.Second); code != test.code {
			t.Errorf("%v: exit code %d, want %d", test.signal, code, test.code)
		}
		if stderr.Len() > 0 {
			t.Errorf("%v: it printed %q", test.signal, &stderr)
		}
		if b, _ := os.ReadFile(filepath.Join(dir, "out.js")); string(b) != "old" {
			t.Errorf("%v: the old file is now %q", test.signal, b)
		}
		if list := temporaries(t, dir); len(list) > 0 {
			t.Errorf("%v: left behind: %q", test.signal, list)
		}
	}
}

// TestSignalWhileWriting interrupts a run again and again while it writes a
// large file.
func TestSignalWhileWriting(t *testing.T) {
	needSignals(t)
	if testing.Short() {
		t.Skip("it writes large files")
	}
	dir := t.TempDir()
	var main strings.Builder
	for i := range 24 {
		fmt.Fprintf(&main, "require('./m%d')\n", i)
		write(t, dir, fmt.Sprintf("m%d.js", i), fmt.Sprintf("// %d\n", i)+strings.Repeat("x = 'some text to fill the file with'\n", 100_000))
	}
	write(t, dir, "main.js", main.String())
	cmd := start(t, dir, nil, "main.js", "-o", "whole.js")
	if code := exit(t, cmd, time.Minute); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	whole, err := os.Stat(filepath.Join(dir, "whole.js"))
	if err != nil {
		t.Fatal(err)
	}
	interrupted := 0
	for try := 0; try < 30 && interrupted < 3; try++ {
		write(t, dir, "out.js", "old")
		cmd := start(t, dir, nil, "main.js", "-o", "out.js")
		until(t, "a temporary file", func() bool {
			st, err := os.Stat(filepath.Join(dir, "out.js"))
			return len(temporaries(t, dir)) > 0 || err == nil && st.Size() > 3
		})
		cmd.Process.Signal(syscall.SIGINT)
		code := exit(t, cmd, 20*time.Second)
		st, err := os.Stat(filepath.Join(dir, "out.js"))
		if err != nil || st.Size() != 3 && st.Size() != whole.Size() {
			t.Fatalf("exit code %d: the file is neither old nor whole: %v, %v", code, st, err)
		}
		if list := temporaries(t, dir); len(list) > 0 {
			t.Fatalf("exit code %d: left behind: %q", code, list)
		}
		switch {
		case code == 130:
			interrupted++
		case code != 0 || st.Size() != whole.Size():
			t.Fatalf("exit code %d, and the file has %d bytes", code, st.Size())
		}
	}
	if interrupted == 0 {
		t.Error("no run was interrupted")
	}
}

// TestSignalWhileTalking interrupts runs that wait for somebody else.
func TestSignalWhileTalking(t *testing.T) {
	needSignals(t)
	dir := t.TempDir()
	write(t, dir, "main.js", strings.Repeat("x = 'some text to fill the pipe with'\n", 100_000))
	for _, arg := range []string{"-", "main.js"} {
		var in io.Writer
		var out *os.File
		cmd := start(t, dir, func(c *exec.Cmd) {
			w, err := c.StdinPipe() // it never ends
			if err != nil {
				t.Fatal(err)
			}
			in = w
			r, err := c.StdoutPipe() // and nobody reads
			if err != nil {
				t.Fatal(err)
			}
			out = r.(*os.File)
		}, arg)
		if arg == "main.js" {
			if _, err := out.Read(make([]byte, 1)); err != nil { // it is writing now
				t.Fatal(err)
			}
		} else if _, err := in.Write(make([]byte, 1<<20)); err != nil { // more than a pipe holds: it is reading now
			t.Fatal(err)
		}
		cmd.Process.Signal(syscall.SIGINT)
		if code := exit(t, cmd, 3*time.Second); code != 130 {
			t.Errorf("%s: exit code %d, want 130", arg, code)
		}
	}
}

// TestBrokenPipe has a reader of standard output go away early.
func TestBrokenPipe(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.js", strings.Repeat("x = 'some text to fill the pipe with'\n", 100_000))
	var stderr bytes.Buffer
	var out *os.File
	cmd := start(t, dir, func(c *exec.Cmd) {
		r, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		out = r.(*os.File)
		c.Stderr = &stderr
	}, "main.js")
	out.Close()
	if code := exit(t, cmd, 10*time.Second); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if stderr.Len() > 0 {
		t.Errorf("it printed %q", &stderr)
	}
}

// TestSameOutfile has two runs write one file at the same time, over and over,
// while it is read: it must always be the whole work of one of them.
func TestSameOutfile(t *testing.T) {
	dir := t.TempDir()
	var want [2]string
	for i := range want {
		name := fmt.Sprintf("in%d.js", i)
		write(t, dir, name, strings.Repeat(fmt.Sprintf("x = %d\n", i), 50_000*(i+1)))
		cmd := exec.Command("sheaf", name)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		want[i] = string(out)
	}
	outfile := filepath.Join(dir, "out.js")
	write(t, dir, "out.js", want[0])
	ctx, cancel := context.WithCancel(context.Background())
	var reader sync.WaitGroup
	reads := 0
	reader.Go(func() {
		for ; ctx.Err() == nil; reads++ {
			b, err := os.ReadFile(outfile)
			if err != nil && runtime.GOOS == "windows" {
				continue // who replaces a file keeps others out for a moment
			}
			if err != nil || string(b) != want[0] && string(b) != want[1] {
				t.Errorf("read %d bytes that are neither bundle: %v", len(b), err)
				return
			}
		}
	})
	for range 10 {
		var writers sync.WaitGroup
		for i := range want {
			writers.Go(func() {
				cmd := exec.Command("sheaf", fmt.Sprintf("in%d.js", i), "-o", "out.js")
				cmd.Dir = dir
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
		writers.Wait()
	}
	cancel()
	reader.Wait()
	if reads == 0 {
		t.Error("nothing was read")
	}
	if list := temporaries(t, dir); len(list) > 0 {
		t.Errorf("left behind: %q", list)
	}
}

// BenchmarkStart starts the command and bundles one file of a line: what a build
// takes that has nothing to do. The command is the test's own binary, which is
// larger than the real one; cmd/bench measures that beside other bundlers.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.js"), []byte("module.exports = 1\n"), 0o666); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cmd := exec.Command("sheaf", "main.js")
		cmd.Dir = dir
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	}
}
