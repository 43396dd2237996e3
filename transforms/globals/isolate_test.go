package globals_test

import (
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// TestIsolate checks that a script's globals are its own in the mode "isolate",
// whatever it calls the global object.
func TestIsolate(t *testing.T) {
	tests := []struct{ source, want string }{
		{`window.X = 1; window["X"]++`, "2"},
		{`self.X = 1; X += 1; X = X + 1`, "3"},
		{`this.X = 1; X++`, "2"},
		{`X = 1; if (typeof X != 'undefined') X = window.X + 1`, "2"},
		{`var X = 1; window.X++; X++`, "3"},
		{`function X() { return 'f' } X = window.X() + X()`, `"ff"`},
		{`(function (root) { root.X = 1 })(this)`, "1"},
		{`(function (w, undefined) { w.X = 1; var X = 2; X++ })(window)`, "1"},
		{`(function (w) { w.X = 1; w.X += X })(window)`, "2"},
		{`(function () { var root = this; root.X = 1 }).call(this)`, "1"},
		{`(function () { this.X = 1 })()`, "1"},
		{`!function (a, b) { b(a) }(typeof window != 'undefined' ? window : this, function (w) { w.X = 1 }); X = 2`, "2"},
		{`var g = typeof self == 'object' && self || window; g.X = 1`, "1"},
		{`((w) => { w.X = (() => this.X || 3)() })(window)`, "3"},
		{`X = {a: 1}; (function (X) { X.a = 2 })({}); var o = {X, b: {X: 1}}; X = [o.X, {X}, o.b.X]`, `[{"a":1},{"X":{"a":1}},1]`},
		{`window.X = function () { return this === undefined || this === window }; X = [X(), new X() instanceof X]`, `[true,true]`},
		{`X = 0; for (var i in {a: 1}) { let X = 5; X++ } try { throw 1 } catch (X) { X = 9 } X++`, "1"},
		{`X: for (;;) { break X } window.X = "label" + "window.X" + /window.X/.source + (1 / 2 / 1)`, `"labelwindow.Xwindow.X0.5"`},
		{`class X { static m() { return 1 } } X = X.m()`, "1"},
		{`var {X, y = X} = {X: 1}; X += y`, "2"},
		{`[X, window.X] = [1, 2]`, "2"},
		{`({X} = {X: 4})`, "4"},
		{"window.X = `a${window.X = 2}b${X}`", `"a2b2"`},
		{`window.X = 010`, "8"},
		{`!function (t, n) { n((t = t || self).X = t.X || {}) }(this, function (t) { t.v = 1 })`, `{"v":1}`},
		{`((typeof window == "object" ? window : this)).X = 3; (0, window)["X"]++`, "4"},
		{`(function (g, f) { (g = g || self, f(g.X = {})) })(this, function (t) { t.X = 5 })`, `{"X":5}`},
		{`(function (g, f) { typeof module == "object" ? module.exports = function (w) { return f(w) } : f(g) })(typeof window != "undefined" ? window : this, function (window) { window.X = 1 })`, "1"},
	}
	var scripts [][]string
	for _, test := range tests {
		dir := testenv.Unpack(t, "")
		testenv.Write(t, dir, "a.js", test.source)
		testenv.Write(t, dir, "main.js", `var x = require("./a"); console.log(JSON.stringify(x), "X" in window)`)
		script, warnings := build(t, options(dir, "globals", `{"mode": "isolate", "shim": {"./a.js": "X"}}`))
		if len(warnings) > 0 {
			t.Errorf("%s: %s", test.source, warnings[0].String())
		}
		scripts = append(scripts, []string{script})
	}
	for i, got := range runEach(t, scripts) {
		if got != tests[i].want+" false" {
			t.Errorf("%s\n got %s\nwant %s\n%s", tests[i].source, got, tests[i].want, scripts[i])
		}
	}
}

// TestIsolateDepends checks that an isolated script finds what it depends on under
// the names it expects, and nobody else does.
func TestIsolateDepends(t *testing.T) {
	dir := testenv.Unpack(t, `
-- a.js --
var A = 'A';
-- package.json --
{"deglobalify": {"mode": "isolate"}}
-- b.js --
(function (root) {
  root.B = [A, window.A, root['A'], typeof D];
  if (root) { var f = function (A) { root.B.push(root.A, A) } }
  f('inner');
})(this);
-- main.js --
console.log(require('./b').join(), typeof A, typeof B, D);
`)
	script, warnings := build(t, options(dir, "globals", `{"shim": {"./a.js": "A", "./b.js": {"exports": "B", "depends": ["./a.js:A"], "imports": {"D": "./a.js"}}}}`))
	if got := run(t, "var A = 'page', D = 'D'", script); got != "A,A,A,string,A,inner string undefined D" || len(warnings) > 0 {
		t.Error(got, warnings)
	}
}

// TestNotIsolated checks that a script is left as it is, with a warning, where
// it cannot be told what it does.
func TestNotIsolated(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"window.X = 1;\nvar key = 'X'; window[key] = 2", `a.js:2:16: the globals of "./a.js" are kept, not isolated: this may be any of them`},
		{`var w = window; w["X" + ""] = 1; window.X = 2`, `a.js:1:17: `},
		{`with (window) { X = 2 }`, "this may be any of them"},
		{`[window].map(function (w) { w.X = 2 })`, `"X" is set nowhere in it in a way that could be seen`},
		{`var X = 1; (function (X) { window.X = 2 })()`, "this may be any of them"},
		{`function f(a) { if (a) function g() {} } window.X = 2`, "its scopes cannot be told"},
	} {
		dir := testenv.Unpack(t, "")
		testenv.Write(t, dir, "a.js", test.source)
		testenv.Write(t, dir, "main.js", `console.log(require("./a"), window.X)`)
		script, warnings := build(t, options(dir, "globals", `{"shim": {"./a.js": {"exports": "X", "mode": "isolate"}}}`))
		if len(warnings) != 1 || !strings.Contains(warnings[0].String(), test.want) {
			t.Errorf("%s: it says %v", test.source, warnings)
		}
		if got := run(t, script); got != "2 2" {
			t.Errorf("%s: it prints %s\n%s", test.source, got, script)
		}
	}
}

