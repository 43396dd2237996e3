package difftest

import (
	_ "embed"
	"encoding/json"
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
		{"aliasifymore", "aliasify", "-t aliasify"},
		{"aliasifyonly", "aliasify", "-t aliasify"},
		{"literalapplies", "literalify", "-t literalify"},
		{"exposejs", "exposify", "-t [ exposify --expose [ --jquery '$' ] ]"},
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

// TestShimsInBrowser makes modules of libraries as a page loads them, and looks at
// what they export and leave behind in a browser: with the globals they set, and
// without.
func TestShimsInBrowser(t *testing.T) {
	posix(t)
	modules := filepath.Join(testenv.Modules(t, "popular"), "node_modules")
	libs := []struct{ file, shim, global string }{
		{"jquery/dist/jquery.js", `{"exports": ["jQuery", "$"]}`, "$"},
		{"jquery/dist/jquery.min.js", `"$"`, "$"},
		{"underscore/underscore-umd.js", `"_"`, "_"},
		{"backbone/backbone.js", `{"exports": "Backbone", "depends": ["./vendor/underscore-umd.js:_", "./vendor/jquery.min.js:$"]}`, "Backbone"},
		{"moment/moment.js", `"moment"`, "moment"},
		{"d3/dist/d3.js", `{"exports": "d3"}`, "d3"},
		{"d3/dist/d3.min.js", `"d3"`, "d3"},
		{"lodash/lodash.js", `"_"`, "_"},
		{"lodash/lodash.min.js", `"_"`, "_"},
		{"mustache/mustache.js", `"Mustache"`, "Mustache"},
		{"handlebars/dist/handlebars.js", `"Handlebars"`, "Handlebars"},
	}
	var config, script []string
	p := project{files: map[string][]byte{
		"index.html": []byte("<!doctype html><body><script src=bundle.js></script>"),
	}}
	for _, lib := range libs {
		name := filepath.Base(lib.file)
		p.setup += "mkdir -p vendor; cp '" + filepath.Join(modules, lib.file) + "' vendor/\n"
		config = append(config, `"./vendor/`+name+`": `+lib.shim)
		script = append(script, `keys['`+name+`'] = look(require('./vendor/`+name+`'), '`+lib.global+`');`)
	}
	p.files["package.json"] = []byte(`{"browserify-shim": {` + strings.Join(config, ",\n") + `}}`)
	// A library is right if it exports what its global is (where there is one) and
	// has more than a few properties.
	p.files["main.js"] = []byte(`var keys = window.keys = {};
function look(lib, name) {
  return [typeof lib, Object.keys(lib).length > 1, typeof window[name], name in window && (window[name] === lib || window[name] === lib[name])].join(' ');
}
` + strings.Join(script, "\n") + `
var b = require('./vendor/backbone.js'), j = require('./vendor/jquery.js').$;
var view = new b.View({el: j('<p>').text('seen').appendTo('body')[0]});
keys.view = [view.$el.text(), new (b.Model.extend({}))({a: 1}).get('a'), require('./vendor/mustache.js').render('{{x}}', {x: 'm'}), require('./vendor/d3.min.js').sum([1, 2])].join();
`)
	for _, mode := range []string{"keep", "isolate"} {
		t.Run(mode, func(t *testing.T) {
			dir := workDir(t)
			o := run(t, p, dir, "browserify main.js -t [ globals --mode "+mode+" ] -o bundle.js", sheaf(t))
			// jQuery has window[callbackName] for JSONP: it stays as it is.
			kept := map[string]bool{"jquery.js": true, "jquery.min.js": true}
			if n := strings.Count(o.Stderr.String(), "are kept, not isolated: this may be any of them"); o.Exit != 0 || mode == "isolate" && n != len(kept) || mode == "keep" && len(o.Stderr) > 0 {
				t.Fatalf("%s", o.Stderr)
			}
			got := browse(t, dir, "index.html", "keys")
			var keys map[string]string
			if err := json.Unmarshal([]byte(got.value), &keys); err != nil || len(got.errors) > 0 || len(keys) != len(libs)+1 {
				t.Fatal(err, got.errors, got.value)
			}
			for name, what := range keys {
				kind, rest, _ := strings.Cut(what, " ")
				want := "true " + kind + " true"
				if name == "jquery.js" {
					want = "true function true" // it exports two
				}
				if mode == "isolate" && !kept[name] {
					want = "true undefined false"
				}
				if name == "view" {
					if what != "seen,1,m,3" {
						t.Error(what)
					}
				} else if rest != want || kind != "function" && kind != "object" {
					t.Errorf("%s: %s, want %s", name, rest, want)
				}
			}
		})
	}
}
