package scan

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"reflect"
	"strings"
	"testing"
)

// newer holds what ES2025 and ES2026 allow and Node 20 does not.
var newer = []string{
	"/(?i:a)/", "/(?ims-:a)/", "/(?-i:a)(?i-ms:b)/u", "/(?<a>.)|(?<a>.)/", "/(?:(?<a>1)|(?<a>2))\\k<a>/v",
	"{using a = b}", "using a = b, c = d", "for (using a of b);", "for (using of of);", "using\na", "using(a)", "using[a] = b",
	"for (using of b);", "var using; using = 1", "switch (a) { default: { using b = c } }",
	"async function f() { await using a = b; for (await using c of d); for await (using e of f); await using; }",
	`import("a", { with: { type: "json" } })`, "/\\p{Script=Garay}/u",
}

// newerInvalid holds what they refuse.
var newerInvalid = []string{
	"/(?i-i:a)/", "/(?ii:a)/", "/(?-:a)/", "/(?x:a)/", "/(?i)/", "/(?<a>.)(?<a>.)|b/", "/(?:(?<a>1)|b)(?<a>2)/",
	"using a", "using [a]\n= b c", "for (using a in b);", "for (using a;;);", "if (a) using b = c", "{using a = 1; let a}",
	"function f() { await using a = b }", "/\\p{Script=Klingon}/u",
}

func scanString(src string) (Result, error) {
	var s Scanner
	return s.Scan([]byte(src))
}

func TestAccept(t *testing.T) {
	for _, src := range append(append([]string{"", "\ufeff#!/usr/bin/env node\nreturn", "\ufeffa"}, valid...), newer...) {
		if r, err := scanString(src); err != nil || r.ESM >= 0 {
			t.Errorf("%q: error %v, ESM %d", src, err, r.ESM)
		}
	}
}

func TestRefuse(t *testing.T) {
	for _, tt := range invalid {
		_, err := scanString(tt.src)
		e, ok := err.(*SyntaxError)
		if !ok {
			t.Errorf("%q: accepted, want %q", tt.src, tt.msg)
			continue
		}
		if e.Start != tt.start || e.End != tt.end || e.Msg != tt.msg {
			t.Errorf("%q:\n got %d-%d %s\nwant %d-%d %s", tt.src, e.Start, e.End, e.Msg, tt.start, tt.end, tt.msg)
		}
	}
	for _, src := range newerInvalid {
		if _, err := scanString(src); err == nil {
			t.Errorf("%q: accepted", src)
		}
	}
}

