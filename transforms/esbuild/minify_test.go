package esbuild

import (
	"errors"
	"strings"
	"testing"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/bundle/srcmap"
	"sheaf/transforms"
)

func TestMinify(t *testing.T) {
	for _, c := range []struct {
		code, want string
		legal      Legal
	}{
		{code: "'use strict';\nvar helper = require('./a'); exports.f = function (long) { return helper(long) }\n", want: `"use strict";var r=require("./a");exports.f=function(e){return r(e)}`},
		{code: "if (x) return 5\nvar y = 010; with (y) { z }", want: `if(x)return 5;var i=8;with(i)z`},
		{code: "exports.x = this.y; exports.z = new.target; arguments[3]", want: `exports.x=this.y,exports.z=new.target,arguments[3]`},
		{code: "import('x').then(y)", want: `import("x").then(y)`},
		{code: "process.nextTick(f, Buffer, global, __dirname, module.exports)", want: `process.nextTick(f,Buffer,global,__dirname,module.exports)`},
		{code: "var name = 1; eval('name')", want: `var name=1;eval("name")`},
		{code: "if ('production' !== 'production') { require('a') } else { require('b') }", want: `require("b")`},
		{code: "x <!-- y\n--> z\nw()", want: `x,w()`},
		{code: "", want: ""},
		{code: "// nothing", want: ""},
		{code: "function f(require) { return require('x') } f(require)", want: `function n(r){return r("x")}n(require)`},

		// The language stays the source's.
		{code: "x = a != null ? a : b; y = a == null ? void 0 : a.b; z = Math.pow(q, 2); try { w } catch (e) {}", want: `x=a!=null?a:b,y=a==null?void 0:a.b,z=Math.pow(q,2);try{w}catch(l){}`},
		{code: "/** a **b** */ x = Math.pow(q, 2); '`=>'; y = '\\n\\n\\n\\n'; (function () { z() })()", want: `x=Math.pow(q,2),y="\n\n\n\n",(function(){z()})()`},
		{code: "x = a ?? b; y = a != null ? a : c; z = q ** 2; w = Math.pow(q, 3)", want: `x=a??b,y=a!=null?a:c,z=q**2,w=Math.pow(q,3)`},
		{code: "x = () => { z() }; (function () { z() })(); o = { y: y }", want: `x=()=>{z()},(function(){z()})(),o={y}`},
		{code: "o = { m() { return 1 } }", want: `o={m(){return 1}}`},

		// Licences.
		{code: "/*! L */ x() // plain\n/* @license M */", want: "x();\n/*! L */\n/* @license M */\n"},
		{code: "/*! L */ x()", want: "/*! L */x()", legal: LegalInline},
		{code: "/*! L */ x()", want: "x()", legal: LegalNone},
		{code: "/*! L */ x()", want: "x()", legal: LegalApart},
	} {
		m, err := Minify("a.js", []byte(c.code), c.legal, false)
		if got := string(m.Code); err != nil || got != c.want {
			t.Errorf("%s\n got %s, %v\nwant %s", c.code, got, err, c.want)
		}
		if c.legal == LegalApart && string(m.Legal) != "/*! L */" {
			t.Errorf("apart: %q", m.Legal)
		}
	}
}

func TestMinifyRefuses(t *testing.T) {
	_, err := Minify("/d/a.js", []byte("x\nf() = 1"), 0, false)
	var list diag.List
	if !errors.As(err, &list) || list[0].Severity != diag.Warning {
		t.Fatal(err)
	}
	if got, want := list[0].String(), `/d/a.js:2:1: the file is not minified: invalid assignment target`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestMinifyMap follows positions back, also through a map that the text
// brings.
func TestMinifyMap(t *testing.T) {
	code := "var first = 1\n\nexports.second = function (third) {\n  return third.fourth()\n}\n"
	m, err := Minify("/d/a.js", []byte(code), 0, true)
	if err != nil {
		t.Fatal(err)
	}
	check := func(t *testing.T, out []byte, mark, source, want string) {
		t.Helper()
		comments := srcmap.Comments(out, 0)
		if len(comments) != 1 {
			t.Fatalf("%d comments: %s", len(comments), out)
		}
		back, err := srcmap.ParseData(comments[0].Data)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(string(out), mark)
		found := ""
		for _, p := range back.Positions {
			if p.Line == 0 && p.Column <= at && p.Source >= 0 {
				if back.Sources[p.Source] != source {
					t.Errorf("source %q", back.Sources[p.Source])
				}
				text := strings.Split(string(*back.SourcesContent[p.Source]), "\n")
				found = text[p.OrigLine][min(p.OrigColumn, len(text[p.OrigLine])):]
			}
		}
		if !strings.HasPrefix(found, want) {
			t.Errorf("%q leads to %q, want %q", mark, found, want)
		}
	}
	check(t, m.Code, "fourth", "a.js", "fourth()")
	check(t, m.Code, "exports", "a.js", "exports.second")
	typed := "interface X {}\n\nexport function f(arg: number) {\n  return arg.toFixed()\n}\n"
	out, err := New().Convert(t.Context(), transforms.Input{File: "/d/a.ts", Code: []byte(typed), Map: true})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = Minify("/d/a.ts", out.Code, 0, true); err != nil {
		t.Fatal(err)
	}
	check(t, m.Code, "toFixed", "a.ts", "toFixed()")
	if m, err = Minify("/d/a.ts", out.Code, 0, false); err != nil || strings.Contains(string(m.Code), "sourceMapping") {
		t.Errorf("%s, %v", m.Code, err)
	}
}

func TestFold(t *testing.T) {
	text, err := Fold([]byte("if ('a' === 'b') require('x'); else if (q && 'a' !== 'a') { require('y') } 'a' === 'a' ? require('z') : require('w'); return"))
	if err != nil {
		t.Fatal(err)
	}
	var s scan.Scanner
	res, err := s.Scan(text)
	if err != nil || len(res.Refs) != 1 || res.Refs[0].Spec != "z" {
		t.Errorf("%s: %v, %v", text, res.Refs, err)
	}
}
