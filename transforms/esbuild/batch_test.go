package esbuild

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/resolver"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// sameAlone reports files for which ConvertAll does not return what Convert
// does, and returns the results.
func sameAlone(t *testing.T, ins []transforms.Input) []Result {
	t.Helper()
	results := New().ConvertAll(t.Context(), ins)
	c := New()
	for i, in := range ins {
		var alone Result
		alone.Output, alone.Err = c.Convert(t.Context(), in)
		if got, want := form(results[i]), form(alone); got != want {
			t.Errorf("%s among others:\n%s\nalone:\n%s", in.File, got, want)
		}
	}
	return results
}

// form is a result in a form that can be compared.
func form(r Result) string {
	text := fmt.Sprintf("%s\nmodule %t, watches %q\n", r.Code, r.Module, r.Watch)
	for _, m := range r.Warnings {
		text += fmt.Sprintf("%v %s %+v %d notes\n", m.Severity, m.Text, m.Where, len(m.Notes))
	}
	return text + fmt.Sprint(r.Err, errors.Is(r.Err, ErrTopLevelAwait))
}

// batchSources are by their names.
var batchSources = map[string]string{
	"a.mjs":             "import * as b from './b'; import c from 'c'; export { b, c }; export * from 'd';",
	"b.mjs":             "export let a_exports = 1, b_exports = 2;",
	"b.ts":              "import { T, u } from './t'; export const x: T = u; export enum E { A }",
	"b.mts":             "import u from './t'; export const x = u as any;",
	"b.cts":             "import x = require('y'); export = x;",
	"index.ts":          "export const x: number = 1;",
	"dir/index.ts":      "export const x: number = 2;",
	"dir/0.ts":          "export const x: number = 3;",
	"dir/a:b*.ts":       "export const x: number = 4;",
	"dir/ä ö.ts":        "export const ä: string = 'ü';",
	"view.tsx":          "import { h } from 'h'; export default <p title='a'>b</p>;",
	"view.jsx":          "/*! licence */\nexport const a = <A/>;\n",
	"pragma.jsx":        "/** @jsx React.DOM */\nexport const a = <A/>;\n",
	"meta.mjs":          "export const url = import.meta.url;",
	"warns.ts":          "export const x = typeof y === 'nul', z = x === -0, o = { a: 1, a: 2 };",
	"wrong.ts":          "export const x: = 1;",
	"wrong.mjs":         "export default 1 +;",
	"await.mjs":         "export default await 1;",
	"lazy.mjs":          "export const x = () => import('./b.mjs');",
	"empty.ts":          "",
	"script.ts":         "module.exports = 1;",
	"helpers.ts":        "export class A { #x = 1; @d y: number; async *f() { yield* this.f(); } }",
	"brought.mjs":       "export default 1;\n//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEudHMiLCIuLi9iLnRzIiwiaHR0cDovL3gveS50cyJdLCJuYW1lcyI6W10sIm1hcHBpbmdzIjoiQUFBQSxPQUNBLFFDQUEifQ==\n",
	"typed/one.js":      "import x from './x'; export default x;",
	"typed/two.ts":      "import x from './x'; export default x;",
	"dev/view.tsx":      "export default <p>b</p>;",
	"dev/other.tsx":     "export const b = <p>b</p>;",
	"upper/view.tsx":    "export default <p>b</p>;",
	"upper/other.tsx":   "export const b = <p>b</p>;",
	"opts/a.tsx":        "import { T } from './t'; @d class A { @d() x = <><p/></>; constructor(private y) {} } export { A };",
	"opts/b.ts":         "import { T } from './t'; @d class A { x; y = 1 } export { A };",
	"opts/c.cts":        "const x = this; @d class A { @e y }",
	"old/a.ts":          "export const a = b ?? c, f = async () => 1;",
	"old/b.ts":          "export const a = b?.c; class C { x = 1 }",
	"bad/a.ts":          "export {}",
	"node_modules/a.ts": "export const warns = typeof y === 'nul';",
}

