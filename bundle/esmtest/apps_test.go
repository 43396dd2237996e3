package esmtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/srcmap"
	"sheaf/testdata/testenv"
)

// An app is one of testdata/apps that is bundled and used in a browser.
type app struct {
	name    string
	build   bundle.Options // besides directories and maps
	page    string
	actions []action

	// What the last action throws, and the text at which, by the map.
	throws string
	file   string
	at     string
}

// An action is an expression, and what it must evaluate to as JSON, in the end:
// pages take their time.
type action struct{ do, want string }

func TestApps(t *testing.T) {
	for _, a := range []app{
		{
			name: "react13",
			build: bundle.Options{
				Entries:    []bundle.Entry{{File: "main.js"}},
				Transforms: []bundle.Transform{{Name: "jsx"}},
			},
			page: `<!doctype html><meta charset=utf-8><div id=content></div>`,
			actions: []action{
				{`document.querySelector('h1').textContent`, `"Comments · 2"`},
				{`[].map.call(document.querySelectorAll('li'), e => e.dataset.author + '|' + e.textContent)`,
					`["Pete Hunt|Pete Hunt: This is one comment","Jordan Walke|Jordan Walke: This is *another* comment"]`},
				{`document.querySelector('button').click(), 1`, `1`},
				{`document.querySelector('li:last-child').textContent`, `"You: A third & last"`},
				{`document.querySelector('button').click(), 2`, `2`},
			},
			throws: "Error: the box is full", file: "components/box.js", at: "new Error('the box is full')",
		},
		{
			name:  "react18",
			build: bundle.Options{Entries: []bundle.Entry{{File: "src/main.tsx"}}},
			page:  `<!doctype html><meta charset=utf-8><div id=root></div>`,
			actions: []action{
				{`document.querySelector('h1').textContent`, `"2 things"`},
				{`[].map.call(document.querySelectorAll('li'), e => e.textContent)`, `["bread × 1","milk × 2"]`},
				{`document.querySelector('#sort').click(), 1`, `1`},
				{`[].map.call(document.querySelectorAll('li'), e => e.textContent)`, `["milk × 2","bread × 1"]`},
				{`document.querySelector('#details').click(), 1`, `1`},
				{`document.querySelector('p').textContent`, `"3 pieces in all"`},
				{`document.querySelector('#fail').click(), 2`, `2`},
			},
			throws: "RangeError: there is no cheese", file: "src/store.ts", at: "new RangeError(`there is no",
		},
	} {
		t.Run(a.name, func(t *testing.T) {
			dir := a.install(t)
			o := a.build
			o.SourceMap = bundle.MapInline
			text := mustBuild(t, dir, "", func(given *bundle.Options) {
				o.Cwd, o.Basedir = given.Cwd, given.Basedir
				*given = o
			})
			page := testenv.Dir(t)
			write(t, filepath.Join(page, "bundle.js"), text)
			write(t, filepath.Join(page, "index.html"), a.page+`<script src=bundle.js></script>`)
			thrown := slices.Compact(use(t, page, a.actions)) // React throws again in its development build
			if len(thrown) != 1 || thrown[0].text != a.throws {
				t.Fatalf("the page threw %v, not %q alone", thrown, a.throws)
			}
			a.checkPlace(t, dir, text, thrown[0])
		})
	}
}

// install copies the app to a directory of its own, with its packages.
func (a *app) install(t *testing.T) string {
	t.Helper()
	modules := testenv.Modules(t, filepath.Join("apps", a.name))
	dir := testenv.Dir(t)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(testenv.Root(t), "testdata", "apps", a.name))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(modules, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("this system lets tests make no links: %v", err)
	}
	return dir
}

// checkPlace checks that the map leads from where the browser saw the exception
// to where it is thrown in the source.
func (a *app) checkPlace(t *testing.T, dir, script string, e exception) {
	t.Helper()
	comments := srcmap.Comments([]byte(script), 0)
	m, err := srcmap.ParseData(comments[len(comments)-1].Data)
	if err != nil {
		t.Fatal(err)
	}
	var at *srcmap.Position
	for i := range m.Positions {
		p := &m.Positions[i]
		if p.Line > e.line || p.Line == e.line && p.Column > e.column {
			break
		}
		at = p
	}
	if at == nil || at.Line != e.line || at.Source < 0 {
		t.Fatalf("%d:%d is not in the map", e.line, e.column)
	}
	source, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(a.file)))
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Split(string(source), "\n")[at.OrigLine]
	if m.Sources[at.Source] != a.file || !strings.HasPrefix(line[min(at.OrigColumn, len(line)):], a.at) {
		t.Errorf("%d:%d of the bundle is %s:%d:%d, %q; want %s, %q", e.line+1, e.column+1,
			m.Sources[at.Source], at.OrigLine+1, at.OrigColumn+1, line, a.file, a.at)
	}
	if content := m.SourcesContent[at.Source]; content == nil || string(*content) != string(source) {
		t.Errorf("the map does not hold the text of %s", a.file)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
