package builtins_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sheaf/bundle/builtins"
	"sheaf/bundle/scan"
	"sheaf/testdata/testenv"
)

// reference is what testdata/browserify.js prints. Paths lie below
// node_modules.
type reference struct {
	Names   map[string]string // Browserify's: path
	Modules map[string]struct {
		Source string            // as module-deps gives it, wrapped
		Deps   map[string]string // path
	}
	IsBuffer string
	Offers   map[string]bool // names that are added: the shim has what they stand for
}

// browserify returns the reference; one process makes it for all tests.
func browserify(t *testing.T) reference {
	t.Helper()
	node, dir := testenv.Node(t), testenv.Modules(t, "browserify")
	browserifyOnce.Do(func() {
		cmd := exec.Command(node, filepath.Join("testdata", "browserify.js"), dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err == nil {
			err = json.Unmarshal(out, &browserifyRef)
		}
		browserifyErr = err
	})
	if browserifyErr != nil {
		t.Fatal(browserifyErr)
	}
	return browserifyRef
}

var (
	browserifyOnce sync.Once
	browserifyRef  reference
	browserifyErr  error
)

// The names, every module reachable from them, their sources and what each
// require in them leads to are those of real Browserify.
func TestAgainstBrowserify(t *testing.T) {
	ref := browserify(t)
	s := builtins.NewStore(packed(t))
	var names []string
	for _, name := range builtins.Names() {
		if !builtins.Added(name) {
			names = append(names, name)
		}
	}
	if want := slices.Sorted(maps.Keys(ref.Names)); !slices.Equal(names, want) {
		t.Errorf("names are %q, Browserify's are %q", names, want)
	}

	seen := map[*builtins.Module]bool{}
	visit := func(m *builtins.Module) { compare(t, s, m, ref) }
	for _, name := range names {
		m, _ := s.Lookup(name)
		if m.Path != builtins.Root+ref.Names[name] {
			t.Errorf("%q is %s, Browserify's is %s", name, m.Path, ref.Names[name])
		}
		walk(t, s, m, seen, visit)
	}
	if m := s.IsBuffer(); m.Path != builtins.Root+ref.IsBuffer {
		t.Errorf("is-buffer is %s, Browserify's is %s", m.Path, ref.IsBuffer)
	}
	walk(t, s, s.IsBuffer(), seen, visit)
	if len(seen) != len(ref.Modules) {
		t.Errorf("%d modules, Browserify has %d", len(seen), len(ref.Modules))
	}
	t.Logf("%d names, %d modules", len(names), len(seen))
}

func compare(t *testing.T, s *builtins.Store, m *builtins.Module, ref reference) {
	t.Helper()
	want, ok := ref.Modules[strings.TrimPrefix(m.Path, builtins.Root)]
	if !ok {
		t.Errorf("%s: Browserify has no such module", m.Path)
		return
	}
	deps := map[string]string{}
	for _, d := range m.Deps {
		deps[d.Spec] = strings.TrimPrefix(target(t, s, d).Path, builtins.Root)
	}
	source := wrap(t, s, m, ref, deps)
	if source != want.Source {
		t.Errorf("%s: the source differs from Browserify's", m.Path)
	}
	if !maps.Equal(deps, want.Deps) {
		t.Errorf("%s: requires lead to %v, Browserify's to %v", m.Path, deps, want.Deps)
	}
}

// wrap gives a source its globals as insert-module-globals does, and adds what
// they require to deps.
func wrap(t *testing.T, s *builtins.Store, m *builtins.Module, ref reference, deps map[string]string) string {
	t.Helper()
	var names, values []string
	add := func(name, value string) {
		names, values = append(names, name), append(values, value)
	}
	need := func(core string) string {
		m, _ := s.Lookup(core)
		deps[core] = strings.TrimPrefix(m.Path, builtins.Root)
		return `require("` + core + `")`
	}
	g := m.Globals
	if g&scan.Buffer != 0 && g&scan.IsBufferOnly != 0 {
		spec := strings.Repeat("../", strings.Count(strings.TrimPrefix(m.Path, builtins.Root), "/")) + ref.IsBuffer
		deps[spec] = ref.IsBuffer
		add("Buffer", `{"isBuffer":require("`+spec+`")}`)
	}
	if g&scan.Process != 0 {
		need("_process")
		add("process", `require('_process')`)
	}
	if g&scan.Global != 0 {
		add("global", `typeof global !== "undefined" ? global : typeof self !== "undefined" ? self : typeof window !== "undefined" ? window : {}`)
	}
	if g&scan.Buffer != 0 && g&scan.IsBufferOnly == 0 {
		add("Buffer", need("buffer")+".Buffer")
	}
	if g&scan.SetImmediate != 0 {
		add("setImmediate", need("timers")+".setImmediate")
	}
	if g&scan.ClearImmediate != 0 {
		add("clearImmediate", need("timers")+".clearImmediate")
	}
	file := "/node_modules/" + strings.TrimPrefix(m.Path, builtins.Root)
	if g&scan.Filename != 0 {
		add("__filename", `"`+file+`"`)
	}
	if g&scan.Dirname != 0 {
		add("__dirname", `"`+path.Dir(file)+`"`)
	}
	switch {
	case len(names) == 0:
		return string(m.Source)
	case len(names) > 3:
		t.Fatalf("%s: more than three globals: teach this test how Browserify wraps them", m.Path)
	}
	return "(function (" + strings.Join(names, ",") + "){(function (){\n" + string(m.Source) +
		"\n}).call(this)}).call(this," + strings.Join(values, ",") + ")"
}

// The shims really have what the added names stand for.
func TestAddedNamesAreOffered(t *testing.T) {
	ref := browserify(t)
	for _, name := range builtins.Names() {
		m, ok := builtins.Lookup(name)
		if builtins.Added(name) && !(ok && m == builtins.Empty()) && !ref.Offers[name] {
			t.Errorf("the shim does not offer what %q stands for", name)
		}
	}
	for name := range ref.Offers {
		if !builtins.Added(name) {
			t.Errorf("%q is tested but not a name", name)
		}
	}
}

// Our packages are those that Browserify is installed with today, and no
// registry's host is written down.
func TestLockFile(t *testing.T) {
	read := func(name string) (lock struct {
		Packages map[string]struct{ Version, Integrity, Resolved string }
	}) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &lock); err != nil {
			t.Fatal(err)
		}
		return lock
	}
	ours := read("package-lock.json")
	theirs := read(filepath.Join(testenv.Root(t), "testdata", "npm", "browserify", "package-lock.json"))
	if len(ours.Packages) < 100 {
		t.Errorf("only %d packages in the lock file", len(ours.Packages))
	}
	for where, p := range ours.Packages {
		if p.Resolved != "" {
			t.Errorf("%s is to come from %s: remove \"resolved\" from the lock file", where, p.Resolved)
		}
		if q := theirs.Packages[where]; where != "" && (q.Version != p.Version || q.Integrity != p.Integrity || p.Integrity == "") {
			t.Errorf("%s: version %s, Browserify's is %s", where, p.Version, q.Version)
		}
	}
}