func writeBatch(t *testing.T) []transforms.Input {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"dev/tsconfig.json":   `{"compilerOptions":{"jsx":"react-jsxdev"}}`,
		"upper/tsconfig.json": `{"compilerOptions":{"jsx":"React-JSXDev"}}`,
		"opts/tsconfig.json":  `{"compilerOptions":{"jsx":"react","jsxFactory":"h.x","jsxFragmentFactory":"F","experimentalDecorators":true,"useDefineForClassFields":false,"verbatimModuleSyntax":true,"strict":true}}`,
		"old/tsconfig.json":   `{"compilerOptions":{"target":"es2015"}}`,
		"bad/tsconfig.json":   `{"compilerOptions":{"target":"es1"}}`,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	var ins []transforms.Input
	for name, text := range batchSources {
		in := transforms.Input{File: filepath.Join(dir, filepath.FromSlash(name)), Code: []byte(text)}
		if strings.HasPrefix(name, "typed/") {
			in.Package = &resolver.Package{Type: "module"}
		}
		ins = append(ins, in)
	}
	return ins
}

// TestBatch holds that a file is converted among others as it is alone:
// whatever the others are, and if some of them are wrong.
func TestBatch(t *testing.T) {
	ins := writeBatch(t) // in no order
	var failed []string
	warnings := 0
	for i, r := range sameAlone(t, ins) {
		warnings += len(r.Warnings)
		if r.Err != nil {
			failed = append(failed, filepath.Base(filepath.Dir(ins[i].File))[:3]+"/"+filepath.Base(ins[i].File))
		}
	}
	if len(failed) != 4 || warnings != 3 {
		t.Errorf("errors in %q, and %d warnings", failed, warnings)
	}
	for i := range ins {
		ins[i].Map = true
	}
	sameAlone(t, ins)
	for i := range ins {
		ins[i].Map = i%2 == 0
	}
	sameAlone(t, ins)
}

// TestBatchIsOne holds that a batch is one build of esbuild's.
func TestBatchIsOne(t *testing.T) {
	c := New()
	var list []*batched
	for i := range 5 {
		b := &batched{result: &Result{}}
		var err error
		b.source, err = c.source(transforms.Input{File: fmt.Sprintf("/%d.ts", i), Code: []byte("export const x: number = 1")}, false)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	res := list[0].how.build(list)
	if share(&res, len(list)) == nil || len(res.OutputFiles) != len(list) {
		t.Errorf("%d files, %v", len(res.OutputFiles), res.Errors)
	}
	list[3].Code = []byte("const x: =")
	res = list[0].how.build(list)
	if bad, good := guilty(res.Errors, list); len(bad) != 1 || bad[0] != list[3] || len(good) != 4 {
		t.Errorf("%d bad and %d good: %v", len(bad), len(good), res.Errors)
	}
}

// TestBatchEnds holds that nothing is converted once the context has ended.
func TestBatchEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	for _, r := range New().ConvertAll(ctx, []transforms.Input{{File: "/a.ts"}, {File: "/b.ts"}}) {
		if !errors.Is(r.Err, cause) {
			t.Errorf("the error is %v", r.Err)
		}
	}
}

// TestBatchPackages is TestBatch with ES modules and TypeScript from npm.
func TestBatchPackages(t *testing.T) {
	var ins []transforms.Input
	n := 0
	err := filepath.WalkDir(testenv.Modules(t, "esm"), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".js", ".mjs", ".ts", ".mts"}, filepath.Ext(file)) {
			return err
		}
		if n++; n%11 != 0 {
			return nil
		}
		code, err := os.ReadFile(file)
		if err == nil && len(code) < 1<<18 && (Wants(file) || IsModule(code)) {
			ins = append(ins, transforms.Input{File: file, Code: code, Map: n%2 == 0})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for list := range slices.Chunk(ins, 32) {
		sameAlone(t, list)
	}
	t.Logf("%d of %d files", len(ins), n)
}
