// Package amdtest tests what is bundled of AMD modules against RequireJS, which
// loads the same modules: in Node, form by form, and in a browser with real
// software, on pages that have a loader and on pages that have none. It has
// tests only.
package amdtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// forms are programs of AMD modules, as txtar texts. What the module "main" is
// and what log was called with must be the same by RequireJS and bundled.
var forms = []struct {
	name, files string
	entry       bool // main is no module but a program
	warns       bool
	page        bool // it needs a page
	node        bool // in a browser RequireJS does not see a require under another name, and runs modules as they arrive
}{
	{name: "object", files: "-- main.js --\ndefine({a: 1, f: function () {}})"},
	{name: "named object", files: "-- main.js --\ndefine('main', {a: 1})"},
	{name: "string number null false", files: "-- main.js --\ndefine(['s','n','z','f','o'], function (s, n, z, f, o) { return [s, n, z, f, o] })\n-- s.js --\ndefine([], 'text')\n-- n.js --\ndefine(function () { return 0 })\n-- z.js --\ndefine(function () { return null })\n-- f.js --\ndefine([], function () { return false })\n-- o.js --\ndefine([], [1, 2])"},
	{name: "a list alone only loads", files: "-- main.js --\ndefine(['exports', 'a'], function (e) { e.x = 1 })\n-- a.js --\ndefine(['b'])\n-- b.js --\ndefine(function () { log('b') })"},
	{name: "deps in order, more than parameters", node: true, files: "-- main.js --\ndefine(['a', 'b', 'c'], function (a) { return [a, arguments.length, arguments[2]] })\n-- a.js --\ndefine(function () { log('a'); return 'A' })\n-- b.js --\ndefine(function () { log('b') })\n-- c.js --\ndefine(function () { log('c'); return 'C' })"},
	{name: "no dependencies means no arguments", files: "-- main.js --\ndefine([], function (require) { return [arguments.length, typeof require] })"},
	{name: "arity", files: "-- main.js --\ndefine(['a0', 'a1', 'a2', 'a3'], function () { return [].slice.call(arguments) })\n-- a0.js --\ndefine(function () { return arguments.length })\n-- a1.js --\ndefine(function (r) { return [arguments.length, typeof r] })\n-- a2.js --\ndefine(function (r, e) { e.n = arguments.length; e.same = e === arguments[2].exports; e.m = typeof arguments[2] })\n-- a3.js --\ndefine(function (x, y, z) { y.t = typeof x; z.exports.u = 1 })"},
	{name: "this is exports", files: "-- main.js --\ndefine(function (require, exports) { exports.same = this === exports })"},
	{name: "return wins over exports", files: "-- main.js --\ndefine(['exports'], function (e) { e.a = 1; return {b: 2} })"},
	{name: "module.exports", files: "-- main.js --\ndefine(function (require, exports, module) { module.exports = function () {}; module.exports.x = 1 })"},
	{name: "arrow", files: "-- main.js --\ndefine(['a', 'b'], (a, b) => ({a, b}))\n-- a.js --\ndefine((require, exports) => { exports.b = require('./b') })\n-- b.js --\ndefine(() => 'B')"},
	{name: "default and rest parameters", files: "-- main.js --\ndefine(['a', 'b'], function (a = 1, ...rest) { return [a, rest] })\n-- a.js --\ndefine(function (...all) { return all.length })\n-- b.js --\ndefine(function (r = 1, e) { return [typeof r, typeof e] })"},
	{name: "bind", files: "-- main.js --\ndefine(['a'], function (x, a) { return [this.t, x, a] }.bind({t: 1}, 2))\n-- a.js --\ndefine(function (require) { return typeof require }.bind(null))"},
	{name: "identifier", files: "-- main.js --\nvar f = function (require, exports) { exports.a = require('./a') };\ndefine(f)\n-- a.js --\nvar o = {v: 1}; define('x' && o)"},
	{name: "call", files: "-- main.js --\nfunction make(n) { return function () { return n } }\ndefine(make(3))"},
	{name: "split and concat", files: "-- main.js --\ndefine('a b'.split(' ').concat(['c'], 'a'), function (a, b, c, d) { return [a, b, c, d] })\n-- a.js --\ndefine(function () { return 'A' })\n-- b.js --\ndefine(function () { return 'B' })\n-- c.js --\ndefine(['a'].concat(['b']), function (a, b) { return a + b })"},
	{name: "joined strings", files: "-- main.js --\ndefine(['./' + 'a'], function (a) { return a })\n-- a.js --\ndefine({a: 1})"},
	{name: "minified", node: true, files: "-- main.js --\ndefine(function(e,t){var n=e('./a');t.x=[n,e('./sub/b')]})\n-- a.js --\ndefine(['require','./sub/b'],function(e,t){return e('./sub/b')===t})\n-- sub/b.js --\ndefine(function(t,e,n){n.exports=[t('../c')]})\n-- c.js --\ndefine('c',{c:1})"},
	{name: "a shadowed require", files: "-- main.js --\ndefine(function (require) { function f(require) { return require('./none') } return [f(function (x) { return x }), require('./a')] })\n-- a.js --\ndefine(1 && {a: 1})\n-- none.js --\n"},
	{name: "comma and not", files: "-- main.js --\n0, define(['./a', './b'], function (a, b) { return [a, b] })\n-- a.js --\n!define({a: 1})\n-- b.js --\n(function () { return define, define({b: 1}) })()"},
	{name: "guarded without commonjs", files: "-- main.js --\n(function (factory) {\n\tif (typeof define === 'function' && define.amd) {\n\t\tdefine(['./a'], factory);\n\t} else {\n\t\tfactory(jQuery);\n\t}\n})(function (a) { return {got: a} })\n-- a.js --\ntypeof define === 'function' && define['amd'] ? define(function () { return 'ternary' }) : log('global')"},
	{name: "guarded by a variable", files: "-- main.js --\nvar amd = typeof define == 'function' && typeof define.amd == 'object' && define.amd;\nif (!amd) log('no'); else define(['./a'], function (a) { return a });\n-- a.js --\n!define || define({a: 1})"},
	{name: "umd returns the same", files: "-- main.js --\n(function (root, factory) {\n if (typeof define === 'function' && define.amd) define(['./a'], factory);\n else if (typeof module === 'object' && module.exports) module.exports = factory(require('./a'));\n else root.x = factory(root.a);\n})(this, function (a) { return {got: a} })\n-- a.js --\n(function (g, f) { typeof exports === 'object' && typeof module !== 'undefined' ? f(exports) : typeof define === 'function' && define.amd ? define(['exports'], f) : f(g.a = {}) })(this, function (exports) { exports.a = 1 })"},
	{name: "umd by an argument", files: "-- main.js --\n(function (define) { define(function (require) { return {a: require('./a')} }) })(typeof define === 'function' && define.amd ? define : function (factory) { module.exports = factory(require) })\n-- a.js --\ndefine({a: 1})"},
	{name: "nested require", files: "-- main.js --\ndefine(['require'], function (require) { require(['./a'], function (a) { log(a) }); log('main'); return 'main' })\n-- a.js --\ndefine(['b'], function (b) { return ['A', b] })\n-- b.js --\ndefine(['require', 'exports'], function (r, e) { r(['./main', './c'], function (m, c) { log(m, c) }); e.b = 1 })\n-- c.js --\ndefine(function () { log('c'); return 'C' })"},
	{name: "program", entry: true, files: "-- main.js --\nrequire(['./a'], function (a) { log('got', a); require(['b'], function (b) { log(b) }) })\n-- a.js --\ndefine({a: 1})\n-- b.js --\ndefine({b: 1})"},
	{name: "program with configuration", entry: true, files: "-- main.js --\nrequirejs.config({paths: {lib: 'x/y', one: 'x/one'}, map: {'*': {old: 'new'}}, packages: ['p', {name: 'q', location: 'x/q', main: 'entry'}], config: {b: {size: 3}}});\nrequirejs(['lib/a', 'one', 'old', 'p', 'q', 'q/more', 'b'], function () { log([].slice.call(arguments)) })\n-- x/y/a.js --\ndefine('lib/a', ['./b'], function (b) { return ['a', b] })\n-- x/y/b.js --\ndefine(function () { return 'lib/b' })\n-- x/one.js --\ndefine(['old'], function (o) { return [1, o] })\n-- new.js --\ndefine(function () { return 'new' })\n-- p/main.js --\ndefine(['./part'], function (p) { return p })\n-- p/part.js --\ndefine(function () { return 'part' })\n-- x/q/entry.js --\ndefine(function () { return 'entry' })\n-- x/q/more.js --\ndefine(function () { return 'more' })\n-- b.js --\ndefine(['module'], function (module) { return [module.config().size, module.id] })"},
	{name: "shim", page: true, entry: true, files: "-- main.js --\nrequire.config({shim: {plug: {deps: ['base'], exports: 'Plug.in'}, base: ['first']}});\nrequire(['plug'], function (p) { log(p) })\n-- plug.js --\nvar Plug = {in: [Base, typeof module, this === Base2]};\n-- base.js --\nvar Base = 'base' + First; Base2 = this;\n-- first.js --\nfunction first() {} var First = typeof first;"},
	{name: "of window", page: true, files: "-- main.js --\nwindow.define && self.define.amd && globalThis.define(['a'], function (a) { return a })\n-- a.js --\n(function (window) { self.define({a: typeof window}) })()"},
	{name: "loading into the page", page: true, entry: true, files: "-- main.js --\nwindow.require(['a'], function (a) { log(a) });\nlog('first')\n-- a.js --\ndefine(['exports'], function (e) { e.x = 1 })"},
	{name: "errback", entry: true, files: "-- main.js --\nrequire(['./a'], function (a) { log('fine', a) }, function (e) { log('failed', e instanceof Error) });\n-- a.js --\ndefine(function () { log('a'); return 1 })"},
	{name: "named in one file", files: "-- main.js --\ndefine('other', ['./deep/one', 'exports'], function (one, exports) { exports.one = one; log('other') });\ndefine('deep/one', ['require', './two', 'outside'], function (require, two, out) { log('one'); return [two, require('./two') === two, out] });\ndefine('deep/two', function (require, exports, module) { module.exports = 'two' + require('outside2').x });\ndefine('unused', function () { log('never') });\ndefine('main', ['other', 'outside'], function (other, out) { return {other: other, out: out} });\n-- outside.js --\ndefine(function () { return 'outside' })\n-- outside2.js --\ndefine({x: 2})"},
	{name: "named and minified", node: true, files: "-- main.js --\ndefine('x/a',function(e,t,n){t.b=e('./b').v+e('out').v});define('x/b',['exports'],function(e){e.v=1});define('main',['x/a','require'],function(e,t){return[e.b,t('x/b').v,t('out')]});\n-- out.js --\ndefine({v:10})"},
	{name: "named with an anonymous one", files: "-- main.js --\ndefine('part', {p: 1});\ndefine(['part'], function (p) { return {main: p} });"},
	{name: "named with a library in it", files: "-- main.js --\ndefine('first', {f: 1});\n(function (g, f) { typeof exports === 'object' && typeof module !== 'undefined' ? module.exports = f() : typeof define === 'function' && define.amd ? define('lib', f) : g.lib = f() })(this, function () { return 'lib' });\ndefine('main', ['lib', 'first'], function (l, f) { return [l, f] })"},
	{name: "a lone name, and itself by it", entry: true, files: "-- main.js --\nrequire(['./one'], function () { require(['x/one'], function (o) { log(o) }) })\n-- one.js --\ndefine('x/one', ['exports', 'module'], function (e, m) { log('one'); e.id = m.id });\nrequire(['x/one'], function (o) { log('within', o) })"},
	{name: "named in another file", entry: true, files: "-- main.js --\nrequire(['./layer', './more'], function () { require(['x/a', './plain', 'y/b'], function (a, p, b) { log(a, p, b) }) })\n-- layer.js --\ndefine('x/never', function () { log('never') });\ndefine('x/a', ['./b', 'x/c', 'module'], function (b, c, m) { log('a'); return [b, c, m.id] });\ndefine('x/b', function (require, exports) { log('b'); exports.b = require('./deep/d') });\ndefine('x/deep/d', ['../c'], function (c) { return ['d', c] });\ndefine('x/c', {c: 1})\n-- more.js --\ndefine('y/a', ['../x/c', 'require', 'x/b'], function (c, require, b) { log('y/a'); return [c, b, require('x/b') === b] });\ndefine('y/b', function (require) { return ['y/b', require('./a'), require('../x/c').c] });\ndefine('y/c', {})\n-- plain.js --\ndefine(['x/c', 'require', 'y/a'], function (c, require, a) { return ['plain', c, require('x/c') === c, a] })"},
	{name: "named in another file, and found by require", entry: true, files: "-- main.js --\nrequire(['./layer'], function () { require(['./user'], function (u) { log(u) }) })\n-- layer.js --\ndefine('x/a', {a: 1});\ndefine('x/b', {b: 1})\n-- user.js --\ndefine(function (require, exports) { log('user'); exports.a = require('x/a'); exports.b = (function (r) { return r })(require('x/b')) })"},
	{name: "what a named module gets", page: true, entry: true, files: "-- main.js --\nrequirejs.config({config: {'x/a': {v: 1}}});\nrequirejs(['./layer'], function () { requirejs(['x/a', 'y'], function (a, y) { log(a, y) }) })\n-- layer.js --\ndefine('x/a', ['require', 'module', 'exports', './b'], function (r, m, e, b) { e.all = [r.toUrl('./z.css'), r.toUrl('z/y.css'), r.toUrl('../up.css'), m.id, m.uri, m.config().v, r.defined('./b'), r.defined('x/none'), r('./b') === b] });\ndefine('x/b', function (require, exports, module) { return [module.config(), require.toUrl('./c'), this === exports] });\ndefine('y', function (require) { var list = []; require(['x/b', './x/a'], function (b, a) { log('later', b, a.all.length) }); return list });\ndefine('z', {})"},
	{name: "the first definition counts", entry: true, files: "-- main.js --\nrequire(['./one'], function () { require(['./two'], function () { require(['x/a', 'two/b'], function (a, b) { log(a, b) }) }) })\n-- one.js --\ndefine('x/a', function () { log('first'); return 1 });\ndefine('one/b', ['x/a'], function (a) { return a })\n-- two.js --\ndefine('x/a', function () { log('second'); return 2 });\ndefine('two/b', ['x/a'], function (a) { return ['two', a] })"},
	{name: "a name goes before a file", entry: true, files: "-- main.js --\nrequire(['./layer'], function () { require(['user'], function (u) { log(u) }) })\n-- layer.js --\ndefine('lib/a', function () { log('named'); return 'named' });\ndefine('layer', ['lib/a'], function (a) { return a })\n-- lib/a.js --\ndefine(function () { log('a file'); return 'a file' })\n-- user.js --\ndefine(['lib/a', './lib/a'], function (a, b) { return [a, a === b] })"},
	{name: "a file that is run for a name runs no more than that", entry: true, files: "-- main.js --\nrequirejs.config({bundles: {layer: ['x/a']}});\nrequirejs(['x/a'], function (a) { log(a) })\n-- layer.js --\ndefine('x/a', function () { log('a'); return 'a' });\ndefine('x/last', function () { log('never') })"},
	{name: "bundles", entry: true, files: "-- main.js --\nrequirejs.config({paths: {layer: 'built/layer'}, bundles: {layer: ['x/a', 'x/b'], 'built/second': ['y/c']}});\nrequirejs(['x/b', 'y/c'], function (b, c) { log(b, c) })\n-- built/layer.js --\ndefine('x/a', function () { log('a'); return 'a' });\ndefine('x/b', ['./a'], function (a) { return [a, 'b'] })\n-- built/second.js --\ndefine('y/c', ['x/a'], function (a) { return [a, 'c'] })"},
	{name: "configuration in another file", entry: true, files: "-- main.js --\nrequire(['./settings'], function () { require(['./app'], function (a) { log(a) }) })\n-- settings.js --\nrequire.config({paths: {lib: 'x/y', layer: 'built/layer'}, map: {'*': {old: 'new'}}, packages: ['p'], bundles: {layer: ['z/a']}, config: {app: {size: 3}}})\n-- app.js --\ndefine(['lib/a', 'old', 'p', 'z/a', 'module'], function (a, o, p, z, m) { return [a, o, p, z, m.config().size] })\n-- x/y/a.js --\ndefine({lib: 'a'})\n-- new.js --\ndefine({isNew: true})\n-- old.js --\ndefine({isNew: false})\n-- p/main.js --\ndefine(['./part'], function (p) { return p })\n-- p/part.js --\ndefine(['lib/a'], function (a) { return ['part', a] })\n-- built/layer.js --\ndefine('z/a', ['z/b'], function (b) { return ['z', b] });\ndefine('z/b', ['q/b'], function (b) { return b });\ndefine('q/b', {q: 1})"},
	{name: "configuration in two other files", entry: true, files: "-- main.js --\nrequire(['./one', './two'], function () { require(['a', 'b/c'], function (a, c) { log(a, c) }) })\n-- one.js --\nrequire.config({paths: {a: 'x/a'}})\n-- two.js --\nrequirejs.config({paths: {b: 'x'}})\n-- x/a.js --\ndefine(['b/c'], function (c) { return ['a', c] })\n-- x/c.js --\ndefine(['a2'], function (a) { return ['c', a] })\n-- a2.js --\ndefine('named', {n: 1});\ndefine('a2', ['named'], function (n) { return ['a', n] })"},
	{name: "shim in another file", page: true, entry: true, files: "-- main.js --\nrequire(['./settings'], function () { require(['plug'], function (p) { log(p) }) })\n-- settings.js --\nrequire.config({shim: {plug: {deps: ['base'], exports: 'Plug.in'}}})\n-- plug.js --\nvar Plug = {in: [Base, typeof module]};\n-- base.js --\nvar Base = 'base';"},
	{name: "cycle with exports", files: "-- main.js --\ndefine(['exports', './b'], function (exports, b) { exports.name = 'main'; exports.b = b.get })\n-- b.js --\ndefine(['exports', './main'], function (exports, main) { exports.get = function () { return main.name }; log(typeof main) })"},
	{name: "text and json", files: "-- main.js --\ndefine(['text!./t.txt', 'text!sub/h.html!strip', 'require'], function (t, h, require) { return [t, h, require('text!./t.txt')] })\n-- t.txt --\nline \"one\"\nline\u2028two\n-- sub/h.html --\n<html><body class=x>\n <p>hi</p>\n</body></html>"},
	{name: "toUrl", files: "-- main.js --\ndefine(['require', 'sub/a'], function (require, a) { return [require.toUrl('./x.css'), require.toUrl('img/y.png'), a] })\n-- sub/a.js --\ndefine(function (require) { return [require.toUrl('./x.css'), require.toUrl('../up.css'), require.toUrl('other/z.css')] })"},
	{name: "own loader", warns: true, files: "-- main.js --\n(function () { var require, define, all = {}; define = function (n, f) { all[n] = f }; require = function (n) { return all[n]() }; define('x', function () { return 'private' }); root = require('x') })(); var root; define(function () { return root })"},
	{name: "octals and returns", files: "-- main.js --\ndefine(function (require) { var await = 010; with ({x: 1}) { return [await, x, \"\\101\"] } })"},
	{name: "newer syntax", files: "-- main.js --\ndefine(['a'], function (a) { class A { #p = a?.b ?? 1; get p() { return this.#p } } return new A().p })\n-- a.js --\ndefine({b: {c: 2n ** 2n}})"},
	{name: "a statement before without a semicolon", files: "-- main.js --\nvar x = {a: 1}\ndefine(x)\n-- other.js --\n"},
	{name: "inside of a function with variables of the same names", files: "-- main.js --\n(function (module, exports, require) { define(['./a', 'exports'], function (a, e) { e.a = a }) })()\n-- a.js --\ndefine({a: 1})"},
}

