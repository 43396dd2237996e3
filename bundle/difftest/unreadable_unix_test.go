//go:build unix

package difftest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestUnreadable bundles what may not be read. Root may read everything, so
// for root the command runs as another user.
func TestUnreadable(t *testing.T) {
	bin := filepath.Join(sheaf(t), "sheaf")
	dir, err := os.MkdirTemp("", "unreadable")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	write(t, filepath.Join(dir, "main.js"), []byte("\nrequire('./secret');\n"))
	write(t, filepath.Join(dir, "secret.js"), []byte("module.exports = 1;\n"))
	write(t, filepath.Join(dir, "user.js"), []byte("console.log(require('./closed/file'));\n"))
	write(t, filepath.Join(dir, "closed", "file.js"), []byte("module.exports = 'found without a listing';\n"))
	write(t, filepath.Join(dir, "locked", "x.js"), nil)
	write(t, filepath.Join(dir, "private", "a.js"), nil)
	write(t, filepath.Join(dir, "private", "package.json"), []byte(`{"main": "a.js"}`))
	write(t, filepath.Join(dir, "packager.js"), []byte("require('./private/a');\n"))
	write(t, filepath.Join(dir, "locker.js"), []byte("require('./locked/x');\n"))
	for name, mode := range map[string]os.FileMode{"": 0o755, "secret.js": 0, "closed": 0o711, "locked": 0, "private/package.json": 0} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "locked"), 0o755) })
	as := func(args ...string) (int, string) {
		cmd := exec.Command(bin, args...)
		cmd.Dir = dir
		if os.Getuid() == 0 {
			for d := filepath.Dir(bin); d != filepath.Dir(scratch); d = filepath.Dir(d) {
				if err := os.Chmod(d, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		err := cmd.Run()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), stderr.String()
	}
	if code, said := as("secret.js"); code != 1 || !strings.Contains(said, "secret.js") || !strings.Contains(said, "permission denied") {
		t.Errorf("an unreadable entry: exit %d, %s", code, said)
	}
	if code, said := as("main.js"); code != 1 || !strings.Contains(said, "main.js:2:") || !strings.Contains(said, "permission denied") {
		t.Errorf("an unreadable module: exit %d, %s", code, said)
	}
	if code, said := as("locker.js"); code != 1 || !strings.Contains(said, "locker.js:1:") {
		t.Errorf("a module in a directory that may not be entered: exit %d, %s", code, said)
	}
	for _, entry := range []string{"packager.js", "private/a.js"} {
		if code, said := as(entry); code != 1 || !strings.Contains(said, `cannot read "private/package.json": permission denied`) {
			t.Errorf("%s, of a package whose package.json may not be read: exit %d, %s", entry, code, said)
		}
	}
	if code, said := as("user.js"); code != 0 {
		t.Errorf("a module in a directory that may not be listed: exit %d, %s", code, said)
	}
}
