package difftest

import (
	_ "embed"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sheaf/testdata/testenv"
)

//go:embed testdata/transforms.txtar
var transformsTree []byte

// TestTransforms builds with transforms from npm, as they are, and compares
// what they made of each file with what they make in Browserify.
func TestTransforms(t *testing.T) {
	posix(t)
	set := testenv.Modules(t, "transforms")
	cases := map[string]map[string][]byte{}
	for _, f := range txtar.Parse(transformsTree).Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if cases[name] == nil {
			cases[name] = map[string][]byte{}
		}
		cases[name][file] = f.Data
	}
	for _, test := range []struct{ name, line string }{
		{"envify", "browserify main.js -t [ envify --NODE_ENV production --OTHER x ]"},
		{"envify", "browserify main.js -g [ envify purge --NODE_ENV test ]"},
		{"through2", "browserify main.js -t ./tr"},
		{"through2", "browserify main.js -t [ ./tr --with CCC ] -d"},
		{"through2", "browserify main.js -g ./tr.js -t [ ./tr --with DDD ]"},
		{"stringify", "browserify main.js -t [ stringify --extensions [ .html .txt ] ]"},
		{"brfs", "browserify main.js -t brfs"},
		{"coffeeify", "browserify main.coffee --extension=.coffee --extension=.litcoffee -t coffeeify"},
		{"coffeeify", "browserify main.coffee --extension=.coffee --extension=.litcoffee -t [ coffeeify --header --bare ] -d"},
		{"babelify", "browserify main.js -t [ babelify --presets [ @babel/preset-env @babel/preset-react ] ]"},
		{"babelify", "browserify main.js -d -t [ babelify --presets [ @babel/preset-env @babel/preset-react ] ]"},
		{"babelrc", "browserify main.js"},
		{"hbsfy", "browserify main.js -t hbsfy"},
		{"uglifyify", "browserify main.js -g uglifyify"},
		{"bulkify", "browserify main.js -t bulkify"},
		{"aliasify", "browserify main.js -t aliasify"},
		{"deamdify", "browserify main.js -t deamdify"},
		{"own", "browserify main.js"},
		{"own", "browserify main.js -t ./g -d"},
		{"own", "browserify main.js -g [ ./g -x 3 y ] -s Own"},
		{"own", "browserify main.js --ignore-transform=./tr2"},
		{"own", "browserify main.js --transform-key=nothing -t ./tr"},
		{"events", "browserify main.js -t ./tr"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			heavy <- struct{}{}
			defer func() { <-heavy }()
			p := project{files: cases[test.name], setup: "for m in '" + filepath.Join(set, "node_modules") + "'/* '" + filepath.Join(set, "node_modules") + "'/.bin; do mkdir -p node_modules; ln -s \"$m\" node_modules/; done; if [ -d lib/p ]; then mv lib/p node_modules/; fi"}
			want, got := both(t, p, test.line)
			if want.Exit != 0 {
				t.Fatalf("upstream fails, so the test says nothing: %s", want.Stderr)
			}
			if list := diff(t, test.line, nil, want, got); len(list) > 0 {
				t.Errorf("$ %s\n\t%s", test.line, strings.Join(list, "\n\t"))
			}
		})
	}
}
