package esbuild

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sheaf/transforms"
)

// unpack writes the files of a txtar text into a directory of their own.
func unpack(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(text)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPlainJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"a": 1, /* x */ "b": [1, 2,],}`, `{"a":1,"b":[1,2]}`},
		{"\uFEFF{ // \"c\": 1\n \"a\": \"// no /* comment\", \n /* * / */ }", `{"a":"// no /* comment"}`},
		{`{"a\"//": ",]", "b": {,}}`, `{"a\"//":",]","b":{}}`},
		{"[1, // one\n 2, /* two */ // more\n ]", `[1,2]`},
		{"{}// end", `{}`},
		{`{"a": [ ] , }`, `{"a":[]}`},
	} {
		plain := plainJSON([]byte(c.text))
		var v any
		if err := json.Unmarshal(plain, &v); err != nil {
			t.Errorf("%q became %q: %v", c.text, plain, err)
			continue
		}
		got, err := json.Marshal(v)
		if err != nil || string(got) != c.want || len(plain) != len(c.text) {
			t.Errorf("%q became %q", c.text, plain)
		}
	}
}

func FuzzPlainJSON(f *testing.F) {
	for _, s := range []string{"", "{", `"`, `"\`, "/", "/*", "//", ",]", `{"a":[1,/**/],}`, "\uFEFF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := string(plainJSON([]byte(s)))
		if len(got) != len(s) || strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Errorf("%q became %q", s, got)
		}
		// What is JSON stays what it is.
		var before, after any
		if json.Unmarshal([]byte(s), &before) == nil {
			if err := json.Unmarshal([]byte(got), &after); err != nil || got != s {
				t.Errorf("%q became %q: %v", s, got, err)
			}
		}
	})
}

func TestExtends(t *testing.T) {
	dir := unpack(t, `
-- tsconfig.json --
{"extends": ["./config/one", "@org/base", "whole/tsconfig.json"], "compilerOptions": {"jsx": "react"}}
-- config/one.json --
{"extends": "./two.json", "compilerOptions": {"target": "es2016", "baseUrl": "..", "alwaysStrict": true}}
-- config/two.json --
{"compilerOptions": {"target": "es2015", "jsx": "preserve", "jsxFactory": "two", "paths": {"a": ["${configDir}/a"]}}}
-- node_modules/@org/base/package.json --
{"tsconfig": "lib/base.json"}
-- node_modules/@org/base/lib/base.json --
{"compilerOptions": {"jsxFactory": "base", "verbatimModuleSyntax": true}}
-- node_modules/whole/tsconfig.json --
{}
-- sub/deep/x.ts --
-- other/tsconfig.json --
{"compilerOptions": {"jsx": "react-jsx"}}
`)
	var c configs
	got, err := c.of(filepath.Join(dir, "sub", "deep", "x.ts"), "")
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	want := map[string]string{"jsx": `"react"`, "target": `"es2016"`, "jsxFactory": `"base"`, "alwaysStrict": "true", "verbatimModuleSyntax": "true"}
	for name, value := range want {
		if string(got.options[name]) != value {
			t.Errorf("%s is %s, not %s", name, got.options[name], value)
		}
	}
	if got.baseURL != dir || !slices.Equal(slices.Sorted(maps.Keys(got.paths)), []string{"a"}) {
		t.Errorf("baseUrl %q, paths %v", got.baseURL, got.paths)
	}
	var files []string
	for _, f := range got.files {
		rel, _ := filepath.Rel(dir, f)
		files = append(files, filepath.ToSlash(rel))
	}
	if strings.Join(files, " ") != "config/two.json config/one.json node_modules/@org/base/lib/base.json node_modules/whole/tsconfig.json tsconfig.json" {
		t.Errorf("files %q", files)
	}
	if other, err := c.of(filepath.Join(dir, "x.ts"), filepath.Join(dir, "other")); err != nil || string(other.options["jsx"]) != `"react-jsx"` {
		t.Errorf("another project: %v, %v", other, err)
	}
	out, err := New().Convert(t.Context(), transforms.Input{File: filepath.Join(dir, "sub", "deep", "x.tsx"), Code: []byte("export const x = <p/>")})
	if err != nil || !strings.Contains(string(out.Code), `base("p", null)`) || len(out.Watch) != 5 {
		t.Errorf("%v, watches %q:\n%s", err, out.Watch, out.Code)
	}
}

// TestNearest is which files have a configuration at all.
func TestNearest(t *testing.T) {
	dir := unpack(t, `
