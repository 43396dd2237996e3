package globals_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// options bundle main.js with a transform of that name.
func options(dir, name, opts string) bundle.Options {
	return bundle.Options{
		Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}},
		Transforms: []bundle.Transform{{Name: name, Options: json.RawMessage(opts)}},
	}
}

func text(t *testing.T, r *bundle.Result) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// build returns a bundle and what was said of it.
func build(t *testing.T, o bundle.Options) (string, diag.List) {
	t.Helper()
	r, err := bundle.Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, r), r.Warnings
}

// pages runs scripts in pages that have a window, a console and a location, and
// prints what each printed.
const pages = `var vm = require('vm');
console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(function (scripts) {
  var lines = [];
  var page = vm.createContext({console: {log: function () { lines.push(Array.prototype.map.call(arguments, String).join(' ')) }}});
  vm.runInContext('var window = this, self = this; Object.defineProperty(this, "location", {get: function () { return "here" }, set: function () { throw new Error("left the page") }});', page);
  try {
    scripts.forEach(function (script, i) { vm.runInContext(script, page, i + '.js') });
  } catch (e) {
    lines.push(e.stack);
  }
  return lines.join('\n');
})));`

// runEach runs scripts, in a page for each list of them, and returns what they
// print.
func runEach(t *testing.T, scripts [][]string) []string {
	t.Helper()
	in, err := json.Marshal(scripts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", pages)
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var printed []string
	if err := json.Unmarshal(out, &printed); err != nil {
		t.Fatal(err)
	}
	return printed
}

// run runs scripts in one page.
func run(t *testing.T, scripts ...string) string {
	t.Helper()
	return runEach(t, [][]string{scripts})[0]
}

func TestPage(t *testing.T) {
	for _, test := range []struct{ name, files, before, options, want string }{
		{
			name: "a script's variables are global, and stay so",
			files: `
-- package.json --
{"browserify-shim": {"./a.js": "A", "./b.js": {"exports": "b", "depends": "./a.js"}}}
-- a.js --
var A = A || {}, later, unset;
function helper() { return 'helped ' + later }
let lexical = 'let'; class Klass {}
if (true) { var inner = 1; for (var k in {k: 1}) ; }
function set(x) { later = x }
-- b.js --
A.b = 2; set('by b');
var A = A || 'lost';
var b = [helper(), window.helper(), lexical, typeof Klass, inner, k, 'unset' in window, A.b];
-- main.js --
console.log(require('./b').join(), require('./a') === window.A, A.b);
window.later = 'through window'; console.log(helper());
`,
			want: "helped by b,helped by b,let,function,1,k,true,2 true 2\nhelped through window",
		}, {
			name: "what the page has of its own is left alone",
			files: `
-- package.json --
{"browserify-shim": {"./a.js": {"exports": ["NS", "location"]}}}
-- a.js --
var location = 'mine', self = this, NS = NS || {};
NS.a = 'a';
var page = 'changed';
-- main.js --
var x = require('./a');
console.log(x.location, window.location, window.self === window, NS.a, NS.page, page, x.NS === window.NS);
`,
			before: "var NS = {page: 'page'}, page = 'declared by the page';",
			want:   "mine here true a page changed true",
		}, {
			name: "strict scripts, a byte order mark, a line of its own",
			files: `
-- package.json --
{"browserify-shim": {"./strict.js": "S", "./bom.js": "B", "./line.js": "L"}}
-- strict.js --
// a comment
'use strict';
var S = (function () { return this })();
S = String(S);
-- bom.js --
` + "\ufeff#!/usr/bin/env node" + `
var B = 'bom';
-- line.js --
// 1
// 2
var L = new Error('x').stack.split('\n')[1];
-- main.js --
console.log(require('./strict'), require('./bom'), /\d+:9|\d+:\d+/.test(require('./line')));
`,
			want: "undefined bom true",
		}, {
			name: "scripts of the old kind",
			files: `
-- package.json --
{"browserify-shim": {"./old.js": "OLD", "./twice.js": "twice"}}
-- old.js --
var OLD = 010 + 09, pattern = /[/"]0/;
<!-- a comment
-- twice.js --
function twice(a, a) { return a + inner }
var inner = (function (x, x) { return x })(1, 2), second = 3;
if (inner) function f() {}
-- main.js --
console.log(require('./old'), require('./twice')(1, 2), window.second, window.inner);
`,
			want: "17 4 3 2",
		}, {
			name: "module systems are hidden, and requires not followed",
			files: `
-- package.json --
{"browserify-shim": {"./umd.js": "U"}}
-- umd.js --
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define(['x'], factory);
  else if (typeof exports === 'object') module.exports = factory(require('not-installed'));
  else root.U = factory(root.X);
}(this, function (x) { return 'U' + typeof x }));
-- main.js --
console.log(require('./umd'));
`,
			want: "Uundefined",
		}, {
			name: "the rest of a statement is not called",
			files: `
-- main.js --
var f = function () { throw new Error('called') }
require('jquery')
var g = f
require('deep').x
if (g)
  require('jquery')
console.log('fine')
`,
			options: `{"expose": {"jquery": "$", "deep": "a.b"}}`,
			before:  "var $ = 1, a = {b: {}};",
			want:    "fine",
		}, {
			name: "lists, objects, imports, this",
			files: `
-- package.json --
{"deglobalify": {"globals": {"three": "THREE"}, "files": {
  "./v": {"exports": {"name": "V.name", "twice": "V.n * 2"}, "imports": {"dep": "./dep"}, "this": "{mine: true}"},
  "list": {"exports": ["One", "Two.two"], "depends": {"./dep": "globalDep", "three": "T3"}}
}}}
-- v.js --
var V = {name: dep + this.mine, n: 21};
-- dep.js --
module.exports = 'dep';
-- list.js --
window.One = globalDep; window.Two = {two: T3};
-- main.js --
console.log(JSON.stringify([require('./v'), require('./list'), require('three'), typeof window.dep]));
`,
			before: "var THREE = 3;",
			want:   `[{"name":"deptrue","twice":42},{"One":"dep","two":3},3,"undefined"]`,
		}, {
			name: "imports of ES modules and TypeScript",
			files: `
-- package.json --
{"browserify-shim": {"jquery": "global:$", "three": "global:a.THREE"}, "aliasify": {"aliases": {"old": "./new.js", "dir": "./lib"}}}
-- new.js --
module.exports = 'new';
-- lib/x.js --
exports.x = 'x';
-- esm.mjs --
import $ from 'jquery';
import old from 'old';
export {x} from 'dir/x';
export default $ + old;
-- typed.ts --
import three = require('three');
const n: number = three;
export = n;
-- main.js --
console.log(require('./esm.mjs').default, require('./esm.mjs').x, require('./typed.ts'));
`,
			before: "var $ = '$', a = {THREE: 3};",
			want:   "$new x 3",
		}, {
			name: "aliases and code in the place of names",
			files: `
-- package.json --
{
  "literalify": {"sum": "1 + 2"},
  "browserify-global-shim": {"jQuery": "$"},
  "aliasify": "./config/aliases"
}
-- config/aliases.js --
var path = require('path');
module.exports = {
  aliases: {d3: '../shims/d3.js', near: {relative: './near'}, nothing: false, pkg: '../shims', other: 'd4', abs: path.join(__dirname, '../shims/d3')},
  replacements: {'^_c/(\\w+)': '../src/$1', '^drop/': false, 'long$': 'short', '^\\$(.*)': '$1$$&'},
};
-- shims/d3.js --
module.exports = 'd3';
-- node_modules/d4/index.js --
module.exports = 'd4';
-- node_modules/short/index.js --
module.exports = 'short';
-- sub/near.js --
module.exports = 'near';
-- sub/main.js --
module.exports = [require('near'), require('pkg/d3'), require('_c/x')];
-- src/x.js --
module.exports = 'x';
-- main.js --
console.log([require('sum') * 2, require('jQuery'), require('d3'), JSON.stringify(require('nothing')), require('other'), require('abs'),
  require('./sub/main'), JSON.stringify(require('drop/this')), require('long')].join());
`,
			before: "var $ = '$';",
			want:   "6,$,d3,{},d4,d3,near,d3,x,{},short",
		}, {
			name: "after a line that ends without a semicolon",
			files: `
-- package.json --
{
  "literalify": {"made": "make()", "either": "window.none || window.some"},
  "browserify-global-shim": {"jQuery": "$"},
  "browserify-shim": {"list": "global:list", "grouped": "global:(list || 1)"},
  "aliasify": {"aliases": {"nothing": false}}
}
-- main.js --
var a = function () { throw new Error('called') }
a
require('made').call(1)
a
require('either').push('either')
a
require('nothing').unset
a /* … */
require('jQuery')
a
/* … */ require('list').push('list')
a
require('grouped').push('grouped')
if (a)
require('list').push('if')
console.log(require('list').join())
`,
			before: "var list = [], some = list, $ = 1; function make() { return function () { list.push('made') } }",
			want:   "made,either,list,grouped,if",
		}, {
			name: "a global is read when it is required",
			files: `
-- main.js --
function get() { return require('late') }
var before = get(); window.late = 'late'; console.log(before, get());
`,
			options: `{"expose": {"late": "late"}}`,
			want:    "undefined late",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			script, warnings := build(t, options(testenv.Unpack(t, test.files), "globals", test.options))
			if len(warnings) > 0 {
				t.Error(warnings[0].String())
			}
			if got := run(t, test.before, script); got != test.want {
				t.Errorf("it prints\n%s\nand should\n%s\n%s", got, test.want, script)
			}
		})
	}
}

