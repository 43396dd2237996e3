package amdtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// others are the modules that the fixtures depend on.
const others = `-- cart.js --
define({add: function (x) { log('cart', x.size) }})
-- inventory.js --
define({decrement: function (x) { log('inventory', x.size) }})
-- thing.js --
define(function () { return {hi: 'hi'} })
-- some-thing.js --
define(function () { log('some-thing ran') })
-- foo.js --
module.exports = 'foo';
-- node_modules/pkg/index.js --
define(['./part'], (part) => part + 1)
-- node_modules/pkg/part.js --
define(() => 1)
`

// fixtures are what deamdify's own tests ask for (its npm package does not ship
// them, so they are written anew), and what it gets wrong. want is what a bundle
// exports, and what it logs.
var fixtures = []struct{ name, source, want string }{
	{"name-value pairs", "define({color: 'black', size: 'unisize'});", `[{"color":"black","size":"unisize"},[]]`},
	{"a definition function", "define(function () { log('setup'); return {color: 'black'} });", `[{"color":"black"},[["setup"]]]`},
	{"with dependencies", "define(['./cart', './inventory'], function (cart, inventory) { return {size: 'L', addToCart: function () { inventory.decrement(this); cart.add(this) }} });", `[{"addToCart":{"(function)":0},"size":"L"},[]]`},
	{"a module as a function", "define(['./cart', './inventory'], function (cart, inventory) { return function (title) { return title } });", `[{"(function)":1},[]]`},
	{"a name", "define('foo/title', ['./cart'], function (cart) { return {size: typeof cart.add} });", `[{"size":"function"},[]]`},
	{"a name and a function", "define('foo', function () { return 1 });", `[1,[]]`},
	{"a name and a factory without return", "define('foo', function (require, exports, module) { exports.a = require('./foo') });", `[{"a":"foo"},[]]`},
	{"the CommonJS wrapper", "define(function (require, exports, module) { var foo = require('./foo'); exports.foo = foo });", `[{"foo":"foo"},[]]`},
	{"special dependencies", "define(['require', './thing', 'exports', 'module'], function (require, thing, exports, module) { exports.a = [thing.hi, require('./foo'), module.exports === exports] });", `[{"a":["hi","foo",true]},[]]`},
	{"only special dependencies", "define(['require', 'exports', 'module'], function (require, exports, module) { module.exports = require('./foo') });", `["foo",[]]`},
	{"a dependency without a variable", "define(['./thing', './some-thing'], function (thing) { return {thing: thing.hi} });", `[{"thing":"hi"},[["some-thing ran"]]]`},
	{"no variables at all", "define(['./thing', './some-thing'], function () { return 2 });", `[2,[["some-thing ran"]]]`},
	{"a variable without a dependency", "var before = 1; define(['./thing'], function (b, c) { return [b.hi, typeof c] }); before = 2;", `[["hi","undefined"],[]]`},
	{"an identifier as factory", "function f(thing) { return thing.hi } define(['./thing'], f);", `["hi",[]]`},
	{"several returns", "define(function () { if (1) { return 'first' } return 'second' });", `["first",[]]`},
	{"a variable called module", "define(function () { var module = {t: 1}; return module });", `[{"t":1},[]]`},
	{"a named module in a variable", "define('m', ['./thing'], function (t) { var m = {t: t.hi}; return m });", `[{"t":"hi"},[]]`},
	{"require with dependencies", "require(['./cart'], function (cart) { log(typeof cart.add) });", `[{},[["function"]]]`},
	{"require with dependencies and exports", "require(['./cart', './inventory'], function (cart, inventory) { exports.size = 'large'; exports.add = function () {} });", `[{"add":{"(function)":0},"size":"large"},[]]`},
	{"split names", "define('a/name', './thing ./some-thing'.split(' '), function (t) { return t.hi });", `["hi",[["some-thing ran"]]]`},
	{"umd with CommonJS", "(function (root, factory) { if (typeof exports === 'object') module.exports = factory(require('./thing')); else if (typeof define === 'function' && define.amd) define(['./thing'], factory); else root.x = factory() })(this, function (t) { return t.hi });", `["hi",[]]`},
	{"umd of AMD and the page", "(function (root, factory) { if (typeof define === 'function' && define.amd) define(factory); else root.x = factory() })(this, function () { return 'made' });", `["made",[]]`},
	{"umd of AMD and the page, with dependencies", "(function (root, factory) { if (typeof define === 'function' && define.amd) define(['./thing'], factory); else root.x = factory(root.thing) })(this, function (t) { return t.hi });", `["hi",[]]`},
	{"umd, and a variable of the file", "var foo; if (typeof define === 'function' && define.amd) { define(function () { var foo = 'good'; evil(); return foo }) } function evil() { foo = 'evil' }", `["good",[]]`},
	{"a lookalike", "var foo; function f() { if (foo) { define(foo) } } f();", `[{},[]]`},
	{"a CommonJS module", "exports.a = require('./foo');", `[{"a":"foo"},[]]`},

	// What deamdify gets wrong.
	{"crashes on ?.", "define(['./thing'], function (t) { return t?.hi ?? 0 });", `["hi",[]]`},
	{"crashes on async", "define(['./thing'], function (t) { return {f: async function () { await t }} });", `[{"f":{"(function)":0}},[]]`},
	{"crashes on #p", "define(['./thing'], function (t) { class A { #p = t.hi; get p() { return this.#p } } return new A().p });", `["hi",[]]`},
	{"crashes on import", "import foo from './foo';\nexport default foo + 1;", `[{"default":"foo1"},[]]`},
	{"throws on dependencies that are no literals", "define(['./th' + 'ing'].concat('./foo'), function (t, f) { return t.hi + f });", `["hifoo",[]]`},
	{"leaves arrow functions", "define(['./thing'], (t) => t.hi);", `["hi",[]]`},
	{"leaves define with a name and an object", "define('x', {a: 1});", `[{"a":1},[]]`},
	{"leaves bind", "define(['./thing'], function (t) { return this.x + t.hi }.bind({x: 1}));", `["1hi",[]]`},
	{"leaves a comma", "log(1), define(['./thing'], function (t) { return t.hi });", `["hi",[[1]]]`},
	{"leaves !define", "!define(function () { return 1 });", `[1,[]]`},
	{"leaves a ternary", "typeof define === 'function' && define.amd ? define(['./thing'], function (t) { return t.hi }) : 0;", `["hi",[]]`},
	{"stops at a nested require", "define(['./thing'], function (t) { require(['./foo'], function (f) { log(f) }); return t.hi });", `["hi",[["foo"]]]`},
	{"exports a function uncalled", "function f() { return 'called' } define(f);", `["called",[]]`},
	{"ignores packages", "module.exports = require('pkg');", `[2,[]]`},
}

