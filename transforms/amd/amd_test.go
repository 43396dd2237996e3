package amd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// made returns a transform for the files of a directory.
func made(t *testing.T, dir, options string, entries ...string) *transform {
	t.Helper()
	s := transforms.Setup{Name: "amd", Basedir: dir, Dir: dir, Options: json.RawMessage(options)}
	for _, e := range entries {
		s.Entries = append(s.Entries, transforms.Entry{File: filepath.Join(dir, e)})
	}
	tr, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return tr.(*transform)
}

func convert(t *testing.T, tr *transform, file, source string) string {
	t.Helper()
	out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(tr.basedir, file), Code: []byte(source)})
	if err != nil || len(out.Warnings) > 0 {
		t.Fatal(err, out.Warnings)
	}
	return string(out.Code)
}

// What define becomes, by what it is called with.
const (
	withDeps = `void function(d,f){var r=f.apply(exports,d);if(r!==void 0)module.exports=r}`
	wrapper  = `void function(f){var r=f.call(exports,require,exports,module);if(r!==void 0)module.exports=r}`
	asValue  = `void function(f){module.exports=f}`
	decided  = `void function(f){var r=typeof f=="function"?f.apply(exports,[require,exports,module].slice(0,f.length>1?3:f.length)):f;if(r!==void 0)module.exports=r}`
)

// TestSplice holds what texts become: only what AMD is about changes.
func TestSplice(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"/* © me */\ndefine( [ 'a', // one\n  \"b\" ] /* two */,function(a,b){ });\n// end",
			"/* © me */\n" + withDeps + "( [ require(\"a\"), // one\n  require(\"b\") ] /* two */,function(a,b){ });\n// end"},
		{`define(["require", "exports", "module"], function (r, e, m) { r("x"); r(y) })`,
			withDeps + `([require, exports, module], function (r, e, m) { require("x"); r(y) })`},
		{`define(function(require,exports,module){require("a")});`, wrapper + `(function(amdRequire,exports,module){require("a")});`},
		{`define(function(e,t,n){e("a");n.exports=e})`, wrapper + `(function(e,t,n){require("a");n.exports=e})`},
		{`define({})`, asValue + `({})`},
		{`define(f)`, decided + `(f)`},
		{"define(\n'a\\\nb'.split(' '),\nfunction(){})", withDeps + "(\n[require(\"ab\")]\n,\nfunction(){})"},
		{"x = 1\ndefine(f)", "x = 1\n" + decided + "(f)"},
		{`(function (define) { define(["a"]) })()`, `(function (define) { define(["a"]) })()`},
		{`if (foo) { define(foo) }`, `if (foo) { define(foo) }`}, // deamdify's lookalike
		{`import a from "a"; define(["b"])`, `import a from "a"; define(["b"])`},
		{`define(["b"`, `define(["b"`},
		{`undefined; defined(1); a.define(2); "define"; // define(["a"])`, `undefined; defined(1); a.define(2); "define"; // define(["a"])`},
		{`require("a"); x.require(["b"]); function f(require) { require(["c"]) }`, `require("a"); x.require(["b"]); function f(require) { require(["c"]) }`},
		{`typeof exports == "object" ? module.exports = f() : typeof define == "function" && define.amd ? define(f) : f()`,
			`typeof exports == "object" ? module.exports = f() : typeof undefined == "function" && undefined ? undefined(f) : f()`},
		{`if (typeof module != "undefined") module.exports = {define}; else window.define(f)`,
			`if (typeof module != "undefined") module.exports = {define:undefined}; else undefined(f)`},
		{`exports.x = window.define && define.packaged || define["amd"]; define.f()`, `exports.x = undefined && undefined || undefined; undefined.f()`},
		{"require(['a'], function (a) { exports.a = a })", "void function(d,f){f.apply(void 0,d())}(function(){return ['a']}, function (a) { exports.a = a })"},
	} {
		want := strings.ReplaceAll(c.want, `return ['a']`, `return [require("a")]`)
		if got := convert(t, made(t, t.TempDir(), ""), "file.js", c.source); got != want {
			t.Errorf("%s\n got %s\nwant %s", c.source, got, want)
		}
	}
}