-- tsconfig.json --
{"compilerOptions": {"jsxFactory": "h"}}
-- lib/tsconfig.json --
{"compilerOptions": {"jsxFactory": "lib"}}
-- node_modules/p/tsconfig.json --
{"extends": "./nothing", "compilerOptions": {"jsxFactory": "p"}}
`)
	c := New()
	for file, want := range map[string]string{"a.tsx": `h("p"`, "x/y/a.jsx": `h("p"`, "lib/a.tsx": `lib("p"`, "node_modules/p/a.tsx": `React.createElement("p"`} {
		out, err := c.Convert(t.Context(), transforms.Input{File: filepath.Join(dir, filepath.FromSlash(file)), Code: []byte("x = <p/>")})
		if err != nil || !strings.Contains(string(out.Code), want) {
			t.Errorf("%s: %v\n%s", file, err, out.Code)
		}
	}
}

func TestCandidates(t *testing.T) {
	dir := unpack(t, `
-- tsconfig.json --
{"compilerOptions": {"paths": {
	"@/*": ["src/*", "gen/*"], "@/x/*": ["x/*.ts"], "exact": ["e"], "*-style": ["styles/*.s"], "abs": ["${configDir}/abs"]
}}}
-- based/tsconfig.json --
{"extends": "../tsconfig.json", "compilerOptions": {"baseUrl": "./src"}}
-- base.d/tsconfig.json --
{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["lib/*"]}}}
-- broken/tsconfig.json --
{
`)
	c := New()
	for _, q := range []struct{ file, spec, want string }{
		{"a.ts", "@/b/c", "src/b/c gen/b/c"},
		{"a.ts", "@/x/y", "x/y.ts"},
		{"a.ts", "@/x", "src/x gen/x"},
		{"deep/er/a.tsx", "exact", "e"},
		{"a.ts", "exact/not", ""},
		{"a.ts", "old-style", "styles/old.s"},
		{"a.ts", "abs", "abs"},
		{"a.ts", "./@/b", ""},
		{"a.ts", "..", ""},
		{"a.ts", "", ""},
		{"a.js", "exact", ""},
		{"node_modules/p/a.ts", "exact", ""},
		{"based/a.ts", "exact", "based/src/e based/src/exact"},
		{"base.d/a.ts", "@/b", "base.d/lib/b base.d/@/b"},
		{"base.d/a.mts", "other", "base.d/other"},
		{"broken/a.ts", "exact", ""},
	} {
		var got []string
		for _, path := range c.Candidates(filepath.Join(dir, filepath.FromSlash(q.file)), q.spec) {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, filepath.ToSlash(rel))
		}
		if strings.Join(got, " ") != q.want {
			t.Errorf("%s in %s: %q, want %q", q.spec, q.file, got, q.want)
		}
	}
}

func TestSources(t *testing.T) {
	for spec, want := range map[string]string{"./x.js": "./x.ts ./x.tsx", "./x.jsx": "./x.tsx", "./x.mjs": "./x.mts", "./x.cjs": "./x.cts", "./x": "", "./x.json": ""} {
		if got := strings.Join(Sources("/a.ts", spec), " "); got != want {
			t.Errorf("%s: %q, want %q", spec, got, want)
		}
		if got := Sources("/a.js", spec); got != nil {
			t.Errorf("%s in JavaScript: %q", spec, got)
		}
	}
}
