package amd

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle/scan"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

// seeds are the forms that AMD has in the wild, and what only looks like them.
var seeds = []string{
	`define(function (require, exports, module) { exports.a = require("./a") })`,
	`define("id", ["require", "./a", "b"], function (r, a) { return r("./c") });`,
	"define([\n'a', // one\n'b'\n], (a, ...b) => a)",
	`define({ a: 1 })`, `define(1); define("x", null)`, `define(x); define(x, y); define(...z)`,
	`define("a b".split(" "), function () {})`, `define(["a"].concat(["b"], "c"), f)`,
	`define(["a"], function (a) {}.bind(this))`, `define(async function* () {})`,
	`!function (f) { if (typeof define === "function" && define.amd) define(["jquery"], f); else f(jQuery) }(function ($) {})`,
	`(function (r, f) { typeof exports === "object" && typeof module !== "undefined" ? module.exports = f() : typeof define === "function" && define.amd ? define(f) : r.x = f() })(this, function () {})`,
	`typeof define === "function" && define.amd && define("x", function () { return 1 })`,
	`(0, define)(f), window.define && self.define(f)`, `define?.(f)`,
	`require(["a"], function (a) {}, function (e) {})`, `require({ baseUrl: "x" }, ["a"])`, `requirejs(["a"]); requirejs.config({ paths: { a: "b" } })`,
	`define("a", ["./b"], function (b) {}); define("b", function (e) { return e("x") + e("a") }); define(["a"], a => a)`,
	`define("a", {}); if (typeof module == "object" && define) define("jq", [], function () {}); window.require(["a"], function (x) {})`,
	`define(function (e, t) { e("b"); e.toUrl("x"); t.y = e(["c"], function (e) { e("d") }) })`,
	`define(["module"], function (m) { m.config(); m.uri; m.id })`,
	`(function (module) { define(["a"], function (a) { require(["b"]) }) })()`,
	`var define = 1; define(f)`, `define = function () {}`, `[define] = x; ({ define } = y)`, `x = { define, define: define }`,
	"a\ndefine(f)\n(1)", "x = define(f) ** 2", "define(f)`x`", `new define(f)`, `delete define`, `for (define of []) ;`, `define: for (;;) break define`,
	"with (a) define(f)", `010; return define(f)`, `await; define(f); yield`, `class A { static { define(f) } #p = define; [define](require) {} }`,
	`define(["text!x"], f)`, `function require() {} define(function (require) { require("a") })`, `define(function ({ require }, [a = 1] = [], b) {})`,
	"<!-- html\ndefine(f) --> x\n--> y", `define(0(), this(), /x/.split(" "))`, `define(function(require){ var require; require("a") })`, `define(function(require){ function f(require) { require("a") } })`,
}

// FuzzConvert holds that whatever is converted is as valid as it was, has as
// many lines before what was added, and is the same outside of the edits.
func FuzzConvert(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) { checkConversion(t, source) })
}

func checkConversion(t *testing.T, source string) {
	t.Helper()
	made, err := New(transforms.Setup{Basedir: "/", Options: []byte(`{"plugins":{"text":"alias","x":"ignore"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	tr := made.(*transform)
	in := transforms.Input{File: filepath.FromSlash("/d/file.js"), Code: []byte(source)}
	alone := tr.begin(in.File, "d", false)
	checkEdits(t, tr, in, alone)
	if len(alone.needs) > 0 { // and with all that it needs defined by other files
		linked := tr.begin(in.File, "d", false)
		for name := range alone.needs {
			linked.links[name] = link{"/e/file.js", "e"}
		}
		checkEdits(t, tr, in, linked)
	}
}

func checkEdits(t *testing.T, tr *transform, in transforms.Input, known *seen) {
	t.Helper()
	source := in.Code
	file := newFile(tr, in, known)
	if file == nil || !file.look() {
		return
	}
	file.convert()
	if file.messages.Failed() || len(file.list) == 0 {
		return
	}
	file.finish(in.Code)
	out := edit.Apply(in.Code, file.list)
	var s scan.Scanner
	if res, err := s.Scan(out); err != nil || res.ESM >= 0 {
		t.Fatalf("%q\nbecame %q\nwhich is wrong: %v", source, out, err)
	}
	// Outside of the edits the bytes are the same, and on the same lines.
	at := 0
	for _, e := range file.list {
		if e.Start < at {
			t.Fatalf("%q: edits overlap at %d", source, e.Start)
		}
		gap := in.Code[at:e.Start]
		if !bytes.HasPrefix(out, gap) {
			t.Fatalf("%q: the text before %d has changed", source, e.Start)
		}
		out = out[len(gap):]
		if !bytes.HasPrefix(out, []byte(e.Text)) {
			t.Fatalf("%q: the edit at %d is not there", source, e.Start)
		}
		out = out[len(e.Text):]
		taken, lines := bytes.Count(in.Code[e.Start:e.End], []byte("\n")), strings.Count(e.Text, "\n")
		if lines > taken && e.Start < len(in.Code) || !bytes.HasPrefix(out, bytes.Repeat([]byte("\n"), max(taken-lines, 0))) {
			t.Fatalf("%q: lines move at %d", source, e.Start)
		}
		out = out[max(taken-lines, 0):]
		at = e.End
	}
	if !bytes.HasPrefix(out, in.Code[at:]) {
		t.Fatalf("%q: the text at the end has changed", source)
	}
}