const askers = `
-- main.js --
console.log(require('./a'), require('./b'), require('./c'));
-- a.js --
module.exports = Object.keys(require('./bad', ['one', "two"])).join();
-- b.js --
require('./bad');
module.exports = Object.keys(require('./bad.js')).join();
-- c.js --
module.exports = Object.keys(require(
  './bad', // it is
  ['three'])).join();
-- bad.js --
window.one = 1; window.two = 2; three = 3; window.four = 4;
`

// TestUnited checks that a file exports what all that require it ask for,
// whoever comes first, and that this stays so when they change.
func TestUnited(t *testing.T) {
	for _, tool := range []string{"globals", "deglobalify"} {
		dir := testenv.Unpack(t, askers)
		texts := map[string]bool{}
		o := options(dir, tool, "")
		for _, o.Workers = range []int{1, 2, 8, 8, 8} {
			script, warnings := build(t, o)
			texts[script] = true
			if got := run(t, script, "console.log(typeof one, typeof four)"); got != "one,three,two one,three,two one,three,two\n"+map[string]string{"globals": "number", "deglobalify": "undefined"}[tool]+" number" || len(warnings) > 0 {
				t.Errorf("%s: it prints %s\n%s", tool, got, script)
			}
		}
		if len(texts) != 1 {
			t.Errorf("%s: there are %d bundles", tool, len(texts))
		}
		b, err := bundle.New(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range []struct{ file, text string }{
			{"main.js", "console.log(1, require('./a'), require('./b'), require('./c'));"},
			{"c.js", "module.exports = Object.keys(require('./bad', ['four'])).join()"},
			{"a.js", "module.exports = require('./bad', [])"},
			{"bad.js", "window.four = this.one = 5"},
			{"c.js", "module.exports = Object.keys(require('./bad', ['one', 'four'])).join()"},
		} {
			if _, err := b.Build(t.Context()); err != nil {
				t.Fatal(err)
			}
			testenv.Write(t, dir, change.file, change.text)
			b.Changed(dir + "/" + change.file)
			again, err := b.Build(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want, _ := build(t, o); text(t, again) != want {
				t.Errorf("%s: after a change of %s it is\n%s\nand should be\n%s", tool, change.file, text(t, again), want)
			}
		}
	}
}

// TestFileComes checks that a Builder notices that a shimmed file, which was not
// there, has come.
func TestFileComes(t *testing.T) {
	dir := testenv.Unpack(t, `
-- package.json --
{"browserify-shim": {"./vendor/lib.js": "Lib"}}
-- main.js --
console.log(require('./vendor/lib'));
`)
	b, err := bundle.New(options(dir, "globals", ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Build(t.Context()); err == nil || !strings.Contains(err.Error(), "there is no such file") {
		t.Fatal(err)
	}
	testenv.Write(t, dir, "vendor/lib.js", "var Lib = 'lib'")
	b.Changed(dir+"/vendor", dir+"/vendor/lib.js")
	r, err := b.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, text(t, r)); got != "lib" {
		t.Error(got)
	}
}

// TestConfigurationChanges checks that a Builder notices that configuration
// changed, came, or went.
func TestConfigurationChanges(t *testing.T) {
	dir := testenv.Unpack(t, `
-- package.json --
{"browserify-shim": "./shim.js"}
-- shim.js --
module.exports = {a: {exports: 'global:A'}};
-- sub/index.js --
module.exports = require('a');
-- main.js --
console.log(require('a'), require('./sub'));
`)
	o := options(dir, "globals", "")
	b, err := bundle.New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ file, text, want string }{
		{"", "", "A A"},
		{"shim.js", "module.exports = {a: {exports: 'global:B'}};", "B B"},
		{"sub/package.json", `{"browserify-shim": {"a": "global:C"}}`, "B C"},
		{"package.json", `{"browserify-shim": {"a": "global:C"}}`, "C C"},
	} {
		if step.file != "" {
			testenv.Write(t, dir, step.file, step.text)
			b.Changed(dir+"/"+step.file, dir+"/sub")
		}
		r, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := run(t, "var A = 'A', B = 'B', C = 'C'", text(t, r)); got != step.want {
			t.Errorf("after %s: it prints %s, want %s", step.file, got, step.want)
		}
	}
}
