package builtins_test

import (
	"sync"
	"testing"

	"sheaf/bundle/builtins"
	"sheaf/bundle/builtins/internal/pack"
	"sheaf/testdata/testenv"
)

// packed makes the archive out of the packages that real Browserify was
// installed with, which are those of our lock file (TestLockFile), once for
// all tests: so that they need not have been generated.
func packed(t testing.TB) []byte {
	t.Helper()
	dir := testenv.Modules(t, "browserify")
	once.Do(func() { archive, archiveErr = pack.Pack(dir, builtins.LockHash) })
	if archiveErr != nil {
		t.Fatal(archiveErr)
	}
	return archive
}

var (
	once       sync.Once
	archive    []byte
	archiveErr error
)

// walk calls visit for a module and all that its graph has, each once.
func walk(t testing.TB, s *builtins.Store, m *builtins.Module, seen map[*builtins.Module]bool, visit func(*builtins.Module)) {
	t.Helper()
	if m == nil || seen[m] {
		return
	}
	seen[m] = true
	visit(m)
	for _, d := range m.Deps {
		walk(t, s, target(t, s, d), seen, visit)
	}
}

// target returns the module that a dependency leads to.
func target(t testing.TB, s *builtins.Store, d builtins.Dep) *builtins.Module {
	t.Helper()
	switch {
	case d.Empty:
		return builtins.Ignored()
	case d.Core != "":
		m, ok := s.Lookup(d.Core)
		if !ok {
			t.Fatalf("%q leads to %q, which is not known", d.Spec, d.Core)
		}
		return m
	}
	return d.To
}
