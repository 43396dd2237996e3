package difftest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/testdata/testenv/browser"
)

// A page is what a browser made of one: errors, and the value of an expression.
type page struct {
	errors []string   // exceptions that nothing caught, and console.error
	at     []position // where the exceptions were thrown, by the browser
	value  string     // JSON
}

// A position is a position in a script: 1-based line, 0-based column.
type position struct {
	url          string
	line, column int
}

// browse loads a directory's page in a browser and evaluates an expression.
func browse(t *testing.T, dir, name, expression string) page {
	t.Helper()
	b := browser.Open(t, dir, name)
	b.Settle()
	p := page{value: b.Eval(expression)}
	for _, e := range b.Events() {
		if e.Console {
			p.errors = append(p.errors, "console.error: "+e.Text)
			continue
		}
		p.errors = append(p.errors, "exception: "+e.Text)
		p.at = append(p.at, position{e.At.URL, e.At.Line + 1, e.At.Column})
	}
	return p
}

// tools are the directories of the two commands called browserify.
func tools(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"sheaf": sheaf(t), "browserify": browserify(t)}
}

// makeBundle runs a tool, which must be silent.
func makeBundle(t *testing.T, bin, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "browserify"), args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s %q: %v %s", bin, args, err, out)
	}
}

func pageOf(scripts ...string) string {
	text := "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><div id=root></div><div id=todo></div>\n"
	for _, s := range scripts {
		text += "<script src=\"" + s + "\"></script>\n"
	}
	return text
}

// TestBrowserBig loads the large application's bundles in a browser: ours does
// what Browserify's does, error for error.
func TestBrowserBig(t *testing.T) {
	posix(t)
	testenv.Chromium(t)
	const expression = `apps.map(a => typeof a + ':' + Object.keys(a).sort().join())`
	dir := t.TempDir()
	write(t, filepath.Join(dir, "want.html"), []byte(pageOf("want.js")))
	write(t, filepath.Join(dir, "got.html"), []byte(pageOf("got.js")))
	if err := os.Rename(application(t, "big.js", ""), filepath.Join(dir, "want.js")); err != nil {
		t.Fatal(err)
	}
	produce(t, applicationDir(t, "big.js"), sheaf(t), "big.js", "", filepath.Join(dir, "got.js"))
	want, got := browse(t, dir, "want.html", expression), browse(t, dir, "got.html", expression)
	if !slices.Equal(want.errors, got.errors) {
		t.Errorf("errors %q, upstream %q", got.errors, want.errors)
	}
	if len(want.value) < 10000 || want.value != got.value {
		t.Errorf("exports %s, upstream %s", brief(got.value), brief(want.value))
	}
}

