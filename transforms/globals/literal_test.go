package globals

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// plain returns a value as encoding/json would have it, strings and structure
// only: of numbers nothing is kept.
func (v *value) plain() any {
	switch v.kind {
	case isString:
		return v.str
	case isBool:
		return v.truth
	case isNumber:
		return 0.0
	case isFunction:
		return "function"
	case isList:
		list := []any{}
		for i := range v.list {
			list = append(list, v.list[i].plain())
		}
		return list
	case isObject:
		object := map[string]any{}
		for i := range v.keys {
			object[v.keys[i].str] = v.list[i].plain()
		}
		return object
	}
	return nil
}

// withoutNumbers makes all numbers 0.
func withoutNumbers(v any) any {
	switch v := v.(type) {
	case float64:
		return 0.0
	case []any:
		for i := range v {
			v[i] = withoutNumbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = withoutNumbers(v[k])
		}
	}
	return v
}

func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{
		`{"a": ["b", 1, -2.5e3, true, null, {"c": "d\u0041\n\"\\"}], "a": "again"}`,
		"\ufeff{}", `"\ud83d\ude00\u2028"`, `"é` + "\u2028" + `"`, `[1,]`, `{"a":}`, `{'a': 1}`, `01`, `"\x41"`, ``, `[[[[]]]]`, `{"__proto__": 1, "": 2}`, `"\/\b\f\t"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("encoding/json puts U+FFFD for what is broken")
		}
		var want any
		err := json.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &want)
		d, got := readJSON("/x.json", []byte(text))
		if (err == nil) != (got == nil) {
			t.Fatalf("%q: %v, encoding/json %v", text, got, err)
		}
		if err == nil && !reflect.DeepEqual(d.root.plain(), withoutNumbers(want)) {
			t.Errorf("%q is %#v, and should be %#v", text, d.root.plain(), want)
		}
	})
}

func FuzzReadModule(f *testing.F) {
	for _, s := range []string{
		"'use strict';\nvar a = 'x', b = `y`;\nexports = module.exports = {a: a + b, 'c': [1, 2,], d: (null), e: undefined,};",
		"exports.a = __dirname; exports.b = require('path').join(__dirname, '..', 'x');",
		"module.exports = {a() {}}", "module.exports = {...x}", "module.exports = x", "module.exports", "exports = ", "var", "{", "/", "`${", "exports.#", "module.exports = '\\u{41}\\x4' + 1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := readModule("/dir/x.js", []byte(text))
		if err == nil && d.root.kind == isNull && strings.Count(text, "exports") == 0 {
			t.Errorf("%q exports something", text)
		}
	})
}

func TestReadModule(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config", "x.js")
	dir := filepath.Dir(file)
	for _, test := range []struct {
		source string
		want   any
	}{
		{"module.exports = {a: 'b', \"c\": `d`, 1: [true, null, undefined, ], if: {}, };", map[string]any{"a": "b", "c": "d", "1": []any{true, nil, nil}, "if": map[string]any{}}},
		{"// c\n'use strict'\nvar path = require('path'), v = path.join(__dirname, '../vendor') + '/x.js'\nconst w = v;\nmodule.exports = {[0]: 1}", nil},
		{"var path = require('node:path'), v = path.join(__dirname, '../vendor') + '/x.js';\nlet w = v;\nmodule.exports = {v: w, r: path.resolve(__dirname, 'y')}",
			map[string]any{"v": filepath.Join(dir, "../vendor") + "/x.js", "r": filepath.Join(dir, "y")}},
		{"exports.a = 'a'; module.exports.b = ('b' + \"\\x43\\u0044\\n\\'\\\n\")", map[string]any{"a": "a", "b": "bCD\n'"}},
		{"exports = module.exports = {a: -1}", map[string]any{"a": 0.0}},
		{"module.exports = {a: process.env.A}", nil},
		{"module.exports = {a: function (x) { return {b: [x]} }, 'b': x => x + (1, 2), c(d) { return /}/ }, e: async (f, {g}) => ({g}), h: function* i() {}, j: 'k'}",
			map[string]any{"a": "function", "b": "function", "c": "function", "e": "function", "h": "function", "j": "k"}},
		{"module.exports = {a: function () {", nil},
		{"module.exports = {a: (x)}", nil},
		{"module.exports = {a: x => }", nil},
		{"module.exports = {a: 1 + 'x'}", nil},
		{"module.exports = require('./other')", nil},
		{"if (x) module.exports = {}", nil},
	} {
		d, err := readModule(file, []byte(test.source))
		switch {
		case err != nil && test.want != nil:
			t.Errorf("%s: %v", test.source, err)
		case err == nil && test.want == nil:
			t.Errorf("%s was told without running it: %v", test.source, d.root.plain())
		case err == nil && !reflect.DeepEqual(d.root.plain(), test.want):
			t.Errorf("%s is %v", test.source, d.root.plain())
		}
	}
}