// describe is JavaScript that makes JSON of any value, functions and what JSON has not included.
const describe = `function describe(v, seen) {
	seen = seen || [];
	if (v === undefined) return '(undefined)';
	if (typeof v === 'bigint') return v + 'n';
	if (v === null || typeof v !== 'object' && typeof v !== 'function') return v;
	if (seen.indexOf(v) >= 0) return '(again)';
	seen = seen.concat([v]);
	if (Array.isArray(v)) return v.map(function (x) { return describe(x, seen) });
	var o = typeof v === 'function' ? {'(function)': v.length} : {};
	if (typeof v.then === 'function') o['(promise)'] = 1;
	Object.keys(v).sort().forEach(function (k) { o[k] = describe(v[k], seen) });
	return o;
}
var logged = [];
globalThis.log = function () { logged.push([].slice.call(arguments).map(function (x) { return describe(x) })) };
`

// TestForms compares in Node.
func TestForms(t *testing.T) {
	want := byRequireJS(t)
	scripts, texts := map[string]string{}, map[string]string{}
	for _, c := range forms {
		if c.page {
			continue
		}
		texts[c.name] = bundled(t, testenv.Unpack(t, c.files), c.entry, c.warns)
		value := "undefined"
		if !c.entry {
			value = `require("main")`
		}
		scripts[c.name] = texts[c.name] + "\nvar value = " + value
	}
	for name, got := range runAll(t, scripts) {
		if got != want[name] {
			t.Errorf("%s: bundled: %s\nby RequireJS: %s\n%s", name, got, want[name], texts[name][strings.Index(texts[name], "\n"):])
		}
	}
}

