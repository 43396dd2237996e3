package amdtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
	"sheaf/testdata/testenv/browser"
)

// software is what is bundled and loaded by RequireJS: under one name by both.
var software = []struct {
	name, id string
	spec     string // how a bundle requires it, if otherwise

	// What to compare, if not what the module v exports. Some CommonJS branches
	// export something else than the file's AMD branch: that is their authors' choice.
	bundled, loaded string
}{
	{name: "select2", id: "select2", bundled: "v(window, bundled.jquery).fn.select2", loaded: "byLoader.jquery.fn.select2"}, // a function that waits for jQuery,
	{name: "knockout", id: "knockout"},
	{name: "lodash", id: "lodash", bundled: "delete v._ && v"}, // in CommonJS it also is its own property,
	{name: "underscore", id: "underscore"},
	{name: "backbone", id: "backbone"},
	{name: "jquery", id: "jquery"},
	{name: "jquery-ui widget", id: "jquery-ui/ui/widgets/datepicker"},
	{name: "jquery-ui effect", id: "jquery-ui/ui/effects/effect-slide"},
	{name: "jquery-ui with many parts", id: "jquery-ui/ui/widgets/dialog"},
	{name: "datatables.net", id: "datatables.net"},
	{name: "ace", id: "ace/ace", spec: "ace-builds/src/ace"},
	{name: "dojo registry", id: "dojo/request/registry"},
	{name: "dojo declare", id: "dojo/_base/declare"},
	{name: "dojo Stateful", id: "dojo/Stateful"},
	{name: "dojo promise", id: "dojo/promise/all"},
}

// loader is the configuration by which RequireJS finds the software.
const loader = `{baseUrl: '.', waitSeconds: 60, paths: {
	knockout: 'node_modules/knockout/build/output/knockout-latest',
	lodash: 'node_modules/lodash/lodash',
	underscore: 'node_modules/underscore/underscore-umd',
	backbone: 'node_modules/backbone/backbone',
	jquery: 'node_modules/jquery/dist/jquery',
	'jquery-ui': 'node_modules/jquery-ui',
	'datatables.net': 'node_modules/datatables.net/js/dataTables',
	select2: 'node_modules/select2/dist/js/select2',
	'ace/ace': 'node_modules/ace-builds/src/ace',
	dojo: 'node_modules/dojo'
}}`

// form is JavaScript that tells what a module exports: its properties and
// those of its prototype, and what they are.
const form = `function form(v) {
	function own(o) { return Object.getOwnPropertyNames(o).sort().map(function (k) {
		try { return k + ':' + typeof o[k] } catch (e) { return k }
	}).filter(function (k) { return !/^(jQuery|caller|arguments|length|expando|_?uuid|guid|instances?)/.test(k) }) }
	if (v === null || typeof v !== 'object' && typeof v !== 'function') return [String(v)];
	return [typeof v, own(v), v.prototype ? own(v.prototype) : []];
}
`

// TestSoftware bundles software with amd and loads the bundles on a page that
// has RequireJS and on one that has not: both must export what RequireJS itself
// makes of the same files.
func TestSoftware(t *testing.T) {
	testenv.Chromium(t)
	dir := withModules(t)
	main := "window.bundled = {};\n"
	var ids []string
	for _, s := range software {
		main += fmt.Sprintf("bundled[%q] = require(%q);\n", s.id, cmp.Or(s.spec, s.id))
		ids = append(ids, s.id)
	}
	put(t, dir, "main.js", main)
	put(t, dir, "bundle.js", built(t, bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}},
		Transforms: []bundle.Transform{{Name: "amd", Global: true, Options: json.RawMessage(`{"plugins":{"default":"dojo/request/xhr"}}`)}}}))
	list, _ := json.Marshal(ids) // strings always encode
	const rjs = "node_modules/requirejs/require.js"
	put(t, dir, "plain.html", page("bundle.js")+"<script>"+form+"</script>")
	put(t, dir, "with.html", page(rjs, "bundle.js")+"<script>"+form+"</script>")
	put(t, dir, "loaded.html", page(rjs)+"<script>"+form+`
		requirejs.config(`+loader+`);
		var failed, byLoader = {};
		requirejs.onError = function (e) { failed = failed || String(e) };
		requirejs(`+string(list)+`, function () { for (var i = 0; i < arguments.length; i++) byLoader[`+string(list)+`[i]] = arguments[i]; window.done = true });
	</script>`)

	reference := browser.Open(t, dir, "loaded.html")
	if got := reference.Wait("window.failed || window.done", "true"); got != "true" {
		t.Fatalf("RequireJS: %s; the page threw %v", got, reference.Events())
	}
	with, without := browser.Open(t, dir, "with.html"), browser.Open(t, dir, "plain.html")
	for _, s := range software {
		t.Run(s.name, func(t *testing.T) {
			of := func(from, expression string) string {
				return fmt.Sprintf("(function (v) { return form(%s) })(%s[%q])", cmp.Or(expression, "v"), from, s.id)
			}
			want := reference.Eval(of("byLoader", s.loaded))
			for name, p := range map[string]*browser.Page{"with RequireJS": with, "without it": without} {
				if got := p.Eval(of("bundled", s.bundled)); got != want || len(want) < 50 {
					got, want := around(got, want)
					t.Errorf("on a page %s it exports\n…%s…, by RequireJS\n…%s…", name, got, want)
				}
			}
		})
	}
	for _, p := range []*browser.Page{reference, with, without} {
		for _, e := range p.Events() {
			t.Errorf("a page threw %s", e.Text)
		}
	}
}

