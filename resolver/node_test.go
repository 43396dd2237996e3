package resolver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// TestLikeNode asks Node and this package the same questions about random
// exports and imports fields.
func TestLikeNode(t *testing.T) {
	root := testenv.Dir(t)
	g := &exporter{t: t, rnd: rand.New(rand.NewPCG(1, 2)), root: root, texts: map[string]string{}}
	var queries [][2]string
	for i := range 150 {
		queries = append(queries, g.app(i)...)
	}
	in, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "--no-warnings", "-C", "browser", "testdata/node.js")
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct{ File, Code string }
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	options := Options{
		Exports:        ExportsFirst,
		NoBrowserField: true,
		Extensions:     []string{".js", ".json", ".node"},
		Conditions:     []string{"browser", "node", "require"},
		Supplied:       func(name string) bool { return name == "fs" },
	}
	first := New(options)
	options.Exports = ExportsOff
	off := New(options)
	options.Exports = ExportsFallback
	fallback := New(options)

	found, shown := map[string]int{}, 0
	for i, q := range queries {
		want := answers[i]
		found[want.Code]++
		if want.Code == "ERR_INVALID_URL_SCHEME" {
			want.File = "fs" // Node's require.resolve cannot say where core modules are
		}
		got, err := first.Dir(q[0]).Resolve(q[1])
		if differs := strings.TrimPrefix(want.File, "node:") != answered(got); differs && shown < 10 {
			shown++
			t.Errorf("%q from %q\nnode:  %s %s\nsheaf: %s %v\n%s", q[1], q[0], want.File, want.Code, answered(got), err, g.about(q[0]))
		}
		// Without a result by the classical rules, the fallback must give the
		// same; with one, that one. (Imports may lead to other packages, where
		// that is asked anew.)
		if strings.HasPrefix(q[1], "#") {
			continue
		}
		classical, err1 := off.Dir(q[0]).Resolve(q[1])
		last, _ := fallback.Dir(q[0]).Resolve(q[1])
		if err1 == nil {
			got = classical
		}
		if answered(last) != answered(got) {
			t.Errorf("%q from %q with fallback: got %s, want %s", q[1], q[0], answered(last), answered(got))
		}
	}
	t.Logf("%d questions: %v", len(queries), found)
	for _, code := range []string{"", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_INVALID_PACKAGE_TARGET", "MODULE_NOT_FOUND", "ERR_PACKAGE_IMPORT_NOT_DEFINED"} {
		if found[code] < 20 {
			t.Errorf("only %d answers %q", found[code], code)
		}
	}
}

func answered(r Result) string {
	switch {
	case r.Supplied != "":
		return r.Supplied
	case r.File != nil:
		return r.File.Path
	}
	return ""
}

// exporter writes applications with packages that have exports and imports.
type exporter struct {
	t     *testing.T
	rnd   *rand.Rand
	root  string
	texts map[string]string
}

func (g *exporter) pick(list ...string) string { return list[g.rnd.IntN(len(list))] }

func (g *exporter) app(n int) (queries [][2]string) {
	app := filepath.Join(g.root, fmt.Sprint("app", n))
	g.write(filepath.Join(app, "package.json"), g.packageJSON("app"))
	g.files(app)
	for _, name := range []string{"p", "@s/q", "r"} {
		if g.rnd.IntN(5) == 0 {
			continue
		}
		dir := filepath.Join(app, "node_modules", name)
		g.files(dir)
		g.write(filepath.Join(dir, "package.json"), g.packageJSON(name))
	}
	for range 40 {
		from := g.pick(app, filepath.Join(app, "lib"), filepath.Join(app, "node_modules", "p"), filepath.Join(app, "node_modules", "p", "lib"))
		id := g.pick("p", "@s/q", "r", "app", "p", "@s", "#a", "#b", "#x/y", "#x/lib/a.js", "#c/b", "#", "#/a", "fs", "node:fs")
		if !strings.HasPrefix(id, "#") && id != "fs" && id != "node:fs" && g.rnd.IntN(4) > 0 {
			id += g.pick("/a", "/a.js", "/lib/a", "/lib/a.js", "/lib/b.js", "/lib/c/d.js", "/f/a", "/f/lib/a", "/f/x", "/g/a.js", "/g/b.js",
				"/package.json", "/nope", "/", "/f/", "/f/..", "/f/../a.js", "/f/node_modules/x", "/h/b", "/h/lib/b", "/a%20b", "/f/b.js", "//a.js", "/f//a")
		}
		queries = append(queries, [2]string{from, id})
	}
	return queries
}

