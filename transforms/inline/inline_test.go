package inline

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// tree makes a directory with the files that the tests read.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"x.txt": "a\"b\n", "bin": "\x00\xff\xe2\x28", "d/1": "", "d/2": "", "node_modules/m/index.txt": "m", "node_modules/m/package.json": "{}"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type resolver struct{ transforms.Scripts }

func (resolver) Resolve(dir, spec string) (string, error) {
	file := filepath.Join(dir, "node_modules", filepath.FromSlash(spec))
	_, err := os.Stat(file)
	return file, err
}

func run(t *testing.T, dir, options, code string) (transforms.Output, error) {
	t.Helper()
	tr, err := construct(transforms.Setup{Name: "inline", Options: json.RawMessage(options), Basedir: dir, Scripts: resolver{}})
	if err != nil {
		t.Fatal(err)
	}
	return tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "main.js"), Code: []byte(code)})
}

const lit = `"a\"b\n"`

// TestReplace shows what becomes of each form; "" leaves it as it is.
func TestReplace(t *testing.T) {
	dir := tree(t)
	for _, c := range []struct{ code, want string }{
		// Ways to name the file.
		{`x(require('fs').readFileSync(__dirname + '/x.txt', 'utf8'))`, `x(` + lit + `)`},
		{"x(require(\"node:fs\").readFileSync(`${__dirname}/x.txt`, `utf8`))", `x(` + lit + `)`},
		{`x(require('fs')['readFileSync'](__dirname + ('/' + 'x') + '.txt', 'utf8'))`, `x(` + lit + `)`},
		{`x(require('fs').readFileSync(require('path').join(__dirname, 'd', '..', 'x.txt'), 'utf8'))`, `x(` + lit + `)`},
		{`var p = require('path'); x(require('fs').readFileSync(p.resolve(__dirname, 'd', '../x.txt'), 'utf8'))`, `var p = require('path'); x(` + lit + `)`},
		{`var { join: j, dirname } = require('path'); x(require('fs').readFileSync(j(dirname(__filename), 'x.txt'), 'utf8'))`,
			`var { join: j, dirname } = require('path'); x(` + lit + `)`},
		{`x(require('fs').readFileSync(require.resolve('m/index.txt'), 'utf8'))`, `x("m")`},
		{`x(require('fs').readFileSync('x.txt', 'utf8'))`, `x(` + lit + `)`},
		{`x(require('fs').readFileSync(__dirname + "/\x78\u002e\u{74}xt", 'utf8'))`, `x(` + lit + `)`},
		// Encodings.
		{`x(require('fs').readFileSync('x.txt'))`, `x(Buffer.from("YSJiCg==","base64"))`},
		{`x(require('fs').readFileSync('x.txt', null))`, `x(Buffer.from("YSJiCg==","base64"))`},
		{`x(require('fs').readFileSync('x.txt', {flag: 'r'}))`, `x(Buffer.from("YSJiCg==","base64"))`},
		{`x(require('fs').readFileSync('x.txt', {encoding: 'base64'}))`, `x("YSJiCg==")`},
		{`x(require('fs').readFileSync('bin', 'hex'))`, `x("00ffe228")`},
		{`x(require('fs').readFileSync('bin', 'latin1'))`, `x("\u0000ÿâ(")`},
		{`x(require('fs').readFileSync('bin', 'utf8'))`, "x(\"\\u0000\uFFFD\uFFFD(\")"},
		// Names for fs, and the require that goes.
		{`var fs = require('fs'); x(fs.readFileSync('x.txt', 'utf8'))`, ` x(` + lit + `)`},
		{`var a = 1, fs = require('fs'), b; x(fs.readFileSync('x.txt', 'utf8'))`, `var a = 1, b; x(` + lit + `)`},
		{`var fs = require('fs'), b; x(fs.readFileSync('x.txt', 'utf8'))`, `var b; x(` + lit + `)`},
		{"const fs = require('fs')\nx(fs.readFileSync('x.txt', 'utf8'))", "\nx(" + lit + ")"},
		{`const { readFileSync: r } = require('fs'); x(r('x.txt', 'utf8'))`, ` x(` + lit + `)`},
		{`let { readFileSync, exists } = require('fs'); x(readFileSync('x.txt', 'utf8'), exists)`, `let { readFileSync, exists } = require('fs'); x(` + lit + `, exists)`},
		{`var r = require('fs').readFileSync; x(r('x.txt', 'utf8'))`, ` x(` + lit + `)`},
		{`var fs; fs = require('fs'); x(fs.readFileSync('x.txt', 'utf8'))`, `var fs;  x(` + lit + `)`},
		{`function f() { var fs = require('fs'); return fs.readFileSync('x.txt', 'utf8') }`, `function f() {  return ` + lit + ` }`},
		{`function f() { return fs.readFileSync('x.txt', 'utf8') } var fs = require('fs');`, `function f() { return ` + lit + ` } `},
		{`if (a) var fs = require('fs'); x(fs.readFileSync('x.txt', 'utf8'))`, `if (a) var fs = require('fs'); x(` + lit + `)`},
		{`f(1, fs = require('fs')); var fs; x(fs.readFileSync('x.txt', 'utf8'))`, `f(1, fs = require('fs')); var fs; x(` + lit + `)`},
		{`var fs = require('fs'); x(fs.readFileSync('x.txt', 'utf8'), fs.stat)`, `var fs = require('fs'); x(` + lit + `, fs.stat)`},
		{`var fs = require('fs'); x({fs}, fs.readFileSync('x.txt', 'utf8'))`, `var fs = require('fs'); x({fs}, ` + lit + `)`},
		{`var fs = require('fs'); x(fs.readFileSync(y, 'utf8'), fs.readFileSync('x.txt', 'utf8'))`, `var fs = require('fs'); x(fs.readFileSync(y, 'utf8'), ` + lit + `)`},
		// Callbacks and directories.
		{`require('fs').readFile('x.txt', 'utf8', function (e, s) { x(s) })`, `process.nextTick(function (e, s) { x(s) },null,` + lit + `)`},
		{`require('fs').readFile('x.txt', cb)`, `process.nextTick(cb,null,Buffer.from("YSJiCg==","base64"))`},
		{`var fs = require('fs'); fs.readFile('x.txt', 'utf8', (e, s) => x(s, fs.readFileSync('x.txt', 'hex')))`, ` process.nextTick((e, s) => x(s, "6122620a"),null,` + lit + `)`},
		{`x(require('fs').readdirSync(__dirname + '/d'))`, `x(["1","2"])`},
		{"a\nrequire('fs').readdirSync(__dirname + '/d').map(x)", "a\nArray(\"1\",\"2\").map(x)"},
		{`require('fs').readdir(__dirname + '/d', cb)`, `process.nextTick(cb,null,["1","2"])`},
		// What lies over more than a line keeps the lines.
		{"x(require('fs').readFileSync(\n  'x.txt',\n  'utf8'\n), 1)\ny", "x(" + lit + "\n\n\n, 1)\ny"},
		// ES modules.
		{`import fs from 'fs'; x(fs.readFileSync('x.txt', 'utf8'))`, ` x(` + lit + `)`},
		{`import * as fs from "node:fs"; import y, { z as w } from './y'; export default x(fs.readFileSync('x.txt', 'utf8'), y, w)`, ` import y, { z as w } from './y'; export default x(` + lit + `, y, w)`},
		{"import { readFileSync as r } from 'fs'\nimport { join } from 'path'\nexport const s = r(join(import.meta.dirname, 'x.txt'), 'utf8'), u = r('x.txt', 'utf8')",
			"import { readFileSync as r } from 'fs'\nimport { join } from 'path'\nexport const s = r(join(import.meta.dirname, 'x.txt'), 'utf8'), u = " + lit},
		{"import { readFileSync } from 'fs'\nexport { s as t }\nvar s = readFileSync('x.txt', 'utf8')\nexport * from './y'", "\nexport { s as t }\nvar s = " + lit + "\nexport * from './y'"},
		{`import { stat, readFileSync } from 'fs'; x(stat, readFileSync('x.txt', 'utf8'))`, `import { stat, readFileSync } from 'fs'; x(stat, ` + lit + `)`},
		// A statement that goes leaves its end where the one before it has none.
		{"'use strict'\nvar fs = require('fs');\n(function () { x(fs.readFileSync('x.txt', 'utf8')) })()", "'use strict'\n;\n(function () { x(" + lit + ") })()"},
		{"const a = [1]\nconst fs = require('fs')\n\n;[2].map(() => fs.readFileSync('x.txt', 'utf8'))", "const a = [1]\n\n\n;[2].map(() => " + lit + ")"},
		{"const a = [1]\nimport fs from 'fs';\n[2].map(() => fs.readFileSync('x.txt', 'utf8'))", "const a = [1]\n;\n[2].map(() => " + lit + ")"},
		{"var f = function () {}\nvar fs = require('fs');\n(0, x)(fs.readFileSync('x.txt', 'utf8'))", "var f = function () {}\n;\n(0, x)(" + lit + ")"},
		{"var a = 1;\nvar fs = require('fs')\n;[2].map(() => fs.readFileSync('x.txt', 'utf8'))", "var a = 1;\n\n[2].map(() => " + lit + ")"},
		// A path that ends in a slash keeps it, as in Node.
		{`var path = require('path'); x(require('fs').readFileSync(path.join(__dirname, './d/..', '/') + 'x.txt', 'utf8'))`, `var path = require('path'); x(` + lit + `)`},
		// What the bundler takes away later.
		{"\uFEFF#!/usr/bin/env node 'x\nx(require('fs').readFileSync('x.txt', 'utf8'))", "\uFEFF#!/usr/bin/env node 'x\nx(" + lit + ")"},

		// What compilers make of ES modules.
		{`var import_fs = __toESM(require("fs"), 1); x(import_fs.default.readFileSync("x.txt", "utf8"))`, ` x(` + lit + `)`},
		{`var _fs = _interopRequireDefault(require("fs")); x(_fs.default.readFileSync("x.txt", "utf8"), _fs["default"].readdirSync("d"))`, ` x(` + lit + `, ["1","2"])`},
		{`var _fs = require("fs"); const s = (0, _fs.readFileSync)("x.txt", "utf8"); x(s)`, ` const s = ` + lit + `; x(s)`},
		{`var _fs = require("fs"), _path = require("path"); x((0, _fs.readFileSync)((0, _path.join)(__dirname, "x.txt"), "utf8"))`, `var _path = require("path"); x(` + lit + `)`},
		{`var _fs = _interopRequireDefault(require("fs")), _p = _interopRequireDefault(require("path")); x(_fs.default.readFileSync(_p.default.resolve(__dirname, "x.txt"), "utf8"))`,
			`var _p = _interopRequireDefault(require("path")); x(` + lit + `)`},

		// What is none of it.
		{code: `var fs = require('fs'); function f(fs) { return fs.readFileSync('none') }`},
		{code: `var fs = require('fs'); { let fs = y; fs.readFileSync('none') }`},
		{code: `function f() { var fs = require('fs') } fs.readFileSync('none')`},
		{code: `(function (require) { require('fs').readFileSync('none') })(y)`},
		{code: `var fs = require('fs'); var o = { fs: { readFileSync() {} } }; o.fs.readFileSync('none')`},
		{code: `var fs = require('fs'); try {} catch (fs) { fs.readFileSync('none') }`},
		{code: `var fs = require('fs'); fs.readFileSync(y); fs.readFileSync('x' + y); fs.readFileSync('x', y); fs.readFile('none')`},
		{code: `var fs = require('fs'); fs = z; var fs = require('path'); fs.readFileSync('none')`},
		{code: `"fs.readFileSync('none')" // require('fs').readFileSync('none')`},
		{code: `var fs = require('fs'); fs.readFileSync(`},
		{code: `var { [readFileSync]: r } = require('fs'); r('none')`},
	} {
		out, err := run(t, dir, "", c.code)
		if c.want == "" {
			c.want = c.code
		}
		if err != nil || string(out.Code) != c.want {
			t.Errorf("%s\n got %s, %v\nwant %s", c.code, out.Code, err, c.want)
		}
	}
}

