package outfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// pieces are many small and some large slices, with empty ones among them.
func pieces(seed byte, size int) [][]byte {
	var list [][]byte
	for total := 0; total < size; {
		n := 1 + (total*7+int(seed))%50
		if len(list)%1000 == 5 {
			n = 100_000
		}
		list = append(list, bytes.Repeat([]byte{'a' + seed}, n), nil)
		total += n
	}
	return list
}

// given yields a list as they come from who makes them: now many pieces, now few,
// now none.
func given(list [][]byte) iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		for n := 0; len(list) > 0; n = (n*5 + 1) % 3000 {
			n := min(n, len(list))
			if !yield(list[:n]) {
				return
			}
			list = list[n:]
		}
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestWrite(t *testing.T) {
	for _, size := range []int{0, 100, 50_000, 5_000_000} {
		dir := t.TempDir()
		name := filepath.Join(dir, "new", "dir", "out.js")
		for seed := range byte(3) { // a new file, then over old ones
			p := pieces(seed, size)
			if err := Write(t.Context(), name, given(p)); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(name)
			if err != nil || !bytes.Equal(got, bytes.Join(p, nil)) {
				t.Fatalf("size %d: %d bytes, %v", size, len(got), err)
			}
		}
		if n := names(t, filepath.Dir(name)); len(n) != 1 {
			t.Errorf("left behind: %v", n)
		}
	}
}

func TestWriteKeepsModeAndLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has neither these permissions nor links for everyone")
	}
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.js"), filepath.Join(dir, "link.js")
	if err := os.WriteFile(real, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(real, 0o646); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.js", link); err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), link, given([][]byte{[]byte("new")})); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone", err)
	}
	st, err := os.Stat(real)
	if err != nil || st.Mode().Perm() != 0o646 {
		t.Error(st.Mode(), err)
	}
	if b, _ := os.ReadFile(real); string(b) != "new" {
		t.Errorf("%q", b)
	}
}

// TestWriteThroughEmptyLink has links, and links to links, to what is not there
// yet: they stay, as they do when a shell writes.
func TestWriteThroughEmptyLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no links for everyone")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "real", "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		"dir": "real/sub", "real/sub/link.js": "../new.js", "again.js": "dir/link.js", "absolute.js": filepath.Join(dir, "abs.js"), "deep.js": "real/made/deep.js",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for link, file := range map[string]string{"again.js": "real/new.js", "absolute.js": "abs.js", "deep.js": "real/made/deep.js"} {
		if err := Write(t.Context(), filepath.Join(dir, link), given([][]byte{[]byte(link)})); err != nil {
			t.Fatal(err)
		}
		if st, err := os.Lstat(filepath.Join(dir, link)); err != nil || st.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("the link %s is gone: %v", link, err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file))); string(text) != link {
			t.Errorf("%s: %q, %v", file, text, err)
		}
	}
}

func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.js")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	why := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if err := Write(ctx, name, given(pieces(0, 1000))); !errors.Is(err, why) {
		t.Error(err)
	}
	if err := Write(t.Context(), dir, given(nil)); err == nil {
		t.Error("a directory was written")
	}
	if err := Write(t.Context(), filepath.Join(name, "below.js"), given(nil)); err == nil {
		t.Error("a file was used as a directory")
	}
	if b, _ := os.ReadFile(name); string(b) != "old" {
		t.Errorf("%q", b)
	}
	if n := names(t, dir); len(n) != 1 {
		t.Errorf("left behind: %v", n)
	}
}

func TestWriteToDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	if err := Write(t.Context(), os.DevNull, given(pieces(0, 1000))); err != nil {
		t.Error(err)
	}
	if err := Write(t.Context(), "/dev/full", given(pieces(0, 1000))); err == nil {
		t.Error("a full disk was not noticed")
	}
	if st, err := os.Stat(os.DevNull); err != nil || st.Mode().IsRegular() {
		t.Fatal("the device was replaced", err)
	}
}

// TestTwoWriters checks that whoever reads sees one whole file or the other.
func TestTwoWriters(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.js")
	if err := Write(t.Context(), name, given(pieces(0, 300_000))); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for seed := range byte(2) {
		wait.Go(func() {
			for range 30 {
				if err := Write(t.Context(), name, given(pieces(seed, 300_000))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wait.Wait(); close(done) }()
	for {
		select {
		case <-done:
			if n := names(t, filepath.Dir(name)); len(n) != 1 {
				t.Errorf("left behind: %v", n)
			}
			return
		default:
		}
		if err := whole(name); err != nil {
			t.Fatal(err)
		}
	}
}

func whole(name string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		if runtime.GOOS == "windows" && !errors.Is(err, fs.ErrNotExist) {
			return nil // who replaces a file keeps others out for a moment
		}
		return err
	}
	for seed := range byte(2) {
		if bytes.Equal(b, bytes.Join(pieces(seed, 300_000), nil)) {
			return nil
		}
	}
	return fmt.Errorf("a file of %d bytes that nobody wrote", len(b))
}

// BenchmarkWrite replaces a file of the size of a large bundle, in as many
// pieces.
func BenchmarkWrite(b *testing.B) {
	name := filepath.Join(b.TempDir(), "out.js")
	list := make([][]byte, 0, 5000)
	for range cap(list) / 2 {
		list = append(list, []byte("\n},{}],1:[function(require,module,exports){\n"), bytes.Repeat([]byte("x"), 4200))
	}
	size := 0
	for _, p := range list {
		size += len(p)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(b.Context(), name, given(list)); err != nil {
			b.Fatal(err)
		}
	}
}