// TestUntouched holds that what has nothing of AMD costs no reading.
func TestUntouched(t *testing.T) {
	tr := made(t, t.TempDir(), "")
	for _, name := range []string{"a.json", "a.ts", "a.css", "a"} {
		if tr.Applies(name) {
			t.Errorf("it applies to %s", name)
		}
	}
	for source, want := range map[string]bool{
		"var a = require('a'), b = require( \"b\" ); x.requires(1)": false,
		"process.env.X": false, "": false, "require": false, "Object.defineProperty(a, b); predefine()": false,
		"define": true, "requirejs(x)": true, "require([a])": true, "require.config({})": true, "require /* */ (x)": true,
		"require({}, ['a'])": true, "(0, require)(['a'])": true, "e.toUrl; require.toUrl('a')": true,
	} {
		if got := worthReading([]byte(source)); got != want {
			t.Errorf("worthReading(%q) = %v", source, got)
		}
	}
}

// TestDeamdifysOptions tries the two that deamdify has.
func TestDeamdifysOptions(t *testing.T) {
	tr := made(t, t.TempDir(), `{"extensions":[".es5","JS"],"paths":{"my":"mymodule/src"}}`)
	if !tr.Applies("a.es5") || !tr.Applies("A.JS") || tr.Applies("a.json") {
		t.Error("extensions are not what was asked for")
	}
	got := convert(t, tr, "a.js", `define(["my/shirt", "other/my"], function (a, b) { return require("my") })`)
	want := withDeps + `([require("mymodule/src/shirt"), require("other/my")], function (a, b) { return require("mymodule/src") })`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestRefused holds that what cannot be converted is reported where it stands,
// all of it, and that options are checked.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []string
	}{
		{`define(["css!./a.css", "./b"], f)`, []string{`1:9: there is no rule for AMD's loader plugin "css", which is to load "./a.css"`}},
		{"define([1,\n null, a, {}, ,], f)", []string{"1:9: a dependency must be the name of a module", "2:2: a dependency must", "2:11: a dependency must", "2:15: a dependency must"}},
		{`define("id", 5, function () {})`, []string{"1:14: these are no dependencies"}},
		{`define({}, function () {})`, []string{"1:8: these are no dependencies"}},
		{"define(function (require) {\n  require('tpl!x');\n})", []string{`2:11: there is no rule for AMD's loader plugin "tpl"`}},
		{`define("a", ["x!y"], f); define("b", [null], f)`, []string{`1:14: there is no rule for AMD's loader plugin "x"`, "1:39: a dependency must"}},
		{`require(["i18n!a"], f)`, []string{`1:10: there is no rule`}},
		{`define(["text!./none.txt"], f)`, []string{`1:9: cannot read "./none.txt": there is no such file`}},
	} {
		tr := made(t, t.TempDir(), "")
		file := filepath.Join(tr.basedir, "file.js")
		out, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: []byte(c.source)})
		list, ok := err.(diag.List)
		if !ok || len(list) != len(c.want) || string(out.Code) != c.source {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		for i, m := range list.Sort() {
			if !strings.HasPrefix(m.String(), file+":"+c.want[i]) {
				t.Errorf("%s: %s, not %s", c.source, m.String(), c.want[i])
			}
		}
	}
	for options, want := range map[string]string{
		`{"plugins":{"css":"drop"}}`:          `"drop" for "css" is none of ignore, inline and alias`,
		`{"plugins":3}`:                       "cannot be read",
		`{"mainConfigFile":"none"}`:           `"none" cannot be read`,
		`{"mainConfigFile":["other.js"]}`:     `"other.js" has no require.config`,
		`{"extensions":"js","paths":["a/b"]}`: "cannot be read",
		`{"plugin":{"css":"ignore"}}`:         `there is no option "plugin": there are extensions, paths, plugins and mainConfigFile`,
	} {
		dir := t.TempDir()
		write(t, dir, "other.js", "require(['a'])")
		if _, err := New(transforms.Setup{Name: "amd", Basedir: dir, Dir: dir, Options: json.RawMessage(options)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", options, err, want)
		}
	}
}

