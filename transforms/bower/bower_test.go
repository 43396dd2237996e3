package bower

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/resolver"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

func construct(t *testing.T, name, options string) *bower {
	t.Helper()
	known, standIn := transforms.Lookup(name)
	if standIn != (name == "debowerify") {
		t.Errorf("%s stands in for a package: %v", name, standIn)
	}
	tr, err := known(transforms.Setup{Name: name, Options: json.RawMessage(options)})
	if err != nil {
		t.Fatal(err)
	}
	return tr.(*bower)
}

// What the ordinary rules may find.
var (
	nothing = func() (string, error) { return "", &resolver.NotFoundError{} }
	core    = func() (string, error) { return "", nil }
	noShim  = func() (string, error) { return "", &resolver.CoreError{} }
	npm     = func() (string, error) { return filepath.FromSlash("/x/node_modules/p/index.js"), nil }
	own     = func() (string, error) { return filepath.FromSlash("/x/own.js"), nil }
)

func TestFind(t *testing.T) {
	dir := testenv.Tree(t, map[string]string{
		"bower.json":                                    `{"dependencies": {"declared": "1"}, "devDependencies": {"dev": "1"}}`,
		"bower_components/p/.bower.json":                `{"main": "lib/p.js"}`,
		"bower_components/p/bower.json":                 `{"main": "no.js"}`,
		"bower_components/p/lib/p.js":                   ``,
		"bower_components/p/bower_components/q/q.js":    ``, // what Bower does not do
		"bower_components/bare/index.js":                ``,
		"bower_components/named/named.js":               ``,
		"bower_components/named/index.js":               ``,
		"bower_components/stem/component.json":          "\ufeff" + `{"main": ["./dist/stem.js"]}`,
		"bower_components/stem/dist/stem.js":            ``,
		"bower_components/linked/bower.json":            `{"main": "linked.js"}`, // without .bower.json
		"bower_components/linked/linked.js":             ``,
		"bower_components/empty/bower.json":             `{"main": []}`,
		"packages/inner/.bowerrc":                       `{"directory": "vendor"}`,
		"packages/inner/vendor/p/p.js":                  ``,
		"packages/elsewhere/.bowerrc":                   `{"cwd": "../inner", "directory": "vendor"}`,
		"node_modules/m/bower.json":                     `{}`,
		"node_modules/m/bower_components/p/other.js":    ``,
		"node_modules/m/bower_components/p/.bower.json": `{"main": "other"}`,
	})
	at := func(path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }
	for _, test := range []struct {
		from, spec, options string
		ordinary            func() (string, error)
		want                string // a path; "" for the ordinary rules; "error: " and a part of the message
	}{
		{"main.js", "p", "", nothing, "bower_components/p/lib/p.js"},
		{"src/deep/x.js", "p/lib/p", "", nothing, "bower_components/p/lib/p"},
		{"main.js", "p", "", npm, "bower_components/p/lib/p.js"},
		{"main.js", "p", "", own, ""},
		{"main.js", "p", "", core, ""},
		{"main.js", "p", "", noShim, ""},
		{"main.js", "./p", "", nothing, ""},
		{"main.js", "/p", "", nothing, ""},
		{"main.js", "@p/p", "", nothing, ""},
		{"main.js", "", "", nothing, ""},
		{"main.js", "unknown", "", nothing, ""},
		{"main.js", "bare", "", nothing, "bower_components/bare/index.js"},
		{"main.js", "named", "", nothing, "bower_components/named/named.js"},
		{"main.js", "stem", "", nothing, "bower_components/stem/dist/stem.js"},
		{"main.js", "declared", "", nothing, "error: run bower install"},
		{"main.js", "dev/x", "", nothing, "error: run bower install"},
		{"main.js", "declared", "", npm, ""},
		{"main.js", "empty", "", nothing, "error: component \"empty\" has no main script"},
		{"main.js", "p", `{"preferNPM": true}`, npm, ""},
		{"main.js", "p", `{"preferNPM": true}`, nothing, "bower_components/p/lib/p.js"},
		{"main.js", "p", `{"preferNPM": ["q", "p"]}`, npm, ""},
		{"main.js", "p", `{"preferNPM": "q"}`, npm, "bower_components/p/lib/p.js"},
		// Components are no projects.
		{"bower_components/p/lib/p.js", "named", "", nothing, "bower_components/named/named.js"},
		{"bower_components/linked/linked.js", "p", "", nothing, "bower_components/p/lib/p.js"},
		{"bower_components/p/lib/p.js", "q", "", nothing, ""},
		// Projects in projects.
		{"packages/inner/x.js", "p", "", nothing, "packages/inner/vendor/p/p.js"},
		{"packages/elsewhere/src/x.js", "p", "", nothing, "packages/inner/vendor/p/p.js"},
		{"node_modules/m/x.js", "p", "", nothing, "node_modules/m/bower_components/p/other"},
		{"node_modules/n/x.js", "p", "", nothing, "bower_components/p/lib/p.js"},
	} {
		got, err := construct(t, "bower", test.options).Find(at(test.from), test.spec, test.ordinary)
		switch part, failing := strings.CutPrefix(test.want, "error: "); {
		case failing:
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s from %s: %s, %v", test.spec, test.from, got, err)
			}
		case err != nil || test.want == "" && got != "" || test.want != "" && got != at(test.want):
			t.Errorf("%s from %s, %s: %s, %v, want %s", test.spec, test.from, test.options, got, err, test.want)
		}
	}
}

// TestOutside checks that where nothing is Bower's nothing is found.
func TestOutside(t *testing.T) {
	dir := testenv.Tree(t, map[string]string{"p/p.js": ""})
	b := construct(t, "debowerify", `{"bowerOptions": {"offline": false}}`)
	if got, err := b.Find(filepath.Join(dir, "main.js"), "p", nothing); got != "" || err != nil {
		t.Error(got, err)
	}
	if seen := b.Sources(); !slices.Contains(seen, filepath.Join(dir, "bower.json")) || !slices.Contains(seen, filepath.Join(dir, "bower_components")) {
		t.Errorf("a project that comes would not be noticed: %q", seen)
	}
}

func TestBroken(t *testing.T) {
	for name, text := range map[string]string{
		"bower.json":                    "{\n  \"dependencies\": [1]}",
		".bowerrc":                      "{\n  directory: 1}",
		"bower_components/p/bower.json": "{\n  \"main\": {}}",
	} {
		dir := testenv.Tree(t, map[string]string{"bower.json": "{}", "bower_components/p/p.js": ""})
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := construct(t, "bower", "").Find(filepath.Join(dir, "main.js"), "p", nothing)
		var e *resolver.PackageError
		if !errors.As(err, &e) || e.File != file || e.Line != 2 || e.Column < 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, test := range []struct{ name, options string }{
		{"bower", `{"preferNpm": true}`}, {"bower", `{"preferNPM": 1}`}, {"debowerify", `{"preferNPM": {}}`}, {"debowerify", `[]`},
		{"debowerify", `{"bowerOptions": {"cwd": "web"}}`},
	} {
		known, _ := transforms.Lookup(test.name)
		if _, err := known(transforms.Setup{Name: test.name, Options: json.RawMessage(test.options)}); err == nil {
			t.Errorf("%s was taken for options of %s", test.options, test.name)
		}
	}
}
