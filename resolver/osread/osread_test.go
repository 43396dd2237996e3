package osread

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAppend(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{0, 1, 511, 512, 513, 100_000} {
		// A name that is longer than what open keeps on the stack.
		name := filepath.Join(dir, strings.Repeat("n", 200), strings.Repeat("m", 200))
		want := bytes.Repeat([]byte("x"), size)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, want, 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := Append([]byte("before"), name)
		if err != nil || string(got) != "before"+string(want) {
			t.Errorf("size %d: %d bytes, %v", size, len(got), err)
		}
		f, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		said, changed := f.Stat()
		if ago := time.Since(time.Unix(0, changed)); said != int64(size) || ago < -time.Second || ago > time.Minute {
			t.Errorf("size %d is said to be %d, changed %v ago", size, said, ago)
		}
		f.Close()
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("a", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, "none"), dir, "a\x00b", ""} {
		_, err := Append(nil, name)
		var path *fs.PathError
		if !errors.As(err, &path) || path.Path != name {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// BenchmarkAppend reads a thousand files of the usual size into one buffer, as a
// walk does; "os" is what the standard library takes for them.
func BenchmarkAppend(b *testing.B) {
	dir, text := filepath.Join(b.TempDir(), "home/project/node_modules/package/lib"), bytes.Repeat([]byte("var x;\n"), 600)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		b.Fatal(err)
	}
	names := make([]string, 1000)
	for i := range names {
		names[i] = filepath.Join(dir, strconv.Itoa(i)+".js")
		if err := os.WriteFile(names[i], text, 0o666); err != nil {
			b.Fatal(err)
		}
	}
	bench := func(name string, read func(buf []byte, name string) ([]byte, error)) {
		b.Run(name, func(b *testing.B) {
			var buf []byte
			b.SetBytes(int64(len(names) * len(text)))
			b.ReportAllocs()
			for b.Loop() {
				buf = buf[:0]
				for _, name := range names {
					var err error
					if buf, err = read(buf, name); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	bench("osread", Append)
	var near Near
	bench("near", func(buf []byte, name string) ([]byte, error) {
		f, err := near.Open(name)
		if err != nil {
			return buf, err
		}
		defer f.Close()
		return appendAll(buf, &f)
	})
	near.Close()
	bench("os", func(buf []byte, name string) ([]byte, error) {
		text, err := os.ReadFile(name)
		return append(buf, text...), err
	})
}

// A Near opens what Open does, and gives the same errors, whether it holds the
// directory or not, and whether that is still the same.
func TestNear(t *testing.T) {
	root := t.TempDir()
	dirs := []string{"a", "a/b", "c", "d", "e", "f"}
	for _, dir := range dirs {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	var near Near
	read := func(name string) (string, error) {
		f, err := near.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close()
		var buf [100]byte
		n, err := f.Read(buf[:])
		return string(buf[:n]), err
	}
	for i := range 400 {
		name := filepath.Join(root, dirs[i*i/7%len(dirs)], strconv.Itoa(i))
		if err := os.WriteFile(name, []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
		if got, err := read(name); got != name || err != nil {
			t.Fatalf("%s: %q, %v", name, got, err)
		}
		for _, wrong := range []string{name + "x", name + "/x", name + "\x00", filepath.Join(root, "none", "x")} {
			_, err := read(wrong)
			_, want := Open(wrong)
			if fmt.Sprint(err) != fmt.Sprint(want) {
				t.Errorf("%q: %v, not %v", wrong, err, want)
			}
		}
	}
	if runtime.GOOS == "windows" {
		return // what follows takes a directory away that may be in use
	}
	c := filepath.Join(root, "c")
	for range 10 {
		if _, err := read(filepath.Join(c, "new")); err == nil {
			t.Fatal("there is a file too many")
		}
	}
	if err := errors.Join(os.Rename(c, c+"old"), os.Mkdir(c, 0o777), os.WriteFile(filepath.Join(c, "new"), []byte("new"), 0o666)); err != nil {
		t.Fatal(err)
	}
	if got, err := read(filepath.Join(c, "new")); got != "new" || err != nil {
		t.Errorf("in the new directory: %q, %v", got, err)
	}
	near.Close()
	near.Close()
}
