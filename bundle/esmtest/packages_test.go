package esmtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
	"sheaf/testdata/testenv/browser"
)

// packages are such that Browserify 17 cannot bundle them. What is exported is
// the keys of P, or of another expression; use is some use of it. Those for
// which like is not "" are compared with another file, since in Node they need
// what in a browser they do not.
var packages = []struct{ name, like, names, use string }{
	{name: "nanoid", use: `P.nanoid().length + P.customAlphabet("a", 5)()`},
	{name: "uuid", use: `P.validate(P.v4()) + P.v5("x", P.v5.URL)`},
	{name: "chalk", use: `new P.Chalk({ level: 1 }).red("x")`},
	{name: "d3", use: `P.scaleLinear([0, 10], [0, 1])(5) + P.format(".2f")(1.234) + P.max([1, 3, 2])`},
	{name: "lodash-es", use: `P.chunk([1, 2, 3], 2).length + P.default.camelCase("a b") + P.template("<%= x %>")({ x: 1 })`},
	{name: "date-fns", use: `P.format(new Date(2020, 1, 3), "yyyy-MM-dd EEEE")`},
	{name: "preact", use: `P.h("p", null, "x").type + P.createElement(P.Fragment).props`},
	{name: "yaml", use: `JSON.stringify(P.parse("a: [1, {b: c}]")) + P.stringify({ a: [1] })`},
	{name: "konva", like: "konva/lib/index.js", names: "P.default", use: `new P.default.Rect({ width: 3 }).width() + P.default.Util.colorToRGBA("red").r`},
	{name: "three", use: `new P.Vector3(1, 2, 2).length() + P.REVISION + new P.BoxGeometry().attributes.position.count`},
	{name: "@tanstack/query-core", use: `new P.QueryClient().getQueryCache().getAll().length + P.hashKey(["a", { b: 1 }])`},
	{name: "zod", use: `P.z.object({ a: P.string().min(2) }).safeParse({ a: "x" }).error.issues[0].code + P.default.number().parse(3)`},
}

// TestPackages bundles each package, from an ES module and from CommonJS, runs
// the bundles in a browser, each in a frame of its own, and compares the names
// they export, and what they do, with Node's import().
func TestPackages(t *testing.T) {
	modules := filepath.Join(testenv.Modules(t, "esm"), "node_modules")
	dir := testenv.Dir(t)
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("this system lets tests make no links: %v", err)
	}
	type bundled struct{ name, like, names, use string }
	var list []bundled
	page := ""
	for _, p := range packages {
		for _, form := range []struct{ name, ext, text string }{
			{"import", ".mjs", "import * as P from '" + p.name + "';\n"},
			{"require", ".js", "var P = require('" + p.name + "');\n"},
		} {
			if form.name == "require" && !required(p.name) {
				continue
			}
			base := strings.ReplaceAll(p.name, "/", "-") + "-" + form.name
			names := cmp.Or(p.names, "P")
			testenv.Write(t, dir, base+form.ext, form.text+
				"globalThis.result = JSON.stringify([Object.keys("+names+"), (P => "+p.use+")(P)]);\n")
			testenv.Write(t, dir, "pages/"+base+".js", mustBuild(t, dir, base+form.ext, nil))
			testenv.Write(t, dir, "pages/"+base+".html", "<!DOCTYPE html><meta charset=utf-8><body><script src="+base+".js></script>")
			page += "<iframe src=" + base + ".html></iframe>"
			list = append(list, bundled{p.name + "/" + form.name, cmp.Or(p.like, p.name), names, p.use})
		}
	}
	testenv.Write(t, dir, "pages/index.html", "<!DOCTYPE html><body>"+page)
	view := browser.Open(t, filepath.Join(dir, "pages"), "index.html")
	view.Wait("document.readyState", `"complete"`)
	for i, p := range list {
		t.Run(p.name, func(t *testing.T) {
			var result string
			if text := view.Eval(fmt.Sprintf("frames[%d].result", i)); json.Unmarshal([]byte(text), &result) != nil {
				t.Fatalf("the bundle gave %s", text)
			}
			got := exported(t, result)
			want := exported(t, inNode(t, dir, p.like, p.names, p.use))
			if len(want.names) == 0 || !slices.Equal(got.names, want.names) {
				t.Errorf("exports %d names, not %d\n%v\n%v", len(got.names), len(want.names), got.names, want.names)
			}
			if got.result != want.result {
				t.Errorf("%s is %q, not %q", p.use, got.result, want.result)
			}
			t.Logf("%d names; %s is %q", len(got.names), p.use, got.result)
		})
	}
}

// required tells whether a package means the same to require: three has a file
// for it that wants Node's process, konva exports one object.
func required(name string) bool { return name != "three" && name != "konva" }

// What a package exports, and what a call of it says.
type exports struct {
	names  []string
	result string
}

func exported(t *testing.T, text string) exports {
	t.Helper()
	var pair struct {
		names  []string
		result any
	}
	if err := json.Unmarshal([]byte(text), &[]any{&pair.names, &pair.result}); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	// Node adds a name of its own to CommonJS modules.
	names := slices.DeleteFunc(pair.names, func(n string) bool { return n == "module.exports" || n == "__esModule" })
	slices.Sort(names)
	result, _ := json.Marshal(pair.result)
	return exports{names, string(result)}
}

func inNode(t *testing.T, dir, name, names, use string) string {
	t.Helper()
	return node(t, dir, `import(`+quote(name)+`).then(P => process.stdout.write(JSON.stringify([Object.keys(`+names+`), (P => `+use+`)(P)])))`)
}

func node(t *testing.T, dir, script string) string {
	t.Helper()
	cmd := exec.Command(testenv.Node(t), "-e", script)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if e, ok := err.(*exec.ExitError); ok {
			stderr = e.Stderr
		}
		t.Fatalf("node: %v\n%s", err, stderr)
	}
	return string(out)
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// TestBrowserifyNames holds that the names under which npm has these transforms
// are known.
func TestBrowserifyNames(t *testing.T) {
	dir := testenv.Unpack(t, `
-- main.js --
import x from './x'; console.log(x);
-- x.js --
export default 'x';
`)
	for _, name := range []string{"esm", "es6ify", "esmify", "ts", "tsify", "jsx", "reactify"} {
		got := run(t, mustBuild(t, dir, "main.js", func(o *bundle.Options) {
			o.Transforms = []bundle.Transform{{Name: name}}
		}), ".cjs")
		if got != "x\n" {
			t.Errorf("-t %s: prints %q", name, got)
		}
	}
}
