package difftest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// command runs a program and returns its exit code (-1 for a signal) and what
// it printed.
func command(t testing.TB, dir, name string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("%s %q: %v %v", name, args, err, ctx.Err())
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// An outfile is a file that was there before a build which fails.
type outfile struct {
	dir, name string // the directory of its own, and the file's path
	text      string
}

func newOutfile(t testing.TB, dir string) outfile {
	t.Helper()
	o := outfile{dir: filepath.Join(dir, "out"), text: "the old bundle\n"}
	o.name = filepath.Join(o.dir, "bundle.js")
	write(t, o.name, []byte(o.text))
	return o
}

// untouched checks that the file is as it was, and alone.
func (o outfile) untouched(t testing.TB) {
	t.Helper()
	if b, err := os.ReadFile(o.name); err != nil || string(b) != o.text {
		t.Errorf("the old outfile is now %q, %v", brief(string(b)), err)
	}
	o.alone(t)
}

func (o outfile) alone(t testing.TB) {
	t.Helper()
	entries, err := os.ReadDir(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(o.name) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// TestFullDisk builds where no more than 16 blocks may be written to a file,
// and prints to a device that is always full.
func TestFullDisk(t *testing.T) {
	posix(t)
	bin := filepath.Join(sheaf(t), "sheaf")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.js"), []byte("console.log('"+strings.Repeat("long ", 100000)+"');\n"))
	t.Run("outfile", func(t *testing.T) {
		o := newOutfile(t, dir)
		code, _, stderr := command(t, dir, "sh", "-c", "ulimit -f 16; exec '"+bin+"' main.js -o '"+o.name+"'")
		if code != 1 || !strings.Contains(stderr, "bundle.js") {
			t.Errorf("exit %d, %q", code, brief(stderr))
		}
		o.untouched(t)
	})
	t.Run("a new outfile", func(t *testing.T) {
		out := filepath.Join(dir, "new", "deep", "bundle.js")
		code, _, stderr := command(t, dir, "sh", "-c", "ulimit -f 16; exec '"+bin+"' main.js -o '"+out+"'")
		if code != 1 || stderr == "" {
			t.Errorf("exit %d, %q", code, brief(stderr))
		}
		if list, _ := filepath.Glob(filepath.Join(dir, "new", "*", "*")); len(list) > 0 {
			t.Errorf("%q were left behind", list)
		}
	})
	t.Run("standard output", func(t *testing.T) {
		if _, err := os.Stat("/dev/full"); err != nil {
			t.Skip("this system has no /dev/full")
		}
		link(t, "/dev/full", filepath.Join(dir, "full"))
		code, _, stderr := command(t, dir, "sh", "-c", "exec '"+bin+"' main.js > full")
		if code != 1 || !strings.Contains(stderr, "no space") {
			t.Errorf("exit %d, %q", code, brief(stderr))
		}
	})
	t.Run("a map", func(t *testing.T) {
		o := newOutfile(t, dir)
		code, _, stderr := command(t, dir, "sh", "-c", "ulimit -f 16; exec '"+bin+"' main.js --sourcemap=external -o '"+o.name+"'")
		if code != 1 || stderr == "" {
			t.Errorf("exit %d, %q", code, brief(stderr))
		}
		o.untouched(t)
	})
}

// TestSameOutfile has many builds write one outfile at once. Whichever ends
// last, what is there is the whole bundle of one of them.
func TestSameOutfile(t *testing.T) {
	bin := filepath.Join(sheaf(t), "sheaf"+exe)
	dir := t.TempDir()
	const n = 8
	bundles := map[string]bool{}
	for i := range n {
		name := fmt.Sprintf("main%d.js", i)
		write(t, filepath.Join(dir, name), []byte(strings.Repeat(fmt.Sprintf("console.log(%d);\n", i), 100000+i*10000)))
		code, out, stderr := command(t, dir, bin, name)
		if code != 0 {
			t.Fatal(stderr)
		}
		bundles[out] = true
	}
	for range 5 {
		o := newOutfile(t, dir)
		var group sync.WaitGroup
		for i := range n {
			group.Go(func() {
				if code, _, stderr := command(t, dir, bin, fmt.Sprintf("main%d.js", i), "-o", o.name); code != 0 {
					t.Errorf("exit %d, %s", code, stderr)
				}
			})
		}
		// Whoever looks while they write sees a whole file, too.
		done := make(chan bool)
		go func() { group.Wait(); close(done) }()
		for looking := true; looking; {
			select {
			case <-done:
				looking = false
			case <-time.After(2 * time.Millisecond):
			}
			b, err := os.ReadFile(o.name)
			if runtime.GOOS != "windows" && err != nil || err == nil && string(b) != o.text && !bundles[string(b)] {
				t.Fatalf("the outfile is none of the bundles: %d bytes, %v", len(b), err)
			}
		}
		if b, _ := os.ReadFile(o.name); string(b) == o.text {
			t.Error("nobody wrote the outfile")
		}
		o.alone(t)
	}
}

// TestInterrupt ends the command by a signal at many points of a large build
// that writes a file. The outfile is the old or the new one, whole, and alone.
func TestInterrupt(t *testing.T) {
	posix(t)
	bin := filepath.Join(sheaf(t), "sheaf")
	dir := testenv.Modules(t, "bench")
	whole := filepath.Join(t.TempDir(), "whole.js")
	start := time.Now()
	if code, _, stderr := command(t, dir, bin, "big.js", "-d", "-o", whole); code != 0 {
		t.Fatal(stderr)
	}
	usual := time.Since(start)
	want, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	interrupted := 0
	const n = 30
	for i := range n {
		o := newOutfile(t, t.TempDir())
		cmd := exec.Command(bin, "big.js", "-d", "-o", o.name)
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(usual * time.Duration(i+1) / n)
		signal, exit := os.Interrupt, 130
		cmd.Process.Signal(signal)
		err := cmd.Wait()
		b, rerr := os.ReadFile(o.name)
		if rerr != nil {
			t.Fatal(rerr)
		}
		switch code := cmd.ProcessState.ExitCode(); code {
		case exit:
			interrupted++
			if string(b) != o.text && !bytes.Equal(b, want) {
				t.Errorf("interrupted after %v: the outfile has %d bytes", usual*time.Duration(i+1)/n, len(b))
			}
		case 0:
			if !bytes.Equal(b, want) {
				t.Errorf("not interrupted: the outfile has %d bytes", len(b))
			}
		case -1:
			// The signal came before the program could listen to it.
			interrupted++
			if string(b) != o.text {
				t.Errorf("killed: the outfile has %d bytes", len(b))
			}
		default:
			t.Errorf("exit %d, %v", code, err)
		}
		o.alone(t)
	}
	if interrupted < n/4 {
		t.Errorf("only %d of %d were interrupted: the test says too little", interrupted, n)
	}
}
