package globals

import (
	"strings"
	"testing"
)

func TestTopLevel(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"var a = 1, {b, c: [d = 2]} = x; let e; const f = 3; class g { h() { var i } static { var j } }", "a b d e- f- g-"},
		{"function a(b, b) { var c; function d() {} } (function e() {}); x = function f() {}; async function g() {} function* h() {}", "a- g- h-"},
		{"for (var a of b) { var c; let d } for (let e;;) {} try {} catch (f) { var g } switch (1) { case 1: let h; var i }", "a c g i"},
		{"if (x) function a() {} { function b() {} } if (y) { var b }", "a- b-"},
		{"'use strict'; { function b() {} }", ""},
		{"var a = 010, a; with (b) { var c } return; var arguments, eval", "a c"},
		{"var x = (a) => { var b }, y = { c() { var d }, get e() { var f } }, z = class Z {}", "x y z"},
		{"\uFEFF#!/usr/bin/env node\nvar a", "a"},
		{"var a = {", ""},
	} {
		var got []string
		for _, d := range topLevel([]byte(test.source)) {
			if !d.isVar {
				d.name += "-"
			}
			got = append(got, d.name)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s\n got %q\nwant %q", test.source, strings.Join(got, " "), test.want)
		}
	}
}
