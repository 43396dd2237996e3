package resolver

// A spec is resolved from /app unless "from" says otherwise; want is a path,
// "empty", "supplied name", or "! " and a part of the error.
type asked struct{ spec, want string }

var cases = []struct {
	name    string
	files   string
	options Options
	from    string
	asked   []asked
}{
	{
		name: "paths",
		files: `/app/a.js:
			/app/a.json:
			/app/b.json:
			/app/c:
			/app/c.js:
			/app/dir.js:
			/app/dir/index.js:
			/app/sub/index.json:
			/app/sub/deep/x.js:
			/app/index.js:
			/index.js:`,
		asked: []asked{
			{"./a", "/app/a.js"},
			{"./a.js", "/app/a.js"},
			{"./a.json", "/app/a.json"},
			{"./b", "/app/b.json"},
			{"./c", "/app/c"},
			{"./dir", "/app/dir.js"},
			{"./dir/", "/app/dir/index.js"},
			{"./sub", "/app/sub/index.json"},
			{"./sub/deep/../../a", "/app/a.js"},
			{"./nowhere/../a", "/app/a.js"},
			{".", "/app/index.js"},
			{"./", "/app/index.js"},
			{"..", "/index.js"},
			{"../", "/index.js"},
			{"../app/a", "/app/a.js"},
			{"../../../app/a", "/app/a.js"},
			{"/app/a", "/app/a.js"},
			{"./a.js/", `! cannot find module "./a.js/"`},
			{"./a.js/x", `! "{/app/a.js}" is a file, not a directory`},
			{"./nope", "! cannot find"},
			{".a", "! cannot find"},
			{"", "! the name is empty"},
		},
	},
	{
		name: "a directory's name with an extension wins over the directory, but . and .. mean the directory",
		files: `/x/app.js:
			/x/app/index.js:`,
		from: "/x/app",
		asked: []asked{
			{".", "/x/app/index.js"},
			{"../app", "/x/app.js"},
			{"./.", "/x/app.js"},
			{"./sub/..", "/x/app.js"},
		},
	},
	{
		name: "main",
		files: `/app/node_modules/file/package.json: {"main": "lib/main.js"}
			/app/node_modules/file/lib/main.js:
			/app/node_modules/noext/package.json: {"main": "./lib/main"}
			/app/node_modules/noext/lib/main.js:
			/app/node_modules/dir/package.json: {"main": "lib"}
			/app/node_modules/dir/lib/index.js:
			/app/node_modules/slash/package.json: {"main": "lib/"}
			/app/node_modules/slash/lib.js:
			/app/node_modules/slash/lib/index.js:
			/app/node_modules/nested/package.json: {"main": "lib"}
			/app/node_modules/nested/lib/package.json: {"main": "x.js"}
			/app/node_modules/nested/lib/x.js:
			/app/node_modules/missing/package.json: {"main": "nope"}
			/app/node_modules/missing/index.js:
			/app/node_modules/dot/package.json: {"main": "."}
			/app/node_modules/dot/index.js:
			/app/node_modules/dotslash/package.json: {"main": "./"}
			/app/node_modules/dotslash/index.json:
			/app/node_modules/circle/package.json: {"main": "./lib"}
			/app/node_modules/circle/lib/package.json: {"main": ".."}
			/app/node_modules/circle/lib/index.js:
			/app/node_modules/self/package.json: {"main": "./lib/.."}
			/app/node_modules/self/index.js:
			/app/node_modules/null/package.json: {"main": null}
			/app/node_modules/null/index.js:
			/app/node_modules/zero/package.json: {"main": 0}
			/app/node_modules/zero/index.js:
			/app/node_modules/number/package.json: {"name": "number", "main": 5}
			/app/node_modules/number/index.js:
			/app/node_modules/list/package.json: ["main", "x"]
			/app/node_modules/list/index.js:
			/app/node_modules/text/package.json: "main"
			/app/node_modules/text/index.js:
			/app/node_modules/nothing/package.json: {"main": "nope"}
			/app/node_modules/single.js:
			/app/node_modules/bom/package.json: ` + "\ufeff" + `{"main": "x"}
			/app/node_modules/bom/x.js:`,
		asked: []asked{
			{"file", "/app/node_modules/file/lib/main.js"},
			{"noext", "/app/node_modules/noext/lib/main.js"},
			{"dir", "/app/node_modules/dir/lib/index.js"},
			{"slash", "/app/node_modules/slash/lib.js"},
			{"nested", "/app/node_modules/nested/lib/x.js"},
			{"missing", "/app/node_modules/missing/index.js"},
			{"dot", "/app/node_modules/dot/index.js"},
			{"dotslash", "/app/node_modules/dotslash/index.json"},
			{"circle", "/app/node_modules/circle/lib/index.js"},
			{"self", "/app/node_modules/self/index.js"},
			{"null", "/app/node_modules/null/index.js"},
			{"zero", "/app/node_modules/zero/index.js"},
			{"number", `! package.json:1:28: main of package "number" must be a string, it is 5`},
			{"list", "/app/node_modules/list/index.js"},
			{"text", "/app/node_modules/text/index.js"},
			{"nothing", `! names "nope", which is not there`},
			{"single", "/app/node_modules/single.js"},
			{"bom", "/app/node_modules/bom/x.js"},
		},
	},
	{
		name: "node_modules",
		files: `/app/src/lib/node_modules/near/index.js:
			/app/node_modules/near/index.js:
			/app/node_modules/far/index.js:
			/app/node_modules/far/sub/file.js:
			/app/node_modules/@scope/pkg/index.js:
			/app/node_modules/@scope/pkg/sub.js:
			/app/node_modules/node_modules/odd/index.js:
			/node_modules/root/index.js:
			/app/src/lib/node_modules/far/other.js:
			/np/one/index.js:
			/np/near/index.js:`,
		from:    "/app/src/lib",
		options: Options{Paths: []string{"/nowhere", "/np"}},
		asked: []asked{
			{"near", "/app/src/lib/node_modules/near/index.js"},
			{"far", "/app/node_modules/far/index.js"},
			{"far/", "/app/node_modules/far/index.js"},
			{"far/sub/file", "/app/node_modules/far/sub/file.js"},
			{"far/../near", "/app/src/lib/node_modules/near/index.js"},
			{"@scope/pkg", "/app/node_modules/@scope/pkg/index.js"},
			{"@scope/pkg/sub", "/app/node_modules/@scope/pkg/sub.js"},
			{"root", "/node_modules/root/index.js"},
			{"one", "/np/one/index.js"},
			{"nope", "! npm install nope"},
			{"@scope/nope/x", "! npm install @scope/nope"},
			{"far/nope", `! package "far" is installed in`},
		},
	},
	{
		name: "node_modules in a directory of that name",
		files: `/app/node_modules/node_modules/odd/index.js:
			/app/node_modules/p/x.js:`,
		from:  "/app/node_modules/p",
		asked: []asked{{"odd", "/app/node_modules/node_modules/odd/index.js"}},
	},
	{
		name: "core modules",
		files: `/app/node_modules/fs/index.js:
			/app/node_modules/worker_threads/index.js:
			/app/node_modules/path/index.js:`,
		options: Options{Supplied: func(name string) bool { return name == "path" || name == "./exposed" || name == "/exposed.js" }},
		asked: []asked{
			{"path", "supplied path"},
			{"path/", "/app/node_modules/path/index.js"},
			{"node:path", "supplied path"},
			{"./exposed", "supplied ./exposed"},
			{"/exposed.js", "supplied /exposed.js"},
			{"fs", "/app/node_modules/fs/index.js"},
			{"node:fs", `! Node's core module "fs" has no browser version`},
			{"worker_threads", "/app/node_modules/worker_threads/index.js"},
			{"fs/promises", `! Node's core module "fs/promises" has no browser version`},
			{"async_hooks", `! Node's core module "async_hooks"`},
			{"node:test", `! Node's core module "node:test"`},
			{"node:nope", "! Node has no such core module"},
			{"test", "! npm install test"},
		},
	},
	{
		name: "browser field of the requiring package",
		files: `/app/package.json: {"name": "app", "browser": {"./a.js": "./a-browser.js", "./b": "./lib/b.js", "mod": "other", "off": false, "./off.js": false, "path": "./mypath.js", "local": "./local", "up": "../up.js", "gone": "./gone.js", "to-core": "path", "./to-mod.js": "other", "abs": "/app/local.js", "nothing": "", "null": null, "./dir/": "./a.js", "x": "missing", "node:url": false, "fs": false}}
			/app/a.js:
			/app/a-browser.js:
			/app/b.js:
			/app/b.json:
			/app/lib/b.js:
			/app/lib/use.js:
			/app/local.js:
			/app/off.js:
			/app/mypath.js:
			/app/to-mod.js:
			/app/dir/index.js:
			/up.js:
			/app/node_modules/mod/index.js:
			/app/node_modules/other/index.js:
			/app/node_modules/nothing/index.js:
			/app/node_modules/null/index.js:
			/app/node_modules/a/index.js:`,
		options: Options{Supplied: func(name string) bool { return name == "path" || name == "url" || name == "fs" }},
		asked: []asked{
			{"./a", "/app/a-browser.js"},
			{"./a.js", "/app/a-browser.js"},
			{"./lib/../a", "/app/a-browser.js"},
			{"./b", "/app/lib/b.js"},
			{"./b.js", "/app/lib/b.js"},
			{"./b.json", "/app/lib/b.js"},
			{"./b.js.json", "/app/lib/b.js"},
			{"mod", "/app/node_modules/other/index.js"},
			{"mod.js", "/app/node_modules/other/index.js"},
			{"off", "empty"},
			{"./off", "empty"},
			{"./off.js", "empty"},
			{"path", "/app/mypath.js"},
			{"node:path", "/app/mypath.js"},
			{"node:url", "empty"},
			{"url", "supplied url"},
			{"node:fs", "empty"},
			{"local", "/app/local.js"},
			{"up", "/up.js"},
			{"gone", `! the browser field of "{/app/package.json}" puts "./gone.js" in place of "gone"`},
			{"to-core", "supplied path"},
			{"./to-mod.js", "/app/node_modules/other/index.js"},
			{"./to-mod", "/app/node_modules/other/index.js"},
			{"abs", "/app/local.js"},
			{"nothing", "/app/node_modules/nothing/index.js"},
			{"null", "/app/node_modules/null/index.js"},
			{"./dir", "/app/a-browser.js"},
			{"./dir/", "/app/a-browser.js"},
			{"x", `! puts "missing" in place of "x"`},
			// The path of a bare name counts too: browser-resolve tries both.
			{"a", "/app/node_modules/a/index.js"},
			{"a.js", "/app/a-browser.js"},
		},
	},
	{
		name: "browser field seen from below",
		files: `/app/package.json: {"browser": {"./a.js": "./b.js", "mod": "./b.js"}}
			/app/a.js:
			/app/b.js:
			/app/lib/x.js:
			/app/node_modules/bare/x.js:
			/app/node_modules/mod/index.js:
			/app/own/package.json: {}
			/app/own/x.js:`,
		from: "/app/lib",
		asked: []asked{
			{"../a", "/app/b.js"},
			{"mod", "/app/b.js"},
		},
	},
	{
		name: "a package without package.json is ruled by the one above node_modules",
		files: `/app/package.json: {"browser": {"mod": "./b.js"}}
			/app/b.js:
			/app/node_modules/bare/x.js:
			/app/node_modules/mod/index.js:`,
		from:  "/app/node_modules/bare",
		asked: []asked{{"mod", "/app/b.js"}},
	},
	{
		name: "a nearer package.json hides the browser field above",
		files: `/app/package.json: {"browser": {"mod": "./b.js"}}
			/app/b.js:
			/app/own/package.json: {}
			/app/node_modules/mod/index.js:`,
		from:  "/app/own",
		asked: []asked{{"mod", "/app/node_modules/mod/index.js"}},
	},
	{
		name: "the packages beside NODE_PATH rule last",
		files: `/np/package.json: {"browser": {"mod": "./b.js"}}
			/np/b.js:
			/np/lib/mod/index.js:`,
		options: Options{Paths: []string{"/np/lib"}},
		asked:   []asked{{"mod", "/np/b.js"}},
	},
	{
		name: "browser field of the required package",
		files: `/app/node_modules/str/package.json: {"main": "node.js", "browser": "browser.js"}
			/app/node_modules/str/node.js:
			/app/node_modules/str/browser.js:
			/app/node_modules/old/package.json: {"main": "node.js", "browserify": "browser"}
			/app/node_modules/old/browser.js:
			/app/node_modules/both/package.json: {"browser": {"./index.js": "./browser.js"}, "browserify": "old.js"}
			/app/node_modules/both/index.js:
			/app/node_modules/both/browser.js:
			/app/node_modules/obj/package.json: {"main": "lib/index.js", "browser": {"lib/index.js": "./lib/browser.js", "./sub.js": "./sub-browser.js", "./dir/index.js": "./dir/browser.js", "./virtual.js": "./sub.js", "./other.js": false, "./ghost/index.js": "./sub.js", "./lib/near": "./sub.js"}}
			/app/node_modules/obj/lib/index.js:
			/app/node_modules/obj/lib/browser.js:
			/app/node_modules/obj/lib/near.js:
			/app/node_modules/obj/sub.js:
			/app/node_modules/obj/sub-browser.js:
			/app/node_modules/obj/other.js:
			/app/node_modules/obj/dir/index.js:
			/app/node_modules/obj/dir/browser.js:
			/app/node_modules/dotmain/package.json: {"main": "lib/index.js", "browser": {"./lib/index.js": "./lib/browser.js"}}
			/app/node_modules/dotmain/lib/index.js:
			/app/node_modules/dotmain/lib/browser.js:
			/app/node_modules/noext/package.json: {"main": "lib/index", "browser": {"./lib/index.js": "./lib/browser.js"}}
			/app/node_modules/noext/lib/index.js:
			/app/node_modules/noext/lib/browser.js:
			/app/node_modules/off/package.json: {"main": "x.js", "browser": {"./x.js": false}}
			/app/node_modules/off/x.js:
			/app/node_modules/badmain/package.json: {"main": [], "browser": "x.js"}
			/app/node_modules/badmain/x.js:
			/app/node_modules/tofalse/package.json: {"browser": false, "browserify": "x.js"}
			/app/node_modules/tofalse/x.js:
			/app/node_modules/bare/package.json: {"main": "x.js", "browser": {"./x.js": "y.js"}}
			/app/node_modules/bare/x.js:
			/app/node_modules/bare/y.js:
			/app/node_modules/odd/package.json: {"browser": {"./index.js": 5}}
			/app/node_modules/odd/index.js:`,
		asked: []asked{
			{"str", "/app/node_modules/str/browser.js"},
			{"str/node", "/app/node_modules/str/node.js"},
			{"old", "/app/node_modules/old/browser.js"},
			{"both", "/app/node_modules/both/browser.js"},
			{"obj", "/app/node_modules/obj/lib/browser.js"},
			{"obj/sub", "/app/node_modules/obj/sub-browser.js"},
			{"obj/sub.js", "/app/node_modules/obj/sub-browser.js"},
			{"obj/dir", "/app/node_modules/obj/dir/browser.js"},
			{"obj/virtual", "/app/node_modules/obj/sub.js"},
			{"obj/ghost", "/app/node_modules/obj/sub.js"},
			{"obj/lib/near", "/app/node_modules/obj/sub.js"},
			{"obj/lib/near.js", "/app/node_modules/obj/lib/near.js"},
			{"obj/other", "/app/node_modules/obj/other.js"}, // false does not reach across packages
			{"./node_modules/obj/sub", "/app/node_modules/obj/sub-browser.js"},
			{"dotmain", "/app/node_modules/dotmain/lib/browser.js"},
			{"noext", "/app/node_modules/noext/lib/index.js"}, // main must be spelt like the key
			{"off", "/app/node_modules/off/x.js"},
			{"badmain", "/app/node_modules/badmain/x.js"},
			{"tofalse", "/app/node_modules/tofalse/x.js"},
			{"bare", "/app/node_modules/bare/y.js"},
			{"odd", "! what the browser field of package"},
		},
	},
	{
		name: "a string for the package's own requires",
		files: `/p/package.json: {"main": "./lib/main.js", "browser": "./lib/browser"}
			/p/lib/main.js:
			/p/lib/browser.js:
			/p/lib/x.js:`,
		from: "/p/lib",
		asked: []asked{
			{"./main.js", "/p/lib/browser.js"},
			{"./main", "/p/lib/browser.js"}, // Browserify finds a path without extension here, and fails
			{"..", "/p/lib/browser.js"},
			{"./x", "/p/lib/x.js"},
		},
	},
	{
		name: "without the browser field",
		files: `/app/package.json: {"browser": {"mod": false, "path": "./x.js"}}
			/app/node_modules/mod/package.json: {"main": "node.js", "browser": "browser.js"}
			/app/node_modules/mod/node.js:
			/app/node_modules/mod/browser.js:`,
		options: Options{NoBrowserField: true, Supplied: func(name string) bool { return name == "path" }},
		asked: []asked{
			{"mod", "/app/node_modules/mod/node.js"},
			{"path", "supplied path"},
		},
	},
	{
		name: "extensions",
		files: `/app/a.ts:
			/app/a.js:
			/app/b.ts:
			/app/c.json:
			/app/d/index.coffee:`,
		options: Options{Extensions: []string{".ts", ".js", ".coffee"}},
		asked: []asked{
			{"./a", "/app/a.ts"},
			{"./b", "/app/b.ts"},
			{"./c", "! cannot find"},
			{"./d", "/app/d/index.coffee"},
		},
	},
	{
		name: "package.json that is no JSON",
		files: `/app/package.json: {}
			/app/bad/package.json: {"main": "x.js",}
			/app/bad/x.js:
			/app/bad/index.js:
			/app/bad/sub/index.js:
			/app/node_modules/bad/package.json: {"main": nope}
			/app/node_modules/bad/index.js:
			/app/x.js:`,
		asked: []asked{
			{"./x", "/app/x.js"},
			{"./bad", `! {/app/bad/package.json}:1:17: this is not JSON: found '}' where a key in double quotes should be`},
			{"./bad/sub", `! {/app/bad/package.json}:1:17`},
			{"bad", `! {/app/node_modules/bad/package.json}:1:11: this is not JSON: found 'o' where the rest of null should be`},
		},
	},
	{
		name: "from a package with a broken package.json",
		files: `/app/package.json: {"a": tru}
			/app/lib/x.js:
			/app/node_modules/p/index.js:`,
		from: "/app/lib",
		asked: []asked{
			{"./x", `! {/app/package.json}:1:10`},
			{"p", `! {/app/package.json}:1:10`},
		},
	},
	{
		name: "exports as the fallback",
		files: `/app/package.json: {"name": "me", "exports": {"./x": "./src/x.js"}, "imports": {"#in": "./src/x.js", "#core": "path", "#dep": "classic", "#all/*": "./src/*.js", "#sub/*": "modern/*", "#self": "#self"}}
			/app/src/x.js:
			/app/node_modules/classic/package.json: {"main": "main.js", "exports": "./other.js"}
			/app/node_modules/classic/main.js:
			/app/node_modules/classic/other.js:
			/app/node_modules/modern/package.json: {"exports": {".": {"import": "./m.mjs", "browser": "./b.js", "require": "./c.js"}, "./sub": {"node": "./n.js", "default": "./s.js"}, "./f/*": "./src/*.js", "./f/secret/*": null, "./legacy/": "./src/", "./list": ["bad", "./s.js"], "./gone": "./gone.js", "./out": "../x.js", "./esm": {"import": "./m.mjs"}, "./inside/*": "./*"}}
			/app/node_modules/modern/b.js:
			/app/node_modules/modern/c.js:
			/app/node_modules/modern/s.js:
			/app/node_modules/modern/m.mjs:
			/app/node_modules/modern/src/deep/x.js:
			/app/node_modules/modern/src/secret/x.js:
			/app/node_modules/string/package.json: {"exports": "./x.js", "browser": {"./x.js": "./y.js"}}
			/app/node_modules/string/x.js:
			/app/node_modules/string/y.js:`,
		options: Options{Supplied: func(name string) bool { return name == "path" }},
		asked: []asked{
			{"classic", "/app/node_modules/classic/main.js"},
			{"modern", "/app/node_modules/modern/b.js"},
			{"modern/sub", "/app/node_modules/modern/s.js"},
			{"modern/f/deep/x", "/app/node_modules/modern/src/deep/x.js"},
			{"modern/f/secret/x", `! says that "./f/secret/*" is not to be had (null)`},
			{"modern/legacy/deep/x.js", "/app/node_modules/modern/src/deep/x.js"},
			{"modern/list", "/app/node_modules/modern/s.js"},
			{"modern/gone", `! has the target "./gone.js" for "./gone", but there is no such file`},
			{"modern/out", `! has the target "../x.js", which is not a path in the package, for "./out"`},
			{"modern/inside/../../x", "! cannot find"},
			{"modern/nope", `! has no entry for "./nope"`},
			{"modern/esm", `! has nothing for "./esm" under the conditions "browser", "require", "default"; there is one under "import"`},
			{"string", "/app/node_modules/string/y.js"},
			{"me/x", "/app/src/x.js"},
			{"me/y", `! has no entry for "./y"`},
			{"#in", "/app/src/x.js"},
			{"#core", "supplied path"},
			{"#dep", "/app/node_modules/classic/main.js"},
			{"#all/x", "/app/src/x.js"},
			{"#sub/sub", "/app/node_modules/modern/s.js"},
			{"#nope", `! the imports field of "{/app/package.json}" has no entry for "#nope"`},
			{"#self", "! cannot find"},
			{"#", "! cannot find"},
		},
	},
	{
		name: "exports first",
		files: `/app/node_modules/p/package.json: {"main": "main.js", "exports": {".": "./other.js"}}
			/app/node_modules/p/main.js:
			/app/node_modules/p/other.js:
			/app/node_modules/old/index.js:`,
		options: Options{Exports: ExportsFirst},
		asked: []asked{
			{"p", "/app/node_modules/p/other.js"},
			{"p/main.js", `! has no entry for "./main.js"`},
			{"old", "/app/node_modules/old/index.js"},
		},
	},
	{
		name: "exports off",
		files: `/app/package.json: {"imports": {"#a": "./a.js"}}
			/app/a.js:
			/app/node_modules/p/package.json: {"exports": "./other.js"}
			/app/node_modules/p/other.js:`,
		options: Options{Exports: ExportsOff},
		asked: []asked{
			{"p", "! its exports field is not consulted"},
			{"#a", "! cannot find"},
		},
	},
	{
		name: "conditions",
		files: `/app/node_modules/p/package.json: {"exports": {"worker": "./w.js", "browser": "./b.js", "node": "./n.js", "default": "./d.js"}}
			/app/node_modules/p/w.js:
			/app/node_modules/p/b.js:
			/app/node_modules/p/n.js:
			/app/node_modules/p/d.js:`,
		options: Options{Conditions: []string{"worker"}},
		asked:   []asked{{"p", "/app/node_modules/p/w.js"}},
	},
	{
		name: "conditions without the browser field",
		files: `/app/node_modules/p/package.json: {"exports": {"browser": "./b.js", "node": "./n.js"}}
			/app/node_modules/p/n.js:`,
		options: Options{NoBrowserField: true},
		asked:   []asked{{"p", "/app/node_modules/p/n.js"}},
	},
	{
		name: "links",
		files: `/app/link.js -> real/x.js
			/app/real/x.js:
			/app/dir -> real
			/app/node_modules/ws -> ../../ws
			/app/node_modules/@s/up -> ../../../ws/lib
			/ws/package.json: {"main": "lib/main.js", "browser": {"./lib/a.js": "./lib/b.js"}}
			/ws/lib/main.js:
			/ws/lib/a.js:
			/ws/lib/b.js:
			/ws/node_modules/only-here/index.js:
			/app/dangling.js -> nowhere
			/app/loop.js -> loop.js
			/app/loop1 -> loop2
			/app/loop2 -> loop1
			/app/chain -> dir
			/app/node_modules/chained -> ../chain
			/app/node_modules/unlinked -> ../../gone
			/app/node_modules/@s/gone -> ../../../gone`,
		asked: []asked{
			{"./link", "/app/real/x.js as /app/link.js"},
			{"./dir/x", "/app/real/x.js as /app/dir/x.js"},
			{"./chain/x.js", "/app/real/x.js as /app/chain/x.js"},
			{"chained/x", "/app/real/x.js as /app/node_modules/chained/x.js"},
			{"ws", "/ws/lib/main.js as /app/node_modules/ws/lib/main.js"},
			{"ws/lib/a", "/ws/lib/b.js as /app/node_modules/ws/lib/b.js"},
			{"@s/up/main", "/ws/lib/main.js as /app/node_modules/@s/up/main.js"},
			{"./dangling", `! "{/app/dangling.js}" is a link that leads nowhere`},
			{"./dangling.js", `! "{/app/dangling.js}" is a link that leads nowhere`},
			{"unlinked", `! "{/app/node_modules/unlinked}" is a link that leads nowhere`},
			{"unlinked/x", `! "{/app/node_modules/unlinked}" is a link that leads nowhere`},
			{"@s/gone", `! "{/app/node_modules/@s/gone}" is a link that leads nowhere`},
			{"./loop", "! cannot find"},
			{"./loop1", "! cannot find"},
			{"./loop1/x", "! cannot find"},
		},
	},
	{
		name: "links kept",
		files: `/app/dir -> real
			/app/link.js -> real/x.js
			/app/real/x.js:
			/app/node_modules/ws -> ../../ws
			/ws/package.json: {"browser": {"./a.js": "./b.js"}}
			/ws/a.js:
			/ws/b.js:`,
		options: Options{PreserveSymlinks: true},
		asked: []asked{
			{"./dir/x", "/app/dir/x.js"},
			{"./link", "/app/link.js"},
			{"ws/a", "/app/node_modules/ws/b.js"},
		},
	},
	{
		name: "hints",
		files: `/app/Foo.js:
			/app/lib/util.js:
			/app/plain.js:
			/app/empty/x.js:
			/app/node_modules/Upper/index.js:
			/app/node_modules/empty/readme:
			/app/node_modules/nomain/package.json: {}
			/app/node_modules/deep/lib/File.js:`,
		asked: []asked{
			{"plain", `! a file is named with ./ before it: did you mean "./plain"?`},
			{"lib/util", `! did you mean "./lib/util"?`},
			{"./empty", `! the directory "{/app/empty}" has neither a main nor an index file`},
			{"empty", "! has neither a package.json nor an index file"},
			{"nomain", "! has no main field, and there is no index file beside it"},
		},
	},
}