// TestLines checks that what stands in a shimmed file is on its line.
func TestLines(t *testing.T) {
	dir := testenv.Unpack(t, `
-- package.json --
{"browserify-shim": {"./a.js": {"exports": "A", "depends": "b:B"}, "b": "global:B"}}
-- a.js --
var A = require('b', [
  'x']);
// 3
boom();
-- main.js --
require('./a');
`)
	script, _ := build(t, options(dir, "globals", ""))
	lines := strings.Split(script, "\n")
	first := slices.IndexFunc(lines, func(s string) bool { return strings.Contains(s, "var A =") })
	if first < 0 || !strings.HasPrefix(lines[first+3], "boom()") {
		t.Error(script)
	}
}

// TestNodeModules checks that shims reach packages: by -g, and in the project's
// own package by a name of the browser field.
func TestNodeModules(t *testing.T) {
	dir := testenv.Unpack(t, `
-- package.json --
{"browserify-shim": {"plugin": {"exports": "plugged", "depends": "jquery:jQuery"}, "jquery": "global:jQuery"}}
-- node_modules/plugin/package.json --
{"name": "plugin", "main": "dist/plugin"}
-- node_modules/plugin/dist/plugin.js --
if (typeof module != 'undefined') throw new Error('module');
var plugged = 'plugged into ' + jQuery;
-- node_modules/user/index.js --
module.exports = require('jquery');
-- main.js --
console.log(require('plugin'), require('user'));
`)
	o := options(dir, "browserify-shim", "")
	o.Transforms[0].Global = true
	check := func() {
		t.Helper()
		script, warnings := build(t, o)
		if got := run(t, "var jQuery = 'jq'", script); got != "plugged into jq jq" || len(warnings) > 0 {
			t.Error(got, warnings)
		}
	}
	check()

	// So does a package.json that says "global".
	o.Transforms = nil
	testenv.Write(t, dir, "package.json", `{
  "browserify": {"transform": [["browserify-shim", {"global": true}]]},
  "browserify-shim": {"plugin": {"exports": "plugged", "depends": "jquery:jQuery"}, "jquery": "global:jQuery"}}`)
	check()
	testenv.Write(t, dir, "package.json", `{
  "browserify": {"transform": ["browserify-shim"]},
  "browserify-shim": {"plugin": {"exports": "plugged", "depends": "jquery:jQuery"}, "jquery": "global:jQuery"}}`)
	if _, err := bundle.Build(t.Context(), o); err == nil {
		t.Error("without it the package's require was replaced")
	}
}

