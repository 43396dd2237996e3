package difftest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// An outcome is what came of one command line. The case's directory is written
// as place in all texts.
type outcome struct {
	Exit   int
	Stdout text
	Stderr text
	Files  map[string]text // that were not there before, or other, by path
}

// A text is the output of a command; it keeps all bytes in JSON.
type text []byte

func (s text) String() string { return string(s) }

// A project is a directory to be made: files by path, and a shell script for
// what a table of files cannot say (links, bytes, modes).
type project struct {
	files map[string][]byte
	setup string
}

// parts lists the project for key.
func (p project) parts() []string {
	list := []string{p.setup}
	for _, name := range sortedKeys(p.files) {
		list = append(list, name, string(p.files[name]))
	}
	return list
}

// lay makes the project in dir, which is emptied before.
func (p project) lay(t testing.TB, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, b := range p.files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), b)
	}
	if p.setup != "" {
		cmd := exec.Command("sh", "-e", "-c", p.setup)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("the setup of the case fails: %v\n%s", err, out)
		}
	}
}

// run lays the project in dir and runs the command line there, with bin first
// on the PATH.
func run(t testing.TB, p project, dir, line, bin string) outcome {
	t.Helper()
	p.lay(t, dir)
	before := snapshot(t, dir)
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute) // Babel in goja, on a busy machine
	defer stop()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + scratch, "LANG=C.UTF-8", "NO_COLOR=1",
	}
	cmd.Stdin = strings.NewReader("")
	cmd.WaitDelay = 5 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("%s: %v %v\n%s", line, err, ctx.Err(), stderr.String())
	}
	o := outcome{
		Exit:   cmd.ProcessState.ExitCode(),
		Stdout: text(canonical(t, stdout.String(), dir)),
		Stderr: text(canonical(t, stderr.String(), dir)),
		Files:  map[string]text{},
	}
	for name, b := range snapshot(t, dir) {
		if old, ok := before[name]; !ok || old != b {
			o.Files[name] = text(canonical(t, b, dir))
		}
	}
	return o
}

// snapshot reads all regular files below dir.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// both runs a command line with Browserify, or remembers what it did, and with
// sheaf.
func both(t testing.TB, p project, line string) (want, got outcome) {
	t.Helper()
	dir := workDir(t)
	bin := browserify(t)
	want = remember(t, key(t, append(p.parts(), line)...), func() outcome {
		return run(t, p, dir, line, bin)
	})
	return want, run(t, p, dir, line, sheaf(t))
}

// workDir returns the path of a directory to be made, without links in it.
func workDir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return filepath.Join(dir, "work")
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// brief shortens a text for a message.
func brief(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