// runAll runs scripts in Node, each with globals of its own, and returns what
// their variable value is in the end, and what they logged.
func runAll(t *testing.T, scripts map[string]string) map[string]string {
	t.Helper()
	list, _ := json.Marshal(scripts) // strings always encode
	var results map[string]string
	printed := run(t, `var vm = require('vm'), scripts = `+string(list)+`, contexts = {}, results = {};
for (var name in scripts) {
	contexts[name] = vm.createContext({setTimeout: setTimeout, console: console});
	try { vm.runInContext(`+quoted(describe)+` + scripts[name], contexts[name]) } catch (e) { results[name] = String(e) }
}
setTimeout(function () {
	for (var name in scripts) results[name] = results[name] || vm.runInContext('JSON.stringify([describe(value), logged])', contexts[name]);
	console.log(JSON.stringify(results));
}, 200);
`)
	if err := json.Unmarshal([]byte(printed), &results); err != nil || len(results) != len(scripts) {
		t.Fatalf("Node printed %s: %v", printed, err)
	}
	return results
}

// byRequireJS returns what RequireJS makes of the forms. Answers are kept in the
// user's cache, by what they depend on.
func byRequireJS(t *testing.T) map[string]string {
	t.Helper()
	modules := filepath.Join(testenv.Modules(t, "amd"), "node_modules")
	answers := map[string]string{}
	for _, c := range forms {
		if c.page {
			continue
		}
		dir := testenv.Unpack(t, c.files)
		script := describe + `var fs = require('fs'), path = require('path'), vm = require('vm');
var requirejs = require(` + quoted(filepath.Join(modules, "requirejs")) + `);
requirejs.config({baseUrl: ` + quoted(dir) + `, nodeIdCompat: false});
requirejs.define('text', {normalize: function (name, normalize) { var p = name.split('!'); return [normalize(p[0])].concat(p.slice(1)).join('!') },
	load: function (name, req, load) { var p = name.split('!'), s = fs.readFileSync(req.toUrl(p[0]), 'utf8'); if (p[1]) s = /<body[^>]*>\s*([\s\S]+)\s*<\/body>/.exec(s)[1]; load(s) }});
globalThis.load = function (v) { setTimeout(function () { console.log(JSON.stringify([describe(v), logged]).split(` + quoted(filepath.ToSlash(dir)+"/") + `).join('./')) }, 100) };
requirejs.onError = function (e) { console.log(String(e && e.stack)) };
`
		if c.entry {
			script += "requirejs(['main'], function () { load() });\n"
		} else {
			script += "requirejs(['main'], function (v) { load(v) });\n"
		}
		sum := sha256.Sum256([]byte(strings.ReplaceAll(script, dir, "") + c.files))
		kept := filepath.Join(testenv.Cache(t), "requirejs-"+hex.EncodeToString(sum[:])[:16])
		if text, err := os.ReadFile(kept); err == nil {
			answers[c.name] = string(text)
			continue
		}
		answers[c.name] = strings.TrimSpace(run(t, script))
		if err := os.WriteFile(kept, []byte(answers[c.name]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return answers
}

// bundled bundles main.js with amd, as an entry or to be required.
func bundled(t *testing.T, dir string, entry, warns bool) string {
	t.Helper()
	o := bundle.Options{Cwd: dir, Basedir: dir, Transforms: []bundle.Transform{{Name: "amd"}}}
	if entry {
		o.Entries = []bundle.Entry{{File: "main.js"}}
	} else {
		o.Requires = []bundle.Require{{File: "./main.js", Expose: "main"}}
	}
	return builtWarning(t, o, warns)
}

// built makes a bundle without a word.
func built(t *testing.T, o bundle.Options) string {
	t.Helper()
	return builtWarning(t, o, false)
}

func builtWarning(t *testing.T, o bundle.Options, warns bool) string {
	t.Helper()
	res, err := bundle.Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if (len(res.Warnings) > 0) != warns {
		t.Errorf("warnings: %v", res.Warnings)
	}
	var b bytes.Buffer
	if _, err := res.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// run runs a script in Node and returns what it prints.
func run(t *testing.T, script string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.js")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(testenv.Node(t), file).CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	return string(out)
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always encodes
	return string(b)
}
