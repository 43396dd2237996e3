package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"sheaf/bundle"
)

// many writes a program of n modules and returns its options.
func many(t *testing.T, n int) bundle.Options {
	t.Helper()
	dir := t.TempDir()
	var main strings.Builder
	for i := range n {
		fmt.Fprintf(&main, "require('./m%d')\n", i)
		text := fmt.Sprintf("module.exports = function () { return [%d, '%s'] }\n", i, strings.Repeat("x", i%300))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("m%d.js", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "main.js"), []byte(main.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return bundle.Options{Basedir: dir, Cwd: dir, Entries: []bundle.Entry{{File: "main.js"}}}
}

// TestAllAtOnce asks one result for all that it has at the same time, while its
// last stage may still be at work.
func TestAllAtOnce(t *testing.T) {
	o := many(t, 700)
	for name, mode := range map[string]bundle.SourceMapMode{
		"none": bundle.MapNone, "inline": bundle.MapInline, "linked": bundle.MapLinked, "external": bundle.MapExternal,
	} {
		o.SourceMap, o.MapFile = mode, "out.js.map"
		want, wantMap, wantDeps := texts(t, build(t, o))
		out := t.TempDir()
		r := build(t, o)
		var wait sync.WaitGroup
		for i := range 3 {
			wait.Go(func() {
				if code, m, deps := texts(t, r); code != want || m != wantMap || deps != wantDeps {
					t.Errorf("%s: %d, %d, %d bytes, want %d, %d, %d", name, len(code), len(m), len(deps), len(want), len(wantMap), len(wantDeps))
				}
			})
			wait.Go(func() {
				dir := filepath.Join(out, fmt.Sprint(i))
				if err := r.WriteFile(t.Context(), filepath.Join(dir, "out.js")); err != nil {
					t.Error(err)
				}
				if code, err := os.ReadFile(filepath.Join(dir, "out.js")); err != nil || string(code) != want {
					t.Errorf("%s: a file of %d bytes, want %d (%v)", name, len(code), len(want), err)
				}
				m, err := os.ReadFile(filepath.Join(dir, "out.js.map"))
				if string(m) != wantMap || (err == nil) != (wantMap != "") {
					t.Errorf("%s: a map of %d bytes, want %d (%v)", name, len(m), len(wantMap), err)
				}
			})
			wait.Go(func() {
				size := len(want)
				if mode == bundle.MapLinked {
					size -= len("//# sourceMappingURL=out.js.map\n")
				}
				if n, modules := r.Size(), r.Modules(); n != int64(size) || len(modules) != 701 {
					t.Errorf("%s: %d bytes, %d modules, want %d, 701", name, n, len(modules), size)
				}
			})
		}
		wait.Wait()
		if ends := strings.HasSuffix(want, "\n//# sourceMappingURL=out.js.map\n"); ends != (mode == bundle.MapLinked) {
			t.Errorf("%s: the map is named: %v", name, ends)
		}
		if has := strings.Contains(want, "sourceMappingURL=data:"); has != (mode == bundle.MapInline) {
			t.Errorf("%s: there is a map in the script: %v", name, has)
		}
	}
}

func build(t *testing.T, o bundle.Options) *bundle.Result {
	t.Helper()
	r, err := bundle.Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func texts(t *testing.T, r *bundle.Result) (code, m, deps string) {
	var a, b, c bytes.Buffer
	_, err := r.WriteTo(&a)
	_, err2 := r.WriteMap(&b)
	if err := errors.Join(err, err2, r.WriteDeps(&c)); err != nil {
		t.Error(err)
	}
	return a.String(), b.String(), c.String()
}

// A breaking writer takes one piece.
type breaking struct {
	taken bool
	err   error
}

func (b *breaking) Write(p []byte) (int, error) {
	if b.taken {
		return 0, b.err
	}
	b.taken = true
	return len(p), nil
}

func builder(t *testing.T, o bundle.Options) *bundle.Builder {
	t.Helper()
	b, err := bundle.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// TestBuildWhileWritten writes one result of a Builder while the next is built,
// which has another text or the same.
func TestBuildWhileWritten(t *testing.T) {
	o := many(t, 700)
	b := builder(t, o)
	changed := filepath.Join(o.Basedir, "m3.js")
	was, err := os.ReadFile(changed)
	if err != nil {
		t.Fatal(err)
	}
	main := filepath.Join(o.Basedir, "main.js")
	top, err := os.ReadFile(main)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ file, text string }{
		{changed, string(was)}, // nothing new
		{changed, "two()"},     // another text, the same requires
		{changed, "require('./m4'); three()"},
		{changed, "four()"},
		{filepath.Join(o.Basedir, "m3", "index.js"), "not reached"},
		{main, string(top) + "require('./m5')\n"},
		{changed, "if (false) require('./m5.js'); four()"},
		{changed, string(was)},
	} {
		first, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := texts(t, first)
		if err := os.MkdirAll(filepath.Dir(step.file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(step.file, []byte(step.text), 0o666); err != nil {
			t.Fatal(err)
		}
		b.Changed(step.file, filepath.Dir(step.file))
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				for range 10 {
					var got bytes.Buffer
					if _, err := first.WriteTo(&got); err != nil || got.String() != want {
						t.Errorf("%d bytes, want %d (%v)", got.Len(), len(want), err)
					}
					first.Size()
				}
			})
		}
		second, err := b.Build(t.Context())
		wait.Wait()
		fresh, ferr := bundle.Build(t.Context(), o)
		if got, want := output(second, err), output(fresh, ferr); got != want {
			t.Errorf("%s: %d bytes, a fresh build has %d", step.text, len(got), len(want))
		}
	}
}

// TestDropped builds again and again and writes only the last result.
func TestDropped(t *testing.T) {
	o := many(t, 700)
	b := builder(t, o)
	changed := filepath.Join(o.Basedir, "m3.js")
	var last *bundle.Result
	for i := range 6 {
		if err := os.WriteFile(changed, fmt.Appendf(nil, "require('./m%d'); f(%[1]d)", i/2), 0o666); err != nil {
			t.Fatal(err)
		}
		b.Changed(changed)
		build(t, o) // and this one is dropped, too
		var err error
		if last, err = b.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if output(last, nil) != output(build(t, o), nil) {
		t.Error("the last result is not that of a fresh build")
	}
}

// TestWritingFails has writers fail, and files.
func TestWritingFails(t *testing.T) {
	o := many(t, 1500)
	o.SourceMap = bundle.MapInline
	broken := errors.New("broken")
	if _, err := build(t, o).WriteTo(&breaking{err: broken}); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		if err := build(t, o).WriteFile(t.Context(), "/dev/full"); err == nil {
			t.Error("a full disk was not noticed")
		}
	}
}

// TestWritingStopped ends a context while a result is written.
func TestWritingStopped(t *testing.T) {
	o := many(t, 1500)
	o.SourceMap = bundle.MapInline
	dir := t.TempDir()
	name := filepath.Join(dir, "out.js")
	why := errors.New("enough")
	for range 8 {
		if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		r := build(t, o)
		ctx, cancel := context.WithCancelCause(t.Context())
		go cancel(why)
		if err := r.WriteFile(ctx, name); err != nil {
			if text, _ := os.ReadFile(name); !errors.Is(err, why) || string(text) != "old" {
				t.Errorf("%v, and the file has %d bytes", err, len(text))
			}
		}
		if list, err := os.ReadDir(dir); len(list) != 1 {
			t.Errorf("left behind: %v, %v", list, err)
		}
	}
}

// TestDirectoryVanishes takes the directory away from a file that is written.
func TestDirectoryVanishes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("directories that are in use stay")
	}
	o := many(t, 1500)
	o.SourceMap = bundle.MapInline
	failed := 0
	for range 8 {
		r := build(t, o)
		sub := filepath.Join(t.TempDir(), "sub")
		done := make(chan error, 1)
		go func() { done <- r.WriteFile(t.Context(), filepath.Join(sub, "out.js")) }()
		for {
			if list, _ := os.ReadDir(sub); len(list) > 0 {
				break
			}
		}
		for os.RemoveAll(sub) != nil { // new files may come
		}
		if <-done != nil {
			failed++
		}
		if list, _ := os.ReadDir(sub); len(list) > 0 {
			t.Errorf("left behind: %v", list)
		}
	}
	t.Logf("%d of 8 could not be written", failed)
}
