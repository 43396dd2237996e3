package goja

import (
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// TestRepair compares what goja makes of programs, once they are repaired, with
// what they mean.
func TestRepair(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{`(function (a) { var n; function f() { return a + n } return n })(1, 2)`, "undefined"},
		{`(function (a) { var n, m; (() => a + n + m); return [n, m] })(1, 2, 3).join()`, ","},
		{`(function () { var n; var a = arguments; (() => n + a); return n })(1, 2)`, "undefined"},
		{`[7, 8].map(function (x) { if (0) { for (var y in {}) {} } var f = () => x + y; return y }).join()`, ","},
		{`(a => { var [n = 5] = [], { p, q: [r] = [6], ...s } = { p: 1 }; var late; (() => a + n + p + r + s + late); return [n, p, r, late].join() })(1, 2, 3)`, "5,1,6,"},
		{`new (class { constructor(a) { var n; (() => a + n); this.n = n } m(a) { var n; (() => a + n); return n } static s(a) { var n; (() => a + n); return n } })(1, 2).n`, "undefined"},
		{`({ get x() { var n; (() => n); return n }, m(a) { var n; (() => a + n); return n } }).m(1, 2)`, "undefined"},
		{`[...(function* (a) { var n; (() => a + n); yield n })(1, 2)].join()`, ""},

		// What is there before the body runs stays.
		{`(function (a) { var a; (() => a); return a })(1, 2)`, "1"},
		{`(function (a, b = 2) { var a, b; (() => a + b); return a + b })(1)`, "3"},
		{`(function (a) { var f; function f() { return a } return typeof f })(1, 2)`, "function"},
		{`(function (a) { var arguments; (() => a); return arguments.length })(1, 2)`, "2"},
		{`(function f(a) { var f; (() => a + f); return typeof f })(1, 2)`, "undefined"},
		{`(function (a) { "use strict"; var n; (() => a + n); return this === undefined })(1, 2)`, "true"},
		{`(function (a) { x = 1; var x; (() => a + x); return x })(1, 2)`, "1"},
		{`(function (a) { for (var i = 0, s = []; i < 2; i++) { var v; (() => a + v); s.push(v); v = i } return s.join() })(1, 2)`, ",0"},

		{`/\p{Lu}/u.test("É") + " " + /^\p{L}+$/u.test("ab1") + " " + /[\p{Nd}]\P{L}/u.test("1-")`, "true false true"},
		{`/\p{Lu}/.test("p{Lu}")`, "true"},
		{`/^[\p{ID_Start}_]\P{Alphabetic}$/u.test("é1") + " " + /\p{sc=Grek}/u.test("α")`, "true true"},
	} {
		p, err := compile("x.js", test.source, parser.WithDisableSourceMaps)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if v, err := goja.New().RunProgram(p); err != nil || v.String() != test.want {
			t.Errorf("%s: %v, %v; want %q", test.source, v, err, test.want)
		}
	}
}
