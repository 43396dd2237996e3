package pack

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
)

// sources copies what Generate reads into a new directory.
func sources(t *testing.T) string {
	t.Helper()
	from := filepath.Join(testenv.Root(t), "bundle", "builtins")
	dir := t.TempDir()
	for _, name := range []string{manifest, lockFile} {
		text, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// list returns the names of all files below dir, with slashes.
func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The whole way, npm included, leads to what the other tests make of the
// packages that Browserify was installed with.
func TestGenerate(t *testing.T) {
	if testing.Short() {
		t.Skip("npm installs a hundred packages")
	}
	testenv.Node(t)
	dir := sources(t)
	var log bytes.Buffer
	err := Generate(t.Context(), dir, &log)
	var failed *exec.ExitError
	if errors.As(err, &failed) && os.Getenv("CI") == "" {
		t.Skipf("%v\n%s", err, &log)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	want := []string{builtins.ArchiveFile, lockGo, lockFile, manifest}
	if got := list(t, dir); !slices.Equal(got, want) {
		t.Errorf("files are %q, want %q", got, want)
	}
	lockText, err := os.ReadFile(filepath.Join(dir, lockFile))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Pack(testenv.Modules(t, "browserify"), LockHash(lockText))
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(builtins.ArchiveFile)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written, packed) {
		t.Error("the archive differs from that of Browserify's packages")
	}
}

// lock.go goes with the lock file: archives are refused by its hash.
func TestLockGo(t *testing.T) {
	dir := filepath.Join(testenv.Root(t), "bundle", "builtins")
	text, err := os.ReadFile(filepath.Join(dir, lockFile))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, lockGo))
	if err != nil {
		t.Fatal(err)
	}
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	if !bytes.Equal(source, lockSource(LockHash(text))) {
		t.Errorf("%s does not go with %s: %s", lockGo, lockFile, builtins.Hint)
	}
}

func TestLockHash(t *testing.T) {
	unix, windows, other := LockHash([]byte("{\n}\n")), LockHash([]byte("{\r\n}\r\n")), LockHash([]byte("{\n}"))
	if unix != windows || unix == other || len(unix) != len(lock) {
		t.Errorf("hashes are %s, %s, %s", unix, windows, other)
	}
}

// What cannot be installed leaves everything as it was.
func TestGenerateFails(t *testing.T) {
	testenv.Node(t)
	dir := sources(t)
	old := filepath.Join(dir, filepath.FromSlash(builtins.ArchiveFile))
	if err := os.MkdirAll(filepath.Dir(old), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	// A package.json that the lock file does not go with: npm ci refuses it
	// before it asks anybody.
	if err := os.WriteFile(filepath.Join(dir, manifest), []byte(`{"dependencies": {"assert": "1.0.0"}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	before := list(t, dir)
	var log bytes.Buffer
	err := Generate(t.Context(), dir, &log)
	if err == nil || !strings.Contains(err.Error(), "npm ci") || log.Len() == 0 {
		t.Errorf("got error %v and %d bytes of npm's", err, log.Len())
	}
	if after := list(t, dir); !slices.Equal(before, after) {
		t.Errorf("files were %q, are %q", before, after)
	}
	if text, _ := os.ReadFile(old); string(text) != "old" {
		t.Errorf("the old archive is now %q", text)
	}

	if err := Generate(context.Background(), t.TempDir(), &log); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a lock file: got error %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "sub", "file")
	read := func() string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, text := range []string{"one", "two", ""} {
		if err := writeFile(name, []byte(text)); err != nil || read() != text {
			t.Errorf("wrote %q, found %q, error %v", text, read(), err)
		}
	}
	before, _ := os.Stat(name)
	if err := writeFile(name, nil); err != nil {
		t.Error(err)
	}
	if after, _ := os.Stat(name); !os.SameFile(before, after) {
		t.Error("a file that has these bytes already was written anew")
	}
	// A directory cannot be replaced by a file.
	if err := os.Mkdir(filepath.Join(dir, "dir"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(dir, "dir"), []byte("x")); err == nil {
		t.Error("a directory was replaced")
	}
	if got := list(t, dir); !slices.Equal(got, []string{"sub/file"}) {
		t.Errorf("files left are %q", got)
	}
}
