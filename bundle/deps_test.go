package bundle_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// layers is the map of the house: what each package of the module may import
// of the others, besides the standard library. Imports go one way, downwards in
// this list. It is policy: a new line here is a decision.
var layers = []struct{ pkg, imports string }{
	{"bundle/diag", ""},
	{"bundle/internal/jstext", ""},
	{"bundle/internal/outfile", "golang.org/x/sys/unix"},
	{"bundle/internal/paths", ""},
	{"bundle/internal/watch", "github.com/fsnotify/fsnotify"},
	{"bundle/scan", ""},
	{"resolver/osread", ""},
	{"resolver/pages", ""},
	{"resolver", "resolver/osread resolver/pages"},
	{"bundle/srcmap", "bundle/internal/jstext resolver/pages"},
	{"bundle/internal/row", "bundle/srcmap"},
	{"bundle/internal/globals", "bundle/internal/jstext bundle/scan"},
	{"bundle/builtins/internal/format", "resolver/pages"},
	{"bundle/builtins", "bundle/builtins/internal/format bundle/scan"},
	{"bundle/builtins/internal/pack", "bundle/builtins bundle/builtins/internal/format bundle/scan resolver"},
	{"bundle/builtins/internal/generate", "bundle/builtins/internal/pack"},
	{"transforms", "bundle/diag resolver"},
	{"transforms/internal/edit", "bundle/srcmap"},
	{"transforms/internal/applies", ""},
	{"transforms/internal/token", "github.com/tdewolff/parse/v2 github.com/tdewolff/parse/v2/js"},
	{"transforms/script/engine", ""},
	{"transforms/command", "bundle/diag transforms"},
	{"transforms/amd", "bundle/diag bundle/scan github.com/tdewolff/parse/v2 github.com/tdewolff/parse/v2/js transforms transforms/internal/edit"},
	{"transforms/env", "bundle/diag github.com/tdewolff/parse/v2/js transforms transforms/internal/edit transforms/internal/token"},
	{"transforms/coffee", "transforms"},
	{"transforms/text", "transforms transforms/internal/applies transforms/internal/edit"},
	{"transforms/inline", "bundle/diag bundle/scan github.com/tdewolff/parse/v2/js transforms transforms/internal/edit transforms/internal/token"},
	{"transforms/bower", "bundle/diag resolver transforms"},
	{"transforms/globals", "bundle/diag bundle/scan github.com/tdewolff/parse/v2 github.com/tdewolff/parse/v2/js resolver transforms transforms/internal/applies transforms/internal/edit transforms/internal/token"},
	{"transforms/esbuild", "bundle/diag bundle/scan bundle/srcmap github.com/evanw/esbuild/pkg/api github.com/tdewolff/parse/v2/js transforms transforms/internal/token"},
	{"transforms/script/pool", "transforms/script/engine"},
	{"transforms/script/trace", "transforms/script/engine"},
	{"transforms/script/goja/internal/pprof/profile", ""},
	{"transforms/script/driver", "transforms/script/engine"},
	{"transforms/script/goja", "bundle/builtins github.com/dop251/goja github.com/dop251/goja/ast github.com/dop251/goja/file github.com/dop251/goja/parser github.com/dop251/goja/token github.com/dop251/goja/unistring github.com/dop251/goja_nodejs/require github.com/dop251/goja_nodejs/url github.com/evanw/esbuild/pkg/api transforms/script/driver transforms/script/engine transforms/script/pool transforms/script/trace"},
	{"transforms/script/node", "transforms/script/driver transforms/script/engine transforms/script/pool transforms/script/trace"},
	{"transforms/script/cache", "transforms/script/engine transforms/script/trace"},
	{"transforms/script", "bundle/diag resolver transforms transforms/script/cache transforms/script/engine transforms/script/goja transforms/script/node transforms/script/trace"},
	{"bundle/internal/graph", "bundle/builtins bundle/diag bundle/internal/globals bundle/internal/paths bundle/internal/row bundle/scan bundle/srcmap resolver resolver/osread resolver/pages transforms transforms/esbuild"},
	{"bundle/internal/pack", "bundle/internal/jstext bundle/internal/paths bundle/internal/row bundle/srcmap resolver/pages"},
	{"bundle", "bundle/builtins bundle/diag bundle/internal/globals bundle/internal/graph bundle/internal/jstext bundle/internal/outfile bundle/internal/pack bundle/internal/paths bundle/internal/row bundle/internal/watch bundle/srcmap resolver transforms transforms/amd transforms/bower transforms/coffee transforms/env transforms/esbuild transforms/globals transforms/inline transforms/script transforms/script/engine transforms/text"},
	{"cmd/bench/internal/measure", ""},
	{"cmd/bench/internal/stats", ""},
	{"cmd/bench/internal/tree", ""},
	{"cmd/bench", "cmd/bench/internal/measure cmd/bench/internal/stats cmd/bench/internal/tree"},
	{"cmd/sheaf/internal/early", ""},
	{"cmd/sheaf/internal/argv", ""},
	{"cmd/sheaf/internal/shellwords", ""},
	{"cmd/sheaf/internal/glob", ""},
	{"cmd/sheaf/internal/devserver", "bundle bundle/diag"},
	{"cmd/sheaf", "bundle bundle/diag cmd/sheaf/internal/argv cmd/sheaf/internal/devserver cmd/sheaf/internal/early cmd/sheaf/internal/glob cmd/sheaf/internal/shellwords resolver transforms/command github.com/bmatcuk/doublestar/v4 golang.org/x/term"},
}

// TestImports parses the imports of every package and holds the map.
func TestImports(t *testing.T) {
	allowed := map[string]map[string]bool{}
	for i, l := range layers {
		set := map[string]bool{}
		for _, imp := range strings.Fields(l.imports) {
			set[imp] = true
			if !strings.Contains(imp, ".") && !listed(layers[:i], imp) {
				t.Errorf("%s may import %s, which does not stand above it", l.pkg, imp)
			}
		}
		if allowed[l.pkg] != nil {
			t.Errorf("%s stands in the list twice", l.pkg)
		}
		allowed[l.pkg] = set
	}
	for pkg, files := range sources(t, "..") {
		set, ok := allowed[pkg]
		if !ok {
			t.Errorf("package %s is not in the map", pkg)
			continue
		}
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range f.Imports {
				imp := strings.Trim(spec.Path.Value, `"`)
				own, isOwn := strings.CutPrefix(imp, "sheaf/")
				if isOwn {
					imp = own
				}
				if (isOwn || strings.Contains(strings.Split(imp, "/")[0], ".")) && !set[imp] {
					t.Errorf("%s: %s may not import %s", file, pkg, imp)
				}
			}
		}
	}
}

func listed(layers []struct{ pkg, imports string }, pkg string) bool {
	for _, l := range layers {
		if l.pkg == pkg {
			return true
		}
	}
	return false
}

// sources returns the Go files of each package below root, tests and testdata
// aside.
func sources(t *testing.T, root string) map[string][]string {
	t.Helper()
	list := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && file != root && (name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		pkg := path.Clean(filepath.ToSlash(rel))
		list[pkg] = append(list[pkg], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil || len(list) == 0 {
		t.Fatal("the test does not stand where it thinks it stands")
	}
	return list
}