func TestCalls(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{`require("a")`, `require("a")`},
		{`x.require("a"); require; require(b); new require("c")`, ``},
		{"require /* require( */ (\n// require(\n'a' /* ) */ , ['b', \"c\"] )", "require /* require( */ (\n// require(\n'a' /* ) */ , ['b', \"c\"] ) b c"},
		{`require('a', [b, 'c']); require('d', ['e'], 1); require('f', g(')', [')']))`, `require('a', [b, 'c'])|require('d', ['e'], 1)|require('f', g(')', [')']))`},
		{"require('a', `${'b'}`)", "require('a', `${'b'}`)"},
		{`require('` + strings.Repeat("x", 9000) + `', ['` + strings.Repeat("y", 9000) + `'])`, `require('` + strings.Repeat("x", 9000) + `', ['` + strings.Repeat("y", 9000) + `']) ` + strings.Repeat("y", 9000)},
	} {
		list, ok := calls([]byte(test.source))
		var got []string
		for _, c := range list {
			got = append(got, strings.TrimSpace(test.source[c.callee:c.end]+" "+strings.Join(c.names, " ")))
		}
		if strings.Join(got, "|") != test.want || !ok {
			t.Errorf("%s\n got %q\nwant %q", test.source, strings.Join(got, "|"), test.want)
		}
	}
	if _, ok := calls([]byte("import a from 'a'")); ok {
		t.Error("an ES module was taken for CommonJS")
	}
}

func TestOtherCalls(t *testing.T) {
	const source = `f("a", 1); g('b'); x.f("c"); new f("d"); f(("e" )); f("f" + 1); f(("g") + h); f(1, "h"); f(); f(...["i"]); f(f("j")); f((0, "k")); require("l"); f(` + "`m`); f(`n${1}`); f(x`o`)"
	var got []string
	for _, c := range otherCalls([]byte(source), []string{"require", "f"}) {
		got = append(got, c.name()+" "+c.spec+" "+source[c.callee:c.end])
	}
	const want = "f a f(\"a\", 1)|f e f((\"e\" ))|f j f(\"j\")|f m f(`m`)"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if otherCalls([]byte(source), onlyRequire) != nil || otherCalls([]byte("f('a'"), []string{"f"}) != nil {
		t.Error("there are calls where none are asked for, or in what is no JavaScript")
	}
}

// BenchmarkApplies measures what a file costs that has nothing to do with any
// configuration.
func BenchmarkApplies(b *testing.B) {
	r := &rules{names: map[string]replacement{"jquery": {}, "three": {}}}
	code := []byte(strings.Repeat("var x = require('./other'); x.y(function () { return 1 });\n", 2000))
	b.SetBytes(int64(len(code)))
	for b.Loop() {
		if r.mentioned(code) || hasExtended(code) {
			b.Fatal("it is mentioned")
		}
	}
}
