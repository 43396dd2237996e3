package esbuild

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/bundle/srcmap"
	"sheaf/resolver"
	"sheaf/transforms"
)

// apply runs a transform by name on a text.
func apply(t *testing.T, name, options, file, code string) (string, error) {
	t.Helper()
	constructor, _ := transforms.Lookup(name)
	if constructor == nil {
		t.Fatalf("there is no transform %q", name)
	}
	tr, err := constructor(transforms.Setup{Name: name, Options: json.RawMessage(options)})
	if err != nil {
		return "", err
	}
	if a, ok := tr.(transforms.Applier); ok && !a.Applies(file) {
		return "(not applied)", nil
	}
	out, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: []byte(code)})
	return string(out.Code), err
}

func TestTransform(t *testing.T) {
	for _, c := range []struct {
		name, options, file, code string
		has, lacks                []string // parts of what comes out; no has: it stays as it was
	}{
		{name: "esm", file: "/a.js", code: "var x = require('y'); with (x) {}\n"},
		{name: "es6ify", file: "/a.js", code: "let x = () => import('y')\n"},
		{name: "esm", file: "/a.json", code: "{}", has: []string{"(not applied)"}},
		{name: "esm", file: "/a.css", code: "{}", has: []string{"(not applied)"}},
		{name: "esm", options: `{"extension": ["es7"]}`, file: "/a.es7", code: "export {}", has: []string{"__toCommonJS"}},
		{name: "esm", file: "/a.js", code: "/*! licence */\nimport x from 'y'; x()\n// no licence\n",
			has: []string{"/*! licence */", `"use strict";`, `require("y")`}, lacks: []string{"no licence", "import x"}},
		{name: "esm", file: "/a.js", code: "import 'y'\n", has: []string{`"use strict";` + "\n", `require("y");`}, lacks: []string{"__toESM"}},
		{name: "esm", options: `{"target":"es2016"}`, file: "/a.js", code: "var f = async () => a ?? b\n", has: []string{"__async", "a != null ? a : b"}},
		{name: "esm", options: `{"target":"ES5","_":[],"_flags":{"debug":true}}`, file: "/a.js", code: "export let x = `a${b}`, y = 2 ** z\n", has: []string{"Math.pow"}},
		{name: "esmify", options: `{"whatever":1}`, file: "/a.js", code: "export default 'é'", has: []string{`"é"`}},
		{name: "jsx", file: "/a.js", code: "if (a < b && c > d) x()\n"},
		{name: "jsx", file: "/a.js", code: "var x = <A b='c'>d</A>;\nmodule.exports = x; with (x) {}\n",
			has: []string{`React.createElement(A, { b: "c" }, "d")`, "with (x)"}, lacks: []string{"use strict"}},
		{name: "jsx", options: `{"jsxFactory":"h","jsxFragmentFactory":"F"}`, file: "/a.jsx", code: "x = <><p/></>", has: []string{`h(F, null, /* @__PURE__ */ h("p", null))`}},
		{name: "jsx", options: `{"jsx":"automatic","jsxImportSource":"preact"}`, file: "/a.jsx", code: "x = <p/>", has: []string{`require("preact/jsx-runtime")`}},
		{name: "jsx", options: `{"jsx":"preserve"}`, file: "/a.jsx", code: "x = <p/>", has: []string{`require("react/jsx-runtime")`}},
		{name: "reactify", file: "/a.js", code: "/** @jsx React.DOM */\nx = <p/>", has: []string{`React.createElement("p", null)`}},
		{name: "reactify", file: "/a.js", code: "/** @jsx el */\nx = <p/>", has: []string{`el("p", null)`}},
		{name: "jsx", options: `{"x":"view"}`, file: "/a.view", code: "x = <p/>", has: []string{"React.createElement"}},
		{name: "jsx", file: "/a.js", code: "/*\nimport x from 'y'\n*/ // export {}\nmodule.exports = <p/>", has: []string{"React.createElement"}, lacks: []string{"use strict"}},
		{name: "jsx", file: "/a.js", code: "'x';import React from 'react'; export default () => <p/>", has: []string{"use strict", "__toCommonJS"}},
		{name: "ts", file: "/a.js", code: "var x", has: []string{"(not applied)"}},
		{name: "ts", file: "/a.ts", code: "enum E { A = 1 }\nexport = E;", has: []string{"module.exports = E", `E2["A"] = 1`}},
		{name: "tsify", file: "/a.cts", code: "import x = require('y'); import { z } from 'w'; x(z as any)", has: []string{`require("y")`, `require("w")`}, lacks: []string{"as any"}},
		{name: "ts", file: "/a.ts", code: "import { T } from 'types'; import type U from 'u'; let x: T & U;", has: []string{"let x;"}, lacks: []string{"require"}},
		{name: "ts", options: `{"verbatimModuleSyntax":true}`, file: "/a.ts", code: "import { T } from 'types';", has: []string{`require("types")`}},
		{name: "ts", options: `{"experimentalDecorators":true}`, file: "/a.ts", code: "@d class A { @e x() {} }", has: []string{"__decorateClass"}},
		{name: "ts", file: "/a.ts", code: "@d class A { @e accessor x = 1 }", has: []string{"__decorateElement"}, lacks: []string{"@d", "accessor x"}},
		{name: "ts", options: `{"useDefineForClassFields":false}`, file: "/a.ts", code: "class A { x = 1; y: string }", has: []string{"this.x = 1"}, lacks: []string{"y"}},
		{name: "ts", options: `{"alwaysStrict":true}`, file: "/a.ts", code: "f()", has: []string{"use strict"}},
		{name: "ts", options: `{"alwaysStrict":false}`, file: "/a.ts", code: "f()", has: []string{"f();"}, lacks: []string{"use strict"}},
		{name: "ts", file: "/a.tsx", code: "export const x = <T,>(a: T) => <p>{a}</p>", has: []string{"React.createElement"}},
	} {
		got, err := apply(t, c.name, c.options, c.file, c.code)
		if err != nil {
			t.Errorf("%s of %q: %v", c.name, c.code, err)
			continue
		}
		if c.has == nil && got != c.code {
			t.Errorf("%s changed %q to %q", c.name, c.code, got)
		}
		for _, part := range c.has {
			if !strings.Contains(got, part) {
				t.Errorf("%s %s of %q has no %q:\n%s", c.name, c.options, c.code, part, got)
			}
		}
		for _, part := range c.lacks {
			if strings.Contains(got, part) {
				t.Errorf("%s %s of %q has %q:\n%s", c.name, c.options, c.code, part, got)
			}
		}
	}
}

