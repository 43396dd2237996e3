package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// watchDir watches a.js in a new directory, and the directory's names.
func watchDir(t *testing.T, o Options, set func(*Watcher)) (w *Watcher, dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "a.js"), "1")
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if set != nil {
		set(w)
	}
	time.Sleep(2 * coarse) // or it counts as changed meanwhile
	w.Begin()
	w.Set(Set{
		Files: map[string]bool{filepath.Join(dir, "a.js"): true, filepath.Join(dir, "sub", "none.js"): false},
		Dirs:  map[string][]func(func(string)){dir: {func(each func(string)) { each("a.js") }}},
	})
	return w, dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// wait returns what changed, as names in dir.
func wait(t *testing.T, w *Watcher, dir string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	changed, err := w.Wait(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range changed {
		if rel, err := filepath.Rel(dir, changed[i]); err == nil {
			changed[i] = filepath.ToSlash(rel)
		}
	}
	return strings.Join(changed, " ")
}

// expect waits until something is reported, besides others.
func expect(t *testing.T, w *Watcher, dir, name string) {
	t.Helper()
	for range 5 {
		if strings.Contains(" "+wait(t, w, dir)+" ", " "+name+" ") {
			return
		}
	}
	t.Errorf("%s was not reported", name)
}

// TestFallBack has the system refuse notifications, at once and after some
// directories, as it does when its limits are reached.
func TestFallBack(t *testing.T) {
	for most, err := range map[int]error{0: syscall.EMFILE, 2: syscall.ENOSPC, 1: syscall.EINVAL} {
		t.Run(fmt.Sprint(err), func(t *testing.T) {
			t.Parallel()
			var told []string
			w, dir := watchDir(t, Options{Log: func(text string) { told = append(told, text) }}, func(w *Watcher) {
				if w.notes == nil {
					t.Skip("there are no notifications here")
				}
				n, add := 0, w.add
				w.add = func(dir string) error {
					if n++; n > most {
						return err
					}
					return add(dir)
				}
			})
			if len(told) != 1 || !strings.Contains(told[0], err.Error()) || !strings.Contains(told[0], "looking at all files every 200ms instead") {
				t.Errorf("told %q", told)
			}
			if advised := strings.Contains(strings.Join(told, ""), "max_user_watches"); advised != (err != syscall.EINVAL) {
				t.Errorf("told %q", told)
			}
			for n := range 3 {
				write(t, filepath.Join(dir, "a.js"), strings.Repeat("2", n))
				expect(t, w, dir, "a.js")
			}
			os.Mkdir(filepath.Join(dir, "sub"), 0o777)
			expect(t, w, dir, "sub")
			write(t, filepath.Join(dir, "sub", "none.js"), "")
			expect(t, w, dir, "sub/none.js")
			if len(told) != 1 {
				t.Errorf("told %q", told)
			}
		})
	}
}

// TestFallBackLater has the limit be reached when a directory is made, just when
// a file is gone.
func TestFallBackLater(t *testing.T) {
	told := 0
	w, dir := watchDir(t, Options{Log: func(string) { told++ }}, nil)
	if w.notes == nil {
		t.Skip("there are no notifications here")
	}
	w.add = func(string) error { return syscall.ENOSPC }
	os.Remove(filepath.Join(dir, "a.js"))
	os.Mkdir(filepath.Join(dir, "sub"), 0o777)
	expect(t, w, dir, "a.js")
	write(t, filepath.Join(dir, "a.js"), "2")
	expect(t, w, dir, "a.js")
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// TestLost ends the notifications while somebody waits for them.
func TestLost(t *testing.T) {
	var told []string
	w, dir := watchDir(t, Options{Log: func(text string) { told = append(told, text) }}, nil)
	if w.notes == nil {
		t.Skip("there are no notifications here")
	}
	w.notes.Close()
	write(t, filepath.Join(dir, "a.js"), "22")
	expect(t, w, dir, "a.js")
	write(t, filepath.Join(dir, "a.js"), "333")
	expect(t, w, dir, "a.js")
	if len(told) != 1 || !strings.Contains(told[0], "notifications were lost") {
		t.Errorf("told %q", told)
	}
}

// TestOverflow has more happen than the system's queue holds while nobody looks.
func TestOverflow(t *testing.T) {
	w, dir := watchDir(t, Options{}, nil)
	if w.notes == nil {
		t.Skip("there are no notifications here")
	}
	one, two := filepath.Join(dir, "noise"), filepath.Join(dir, "noise2")
	write(t, one, "")
	for range 15_000 { // two notifications each; the queue of Linux has room for 16,384
		os.Rename(one, two)
		one, two = two, one
	}
	write(t, filepath.Join(dir, "a.js"), "22")
	expect(t, w, dir, "a.js")
	write(t, filepath.Join(dir, "a.js"), "333")
	expect(t, w, dir, "a.js")
}

// TestNothing lets things happen that are of no interest.
func TestNothing(t *testing.T) {
	for _, poll := range []time.Duration{0, 10 * time.Millisecond} {
		ignore := func(path string) bool { return strings.HasPrefix(filepath.Base(path), "out") }
		w, dir := watchDir(t, Options{Poll: poll, Ignore: ignore}, nil)
		write(t, filepath.Join(dir, "out.js"), "")
		write(t, filepath.Join(dir, "out.js.tmp"), "")
		os.Rename(filepath.Join(dir, "out.js.tmp"), filepath.Join(dir, "out.js"))
		write(t, filepath.Join(filepath.Dir(dir), "beside.js"), "")
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		changed, err := w.Wait(ctx)
		if cancel(); err == nil {
			t.Errorf("every %v: %q", poll, changed)
		}
	}
}

// TestMeanwhile changes files between reading and watching them.
func TestMeanwhile(t *testing.T) {
	dir := t.TempDir()
	w, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	set := Set{Files: map[string]bool{}, Dirs: map[string][]func(func(string)){dir: {func(each func(string)) { each("gone.js"); each("same.js") }}}}
	for _, name := range []string{"written.js", "made.js", "removed.txt", "never.txt"} {
		set.Files[filepath.Join(dir, name)] = name != "made.js" && name != "never.txt"
	}
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{"written.js", "same.js", "gone.js", "removed.txt"} {
		write(t, filepath.Join(dir, name), "1")
		os.Chtimes(filepath.Join(dir, name), old, old)
	}
	time.Sleep(2 * coarse)
	w.Begin()
	write(t, filepath.Join(dir, "written.js"), "2")
	write(t, filepath.Join(dir, "made.js"), "2")
	os.Remove(filepath.Join(dir, "gone.js"))
	os.Remove(filepath.Join(dir, "removed.txt"))
	w.Set(set)
	if got, want := wait(t, w, dir), "gone.js made.js removed.txt written.js"; got != want {
		t.Errorf("%s changed, not %s", got, want)
	}
}

// TestGoneForAMoment has a name be gone just when it is looked for: it is there
// when the directory is listed before that, and when it is listed after.
func TestGoneForAMoment(t *testing.T) {
	for _, poll := range []time.Duration{0, 10 * time.Millisecond} {
		w, dir := watchDir(t, Options{Poll: poll}, nil)
		w.Begin()
		file := filepath.Join(dir, "a.js")
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
		set := Set{Dirs: map[string][]func(func(string)){dir: {func(func(string)) {}}}} // nothing was seen
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
		w.Set(set)
		expect(t, w, dir, "a.js")
	}
}

// TestSound knows which stamps may hide a change.
func TestSound(t *testing.T) {
	at := func(ns, taken int64) stamp { return stamp{changed: ns, taken: taken} }
	const s, ms = int64(time.Second), int64(time.Millisecond)
	for _, test := range []struct {
		stamp stamp
		want  bool
	}{
		{at(100*s+1, 100*s+10*ms), false},
		{at(100*s+1, 100*s+30*ms), true},
		{at(100*s, 100*s+30*ms), false}, // whole seconds: there may be no others
		{at(100*s, 101*s+900*ms), false},
		{at(100*s, 103*s), true},
		{at(100*s+500*ms, 100*s+530*ms), true},
	} {
		if got := test.stamp.sound(); got != test.want {
			t.Errorf("changed at %d, looked at %d: %v", test.stamp.changed, test.stamp.taken, got)
		}
	}
}

// TestDeep watches a path below thousands of directories that are not there, as
// who asks a server for nonsense has it do. The time must not grow with the cube
// of their number: it was half a minute.
func TestDeep(t *testing.T) {
	also := &Also{}
	w, dir := watchDir(t, Options{Also: also}, nil)
	also.Add(filepath.Join(dir, strings.Repeat("a/", 3000), "index.html"))
	begun := time.Now()
	write(t, filepath.Join(dir, "a.js"), "22")
	expect(t, w, dir, "a.js")
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	os.Mkdir(filepath.Join(dir, "a"), 0o777)
	expect(t, w, dir, "a")
}

// TestBecomesLink has a file become a link, and that lead elsewhere: what it leads
// to is watched from then on.
func TestBecomesLink(t *testing.T) {
	for _, poll := range []time.Duration{0, 10 * time.Millisecond} {
		w, dir := watchDir(t, Options{Poll: poll}, nil)
		file := filepath.Join(dir, "a.js")
		for _, name := range []string{"first.js", "second.js"} {
			target := filepath.Join(t.TempDir(), name)
			write(t, target, "1")
			if err := os.Symlink(target, file+".new"); err != nil {
				t.Skip(err)
			}
			if err := os.Rename(file+".new", file); err != nil {
				t.Fatal(err)
			}
			expect(t, w, dir, "a.js")
			for err := error(nil); err == nil; { // the rest of it
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				_, err = w.Wait(ctx)
				cancel()
			}
			write(t, target, "22")
			expect(t, w, dir, "a.js")
		}
	}
}