// TestNoAMD bundles UMD software without a transform. On a page with RequireJS
// the modules are lost to it; with NoAMD they come out.
func TestNoAMD(t *testing.T) {
	testenv.Chromium(t)
	dir := withModules(t)
	put(t, dir, "main.js", "window.seen = { ko: require('knockout'), _: require('lodash'), Backbone: require('backbone') };\nsetTimeout(function () {\n  throw new Error('from main');\n}, 0);\n")
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}}
	put(t, dir, "lost.js", built(t, o))
	o.NoAMD = true
	put(t, dir, "kept.js", built(t, o))
	for name, entries := range map[string]bool{"required.js": false, "standalone.js": true} {
		o := o
		if !entries {
			o.Entries, o.Requires = nil, []bundle.Require{{File: "lodash"}}
		} else {
			o.Standalone, o.Entries = "Umd", []bundle.Entry{{File: "lib.js"}}
			put(t, dir, "lib.js", "module.exports = [typeof define, typeof require('lodash').chunk];\n")
		}
		put(t, dir, name, built(t, o))
	}
	const rjs = "node_modules/requirejs/require.js"
	put(t, dir, "lost.html", page(rjs, "lost.js"))
	put(t, dir, "kept.html", page(rjs, "kept.js", "required.js")+"<script>window.page = typeof define; requirejs.config({baseUrl: '.'}); requirejs(['standalone'], function (u) { window.umd = u })</script>")
	put(t, dir, "plain.html", page("kept.js", "required.js", "standalone.js"))

	const seen = "['ko', '_', 'Backbone'].map(function (k) { return Object.keys(seen[k]).length > 5 })"
	if got := browser.Open(t, dir, "lost.html").Eval(seen); got != "[false,false,false]" {
		t.Errorf("without NoAMD %s have exports: the test shows nothing", got)
	}
	for _, name := range []string{"kept.html", "plain.html"} {
		p := browser.Open(t, dir, name)
		if got := p.Wait(seen, "[true,true,true]"); got != "[true,true,true]" {
			t.Errorf("%s: %s have exports", name, got)
		}
		if got := p.Eval("[typeof require('lodash').chunk, typeof require('lodash')]"); got != `["function","function"]` {
			t.Errorf("%s: what -r exposes is %s", name, got)
		}
		want := `["undefined","function"]`
		if got := p.Wait("window.umd || window.Umd", want); got != want {
			t.Errorf("%s: the UMD bundle is %s, not %s", name, got, want)
		}
		if name == "kept.html" && p.Eval("page") != `"function"` {
			t.Errorf("the page has lost its define")
		}
	}
}

// TestNoAMDMap holds that the function around a bundle moves no line of its map,
// and that Browserify's own tool can take the bundle apart.
func TestNoAMDMap(t *testing.T) {
	dir := testenv.Unpack(t, "-- main.js --\nrequire('./a');\n-- a.js --\nmodule.exports = 1;\n")
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, SourceMap: bundle.MapExternal, MapFile: "b.js.map"}
	var texts, maps []string
	for _, hide := range []bool{false, true} {
		o.NoAMD = hide
		res, err := bundle.Build(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "b.js")
		if err := res.WriteFile(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, read(t, file))
		maps = append(maps, read(t, file+".map"))
	}
	if maps[0] != maps[1] {
		t.Error("the source map is another")
	}
	if strings.Count(texts[0], "\n") != strings.Count(texts[1], "\n") || texts[0] == texts[1] {
		t.Error("lines have come or gone, or nothing has changed")
	}
	unpackJS := filepath.Join(testenv.Modules(t, "browserify"), "node_modules", "browser-unpack")
	var rows [2]string
	for i, text := range texts {
		put(t, dir, "bundle.js", text)
		rows[i] = run(t, "console.log(JSON.stringify(require("+quoted(unpackJS)+")(require('fs').readFileSync("+quoted(filepath.Join(dir, "bundle.js"))+", 'utf8'))))")
	}
	if rows[0] != rows[1] || !strings.Contains(rows[0], "module.exports = 1") {
		t.Errorf("browser-unpack finds\n%s, not\n%s", rows[1], rows[0])
	}
}

// withModules returns a directory that has the software installed.
func withModules(t *testing.T) string {
	t.Helper()
	dir := testenv.Unpack(t, "")
	if err := os.Symlink(filepath.Join(testenv.Modules(t, "amd"), "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("this system lets tests make no links: %v", err)
	}
	return dir
}

func page(scripts ...string) string {
	text := "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><div id=root></div>\n"
	for _, s := range scripts {
		if s != "" {
			text += "<script src=\"" + s + "\"></script>\n"
		}
	}
	return text
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// around returns where two texts differ, with what stands around.
func around(got, want string) (a, b string) {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	cut := func(s string) string { return s[max(i-100, 0):min(i+300, len(s))] }
	return cut(got), cut(want)
}
