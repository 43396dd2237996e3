package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// A log collects what a running command prints.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func has(file, text string) bool {
	b, _ := os.ReadFile(file)
	return strings.Contains(string(b), text)
}

// TestWatch edits a program under the eyes of sheaf -w: the bundle follows,
// errors show in it and on the terminal, and Ctrl-C ends it.
func TestWatch(t *testing.T) {
	needSignals(t)
	for _, args := range [][]string{{"-w"}, {"-w", "--poll=20"}, {"-w", "-d", "--delay", "10"}} {
		dir := t.TempDir()
		write(t, dir, "main.js", "require('./a')")
		write(t, dir, "a.js", "one()")
		out := filepath.Join(dir, "out.js")
		var stderr log
		cmd := start(t, dir, func(c *exec.Cmd) { c.Stderr = &stderr }, append(args, "main.js", "-o", "out.js")...)
		until(t, "the bundle", func() bool { return has(out, "one()") })
		write(t, dir, "a.js", "two()")
		until(t, "the second bundle", func() bool { return has(out, "two()") })
		write(t, dir, "a.js", "thr ee()")
		until(t, "the error in the bundle", func() bool { return has(out, `console.error("error: unexpected \"ee\"`) })
		until(t, "the error", func() bool { return strings.Contains(stderr.String(), "a.js:1:5") })
		write(t, dir, "a.js", "four()")
		until(t, "the mended bundle", func() bool { return has(out, "four()") })
		os.Remove(filepath.Join(dir, "a.js"))
		until(t, "the missing module", func() bool { return has(out, "cannot find module") })
		write(t, dir, "a.js", "five()")
		until(t, "the bundle again", func() bool { return has(out, "five()") })
		time.Sleep(200 * time.Millisecond) // nothing more happens
		cmd.Process.Signal(syscall.SIGINT)
		if code := exit(t, cmd, 5*time.Second); code != 130 {
			t.Errorf("exit code %d", code)
		}
		text := stderr.String()
		if n := len(regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d  (\S+ (and 1 more )?)?→ out\.js: 2 modules, .* ms$`).FindAllString(text, -1)); n != 4 {
			t.Errorf("%q: %d lines about builds, want 4:\n%s", args, n, text)
		}
		if strings.Contains(text, "\x1b") || len(temporaries(t, dir)) > 0 {
			t.Errorf("escape sequences in a pipe, or temporary files left: %q", text)
		}
	}
}

// TestWatchify calls the program by watchify's name.
func TestWatchify(t *testing.T) {
	needSignals(t)
	dir := t.TempDir()
	write(t, dir, "main.js", "one()")
	self, err := exec.LookPath("watchify")
	if err != nil {
		t.Fatal(err)
	}
	var stderr log
	cmd := start(t, dir, func(c *exec.Cmd) { c.Path, c.Args[0], c.Stderr = self, self, &stderr }, "main.js", "-o", "out.js", "-v")
	until(t, "the bundle", func() bool { return has(filepath.Join(dir, "out.js"), "one()") })
	for _, call := range []string{"two()", "three()", "four()", "five()", "six()"} {
		write(t, dir, "main.js", call)
		until(t, call, func() bool { return has(filepath.Join(dir, "out.js"), call) })
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if code := exit(t, cmd, 5*time.Second); code != 143 {
		t.Errorf("exit code %d", code)
	}
	if !regexp.MustCompile(`(?m)^\d+ bytes written to out\.js \(\d+\.\d\d seconds\) at \d\d:\d\d:\d\d$`).MatchString(stderr.String()) {
		t.Errorf("%q", stderr.String())
	}
}

// TestWatchOutfile writes the bundle where modules are looked for, and a map
// beside it, through a link too: nothing is built for that. When the bundle's
// directory is removed it is made again.
func TestWatchOutfile(t *testing.T) {
	needSignals(t)
	for _, flags := range [][]string{
		{"-o", "bundle.js"}, {"-o", "link.js"}, {"-o", "./dist/sub/bundle.js", "--sourcemap=external"},
		{"-o", "dist/b.js", "--sourcemap=map/b.js.map", "--poll=20"}, {"-o", "bundle.js", "-d", "--poll=20"},
	} {
		dir := t.TempDir()
		write(t, dir, "main.js", "require('./a'); try { require('./dist/none') } catch (e) {}")
		write(t, dir, "a.js", "one()")
		if err := os.Symlink("real.js", filepath.Join(dir, "link.js")); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, flags[1])
		var stderr log
		cmd := start(t, dir, func(c *exec.Cmd) { c.Stderr = &stderr }, append(flags, "-w", "main.js")...)
		until(t, "the bundle", func() bool { return has(out, "one()") })
		time.Sleep(200 * time.Millisecond)
		for n, call := range []string{"two()", "three()"} {
			write(t, dir, "a.js", call)
			until(t, call, func() bool { return has(out, call) })
			time.Sleep(200 * time.Millisecond)
			if lines := strings.Count(stderr.String(), "→ "); lines != n+2 {
				t.Errorf("%q: %d lines about %d builds:\n%s", flags, lines, n+2, stderr.String())
			}
		}
		if strings.Contains(flags[1], "dist/") {
			if err := os.RemoveAll(filepath.Join(dir, "dist")); err != nil {
				t.Fatal(err)
			}
			until(t, "the bundle to come back", func() bool { return has(out, "three()") })
		}
		write(t, dir, "a.js", "four()")
		until(t, "four()", func() bool { return has(out, "four()") })
		cmd.Process.Signal(syscall.SIGINT)
		exit(t, cmd, 5*time.Second)
		if list := temporaries(t, filepath.Dir(out)); len(list) > 0 {
			t.Errorf("left behind: %q", list)
		}
	}
}

// TestUnwatched checks that the bundle's own file does not count, by whatever
// name it is written, be it there or not.
func TestUnwatched(t *testing.T) {
	dir := testenv.Dir(t)
	t.Chdir(dir)
	if err := os.Mkdir("dist", 0o777); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.js": "dist/out.js", "d": "dist"} {
		if err := os.Symlink(to, link); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
	}
	for _, outfile := range []string{"dist/out.js", "link.js", "d/out.js"} {
		r := &reader{job: job{outfile: outfile}}
		ignored := r.unwatched(nil)
		for _, name := range []string{"out.js", "out.js.tmp-sheaf-1-0"} {
			if !ignored(filepath.Join(dir, "dist", name)) {
				t.Errorf("-o %s: %s counts", outfile, name)
			}
		}
		if ignored(filepath.Join(dir, "dist", "other.js")) {
			t.Errorf("-o %s: another file does not count", outfile)
		}
	}
}

// TestWatchUnwritable has a bundle that cannot be written: it is as soon as it
// can be and files are saved, though with nothing new.
func TestWatchUnwritable(t *testing.T) {
	needSignals(t)
	dir := t.TempDir()
	write(t, dir, "main.js", "one()")
	write(t, dir, "real.js", "")
	link := func(to string) {
		t.Helper()
		name := filepath.Join(dir, "out.js")
		os.Remove(name)
		if err := os.Symlink(to, name); err != nil {
			t.Fatal(err)
		}
	}
	link("real.js")
	var stderr log
	cmd := start(t, dir, func(c *exec.Cmd) { c.Stderr = &stderr }, "main.js", "-o", "out.js", "-w")
	until(t, "the bundle", func() bool { return has(filepath.Join(dir, "real.js"), "one()") })
	link(".")
	write(t, dir, "main.js", "two()")
	until(t, "the error", func() bool { return strings.Contains(stderr.String(), `cannot write "out.js": is a directory`) })
	link("real.js")
	write(t, dir, "main.js", "two()")
	until(t, "the bundle after all", func() bool { return has(filepath.Join(dir, "real.js"), "two()") })
	until(t, "the line", func() bool { return strings.Contains(stderr.String(), "→ out.js: written after all\n") })
	cmd.Process.Signal(syscall.SIGTERM)
	exit(t, cmd, 5*time.Second)
}
