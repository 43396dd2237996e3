package coffee_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms"
	_ "sheaf/transforms/coffee"
	"sheaf/transforms/script"
)

// project returns a directory that has some of the packages, and what runs
// transforms there.
func project(t *testing.T, debug bool, packages ...string) (string, *script.Host) {
	t.Helper()
	testenv.Node(t)
	modules := filepath.Join(testenv.Modules(t, "everyday"), "node_modules")
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		if err := os.Symlink(filepath.Join(modules, p), filepath.Join(dir, "node_modules", p)); err != nil {
			t.Fatal(err)
		}
	}
	flags := json.RawMessage(`{"debug":false}`)
	if debug {
		flags = json.RawMessage(`{"debug":true}`)
	}
	h := script.New(script.Options{Cwd: dir, Flags: func() json.RawMessage { return flags }})
	t.Cleanup(func() { h.Close() })
	return dir, h
}

func coffee(t *testing.T, dir string, h *script.Host, options string) transforms.Transform {
	t.Helper()
	construct, _ := transforms.Lookup("coffee")
	tr, err := construct(transforms.Setup{Name: "coffee", Options: json.RawMessage(options), Basedir: dir, Dir: dir, Scripts: h})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func output(t *testing.T, tr transforms.Transform, file, code string) string {
	t.Helper()
	out, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: []byte(code)})
	if err != nil {
		t.Fatal(err)
	}
	return string(out.Code)
}

// TestAsCoffeeify compares with the npm package, byte for byte.
func TestAsCoffeeify(t *testing.T) {
	plain, literate := "square = (x) -> x * x # é\nmodule.exports = (square n for n in [1..3])\nclass A extends B\n  m: => @x ? 'no'\n", "Some words.\n\n    x = 1\n\nMore.\n\n    console.log x\n"
	for _, debug := range []bool{false, true} {
		dir, h := project(t, debug, "coffeescript", "coffeeify")
		file, err := h.Resolve(dir, "coffeeify")
		if err != nil {
			t.Fatal(err)
		}
		for _, options := range []string{``, `{"bare": false}`, `{"bare": "no", "header": true}`, `{"sourceMap": true}`, `{"sourceMap": "false"}`} {
			theirs, err := h.Load(file, json.RawMessage(options))
			if err != nil {
				t.Fatal(err)
			}
			ours := coffee(t, dir, h, options)
			for name, code := range map[string]string{"a.coffee": plain, "a.litcoffee": literate, "a.coffee.md": literate, "empty.coffee": ""} {
				if !ours.(transforms.Applier).Applies(name) {
					t.Errorf("it does not apply to %s", name)
				}
				name = filepath.Join(dir, name)
				if got, want := output(t, ours, name, code), output(t, theirs, name, code); got != want {
					t.Errorf("%s %s: %s\ncoffeeify: %s", name, options, got, want)
				}
			}
		}
	}
}

func TestApplies(t *testing.T) {
	dir, h := project(t, false, "coffeescript")
	for _, name := range []string{"a.js", "a.md", "coffee", "a.coffee.txt"} {
		if coffee(t, dir, h, "").(transforms.Applier).Applies(name) {
			t.Errorf("it applies to %s", name)
		}
	}
}

// TestOldCompiler has CoffeeScript 1 only.
func TestOldCompiler(t *testing.T) {
	dir, h := project(t, false, "coffee-script")
	if got, want := output(t, coffee(t, dir, h, ""), filepath.Join(dir, "a.coffee"), "x = 1"), "var x;\n\nx = 1;\n\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestErrors(t *testing.T) {
	dir, h := project(t, false, "coffeescript")
	file := filepath.Join(dir, "a.coffee")
	_, err := coffee(t, dir, h, "").Transform(t.Context(), transforms.Input{File: file, Code: []byte("a = 1\nb = (->\nc = 2\n")})
	if err == nil || !strings.Contains(err.Error(), "a.coffee:2:5: ") || !strings.Contains(err.Error(), "missing )") {
		t.Errorf("%v", err)
	}
	if got := output(t, coffee(t, dir, h, ""), file, "x = 1"); !strings.Contains(got, "x = 1;") {
		t.Errorf("after an error: %s", got)
	}
	dir, h = project(t, false)
	construct, _ := transforms.Lookup("coffee")
	_, err = construct(transforms.Setup{Name: "coffee", Basedir: dir, Dir: dir, Scripts: h})
	if err == nil || !strings.Contains(err.Error(), "npm install --save-dev coffeescript") {
		t.Errorf("without a compiler: %v", err)
	}
}