// TestPlugins applies the rules for loader plugins.
func TestPlugins(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "tpl/a.html", "\uFEFF<p>\n")
	tr := made(t, dir, `{"plugins":{"css":"ignore","tpl":"inline","hbs":"alias","i18n":"./nls/*.js","x/own":"alias"}}`)
	got := convert(t, tr, "tpl/file.js", `define(["css!a", "tpl!./a.html", "hbs!b", "i18n!c", "x/own!d", "json!./e.json", "deep/has!f?./g:h?:i"], f)`)
	for _, want := range []string{`[void 0, "<p>\n", require("b"), require("./nls/c.js"), require("d"), require("./e.json"), (require("deep/has")("f")?require("./g"):(require("deep/has")("h")?void 0:require("i")))]`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "file.js"), Code: []byte(`define(["text!tpl/a.html"], f)`)})
	if err != nil || len(out.Watch) != 1 || out.Watch[0] != filepath.Join(dir, "tpl", "a.html") {
		t.Errorf("what is inlined is not watched: %v %v", out.Watch, err)
	}
}

// TestConfiguration finds files by require.config.
func TestConfiguration(t *testing.T) {
	dir := t.TempDir()
	const config = `var base = "js";
require.config({
	baseUrl: "js", // beside the page
	"paths": { lib: "../vendor/lib", one: ["//cdn/one", 'vendor/' + 'one'], gone: "nowhere" },
	map: { "*": { old: "new" }, "app": { new: "newer" } },
	packages: ["p", { name: "q", location: "x/q", main: "entry.js" }],
	waitSeconds: -1, shim: {},
});`
	write(t, dir, "js/main.js", config)
	for _, f := range []string{"vendor/lib/a.js", "js/vendor/one.js", "js/new.js", "js/newer.js", "js/p/main.js", "js/x/q/entry.js", "js/x/q/part.js", "js/plain.js", "js/app/own.js", "js/npm.js"} {
		write(t, dir, f, "")
	}
	tr := made(t, dir, "", "js/main")
	if s := tr.Sources(); len(s) != 1 || s[0] != filepath.Join(dir, "js", "main.js") {
		t.Errorf("it is made of %v", s)
	}
	convert(t, tr, "js/app/a.js", "define(['x'])")
	for _, c := range []struct{ spec, want string }{
		{"lib/a", "vendor/lib/a.js"}, {"one", "js/vendor/one.js"}, {"old", "js/new.js"}, {"new", "js/newer.js"},
		{"p", "js/p/main.js"}, {"q", "js/x/q/entry.js"}, {"q/part", "js/x/q/part.js"}, {"plain", "js/plain.js"},
		{"./own", ""}, {"gone", ""}, {"none", ""}, {"./../one", "js/vendor/one.js"},
	} {
		got, err := tr.Find(filepath.Join(dir, "js", "app", "a.js"), c.spec, func() (string, error) { return "", os.ErrNotExist })
		if rel, _ := filepath.Rel(dir, got); err != nil || got != "" && filepath.ToSlash(rel) != c.want || got == "" && c.want != "" {
			t.Errorf("%s is %s %v, not %s", c.spec, got, err, c.want)
		}
	}
	// CommonJS files keep their own rules.
	if got, _ := tr.Find(filepath.Join(dir, "js", "other.js"), "plain", func() (string, error) { return "", os.ErrNotExist }); got != "" {
		t.Errorf("a CommonJS file gets %s", got)
	}
	// Of configuration in other files more is known when all have been seen.
	late := transforms.Input{File: filepath.Join(dir, "late.js"), Code: []byte("\nrequire.config({paths: {more: '../vendor/lib/a'}})")}
	a := filepath.Join(dir, "js", "app", "a.js")
	more := func() string {
		path, _ := tr.Find(a, "more", func() (string, error) { return "", os.ErrNotExist })
		return path
	}
	out, err := tr.Transform(t.Context(), late)
	if err != nil || len(out.Warnings) != 0 || string(out.Code) != "\nvoid 0" || more() != "" {
		t.Errorf("%q %v %v", out.Code, out.Warnings, err)
	}
	in := func(string) bool { return true }
	if list := tr.Outdated(in); !slices.Equal(list, []string{a, late.File}) {
		t.Errorf("because of configuration these are outdated: %v", list)
	}
	late.Late = true
	for _, in := range []transforms.Input{late, {File: a, Code: []byte("define(['more'])"), Late: true}} {
		if out, err = tr.Transform(t.Context(), in); err != nil || len(out.Warnings) != 0 {
			t.Errorf("%v %v", out.Warnings, err)
		}
	}
	if list := tr.Outdated(in); len(list) != 0 || more() != filepath.Join(dir, "vendor", "lib", "a.js") {
		t.Errorf("then these are outdated: %v; more is %q", list, more())
	}
	// What only that leads to is too late.
	out, err = tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "later.js"), Code: []byte("\nrequire.config({})"), Late: true})
	if err != nil || len(out.Warnings) != 1 || out.Warnings[0].Where.Line != 2 || len(tr.Outdated(in)) != 0 {
		t.Errorf("%q %v %v", out.Code, out.Warnings, err)
	}
	// A file that is no longer in the bundle says nothing.
	if list := tr.Outdated(func(file string) bool { return file != late.File }); !slices.Equal(list, []string{a, filepath.Join(dir, "later.js")}) {
		t.Errorf("without the configuration these are outdated: %v", list)
	}
}