// TestBrowserTwoBundles loads a common bundle made by one tool and an
// application's made by the other in one page.
func TestBrowserTwoBundles(t *testing.T) {
	posix(t)
	testenv.Chromium(t)
	for commonTool, commonBin := range tools(t) {
		for appTool, appBin := range tools(t) {
			t.Run(commonTool+" and "+appTool, func(t *testing.T) {
				dir := t.TempDir()
				for name, text := range map[string]string{
					"index.html":                 pageOf("common.js", "bundle.js"),
					"shared.js":                  "var n = 0; exports.next = function () { return ++n };\n",
					"node_modules/beep/index.js": "module.exports = function (s) { return 'beep ' + s };\n",
					"app.js":                     "var s = require('./shared'), E = require('events');\nvar e = new E();\nwindow.seen = [];\ne.on('x', function (v) { seen.push(v, s.next(), require('./shared.js').next(), require('beep')(v)) });\ne.emit('x', 'hi');\nseen.push(require('./own'));\n",
					"own.js":                     "try { require('never' + 'there') } catch (e) { module.exports = e.code }\n",
				} {
					write(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
				}
				makeBundle(t, commonBin, dir, "-r", "./shared.js", "-r", "beep", "-r", "events", "-o", "common.js")
				makeBundle(t, appBin, dir, "app.js", "-x", "./shared.js", "-x", "beep", "-x", "events", "-o", "bundle.js")
				p := browse(t, dir, "index.html", "[seen, typeof require, require('beep')('page')]")
				if want := `[["hi",1,2,"beep hi","MODULE_NOT_FOUND"],"function","beep page"]`; p.value != want || p.errors != nil {
					t.Errorf("the page has %s and the errors %q, not %s", p.value, p.errors, want)
				}
			})
		}
	}
}

// TestBrowserMap throws errors in a browser and looks up in the bundle's map
// where they come from.
func TestBrowserMap(t *testing.T) {
	testenv.Chromium(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html":     pageOf("bundle.js"),
		"main.js":        "require('./lib/plain');\nrequire('./lib/globals');\nrequire('./data.json');\nrequire('path');\nsetTimeout(function () {\n  thrown(3);\n}, 0);\n\nfunction thrown(n) { throw new Error('from main') }\n",
		"lib/plain.js":   "#!/usr/bin/env node\n// a comment\n\nsetTimeout(function () { var ü = '😀'; throw new Error('from plain') }, 10);\n",
		"lib/globals.js": "var a = typeof process + __filename;\nsetTimeout(function () {\n  a;\n  throw new Error('from globals');\n}, 20);\n",
		"data.json":      "{\n\"a\": 1\n}\n",
	} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
	}
	makeBundle(t, sheaf(t), dir, "main.js", "-d", "-o", "bundle.js")
	script, err := os.ReadFile(filepath.Join(dir, "bundle.js"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := inlineMap(script)
	if err != nil || m == nil {
		t.Fatalf("no map: %v", err)
	}
	p := browse(t, dir, "index.html", "1")
	var got []string
	for i, e := range p.errors {
		from, err := m.at(p.at[i].line, p.at[i].column)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s at %s:%d", e, from.source, from.line+1))
	}
	want := []string{
		"exception: Error: from main at main.js:9",
		"exception: Error: from plain at lib/plain.js:4",
		"exception: Error: from globals at lib/globals.js:4",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the errors come from %q, not from %q", got, want)
	}
}

// TestBrowserStandalone loads UMD bundles as plain scripts and by an AMD loader.
func TestBrowserStandalone(t *testing.T) {
	testenv.Chromium(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"plain.html": pageOf("foo.js", "deep.js"),
		"amd.html":   pageOf("loader.js", "foo.js"),
		"loader.js":  "window.defined = []; function define(deps, f) { defined.push(deps.length, f().name) }\ndefine.amd = {};\n",
		"lib.js":     "exports.name = 'lib';\nexports.part = require('./part');\n",
		"part.js":    "module.exports = typeof define + typeof module;\n",
	} {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	makeBundle(t, sheaf(t), dir, "lib.js", "-s", "foo-bar", "-o", "foo.js")
	makeBundle(t, sheaf(t), dir, "lib.js", "-s", "a.b.c", "-o", "deep.js")
	p := browse(t, dir, "plain.html", "[fooBar, a.b.c.name, typeof module, typeof require]")
	if want := `[{"name":"lib","part":"undefinedobject"},"lib","undefined","undefined"]`; p.value != want || p.errors != nil {
		t.Errorf("a plain script gives %s and the errors %q, not %s", p.value, p.errors, want)
	}
	p = browse(t, dir, "amd.html", "[defined, typeof fooBar]")
	if want := `[[0,"lib"],"undefined"]`; p.value != want || p.errors != nil {
		t.Errorf("an AMD loader gives %s and the errors %q, not %s", p.value, p.errors, want)
	}
}

// TestBrowserTodo opens the page of testdata/apps/todo.
func TestBrowserTodo(t *testing.T) {
	testenv.Chromium(t)
	app, dir := filepath.Join(testenv.Root(t), "testdata", "apps", "todo"), t.TempDir()
	html, err := os.ReadFile(filepath.Join(app, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "index.html"), html)
	makeBundle(t, sheaf(t), app, "main.js", "-o", filepath.Join(dir, "bundle.js"))
	p := browse(t, dir, "index.html?add=milk&add=bread+%26+butter&done=2",
		"[document.getElementById('todo').innerText.trim().split(/\\n+/), document.querySelector('a').getAttribute('href'), JSON.parse(atob(localStorage['todo/items'])).map(i => i.id + i.title + i.done)]")
	want := `[["1 of 2 to do","[ ] 1 milk","[x] 2 bread & butter"],"?done=1",["1milkfalse","2bread & buttertrue"]]`
	if p.value != want || p.errors != nil {
		t.Errorf("the page shows %s and the errors %q, not %s", p.value, p.errors, want)
	}
}
