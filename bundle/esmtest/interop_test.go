package esmtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// TestAsInNode bundles programs and compares what they print with what they
// print in Node, file by file.
func TestAsInNode(t *testing.T) {
	for _, c := range []struct{ name, files string }{
		{"named, default, star", `
-- main.mjs --
import d, { a, f as g, default as e } from './lib.mjs';
import * as ns from './lib.mjs';
import './effect.mjs';
console.log(d(), a, g(2), e === d, Object.keys(ns), ns.a);
-- lib.mjs --
export default function () { return 'default' }
export const a = 1;
export function f(x) { return x * 2 }
-- effect.mjs --
console.log('effect');
`},
		{"CommonJS by Node's rule", `
-- main.mjs --
import whole, { x } from './flagged.cjs';
import fn from './fn.cjs';
import nothing from './null.cjs';
console.log(whole, x, fn(), fn.also, nothing);
-- flagged.cjs --
exports.__esModule = true; exports.default = 'fake'; exports.x = 1;
-- fn.cjs --
module.exports = function () { return 'called' }; module.exports.also = 2;
-- null.cjs --
module.exports = null;
`},
		{"Node's rule by the package's type", `
-- package.json --
{"type": "module"}
-- main.js --
import whole from './flagged.cjs';
import own from './own.js';
import { again } from './again.js';
console.log(whole.default, own, again);
-- own.js --
export default 'own';
-- again.js --
export { default as again } from './flagged.cjs';
-- flagged.cjs --
exports.__esModule = true; exports.default = 'fake';
`},
		{"names that the helpers have too", `
-- main.mjs --
import d from './lib.mjs';
import fn from './fn.cjs';
var mod = 1, target = 2, isNodeMode = 3, to = 4, from = 5, __toESM = 6, __copyProps = 7, __defProp = 8, __toCommonJS = 9, __export = 10, module1 = 11;
console.log(d(), fn(), mod + target + isNodeMode + to + from + __toESM + __copyProps + __defProp + __toCommonJS + __export + module1);
export { mod, d };
-- lib.mjs --
var mod = 'default';
export default function () { return mod }
-- fn.cjs --
module.exports = function () { return 'called' };
`},
		{"an ES module has its own default by Node's rule too", `
-- main.mjs --
import d, * as ns from './lib.mjs';
import c from './none.mjs';
console.log(d, ns.default, typeof c);
-- lib.mjs --
export { d as default }; const d = 'mine';
-- none.mjs --
export default undefined;
`},
		{"live bindings and cycles", `
-- main.mjs --
import { count, up } from './count.mjs';
import { even } from './even.mjs';
console.log(count); up(); console.log(count, even(10), even(7));
-- count.mjs --
export let count = 0;
export function up() { count++ }
-- even.mjs --
import { odd } from './odd.mjs';
export function even(n) { return n === 0 || odd(n - 1) }
-- odd.mjs --
import { even } from './even.mjs';
export function odd(n) { return n !== 0 && even(n - 1) }
`},
		{"re-exports, also around a cycle", `
-- main.mjs --
import * as all from './all.mjs';
console.log(Object.keys(all).sort(), all.late(), all.space.b, all.renamed);
-- all.mjs --
export * from './a.mjs';
export * from './b.mjs';
export * as space from './b.mjs';
export { b as renamed } from './b.mjs';
export const own = 1;
-- a.mjs --
import { own, b } from './all.mjs';
export const late = () => own + b;
-- b.mjs --
export const b = 2;
export default 'not passed on';
`},
		{"import()", `
-- main.mjs --
const names = ns => Object.keys(ns).sort();
async function all() {
	await import('./lib.mjs').then(ns => console.log(names(ns), ns.default, ns.x));
	await import(/* webpackChunkName: "import(" */ './lib.mjs').then(ns => console.log(ns.x));
	await import('./fn.cjs').then(ns => console.log(ns.default()));
	await import('./data.json', { with: { type: 'json' } }).then(ns => console.log(ns.default.list));
	await import('./throws.mjs').catch(e => console.log(e.message));
	await import('http:' + '//127.0.0.1/nothing.js').catch(() => console.log('not here'));
}
all();
console.log('first');
-- lib.mjs --
export default 'd'; export const x = 1;
-- fn.cjs --
module.exports = () => 'fn';
-- data.json --
{"list": [1, 2]}
-- throws.mjs --
throw new Error('thrown'); export {};
`},
		{"JSON, strictness, this, hoisting", `
-- main.mjs --
import data from './data.json' with { type: 'json' };
console.log(data.a, typeof this, (function () { return this })());
try { undeclared = 1 } catch (e) { console.log(e.name) }
console.log(hoisted());
export function hoisted() { return 'hoisted' }
-- data.json --
{"a": [true]}
`},
		{"packages with import and require builds", `
-- main.mjs --
import both from 'both';
import { which } from 'both/sub';
import only from 'only';
import old from 'old';
import main from '#inner';
console.log(both, which, only, old, main);
-- package.json --
{"imports": {"#inner": "./inner.mjs"}}
-- inner.mjs --
export default 'inner';
-- node_modules/both/package.json --
{"main": "main.cjs", "exports": {".": {"require": "./main.cjs", "import": "./main.mjs"}, "./sub": {"import": "./sub.mjs", "require": "./sub.cjs"}}}
-- node_modules/both/main.cjs --
module.exports = 'cjs';
-- node_modules/both/main.mjs --
export default 'esm';
-- node_modules/both/sub.mjs --
export const which = 'esm sub';
-- node_modules/both/sub.cjs --
exports.which = 'cjs sub';
-- node_modules/only/package.json --
{"type": "module", "exports": {"import": "./lib/x.js"}}
-- node_modules/only/lib/x.js --
export default 'only';
-- node_modules/old/package.json --
{"main": "lib", "module": "module.js"}
-- node_modules/old/lib.js --
module.exports = 'lib';
-- node_modules/old/module.js --
export default 'module';
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := testenv.Unpack(t, c.files)
			entry := "main.mjs"
			if strings.Contains(c.files, "-- main.js --") {
				entry = "main.js"
			}
			want := runFile(t, dir+"/"+entry)
			got := run(t, mustBuild(t, dir, entry, nil), ".cjs")
			if got != want || want == "" {
				t.Errorf("the bundle prints\n%swhere Node prints\n%s", got, want)
			}
		})
	}
}

// TestImportOfNothing has import() of modules that are not there, but whose
// failure is handled: each is a warning, and fails at run time.
func TestImportOfNothing(t *testing.T) {
	dir := testenv.Unpack(t, `
-- main.mjs --
async function main() {
  try {
    await import('./missing.mjs');
  } catch {
    console.log('caught');
  }
  await import ( 'none' ) . catch(() => {});
  await import('none')
    .catch(() => console.log('handled'));
  await import('none too').then(x => [x, x]).catch(() => console.log('handled later'));
  await import('nor this').then(x => x, () => console.log('handled there'));
  try { console.log((await import('./there.mjs')).x) } catch {}
}
main();
-- there.mjs --
export const x = 'there';
`)
	r, err := bundle.Build(t.Context(), bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "main.mjs"}}})
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, w := range r.Warnings {
		places = append(places, fmt.Sprintf("%d:%d", w.Where.Line, w.Where.Column))
	}
	if want := []string{"3:18", "7:18", "10:16", "11:16"}; !slices.Equal(places, want) {
		t.Errorf("warnings at %q, want %q", places, want)
	}
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if got, want := run(t, b.String(), ".cjs"), "caught\nhandled\nhandled later\nhandled there\nthere\n"; got != want {
		t.Errorf("prints %q, want %q", got, want)
	}
}

// TestRequired is what CommonJS sees of ES modules, and ES modules that are none
// of Node's of CommonJS: what Babel made the rule.
func TestRequired(t *testing.T) {
	for _, c := range []struct{ name, files, want string }{
		{"CommonJS requires an ES module", `
-- main.js --
var lib = require('./lib');
console.log(lib.default, lib.x, lib.__esModule, Object.keys(lib).sort().join());
lib.up(); console.log(lib.x);
-- lib.js --
export default 'd'; export let x = 1; export function up() { x++ }
`, "d 1 true default,up,x\n2\n"},
		{"__esModule is heeded", `
-- main.js --
import d, { x } from './babel';
import whole from './plain';
console.log(d, x, whole.y);
-- babel.js --
Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'd'; exports.x = 1;
-- plain.js --
exports.y = 2;
`, "d 1 2\n"},
		{"a package with a module field alone", `
-- main.js --
console.log(require('p').default, require('p/more').x, require('q'));
-- node_modules/p/package.json --
{"module": "es/p.js"}
-- node_modules/p/es/p.js --
export default 'p';
-- node_modules/p/more.mjs --
export const x = 'more';
-- node_modules/q/package.json --
{"module": "es/q.js", "main": "q.js"}
-- node_modules/q/q.js --
module.exports = 'q';
`, "p more q\n"},
		{"extensions are tried last", `
-- main.js --
console.log(require('./dir'), require('./x').default, require('./only'), require('./t').default);
-- dir/index.js --
module.exports = 'directory';
-- dir.ts --
export default 'file';
-- x.mjs --
export default 'mjs';
-- x.ts --
export default 'ts';
-- only/index.tsx --
const s: string = 'index'; export = s;
-- t.mts --
export default 'mts' as const;
`, "directory mjs index mts\n"},
		{"globals of an ES module", `
-- main.js --
import { join } from 'path';
import { Buffer as B } from 'buffer';
console.log(join('a', '..', 'b'), typeof process.nextTick, __filename, Buffer === B, global === globalThis);
`, "b function /main.js true true\n"},
		{"import.meta.url is always a base", `
-- main.js --
console.log(new URL('x.png', import.meta.url).href, typeof import.meta.env, import.meta === import.meta);
`, "file:///x.png undefined true\n"},
		{"a file that was bundled before", `
-- main.mjs --
import d from './packed.mjs';
import e from './flagged.js';
console.log(d, e.default);
-- packed.mjs --
var __create = Object.create, __defProp = Object.defineProperty, __copyProps = (a) => a;
var __toESM = (mod, isNodeMode, target) => (target = mod, target);
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
import * as ns from './other.mjs';
export default [__toESM({ a: 1 }).a, __toCommonJS({}).__esModule, ns.default, _imp00].join();
var _imp00 = 'name';
import('./other.mjs').then(other => console.log(other.default, other === ns));
-- other.mjs --
export default 'other';
-- flagged.js --
exports.__esModule = true; exports.default = 'whole';
`, "1,true,other, whole\nother true\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := testenv.Unpack(t, c.files)
			entry := "main.js"
			if strings.Contains(c.files, "-- main.mjs --") {
				entry = "main.mjs"
			}
			if got := run(t, mustBuild(t, dir, entry, nil), ".cjs"); got != c.want {
				t.Errorf("prints\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestTypeScript bundles programs in TypeScript and JSX.
func TestTypeScript(t *testing.T) {
	const paths = `
-- src/main.ts --
import { a } from '@/lib/a';
import b from 'lib/b.js';
import c = require('./c.js');
import type { T } from 'no-such-types';
import { d } from './d.mjs';
import e from 'installed';
const all: T[] = [a, b, c.x, d, e] as any;
console.log(all.join());
-- src/lib/a.ts --
export const a = 'a';
-- src/lib/b.ts --
export default 'b' as string;
-- src/c.tsx --
const x: unique symbol | 'c' = 'c'; export = { x };
-- src/d.mts --
export { default as d } from './d/index.js';
-- src/d/index.ts --
enum Order { Up = 1, Down } export default Order[2];
-- node_modules/installed/index.js --
module.exports = 'installed';
-- tsconfig.json --
{ "extends": "./base", "compilerOptions": { "baseUrl": "src", } } // the rest is in base.json
-- base.json --
{ "compilerOptions": { "paths": { "@/*": ["./nowhere/*", "./*"] } } }
`
	const element = `
-- main.jsx --
const h = require('./h'), F = 'fragment', view = require('./view.tsx');
console.log(JSON.stringify(<><a b="c" {...{ d: 1 }}>text &amp; {view.default}</a></>));
-- view.tsx --
/** @jsx h */
import h from './h';
export default <p /> as unknown;
-- h.js --
module.exports = (tag, props, ...children) => [tag, props, ...children];
`
	const elements = `["fragment",null,["a",{"b":"c","d":1},"text & ",["p",null]]]` + "\n"
	for _, c := range []struct {
		name, files, entry string
		options            func(*bundle.Options)
		want               string
	}{
		{name: "paths", files: paths, entry: "src/main.ts", want: "a,b,c,Down,installed\n"},
		{name: "paths, by -t", files: paths, entry: "src/main.ts", options: transform("ts", ""), want: "a,b,c,Down,installed\n"},
		{name: "an element", files: element, entry: "main.jsx", options: transform("jsx", `{"jsxFactory":"h","jsxFragmentFactory":"F"}`), want: elements},
		{name: "an element, by tsconfig", files: element + `
-- tsconfig.json --
{"compilerOptions": {"jsxFactory": "h", "jsxFragmentFactory": "F"}}
`, entry: "main.jsx", want: elements},
		{name: "a class, lowered", files: `
-- main.ts --
class A { x?: number; static y = 1; #z = 2; get z() { return this.#z } }
console.log('x' in new A(), A.y ?? 0, new A().z, String(A).includes('#z'));
-- tsconfig.json --
{"compilerOptions": {"target": "es2016"}}
`, entry: "main.ts", want: "false 1 2 false\n"},
		{name: "a class as it is", files: `
-- main.ts --
class A { x?: number; static y = 1; #z = 2; get z() { return this.#z } }
console.log('x' in new A(), A.y ?? 0, new A().z, String(A).includes('#z'));
`, entry: "main.ts", want: "true 1 2 true\n"},
		{name: "an extension of the user's goes before", files: `
-- main.js --
console.log(require('./x').default, require('./y').default);
-- x.mjs --
export default 'mjs';
-- x.ts --
export default 'ts';
-- y.tsx --
export default 'tsx' satisfies string;
`, entry: "main.js", options: func(o *bundle.Options) { o.Extensions = []string{".ts"} }, want: "ts tsx\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, mustBuild(t, testenv.Unpack(t, c.files), c.entry, c.options), ".cjs"); got != c.want {
				t.Errorf("prints %q, want %q", got, c.want)
			}
		})
	}
}

// TestTransformedBefore holds that what a transform has made CommonJS is not
// converted again, whatever the file is called.
func TestTransformedBefore(t *testing.T) {
	dir := testenv.Unpack(t, `
-- main.mjs --
whatever
`)
	text := mustBuild(t, dir, "main.mjs", func(o *bundle.Options) {
		o.Transforms = []bundle.Transform{{Name: "given", Use: given("module.exports = 010; // octal, sloppy\n")}}
	})
	if !strings.Contains(text, "module.exports = 010; // octal, sloppy\n") {
		t.Errorf("became %s", text)
	}
}

// given is a transform that makes every file the same.
type given string

func (given) Name() string { return "given" }

func (g given) Transform(context.Context, transforms.Input) (transforms.Output, error) {
	return transforms.Output{Code: []byte(g)}, nil
}
