package testenv

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Dir returns a new directory, which goes with the test, by a path without
// links.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Write writes the file called name, with slashes, below a directory, makes the
// directories that it lies in, and returns its path.
func Write(t testing.TB, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// Tree returns a new directory, as Dir does, with files by their names.
func Tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := Dir(t)
	for name, text := range files {
		Write(t, dir, name, text)
	}
	return dir
}

// Unpack returns a new directory, as Dir does, with the files of a txtar text.
func Unpack(t testing.TB, text string) string {
	t.Helper()
	dir := Dir(t)
	for _, f := range txtar.Parse([]byte(text)).Files {
		Write(t, dir, f.Name, string(f.Data))
	}
	return dir
}