// TestBaseURL holds that a name without configuration is looked for where npm's
// packages are, then beside the entry.
func TestBaseURL(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "src/main.js", "")
	write(t, dir, "src/sub/a.js", "")
	tr := made(t, dir, "", "src/main.js")
	convert(t, tr, "src/deep/b.js", "define(['sub/a'])")
	file := filepath.Join(dir, "src", "deep", "b.js")
	got, err := tr.Find(file, "sub/a", func() (string, error) { return "", os.ErrNotExist })
	if err != nil || got != filepath.Join(dir, "src", "sub", "a.js") {
		t.Errorf("beside the entry: %s %v", got, err)
	}
	if got, err = tr.Find(file, "sub/a", func() (string, error) { return "elsewhere", nil }); got != "" || err != nil {
		t.Errorf("npm's package: %s %v", got, err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestShim makes modules of scripts, and says what of a shim makes no sense.
func TestShim(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.js", `require.config({shim: {plug: {deps: ["base"], exports: "Plug.in"}, empty: {exports: "not an identifier!", deps: ["x!y"]}, module: ["base"]}})`)
	tr := made(t, dir, "", "main.js")
	got := convert(t, tr, "plug.js", "\"use strict\";\nvar Plug = {}, b; function c() { var d }")
	want := "require(\"base\");(function(module,exports,define){\"use strict\";\nvar Plug = {}, b; function c() { var d }\n;" +
		"this.Plug=Plug;this.b=b;this.c=c;}).call(" + globalObject + ");module.exports=" + globalObject + ".Plug.in;"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := convert(t, tr, "base.js", "module.exports = 1"); got != "module.exports = 1" {
		t.Errorf("a CommonJS module that a script depends on became %s", got)
	}
	if got := convert(t, tr, "module.js", "define(f)"); got != decided+"(f)" {
		t.Errorf("an AMD module with a shim became %s", got)
	}
	_, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "empty.js"), Code: nil})
	list, ok := err.(diag.List)
	if !ok || len(list) != 2 || !strings.Contains(err.Error(), `exports "not an identifier!", which is no name of a variable`) || !strings.Contains(err.Error(), `loader plugin "x"`) {
		t.Errorf("a shim that makes no sense: %v", err)
	}
}
