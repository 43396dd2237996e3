// Package difftest holds what sheaf does against what real Browserify does.
//
// What comes in are projects: small ones in testdata/cases, random ones, three
// large ones and popular packages from npm. Each is bundled by Browserify
// 17.0.1, installed by npm, and by the sheaf command, built from this checkout;
// the two are compared by exit code, files written, modules (sources to the
// byte, dependencies, ids, order), source maps, and what the bundles print when
// they run. Other tests of the package drive a browser, and the bundler with
// input that is broken.
//
// Browserify's answers are kept in the user's cache under the hash of all that
// they depend on, so that a machine pays for them once. The package never looks
// into sheaf's own packages for what is right, and where sheaf differs on
// purpose, intended_test.go says so.
package difftest

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
)

var combos = flag.Int("combos", 40, "how many random command lines are tried")

// scratch is removed when the tests end.
var scratch string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "difftest")
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	stopInspector()
	os.RemoveAll(dir)
	os.Exit(code)
}

// posix skips a test whose command lines are a POSIX shell's.
func posix(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the command lines of these cases are written for a POSIX shell")
	}
}

var build struct {
	once sync.Once
	dir  string
	out  []byte
	err  error
}

// sheaf builds the command, once, and returns a directory that holds it under
// the names sheaf and browserify.
func sheaf(t testing.TB) string {
	t.Helper()
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "these tests need the shims of Node's core modules: %v", err)
	}
	build.once.Do(func() {
		build.dir = filepath.Join(scratch, "sheaf-bin")
		if build.err = os.MkdirAll(build.dir, 0o777); build.err != nil {
			return
		}
		bin := filepath.Join(build.dir, "sheaf"+exe)
		cmd := exec.Command("go", "build", "-o", bin, "./cmd/sheaf")
		cmd.Dir = testenv.Root(t)
		if build.out, build.err = cmd.CombinedOutput(); build.err == nil {
			build.err = os.Link(bin, filepath.Join(build.dir, "browserify"+exe))
		}
	})
	if build.err != nil {
		t.Fatalf("the command does not build: %v\n%s", build.err, build.out)
	}
	return build.dir
}

var exe = map[bool]string{true: ".exe"}[runtime.GOOS == "windows"]
