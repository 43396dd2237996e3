package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sheaf/testdata/testenv"
)

// TestWatchLimit has the system's limit of watches reached, in a user namespace
// with a limit of its own.
func TestWatchLimit(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.js", "require('./a')")
	write(t, dir, "a.js", "one()")
	own := &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	for limit, want := range map[string]string{
		"user.max_inotify_watches":   "no space left on device",
		"user.max_inotify_instances": "too many open files",
	} {
		const value = "echo 0 > /proc/sys/"
		set := value + strings.ReplaceAll(limit, ".", "/")
		probe := exec.Command("sh", "-c", set)
		probe.SysProcAttr = own
		if out, err := probe.CombinedOutput(); err != nil {
			testenv.Missing(t, "this test needs a user namespace: %v\n%s", err, out)
		}
		var stderr log
		cmd := exec.Command("sh", "-c", set+" && exec sheaf -w main.js -o out.js")
		cmd.Dir, cmd.Stderr, cmd.SysProcAttr = dir, &stderr, own
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "out.js")
		os.Remove(out)
		until(t, "the bundle", func() bool { return exists(out) })
		until(t, "a word about the limit", func() bool {
			text := stderr.String()
			return strings.Contains(text, want) && strings.Contains(text, "looking at all files every 200ms instead; raise fs.inotify.max_user_watches")
		})
		for _, call := range []string{"two()", "three()"} {
			write(t, dir, "a.js", call)
			until(t, call, func() bool { return has(out, call) })
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// openTerminal returns the two ends of a terminal.
func openTerminal(t *testing.T) (ours, its *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		testenv.Missing(t, "this test needs a pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { ours.Close() })
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	its, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { its.Close() })
	return ours, its
}

// TestWatchTerminal looks at what a terminal shows: a line for each build,
// errors with the source, in colour unless that is not wanted.
func TestWatchTerminal(t *testing.T) {
	for env, coloured := range map[string]bool{"TERM=xterm": true, "TERM=dumb": false, "NO_COLOR=1": false} {
		t.Run(env, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "main.js", "require('./a')")
			write(t, dir, "a.js", "one()")
			ours, its := openTerminal(t)
			var shown log
			go io.Copy(&shown, ours)
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("shown: %q", shown.String())
				}
			})
			start(t, dir, func(c *exec.Cmd) {
				c.Stderr, c.Env = its, append(os.Environ(), "NO_COLOR=", "TERM=xterm", env)
			}, "-w", "main.js", "-o", "out.js")
			shows := func(pattern string) {
				t.Helper()
				re := regexp.MustCompile(pattern)
				until(t, pattern, func() bool { return re.MatchString(shown.String()) })
			}
			shows(`(?m)^\d\d:\d\d:\d\d  → out\.js: 2 modules, \d+ B, \d+ ms\r$`)
			time.Sleep(200 * time.Millisecond) // or main.js, which is as new, counts as changed, too
			write(t, dir, "a.js", "two()")
			shows(`(?m)^\d\d:\d\d:\d\d  a\.js → out\.js: 2 modules, \d+ B, \d+ ms\r$`)
			write(t, dir, "a.js", "thr ee()")
			shows(`1 \| ?(\x1b\[\d*m)? ?thr ee\(\)`)
			shows(`\^~`)
			write(t, dir, "a.js", "thr ee(3)")
			shows(`(?m)^\d\d:\d\d:\d\d  a\.js → the same error as before\r$`)
			if text := shown.String(); strings.Contains(text, "\x1b[") != coloured || strings.Count(text, "a.js:1:5") != 1 {
				t.Errorf("colours %v, but it shows %q", coloured, text)
			}
		})
	}
}

// TestWatchUnreadable takes permissions away and gives them back.
func TestWatchUnreadable(t *testing.T) {
	command := []string{"sheaf"}
	if os.Geteuid() == 0 { // root may read everything, if it is not forbidden to
		setpriv, err := exec.LookPath("setpriv")
		if err != nil {
			testenv.Missing(t, "this test needs setpriv on PATH, or another user than root: %v", err)
		}
		command = []string{setpriv, "--bounding-set=-dac_override,-dac_read_search", "sheaf"}
	}
	for _, flag := range []string{"--delay=2", "--poll=20"} {
		dir := t.TempDir()
		write(t, dir, "main.js", "require('./lib/a')")
		os.Mkdir(filepath.Join(dir, "lib"), 0o777)
		write(t, dir, "lib/a.js", "one()")
		chmod := func(name string, mode os.FileMode) {
			t.Helper()
			if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
				t.Fatal(err)
			}
		}
		chmod("lib", 0)
		t.Cleanup(func() { chmod("lib", 0o700) })
		var stderr log
		cmd := exec.Command(command[0], append(command[1:], "-w", "main.js", "-o", "out.js", flag)...)
		cmd.Dir, cmd.Stderr = dir, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "out.js")
		failed := func() bool { return has(out, "console.error(") }
		until(t, "the error", failed)
		for _, step := range []struct {
			name string
			mode os.FileMode
			call string // that the bundle has then; "" stands for an error
		}{
			{"lib", 0o700, "one()"}, {"lib/a.js", 0, ""}, {"lib/a.js", 0o600, "one()"}, {"lib", 0o300, "one()"}, {"lib", 0, ""}, {"lib", 0o700, "one()"},
		} {
			chmod(step.name, step.mode)
			if step.call == "" {
				until(t, "the error", failed)
			} else {
				until(t, step.call, func() bool { return has(out, step.call) })
			}
		}
		write(t, dir, "lib/a.js", "two()")
		until(t, "two()", func() bool { return has(out, "two()") })
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s printed\n%s", flag, stderr.String())
		}
	}
}
