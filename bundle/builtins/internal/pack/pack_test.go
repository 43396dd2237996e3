package pack

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle/builtins/internal/format"
	"sheaf/bundle/scan"
	"sheaf/testdata/testenv"
)

var lock = strings.Repeat("0", format.HashLen)

// unpack reads the whole of an archive.
func unpack(t *testing.T, file []byte) []format.Module {
	t.Helper()
	r, err := format.Open(bytes.NewReader(file), int64(len(file)), lock)
	if err != nil {
		t.Fatal(err)
	}
	var modules []format.Module
	for i := range r.Len() {
		m, err := r.Module(i)
		if err != nil {
			t.Fatal(err)
		}
		modules = append(modules, m)
	}
	return modules
}

func TestPackTree(t *testing.T) {
	const source = "require('./lib/x'); require('b/data'); require('events')\n" +
		"require('util'); require('./lib/x'); require.resolve('nowhere')\n//# sourceMappingURL=a.map\n"
	dir := testenv.Tree(t, map[string]string{
		"node_modules/a/package.json": `{"main": "node", "browser": {"./lib/x.js": "./lib/y.js", "util": false}}`,
		"node_modules/a/node.js":      "\ufeff" + source,
		"node_modules/a/lib/x.js":     "throw 1",
		"node_modules/a/lib/y.js":     "#!/usr/bin/env node\nprocess.exit(Buffer, __dirname)",
		"node_modules/b/package.json": `{"main": "main.js", "browser": "browser.js"}`,
		"node_modules/b/main.js":      "require('./')",
		"node_modules/b/browser.js":   "Buffer.isBuffer(1)",
		"node_modules/b/data.json":    "\ufeff{\"a\": 1}\n",
		"node_modules/c/index.js":     "not packed",
	})
	file, err := pack(dir, lock, []string{"a", "b/"})
	if err != nil {
		t.Fatal(err)
	}
	want := []format.Module{
		{
			Path: "a/lib/y.js", Source: []byte("\nprocess.exit(Buffer, __dirname)"), MapComment: -1,
			Globals: uint16(scan.Process | scan.Buffer | scan.Dirname),
		},
		{
			Path: "a/node.js", Source: []byte(source), MapComment: int32(strings.Index(source, "//#")),
			Deps: []format.Dep{
				{Spec: "./lib/x", Kind: format.To, To: 0},
				{Spec: "b/data", Kind: format.To, To: 3},
				{Spec: "events", Kind: format.Core, Core: "events"},
				{Spec: "util", Kind: format.Empty},
			},
		},
		{
			Path: "b/browser.js", Source: []byte("Buffer.isBuffer(1)"), MapComment: -1,
			Globals: uint16(scan.Buffer | scan.IsBufferOnly),
		},
		{Path: "b/data.json", Source: []byte("{\"a\": 1}\n"), JSON: true, MapComment: -1},
		{
			Path: "b/main.js", Source: []byte("require('./')"), MapComment: -1,
			Deps: []format.Dep{{Spec: "./", Kind: format.To, To: 2}},
		},
	}
	got := unpack(t, file)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("module %d of %d differs:\ngot  %+v\nwant %+v", i, len(got), at(got, i), at(want, i))
		}
	}
}

func at(modules []format.Module, i int) any {
	if i < len(modules) {
		return modules[i]
	}
	return "none"
}

func TestPackRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no package":       {map[string]string{"b/index.js": ""}, `"a"`},
		"no node_modules":  {nil, "node_modules"},
		"lost require":     {map[string]string{"a/index.js": "require('./b')"}, `"./b"`},
		"ES module":        {map[string]string{"a/index.js": "1\nexport var a"}, "an ES module (at byte 2)"},
		"syntax error":     {map[string]string{"a/index.js": "var 1"}, "index.js: "},
		"not UTF-8":        {map[string]string{"a/index.js": "'\xff'"}, "not UTF-8"},
		"bad JSON":         {map[string]string{"a/index.js": "require('./x.json')", "a/x.json": "{"}, "not JSON"},
		"no browser shim":  {map[string]string{"a/index.js": "require('worker_threads')"}, `worker_threads`},
		"renamed package":  {map[string]string{"a/index.js": "", "a/package.json": `{"browser": {"b": "c"}}`}, `puts package "c" in place of "b"`},
		"renamed global":   {map[string]string{"a/index.js": "Buffer.alloc", "a/package.json": `{"browser": {"buffer": false}}`}, `"buffer", which a browser field replaces`},
		"unwanted process": {map[string]string{"a/index.js": "process", "a/package.json": `{"browser": {"_process": "./p.js"}}`, "a/p.js": ""}, `"_process", which`},
	} {
		files := map[string]string{}
		for f, text := range c.files {
			files["node_modules/"+f] = text
		}
		if _, err := pack(testenv.Tree(t, files), lock, []string{"a"}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one that says %s", name, err, c.want)
		}
	}
}

// A browser field that takes away what a lone Buffer.isBuffer does not need is
// no error, nor is one that puts a file in a package's place.
func TestPackAccepts(t *testing.T) {
	dir := testenv.Tree(t, map[string]string{
		"node_modules/a/index.js":     "Buffer.isBuffer(require('b'))",
		"node_modules/a/b.js":         "",
		"node_modules/a/package.json": `{"browser": {"buffer": false, "b": "./b.js"}}`,
	})
	file, err := pack(dir, lock, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if m := unpack(t, file); len(m) != 2 || !reflect.DeepEqual(m[1].Deps, []format.Dep{{Spec: "b", To: 0}}) {
		t.Errorf("got %+v", m)
	}
}

func TestPackStaysBelowRoot(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
	dir := testenv.Tree(t, map[string]string{"node_modules/b/index.js": "", "a/index.js": ""})
	if err := os.Symlink(filepath.Join("..", "a"), filepath.Join(dir, "node_modules", "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := pack(dir, lock, []string{"a"}); err == nil || !strings.Contains(err.Error(), "outside") {
		t.Errorf("got error %v, want one that says where the package is", err)
	}
}

// The same packages give the same bytes, wherever they lie.
func TestPackIsDeterministic(t *testing.T) {
	dir := testenv.Modules(t, "browserify")
	first, err := Pack(dir, lock)
	if err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	second, err := Pack(copied, lock)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two archives of the same packages differ")
	}
	modules := unpack(t, first)
	if len(modules) < 300 || len(first) < 1_000_000 {
		t.Errorf("only %d modules in %d bytes", len(modules), len(first))
	}
	sorted := slices.IsSortedFunc(modules, func(a, b format.Module) int { return strings.Compare(a.Path, b.Path) })
	if !sorted {
		t.Error("modules are not sorted by path")
	}
}

func BenchmarkPack(b *testing.B) {
	dir := testenv.Modules(b, "browserify")
	b.ReportAllocs()
	for b.Loop() {
		file, err := Pack(dir, lock)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(file)))
	}
}