func TestVars(t *testing.T) {
	dir := tree(t)
	out, err := run(t, dir, `{"vars": {"ROOT": "./d"}, "parserOpts": {"ecmaVersion": 6}, "sourceMap": true}`, `x(require('fs').readdirSync(ROOT))`)
	if err != nil || string(out.Code) != `x(["1","2"])` {
		t.Errorf("%s, %v", out.Code, err)
	}
}

func TestErrors(t *testing.T) {
	dir := tree(t)
	out, err := run(t, dir, "", "var fs = require('fs');\nx(fs.readFileSync(__dirname + '/none.txt', 'utf8'));\nx(fs.readFileSync('x.txt', 'utf-1'), fs.readdirSync('x.txt'), fs.readFileSync(require.resolve('none')))")
	var list diag.List
	if !errors.As(err, &list) || len(list) != 4 {
		t.Fatal(err)
	}
	list.Sort()
	for i, want := range []string{
		`main.js:2:19: fs.readFileSync is to be replaced by what it reads: "none.txt": there is no such file`,
		`main.js:3:19: fs.readFileSync is to be replaced by what it reads: there is no encoding "utf-1"`,
		`main.js:3:53: fs.readdirSync is to be replaced by what it reads: "x.txt": not a directory`,
		`main.js:3:79: require.resolve("none") finds nothing`,
	} {
		if !strings.Contains(list[i].String(), want) {
			t.Errorf("%s, want %s", list[i].String(), want)
		}
	}
	if want := filepath.Join(dir, "none.txt"); !slices.Contains(out.Watch, want) {
		t.Errorf("it watches %q, not what is missing", out.Watch)
	}
}

