// Package testenv gives tests the real things they need: Node, npm packages at
// locked versions, a browser.
//
// What comes in is the name of a set of npm packages (a folder of
// testdata/npm with a package.json and a lock file); what goes out is a
// directory that holds its node_modules. It never touches the network for a
// set that is already there, and it never skips silently: where a tool is
// missing a test is skipped with the reason, and under CI (the environment
// variable CI is set) it fails.
package testenv

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// Missing ends the test for want of something that the machine could have: as
// a failure under CI, else as a skip with a reason.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	missing(t, format, args...)
}

func missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// Root returns the absolute path of the repository.
func Root(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("testenv: the binary was built without file names")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Node returns the path of the node executable.
func Node(t testing.TB) string {
	t.Helper()
	return tool(t, "node")
}

// Chromium returns the path of a Chromium or Chrome executable.
func Chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	missing(t, "this test drives a browser: install Chromium so that it is on PATH")
	return ""
}

func tool(t testing.TB, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		missing(t, "this test needs %s on PATH: %v", name, err)
	}
	return p
}

// Modules installs the npm packages of testdata/npm/<set> (or testdata/<set>)
// and returns the directory that holds their node_modules and a copy of the
// set's files. The directory lies in the user's cache, is named after the
// contents of those files, and is shared by all tests and runs: nothing may be
// written into it.
func Modules(t testing.TB, set string) string {
	t.Helper()
	texts := readSet(t, set)
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		sum.Write(texts[name])
	}
	dir := filepath.Join(Cache(t), set+"-"+hex.EncodeToString(sum.Sum(nil))[:12])
	done := filepath.Join(dir, ".installed")
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	npm := tool(t, "npm")
	unlock := lock(t, dir+".lock")
	defer unlock()
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		missing(t, "npm could not install %s: %v\n%s", set, err, out)
	}
	if err := os.WriteFile(done, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Cache returns the directory for what is expensive to make and is found again
// by the contents that it was made of: installed packages, what the reference
// answered. Tests may add files to it, under names that change with those
// contents, and must cope with an empty one.
func Cache(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "sheaf-test")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// readSet returns the files of the folder testdata/npm/<set> or testdata/<set>
// by name: package.json, the lock file, and what else lies there.
func readSet(t testing.TB, set string) map[string][]byte {
	t.Helper()
	from := filepath.Join(Root(t), "testdata", "npm", set)
	if _, err := os.Stat(from); err != nil {
		from = filepath.Join(Root(t), "testdata", set)
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = b
	}
	if texts["package-lock.json"] == nil {
		t.Fatalf("%s has no package-lock.json", from)
	}
	return texts
}

// lock takes a lock that other processes respect (tests of several packages
// run at once) and returns the function that gives it back. A lock older than
// ten minutes was left by a test that was killed, and is taken over.
func lock(t testing.TB, name string) func() {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); time.Since(start) < 15*time.Minute; time.Sleep(200 * time.Millisecond) {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if err == nil {
			f.Close()
			return func() { os.Remove(name) }
		}
		if !errors.Is(err, os.ErrExist) {
			t.Fatal(err)
		}
		if st, err := os.Stat(name); err == nil && time.Since(st.ModTime()) > 10*time.Minute {
			os.Remove(name)
		}
	}
	t.Fatalf("%s is still held by another test", name)
	return nil
}
