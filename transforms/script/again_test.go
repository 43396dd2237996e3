package script

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sheaf/resolver"
	"sheaf/transforms/script/engine"
)

// TestMissing knows where a module might come to lie that a transform lacks.
func TestMissing(t *testing.T) {
	root, err := filepath.Abs(string(filepath.Separator))
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	tr := &transform{file: at("app/node_modules/tr/index.js")}
	for _, test := range []struct {
		message string
		want    []string // among others
	}{
		{"Cannot find module 'dep'", []string{"app/node_modules/tr/node_modules/dep", "app/node_modules/dep", "node_modules/dep"}},
		{"Cannot find module 'dep/sub/x.js'\nRequire stack:\n- " + at("app/tools/t.js"), []string{"app/tools/node_modules/dep", "app/node_modules/dep"}},
		{"Cannot find package '@scope/dep' imported from x", []string{"app/node_modules/@scope/dep"}},
		{"Cannot find module './lib/x'\nRequire stack:\n- " + at("app/tools/t.js"), []string{"app/tools/lib/x", "app/tools/lib/x.js"}},
		{"Cannot find module '" + at("app/tools/y") + "'", []string{"app/tools/y", "app/tools/y.js"}},
		{"Cannot find my keys", nil},
	} {
		got := tr.missing(&engine.Error{Message: test.message})
		for _, want := range test.want {
			if !slices.Contains(got, at(want)) {
				t.Errorf("%s: %q is not among %q", test.message, at(want), got)
			}
		}
		if (len(got) == 0) != (len(test.want) == 0) {
			t.Errorf("%s: %q", test.message, got)
		}
	}
}

// TestInvalidate installs a transform that was looked for in vain.
func TestInvalidate(t *testing.T) {
	dir := t.TempDir()
	h := New(Options{Cwd: dir})
	if _, err := h.Resolve(dir, "tr"); err == nil {
		t.Fatal("it is there")
	}
	seen := map[string]bool{}
	h.Seen(func(dir string, _ resolver.Names) { seen[dir] = true }, func(path string) { seen[path] = true })
	file := filepath.Join(dir, "node_modules", "tr", "index.js")
	if !seen[dir] && !seen[filepath.Join(dir, "node_modules")] {
		t.Errorf("node_modules does not count: %v", seen)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if !h.Invalidate(filepath.Join(dir, "node_modules")) {
		t.Error("nothing was forgotten")
	}
	if _, err := h.Resolve(dir, "tr"); err != nil {
		t.Error(err)
	}
}