func (g *exporter) files(dir string) {
	for _, name := range []string{"a.js", "b.js", "lib/a.js", "lib/b.js", "lib/index.js", "lib/c/d.js", "a b.js"} {
		if g.rnd.IntN(8) > 0 {
			g.write(filepath.Join(dir, filepath.FromSlash(name)), "")
		}
	}
}

func (g *exporter) write(path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		g.t.Fatal(err)
	}
	if text != "" {
		g.texts[path] = text
	}
}

func (g *exporter) about(dir string) string {
	app := strings.SplitAfterN(strings.TrimPrefix(dir, g.root+"/"), "/", 2)[0]
	var b strings.Builder
	for path, text := range g.texts {
		if strings.HasPrefix(path, filepath.Join(g.root, app)+"/") {
			fmt.Fprintf(&b, "%s: %s\n", path, text)
		}
	}
	return b.String()
}

// packageJSON writes the text by hand: the order of conditions counts.
func (g *exporter) packageJSON(name string) string {
	fields := []string{fmt.Sprintf("%q: %q", "name", name)}
	if g.rnd.IntN(3) == 0 {
		fields = append(fields, `"main": "./lib/a.js"`)
	}
	switch g.rnd.IntN(8) {
	case 0:
	case 1, 2:
		fields = append(fields, `"exports": `+g.target(0, false, "./a.js"))
	default:
		fields = append(fields, `"exports": `+g.table(".", false))
	}
	if g.rnd.IntN(2) == 0 {
		fields = append(fields, `"imports": `+g.table("#", true))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func (g *exporter) table(start string, imports bool) string {
	var rows []string
	seen := map[string]bool{}
	for range 1 + g.rnd.IntN(6) {
		key := g.pick(".", "./a", "./a.js", "./lib/a", "./lib/*", "./f/*", "./g/*.js", "./f/*.js", "./*", "./f/a", "./h/*", "./f/lib/*", "./*/a", "./package.json", "./lib/a.js", "./f/*/a")
		if imports {
			key = g.pick("#a", "#b", "#x/*", "#c/*", "#x/lib/*", "#*", "#c/b", "#a*")
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		to := "./a.js"
		if strings.Contains(key, "*") {
			to = "*"
		}
		rows = append(rows, fmt.Sprintf("%q: %s", key, g.target(0, imports, to)))
	}
	if !imports && g.rnd.IntN(30) == 0 {
		rows = append(rows, `"require": "./a.js"`)
	}
	return "{" + strings.Join(rows, ", ") + "}"
}

func (g *exporter) target(depth int, imports bool, like string) string {
	switch n := g.rnd.IntN(14); {
	case n == 0:
		return "null"
	case n == 1 && depth < 3:
		var list []string
		for range g.rnd.IntN(4) {
			list = append(list, g.target(depth+1, imports, like))
		}
		return "[" + strings.Join(list, ", ") + "]"
	case n < 6 && depth < 3:
		var rows []string
		seen := map[string]bool{}
		for range 1 + g.rnd.IntN(3) {
			if c := g.pick("browser", "require", "import", "node", "default", "worker"); !seen[c] {
				seen[c] = true
				rows = append(rows, fmt.Sprintf("%q: %s", c, g.target(depth+1, imports, like)))
			}
		}
		return "{" + strings.Join(rows, ", ") + "}"
	case n == 6:
		return g.pick(`5`, `true`, `"a.js"`, `"../app/a.js"`, `"./../a.js"`, `"/a.js"`, `"./lib/../a.js"`, `"./node_modules/x.js"`, `""`, `"./"`, `"."`,
			`"./a%20b.js"`, `"./lib//a.js"`, `"./%2e%2e/a.js"`, `"./lib"`)
	case imports && n < 9:
		return g.pick(`"p"`, `"p/a.js"`, `"@s/q"`, `"fs"`, `"r/lib/a.js"`, `"p/*"`, `"nope"`, `"#b"`)
	case like == "*":
		return g.pick(`"./*"`, `"./*.js"`, `"./lib/*"`, `"./lib/*.js"`, `"./a.js"`, `"./*/*.js"`, `"./lib/c/d.js"`)
	}
	return g.pick(`"./a.js"`, `"./b.js"`, `"./lib/a.js"`, `"./lib/b.js"`, `"./nope.js"`, `"./lib/c/d.js"`)
}