func TestMap(t *testing.T) {
	dir := tree(t)
	tr, err := construct(transforms.Setup{Basedir: dir})
	if err != nil {
		t.Fatal(err)
	}
	code := "var fs = require('fs')\nx(fs.readFileSync('x.txt', 'utf8'))"
	out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "main.js"), Code: []byte(code), Map: true})
	if err != nil || !strings.HasPrefix(string(out.Code), "\nx("+lit+")\n//# sourceMappingURL=data:application/json;") {
		t.Errorf("%s, %v", out.Code, err)
	}
}

func FuzzTransform(f *testing.F) {
	f.Add("var fs = require('fs'), {join} = require('path'); fs.readFileSync(join(__dirname, `x${1}`), {encoding: 'utf8'})")
	f.Add("import {readFileSync as r} from 'fs'; export default r(__dirname + '\\x41', 'hex')")
	f.Add("fs = require('fs'); require('fs').readdir(x, function () { fs.readFile(")
	dir := f.TempDir()
	tr, err := construct(transforms.Setup{Basedir: dir})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "a.js"), Code: []byte(code)})
		if err != nil {
			return
		}
		if _, err := scanned([]byte(code)); err != nil {
			return
		}
		if _, err := scanned(out.Code); err != nil {
			t.Errorf("%s became %s: %v", code, out.Code, err)
		}
	})
}

// TestOptions holds that options that there are not are told of, but for brfs, which
// passes over them.
func TestOptions(t *testing.T) {
	for _, test := range []struct{ name, options, want string }{
		{"inline", `{"var": {}}`, `there is no option "var": there is vars`},
		{"brfs", `{"var": {}, "sourceMap": true}`, ""},
		{"inline", `{"vars": 1, "global": true}`, `the option "vars" is not an object`},
		{"brfs", `[]`, "options are not an object"},
		{"inline", `{"vars": {"a": 1}, "_": [], "_flags": {}}`, ""},
	} {
		known, _ := transforms.Lookup(test.name)
		_, err := known(transforms.Setup{Name: test.name, Options: json.RawMessage(test.options)})
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s %s: %v, not %q", test.name, test.options, err, test.want)
		}
	}
}
