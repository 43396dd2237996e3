package difftest

import (
	_ "embed"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sheaf/testdata/testenv"
)

//go:embed testdata/globals.txtar
var globalsTree []byte

// pageScript runs page.js and the bundle in a page that has little but a window.
const pageScript = `var vm = require('vm'), fs = require('fs');
var page = vm.createContext({console: console});
vm.runInContext('var window = this, self = this;', page);
['page.js', 'bundle.js'].forEach(function (file) {
  if (fs.existsSync(file)) vm.runInContext(fs.readFileSync(file, 'utf8'), page, file);
});
`

// TestGlobals bundles the same projects with npm's browserify-shim and its like,
// and debowerify, in Browserify, and in sheaf with what stands in for these where they are not
// installed. The texts of the bundles differ; what they print may not.
func TestGlobals(t *testing.T) {
	posix(t)
	modules := filepath.Join(testenv.Modules(t, "globals"), "node_modules")
	cases := trees(globalsTree)
	for _, test := range []struct{ name, tool, flags string }{
		{"shim", "browserify-shim", ""},
		{"shim", "browserify-shim", "-d"},
		{"alias", "browserify-shim", ""},
		{"external", "browserify-shim", ""},
		{"selfmade", "browserify-shim", ""},
		{"nested", "browserify-shim", ""},
		{"expose", "exposify", "-t [ exposify --expose [ --jquery '$' --three THREE --d3 d3 --lodash '_.noConflict()' ] ]"},
		{"literal", "literalify", "-t literalify"},
		{"globalshim", "browserify-global-shim", "-t browserify-global-shim"},
		{"aliasify", "aliasify", "-t aliasify"},
		{"deglobal", "deglobalify", "-t deglobalify"},
		{"bower", "debowerify", "-t debowerify"},
		{"bowerrc", "debowerify", "-t debowerify"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			heavy <- struct{}{}
			defer func() { <-heavy }()
			p := project{files: maps.Clone(cases[test.name])}
			p.files["run.js"] = []byte(pageScript)
			p.setup = "mkdir node_modules; if [ -d lib ]; then mv lib/* node_modules/; fi"
			theirs := p
			theirs.setup += "; ln -s '" + filepath.Join(modules, test.tool) + "' node_modules/"
			line := "browserify main.js " + test.flags + " > bundle.js && node run.js"
			dir := workDir(t)
			bin := browserify(t)
			want := remember(t, key(t, append(theirs.parts(), line)...), func() outcome {
				return run(t, theirs, dir, line, bin)
			})
			if want.Exit != 0 || len(want.Stdout) == 0 {
				t.Fatalf("upstream fails, so the test says nothing: %s", want.Stderr)
			}
			got := run(t, p, dir, line, sheaf(t))
			if got.Exit != 0 || got.Stdout.String() != want.Stdout.String() {
				t.Errorf("$ %s\nprints %s%supstream %s", line, got.Stdout, got.Stderr, want.Stdout)
			}
		})
	}
}

// trees returns the projects of a txtar text: by the first part of their files'
// names.
func trees(text []byte) map[string]map[string][]byte {
	cases := map[string]map[string][]byte{}
	for _, f := range txtar.Parse(text).Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if cases[name] == nil {
			cases[name] = map[string][]byte{}
		}
		cases[name][file] = f.Data
	}
	return cases
}