// TestFixtures runs bundles of the fixtures, as -t deamdify makes them.
func TestFixtures(t *testing.T) {
	scripts := map[string]string{}
	for _, c := range fixtures {
		dir := testenv.Unpack(t, others)
		put(t, dir, "main.js", c.source)
		scripts[c.name] = built(t, bundle.Options{Cwd: dir, Basedir: dir, Requires: []bundle.Require{{File: "./main.js", Expose: "main"}},
			Transforms: []bundle.Transform{{Name: "deamdify"}}}) + "\nvar value = require('main')"
	}
	got := runAll(t, scripts)
	for _, c := range fixtures {
		if got[c.name] != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.source, got[c.name], c.want)
		}
	}
}

// TestComments holds that licences stay, and that texts without AMD stay as
// they are, to the byte.
func TestComments(t *testing.T) {
	dir := testenv.Unpack(t, "-- main.js --\n/*! Licence: MIT */\n// two\ndefine(/* three */ ['./data.json'] /* four */, function () {\n  // five\n});\n// six\n-- data.json --\n{\"define\": [\"define(['x'])\"]}\n")
	text := built(t, bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, Transforms: []bundle.Transform{{Name: "amd"}}})
	for _, comment := range []string{"/*! Licence: MIT */\n// two\n", "/* three */", "/* four */", "\n  // five\n", "\n// six\n", `{"define": ["define(['x'])"]}`} {
		if !strings.Contains(text, comment) {
			t.Errorf("%q is gone", comment)
		}
	}
}

// TestInstalled holds that the name deamdify means the npm package where that is
// installed, with its limits.
func TestInstalled(t *testing.T) {
	dir := withModules(t)
	put(t, dir, "main.js", "define(function () { return 1 });\n")
	for _, name := range []string{"deamdify", "amd"} {
		o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, Transforms: []bundle.Transform{{Name: name}}}
		if text := built(t, o); strings.Contains(text, "void 0") != (name == "amd") {
			t.Errorf("%s made %s", name, text)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "deamdify")); err != nil {
		t.Fatal(err)
	}
}