func TestNotes(t *testing.T) {
	tests := []struct {
		src  string
		want Note
	}{
		{"let abc; var abc", Note{4, 7, `"abc" was declared here`}},
		{"let \\u0061bc; let abc", Note{4, 12, `"abc" was declared here`}},
		{"function f() {", Note{13, 14, `the "{" to close is here`}},
		{"x = (1", Note{4, 5, `the "(" to close is here`}},
		{"a: { a: ; }", Note{0, 1, "the statement it labels begins here"}},
		{"class A { #b; #b }", Note{10, 12, `"#b" was declared here`}},
	}
	for _, tt := range tests {
		_, err := scanString(tt.src)
		e, ok := err.(*SyntaxError)
		if !ok || len(e.Notes) != 1 || e.Notes[0] != tt.want {
			t.Errorf("%q: got %+v, want the note %+v", tt.src, err, tt.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := scanString("a b")
	if got, want := err.Error(), `unexpected "b", expected ";" or a new line (at byte 2)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Bytes that need an editor's help to write down.
func TestBytes(t *testing.T) {
	tests := []struct {
		src string
		at  int32 // of the error, or -1
	}{
		{"a\u2028b\u2029c\rd", -1},
		{"// a\u2028b", -1},
		{"// a\u2028b c", 9},
		{"// a\rb c", 7},
		{"/* \u2029 */ --> a b", -1},
		{"\"\u2028\u2029\"", -1},
		{"/a\u2028/", 0},
		{"\u00a0\ufeff\u3000\u1680a", -1},
		{"été = ñ; ℮ = ℘; x\u200d = 1", -1},
		{"a\u2e2f", 1}, // a letter modifier that is Pattern_Syntax
		{"a × b", 2},
		{"// \xff \x00", -1},
		{"'\xff\x00'; `\xff`; /\xff/", -1},
		{"a = \xff", 4},
		{"a\xffb", 1},
		{"a \x00", 2},
		{"a \x01 b", 2},
		{"\\u{61} = a\\u0062", -1},
		{"\\u{2f}", 0},
		{"@a class B {}", 0},
		{"# a", 0},
		{"'a\nb'", 0},
		{"'a\\\r\nb\\\u2028c'", -1},
		{"`a\r\n${1}\u2028`", -1},
		{"`a", 0},
		{"`${a", 1},
		{"/* a", 0},
		{"/*/", 0},
		{"/**/", -1},
	}
	for _, tt := range tests {
		_, err := scanString(tt.src)
		at := int32(-1)
		if e, ok := err.(*SyntaxError); ok {
			at = e.Start
		}
		if at != tt.at {
			t.Errorf("%q: got %v, want an error at %d", tt.src, err, tt.at)
		}
	}
}

func TestRefs(t *testing.T) {
	tests := []struct{ src, want string }{
		{"require('a')", "a@8-11"},
		{"require('a', b); require(`b`); require(('c'),)", "a@8-11 b@25-28 c@40-43"},
		{"require('a' + b); require(a); require(); require(`a${b}`); require(...['a']); require(a, 'b')", ""},
		{"require('a').b; require?.('b'); (require)('c')", "a@8-11 b@26-29 c@42-45"},
		{"new require('a'); o.require('b'); require.x('c'); o?.require('d'); require`e`", ""},
		{"new (require('a'))(require('b')); new (require('c').D)", "a@13-16 b@27-30 c@47-50"},
		{"new require.x('a'); require.resolve('b'); require['resolve']('c'); require?.resolve?.('d')", "b.resolve@36-39 d.resolve@86-89"},
		{"require.resolve.paths('a'); a.require.resolve('b'); require.resolve(`c`)", "c.resolve@68-71"},
		{"import('a'); import(`b`, {}); import('c' + d); import(('e'))", "a.import@7-10 b.import@20-23 e.import@55-58"},
		{"req\\u0075ire('a'); require('\\x61\\u{62}\\143\\\nd')", "a@13-16 abcd@27-46"},
		{"require('\\ud83d\\ude00é\\ud83d')", "😀é\ufffd@8-30"},
		{"require(`\\x61`)", "\\x61@8-14"},
		{"require(require('a')); require('b', require('c'))", "a@16-19 b@31-34 c@44-47"},
		{"x => require('a'); (y = require('b')) => require('c'); async (z = require('d')) => 1", "a@13-16 b@32-35 c@49-52 d@74-77"},
		{"((a = (b = require('a')) => 1) => 2)", "a@19-22"},
		// shadowed
		{"require('a'); function f(require) { require('b') } require('c')", "a@8-11 b.shadowed@44-47 c@59-62"},
		{"function f() { require('a'); { var require } }", "a.shadowed@23-26"},
		{"require('a'); { require('b'); let require } require('c')", "a@8-11 b.shadowed@24-27 c@52-55"},
		{"try { require('a') } catch (require) { require('b') }", "a.try@14-17 b.shadowed@47-50"},
		{"(function require() { require('a') }); require('b')", "a.shadowed@30-33 b@47-50"},
		{"(class require { a = require('a') }); require('b')", "a.shadowed@29-32 b@46-49"},
		{"require => require('a'); ({ require }) => { require('b') }; require('c')", "a.shadowed@19-22 b.shadowed@52-55 c@68-71"},
		{"require('a'); { function require() {} }", "a.shadowed@8-11"},
		{"for (let require of a) require('b'); require('c')", "b.shadowed@31-34 c@45-48"},
		{"var require = function () {}; require('a'); import('b')", "a.shadowed@38-41 b.import@51-54"},
		{"var { a: [{ require = 1 }] } = b; require('c')", "c.shadowed@42-45"},
		{"require: for (;;) { require('a'); break require }", "a@28-31"},
		{"({ require: 1, a: require('b') }); a.require = 1", "b@26-29"},
		// try
		{"try { require('a'); f(function () { require('b') }) } catch { require('c') } finally { require('d') }",
			"a.try@14-17 b.try@44-47 c@70-73 d@95-98"},
		{"try { require('a') } finally { require('b') }", "a@14-17 b@39-42"},
		{"try { try { require('a') } finally { require('b') } } catch (e) { try { require('c') } catch { } }",
			"a.try@20-23 b.try@45-48 c.try@80-83"},
	}
	for _, tt := range tests {
		r, err := scanString(tt.src)
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		if got := describe(r.Refs); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

// describe writes refs as the tables do: spec, marks, range.
func describe(refs []Ref) string {
	var all []string
	for _, r := range refs {
		text := r.Spec + [...]string{"", ".resolve", ".import"}[r.Kind]
		if r.Shadowed {
			text += ".shadowed"
		}
		if r.InTry {
			text += ".try"
		}
		all = append(all, fmt.Sprintf("%s@%d-%d", text, r.Start, r.End))
	}
	return strings.Join(all, " ")
}

func TestRefsSurviveTheNextScan(t *testing.T) {
	var s Scanner
	first, err := s.Scan([]byte("require('a'); require('b\\x62')"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Ref{{Spec: "a", Start: 8, End: 11}, {Spec: "bb", Start: 22, End: 29}}
	for i := range 10000 {
		if _, err := s.Scan([]byte(fmt.Sprintf("require('module number %d')", i))); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(first.Refs, want) {
		t.Errorf("got %+v, want %+v", first.Refs, want)
	}
	if cap(first.Refs) != len(first.Refs) {
		t.Errorf("an append to the Refs of one scan would write into another's")
	}
}

func TestModules(t *testing.T) {
	tests := []struct {
		src string
		esm int32
	}{
		{"import a from 'b'", 0},
		{"var a\nimport 'b'", 6},
		{"import * as a from 'b'", 0},
		{"import { a } from 'b'", 0},
		{"import defer * as a from 'b'", 0},
		{"a; export default 1", 3},
		{"export { a }", 0},
		{"function f() { return import.meta.url }", 22},
		{"(a = import.meta) => 1", 5},
		{"import('a')", -1},
		{"import('a'); export * from 'b'; let let", 13},
		{"a = { import: 1, export: 2 }; a.import", -1},
		{"module.exports = 1", -1},
	}
	for _, tt := range tests {
		r, err := scanString(tt.src)
		if err != nil || r.ESM != tt.esm {
			t.Errorf("%q: got ESM %d, error %v, want %d", tt.src, r.ESM, err, tt.esm)
		}
	}
	for _, src := range []string{"{ import 'a' }", "function f() { export default 1 }", "if (a) import 'b'"} {
		if r, err := scanString(src); err == nil {
			t.Errorf("%q: accepted, ESM %d", src, r.ESM)
		}
	}
}

func TestMapComment(t *testing.T) {
	tests := []struct {
		src  string
		want int32
	}{
		{"a", -1},
		{"a //# sourceMappingURL=b", 2},
		{"a\n//@ sourceMappingURL=b\n//# sourceMappingURL=c", 2},
		{"/*# sourceMappingURL=b */", 0},
		{"/*@\tsourceMappingURL=b */", 0},
		{"a //# \t sourceMappingURL=b", 2},
		{"//#sourceMappingURL=b", -1},
		{"//#  ", -1},
		{"// sourceMappingURL=b", -1},
		{"//# sourceMappingURL", -1},
		{"//# sourceURL=b", -1},
		{"'//# sourceMappingURL=b'; `//# sourceMappingURL=b`", -1},
		{"(a /*# sourceMappingURL=b */) => 1 //# sourceMappingURL=c", 3},
	}
	for _, tt := range tests {
		r, err := scanString(tt.src)
		if err != nil || r.MapComment != tt.want {
			t.Errorf("%q: got %d, error %v, want %d", tt.src, r.MapComment, err, tt.want)
		}
	}
}

func TestReuseAfterErrors(t *testing.T) {
	var s Scanner
	for _, src := range []string{"{({[(a = class { #b; c() {", "x = { y = 1", "`${", "a => { let b; {", "import 'a'"} {
		s.Scan([]byte(src))
		r, err := s.Scan([]byte("let b; process; require('a')"))
		if err != nil || describe(r.Refs) != "a@24-27" || r.Globals != Process || r.ESM != -1 {
			t.Errorf("after %q: got %+v, %v", src, r, err)
		}
	}
}

func TestWordsHaveOwnSlots(t *testing.T) {
	for _, w := range wordTexts {
		if got := lookup([]byte(w.text)); got != w.word {
			t.Errorf("%q is found as word %d, want %d: another word has its place", w.text, got, w.word)
		}
		for _, after := range []string{"", "           "} {
			s := Scanner{src: []byte(w.text + after)}
			if s.next(); s.word != w.word {
				t.Errorf("%q is read as word %d, want %d", w.text+after, s.word, w.word)
			}
		}
	}
}

// TestNameEndsAgreeWithClasses reads names of all lengths with any byte after
// them, near the source's end and far from it.
func TestNameEndsAgreeWithClasses(t *testing.T) {
	for c := range 0x80 {
		for at := 1; at < 26; at++ {
			for _, after := range []string{"", ";", "-padding-padding"} {
				text := []byte(strings.Repeat("a", at) + string([]byte{byte(c)}) + after)
				if c == '\\' {
					continue // begins an escape sequence
				}
				want := at
				for want < len(text) && class[text[want]] <= cDigit {
					want++
				}
				s := Scanner{src: text}
				if s.next(); s.start != 0 || s.end != want {
					t.Fatalf("byte %#x at %d of %d: the name ends at %d, want %d", c, at, len(text), s.end, want)
				}
			}
		}
	}
}

// TestStringStops compares the ends of strings found eight bytes at a time with
// those found one by one.
func TestStringStops(t *testing.T) {
	for c := range 256 {
		for at := range 8 {
			text := []byte(strings.Repeat("a", at) + string([]byte{byte(c)}) + "\"'\\\n\rabc")
			for _, quote := range []byte("'\"") {
				want := at
				for !stringStop[text[want]] || text[want] == '"'+'\''-quote {
					want++
				}
				stop := stringStops(binary.LittleEndian.Uint64(text), quote)
				got := bits.TrailingZeros64(stop) / 8
				for got < 8 && !stringStop[text[got]] { // it may stop early
					got++
				}
				if want < 8 && got > want {
					t.Errorf("byte %#x at %d, quote %c: got %d, want %d", c, at, quote, got, want)
				}
			}
		}
	}
}