func messages(t *testing.T, err error) diag.List {
	t.Helper()
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatalf("the build ended with %v, not with messages", err)
	}
	return list
}

// TestModuleBecomesScript: what is led elsewhere are the imports of what is an ES
// module now, not of what was one before it was saved.
func TestModuleBecomesScript(t *testing.T) {
	dir := testenv.Unpack(t, "-- x.js --\n-- y.js --\n")
	construct, _ := transforms.Lookup("aliasify")
	tr, err := construct(transforms.Setup{Name: "aliasify", Basedir: dir, Dir: dir, Options: json.RawMessage(`{"aliases": {"x": "y", "y": "./x.js"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "main.js")
	for _, test := range []struct{ code, out, found string }{
		{"import x from 'y'", "import x from 'y'", filepath.Join(dir, "x.js")},
		{"require('x')", `require("y")`, ""}, // which is not led on
	} {
		out, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: []byte(test.code)})
		if err != nil || string(out.Code) != test.out {
			t.Errorf("%s: %s, %v", test.code, out.Code, err)
		}
		found, err := tr.(transforms.Finder).Find(file, "y", func() (string, error) { return filepath.Join(dir, "y.js"), nil })
		if err != nil || found != test.found {
			t.Errorf("%s: y is %q, %v", test.code, found, err)
		}
	}
}