func TestOptionsRefused(t *testing.T) {
	for _, c := range []struct{ name, options, want string }{
		{"esm", `[]`, "options are not an object"},
		{"jsx", `{"factory":"h"}`, `there is no option "factory"`},
		{"ts", `{"target":"es1"}`, `"es1" is none of`},
		{"tsify", `{"target":"es1"}`, `"es1" is none of`},
		{"ts", `{"extensions":3}`, `option "extensions": it is neither`},
		{"ts", `{"project":3}`, `option "project"`},
	} {
		if _, err := apply(t, c.name, c.options, "/a.ts", "1"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.name, c.options, err, c.want)
		}
	}
	if _, err := apply(t, "ts", `{"project":"/no/where"}`, "/a.ts", "1"); err == nil || !strings.Contains(err.Error(), `option "project": there is no "`) {
		t.Errorf("a project that is not there: %v", err)
	}
	if _, err := apply(t, "jsx", `{"jsxFactory":"1 2"}`, "/a.jsx", "<p/>"); err != nil {
		t.Logf("a factory that is no name: %v", err)
	}
}

// TestHelpers holds that the pieces of esbuild's helpers that are changed are
// as this package expects them: a new esbuild may have others.
func TestHelpers(t *testing.T) {
	raw := api.Transform("import * as a from 'b'; export { a }; f(import.meta.url)", api.TransformOptions{Format: api.FormatCommonJS, Platform: api.PlatformNeutral}).Code
	for name, found := range map[string]bool{
		"__toESM":      toESM().Match(raw),
		"__toCommonJS": toCommonJS().Match(raw) && strings.Contains(string(raw), string(hasExports)),
		"import_meta":  metaLine().Match(raw),
	} {
		if !found {
			t.Errorf("esbuild's %s is not what it was:\n%s", name, raw)
		}
	}
	got, err := apply(t, "esm", "", "/a.mjs", "import * as a from 'b'; export { a }; f(import.meta.url)")
	if err != nil || strings.Count(got, mark) != 2 || !strings.Contains(got, "document.currentScript") || !strings.Contains(got, `require("b"), 1)`) {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestImports(t *testing.T) {
	const code = `import("./a"); import('./b').then(x); import("https://x/y.js"); import(c); import("./a");
		s = "import('./no')"; /re import\("x"\)/; import.meta.x; import(
			// a comment: import("./no")
			/* and (another import( */ "./d"
		); _imp00; export {}`
	got, err := apply(t, "esm", "", "/a.js", code)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`_imp01("./a");`, `_imp01("./b").then(x)`, `import("https://x/y.js")`, "import(c)", `"import('./no')"`,
		`case "./a": mod = require("./a"); break;`, `case "./d": mod = require("./d")`, "function _imp01(name)"} {
		if !strings.Contains(got, want) {
			t.Errorf("has no %s", want)
		}
	}
	if strings.Count(got, `case "`) != 3 || t.Failed() {
		t.Errorf("became\n%s", got)
	}
}

// TestMap checks that maps lead from every name in the result to the same name
// in the source, also where helpers were changed and a map was there before.
func TestMap(t *testing.T) {
	const source = "// é😀\nimport alpha from './alpha';\nconst s = '😀', beta = alpha(import.meta.url);\nexport function gamma() { return import('./delta') }\n"
	c := New()
	in := transforms.Input{File: filepath.FromSlash("/lib/a.js"), Code: []byte(source), Map: true, Package: &resolver.Package{Type: "module"}}
	out, err := c.Convert(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if !out.Module || out.Watch != nil {
		t.Errorf("module %v, watch %v", out.Module, out.Watch)
	}
	m := mapOf(t, out.Code)
	if !slices.Equal(m.Sources, []string{"a.js"}) || string(*m.SourcesContent[0]) != source {
		t.Errorf("sources %q", m.Sources)
	}
	for _, name := range []string{"beta = ", "gamma() {"} {
		leads(t, out.Code, m, name, source)
	}

	// The same once more, the source being a text with a map.
	in.Code = append([]byte("\n\n\n"), source...)
	in.Code = append(in.Code, "//# sourceMappingURL=data:application/json,"+
		`{"version":3,"sources":["orig.coffee"],"sourcesContent":["one%5Cntwo"],"names":[],"mappings":";;;;;AACA"}`+"\n"...)
	if out, err = c.Convert(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	m = mapOf(t, out.Code)
	if !slices.Equal(m.Sources, []string{"orig.coffee"}) || strings.Count(string(out.Code), "sourceMappingURL") != 1 {
		t.Errorf("sources %q, %d comments", m.Sources, strings.Count(string(out.Code), "sourceMappingURL"))
	}
	for _, p := range m.Positions {
		if p.Source == 0 && p.OrigLine != 1 {
			t.Errorf("a position of line %d", p.OrigLine)
		}
	}
}

func mapOf(t *testing.T, code []byte) *srcmap.Map {
	t.Helper()
	comments := srcmap.Comments(code, 0)
	if len(comments) != 1 {
		t.Fatalf("%d maps", len(comments))
	}
	m, err := srcmap.ParseData(comments[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// leads checks that the map leads from where a text stands in code to where it
// stands in source.
func leads(t *testing.T, code []byte, m *srcmap.Map, text, source string) {
	t.Helper()
	line, column := position(code, strings.Index(string(code), text))
	for _, p := range m.Positions {
		if p.Line == line && p.Column == column {
			if at := offset([]byte(source), p.OrigLine, p.OrigColumn); !strings.HasPrefix(source[at:], text) {
				t.Errorf("%q leads to %q", text, source[at:min(at+20, len(source))])
			}
			return
		}
	}
	t.Errorf("%q at %d:%d is not in the map", text, line, column)
}

func TestLocate(t *testing.T) {
	const source = "// './a' \"./b\"\r\nconst s = '😀é';\u2028/* './a' */ import x, { y } from './a'\nexport * from \"./b\"; import('./c'); const d: string = require(`./d`); x(y);"
	c := New()
	in := transforms.Input{File: "/x.ts", Code: []byte(source)}
	for spec, want := range map[string]string{"./a": "from './a'", "./b": `from "./b"`, "./c": "import('./c'", "./d": "require(`./d`"} {
		start, end, ok := c.Locate(in, spec)
		before := strings.Index(source, want) + len(want) - len(spec) - 2
		if !ok || start != before || end != before+len(spec)+2 {
			t.Errorf("%s: %d to %d (%v), want %d", spec, start, end, ok, before)
		}
	}
	if _, _, ok := c.Locate(in, "./none"); ok {
		t.Error("./none is found")
	}
	in.Code = []byte("import x from")
	if _, _, ok := c.Locate(in, "./a"); ok {
		t.Error("found in what is no program")
	}
}

// TestLocateError: what esbuild takes and the scanner does not is found in the
// source.
func TestLocateError(t *testing.T) {
	for _, test := range []struct{ file, before, at, after string }{
		{"/a.mjs", "export const a = 1;\n// two\nvar r = /", "(", "/;\n"},
		{"/a.ts", "let a: number = 1;\n\nvar s = '😀', r = /[", "b", "-a]/;\n"},
		{"/a.mjs", "export const a = 1;\n\nclass A {\n  accessor ", "x", " = 1 }\n"},
	} {
		in := transforms.Input{File: test.file, Code: []byte(test.before + test.at + test.after)}
		start, end, ok := New().LocateError(in)
		if !ok || start != len(test.before) || string(in.Code[start:end]) != test.at {
			t.Errorf("%q: %q at %d (%v)", in.Code, in.Code[start:end], start, ok)
		}
	}
	if _, _, ok := New().LocateError(transforms.Input{File: "/a.mjs", Code: []byte("export let x")}); ok {
		t.Error("an error where there is none")
	}
}

func TestErrors(t *testing.T) {
	_, err := apply(t, "esm", "", "/a.js", "export {}; await x")
	if !errors.Is(err, ErrTopLevelAwait) {
		t.Errorf("a top-level await is %v", err)
	}
	_, err = apply(t, "ts", "", "/a.ts", "let x: = 1")
	if err == nil || err.Error() != `/a.ts:1:8: unexpected "="` || errors.Is(err, ErrTopLevelAwait) {
		t.Errorf("%v", err)
	}
}

// TestTogether lets many goroutines use one Converter.
func TestTogether(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tsconfig.json"), []byte(`{"compilerOptions": {"jsx": "react-jsx"}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	c := New()
	done := make(chan string)
	for range 8 {
		go func() {
			out, err := c.Convert(t.Context(), transforms.Input{File: filepath.Join(dir, "a.tsx"), Code: []byte("export default <p/>")})
			if err != nil {
				done <- err.Error()
				return
			}
			done <- string(out.Code)
		}()
	}
	first := <-done
	for range 7 {
		if next := <-done; next != first {
			t.Errorf("%s\nis not\n%s", next, first)
		}
	}
	if !strings.Contains(first, "react/jsx-runtime") {
		t.Errorf("became\n%s", first)
	}
}

func BenchmarkConvert(b *testing.B) {
	small := "import x from './y'; export default x + 1\n"
	large := strings.Repeat("export function f(a, b) { if (a > b) return [a, b].map((x) => x * 2); return { a, b: `${a}` } }\n", 1)
	var text strings.Builder
	for i := range 5000 {
		text.WriteString(strings.Replace(large, "f(", "f"+string(rune('a'+i%26))+strings.Repeat("x", i/26)+"(", 1))
	}
	for _, c := range []struct{ name, code string }{{"small", small}, {"large", text.String()}} {
		b.Run(c.name, func(b *testing.B) {
			conv := New()
			b.ReportAllocs()
			b.SetBytes(int64(len(c.code)))
			for b.Loop() {
				if _, err := conv.Convert(b.Context(), transforms.Input{File: "/a.js", Code: []byte(c.code)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
