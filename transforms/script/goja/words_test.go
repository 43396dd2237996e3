package goja_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/node"
)

// TestWords makes the commonest mistakes in both engines: they are told of in the
// same words, at the same place.
func TestWords(t *testing.T) {
	path := testenv.Node(t)
	const known = "undefined or null" // of goja, which does not tell one from the other
	mistakes := []string{
		"var u; return u.x", "var u = null; return u.x", "var u; u.x()", "var u; u[1]", "var o = {a: {}}; o.a.y.z(1)", "var o = {}; o.foo().bar.baz()",
		"o.y(2)", "var o = {a: {}}; o.a.y(1)", "var o = {a: {}}; o.a['y z'](1)", "var o = {}, k = 'a'; o[k](f())", "o[1](f())", "var f; f(3)", "var f = 'text'; f()", "var a = { b() { return 1 } }; a.b(4)(5)",
		"this.x.y()", "'abc'.foo()", "(void 0)()", "(-o.x)()", "(function () {})()()", "f(o.y(1))", "f(\n  o\n    .a()\n)", "new 3", "var u = {}; new u.foo(1)", "new (f())(1)",
		"var g; [1, 2].forEach(function (x) { g(x) })", "throw new TypeError('its own')",
		"var u; Promise.resolve(1).then(function () { u.x.y }); wait = true", "var u; setTimeout(function () { u() }, 1); wait = true",
	}
	files := map[string]string{}
	for i, mistake := range mistakes {
		files[fmt.Sprint(i, ".js")] = "var wait; function f() { return {} }\nmodule.exports = function () { return new (require('stream').Transform)({ transform: function (c, e, next) {\nvar o = {};\n" +
			mistake + ";\nif (!wait) next();\n} }) }"
	}
	inGoja, dir := start(t, files, engine.Options{})
	version, err := node.Version(path)
	if err != nil {
		t.Fatal(err)
	}
	inNode := node.New(path, version, engine.Options{Basedir: dir})
	defer inNode.Close()
	for i, mistake := range mistakes {
		told := func(e engine.Engine) *engine.Error {
			var failure *engine.Error
			if _, err := e.Run(t.Context(), job(dir, fmt.Sprint(i, ".js"), "x")); !errors.As(err, &failure) {
				t.Fatalf("%s: %s: %v", mistake, e.Name(), err)
			}
			return failure
		}
		want, got := told(inNode), told(inGoja)
		message := strings.NewReplacer("of undefined (", "of "+known+" (", "of null (", "of "+known+" (").Replace(want.Message)
		if got.Message != message || got.Line != want.Line || got.Column != want.Column {
			t.Errorf("%s:\n\tnode %s (%d:%d)\n\tgoja %s (%d:%d)", mistake, want.Message, want.Line, want.Column, got.Message, got.Line, got.Column)
		}
	}
}
