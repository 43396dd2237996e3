package resolver

import (
	"strings"
	"testing"
)

// TestLate asks for what only ES modules and other extensions can answer: by
// require, which finds it last, and by import. A * stands for the same answer
// as to require.
func TestLate(t *testing.T) {
	m := newMemFS(t, `/app/package.json: {"name": "app", "imports": {"#in": {"import": "./in.mjs"}, "#core": {"import": "node:fs"}}, "browser": {"./shimmed": "./shim"}}
		/app/in.mjs:
		/app/both.ts:
		/app/both/index.js:
		/app/x.mjs:
		/app/x.ts:
		/app/y.tsx:
		/app/y.json:
		/app/dir/index.tsx:
		/app/shim.ts:
		/app/mod/package.json: {"module": "es/x"}
		/app/mod/es/x.js:
		/app/modindex/package.json: {"module": "gone.js"}
		/app/modindex/index.mjs:
		/app/node_modules/dual/package.json: {"main": "r.js", "exports": {".": {"require": "./r.js", "import": "./i.mjs"}, "./only": {"import": "./o.mjs"}}}
		/app/node_modules/dual/r.js:
		/app/node_modules/dual/i.mjs:
		/app/node_modules/dual/o.mjs:
		/app/node_modules/dual/hidden.js:
		/app/node_modules/esm/package.json: {"exports": {"import": "./i.js"}}
		/app/node_modules/esm/i.js:
		/app/node_modules/field/package.json: {"main": "gone.js", "module": "m.js"}
		/app/node_modules/field/m.js:
		/app/node_modules/mainfirst/package.json: {"main": "main.js", "module": "m.js"}
		/app/node_modules/mainfirst/main.js:
		/app/node_modules/mainfirst/m.js:
		/app/node_modules/exportsfirst/package.json: {"module": "m.js", "exports": {"module": "./e.js"}}
		/app/node_modules/exportsfirst/m.js:
		/app/node_modules/exportsfirst/e.js:
		/app/node_modules/browser/package.json: {"browser": {"./i.mjs": "./b.mjs"}, "exports": {"import": "./i.mjs"}}
		/app/node_modules/browser/i.mjs:
		/app/node_modules/browser/b.mjs:
		/app/node_modules/oddmodule/package.json: {"module": 5}
		/app/node_modules/fallback/package.json: {"exports": {"require": "./r.js"}}
		/app/node_modules/fallback/r.js:
		/node_modules/outer/index.js:
		/app/node_modules/outer/package.json: {"exports": {"import": "./i.js"}}
		/app/node_modules/outer/i.js:
		/app/node_modules/deep/package.json: {"name": "deep"}
		/app/node_modules/deep/lib/x.mjs:`)
	o := Options{FS: m, Style: POSIX, Modules: true, LateExtensions: []string{".mjs", ".ts", ".tsx"},
		Supplied: func(name string) bool { return name == "fs" }}
	late, first, off := New(o), o, o
	first.Exports, off.Exports = ExportsFirst, ExportsOff
	node, none, without := New(first), New(off), New(Options{FS: m, Style: POSIX})
	for _, q := range []struct{ spec, require, imports string }{
		{"./both", "/app/both/index.js", "*"},
		{"./x", "/app/x.mjs", "*"},
		{"./x.ts", "/app/x.ts", "*"},
		{"./y", "/app/y.json", "*"},
		{"./dir", "/app/dir/index.tsx", "*"},
		{"./shimmed", "/app/shim.ts", "*"},
		{"./mod", "/app/mod/es/x.js", "*"},
		{"./modindex", "/app/modindex/index.mjs", "*"},
		{"#in", "/app/in.mjs", "*"},
		{"#core", "supplied fs", "*"},
		{"fs", "supplied fs", "*"},
		{"dual", "/app/node_modules/dual/r.js", "/app/node_modules/dual/i.mjs"},
		{"dual/only", "/app/node_modules/dual/o.mjs", "*"},
		{"dual/hidden", "/app/node_modules/dual/hidden.js", "*"},
		{"esm", "/app/node_modules/esm/i.js", "*"},
		{"field", "/app/node_modules/field/m.js", "*"},
		{"mainfirst", "/app/node_modules/mainfirst/main.js", "*"},
		{"exportsfirst", "/app/node_modules/exportsfirst/e.js", "*"},
		{"browser", "/app/node_modules/browser/b.mjs", "*"},
		{"oddmodule", "! there is no index file beside it", "*"},
		{"fallback", "/app/node_modules/fallback/r.js", "*"},
		{"outer", "/node_modules/outer/index.js", "/app/node_modules/outer/i.js"},
		{"deep/lib/x", "/app/node_modules/deep/lib/x.mjs", "*"},
		{"nowhere", "! is it installed?", "*"},
		{"./nowhere", "! cannot find module", "*"},
	} {
		if q.imports == "*" {
			q.imports = q.require
		}
		for range 2 { // the second time from memory
			res, err := late.Dir("/app").Resolve(q.spec)
			check(t, m, asked{q.spec, q.require}, res, err)
			res, err = late.Dir("/app").ResolveImport(q.spec)
			check(t, m, asked{q.spec, q.imports}, res, err)
		}
		// What is found early is found by a resolver that knows nothing of
		// this too, and is the same.
		if res, err := without.Dir("/app").Resolve(q.spec); err == nil {
			check(t, m, asked{q.spec, q.require}, res, err)
		}
	}
	for _, q := range []struct {
		r          *Resolver
		spec, want string
	}{
		{node, "dual/hidden", "! has no entry for"},
		{node, "esm", "/app/node_modules/esm/i.js"},
		{none, "esm", "! cannot find"},
		{none, "field", "/app/node_modules/field/m.js"},
		{none, "dual", "/app/node_modules/dual/r.js"},
		{without, "esm", "! under"},
		{without, "./x", "! cannot find"},
	} {
		res, err := q.r.Dir("/app").ResolveImport(q.spec)
		check(t, m, asked{q.spec, q.want}, res, err)
	}
	late.Invalidate("/app/node_modules/dual/package.json")
	if n := late.Dir("/app").imports.len(); n != 0 {
		t.Errorf("%d answers outlived package.json", n)
	}
}

// TestLateTried holds that a message names the places of both searches.
func TestLateTried(t *testing.T) {
	m := newMemFS(t, "/app/a.js:")
	_, err := New(Options{FS: m, Style: POSIX, Modules: true, LateExtensions: []string{".mjs"}}).Dir("/app").ResolveImport("./b")
	e, ok := err.(*NotFoundError)
	if want := "/app/b /app/b.js /app/b.json /app/b/package.json /app/b/index /app/b/index.js /app/b/index.json /app/b.mjs /app/b/index.mjs"; !ok || strings.Join(e.Tried, " ") != want {
		t.Errorf("%v, looked for %v", err, e.Tried)
	}
}
