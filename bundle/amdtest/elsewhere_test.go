package amdtest

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// across is a program whose files need names that others define, and
// configuration that others hold.
const across = `-- main.js --
require(['./settings', './layer', './user'], function (s, l, user) { log(user) });
-- settings.js --
require.config({paths: {lib: 'one'}});
-- layer.js --
define('x/a', ['./b'], function (b) { return ['a', b] });
define('x/b', ['lib'], function (lib) { return ['b', lib] });
-- user.js --
define(['x/a', 'x/c', './x/b'], function (a, c, b) { return [a, c, b] });
-- one.js --
define({one: 1});
-- two.js --
define({two: 2});
-- x/b.js --
define({file: 'b'});
-- x/c.js --
define({file: 'c'});
-- node_modules/dep/index.js --
define('x/c', 'of a package');
-- node_modules/dep/package.json --
{"name": "dep"}
`

// outcome is a bundle, or what is wrong.
func outcome(res *bundle.Result, err error) string {
	if err != nil {
		return err.Error()
	}
	var b bytes.Buffer
	_, _ = res.WriteTo(&b) // a Buffer takes all
	return b.String()
}

// TestAcross holds that what files are to each other does not depend on who comes
// first, nor on what was bundled before.
func TestAcross(t *testing.T) {
	dir := testenv.Unpack(t, across)
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, Transforms: []bundle.Transform{{Name: "amd"}}}
	fresh := func() string {
		var first string
		for i, workers := range []int{1, 2, 4, 8, 3, 8} {
			o.Workers = workers
			if got := outcome(bundle.Build(t.Context(), o)); i == 0 {
				first = got
			} else if got != first {
				t.Errorf("%d workers make\n%s\nnot\n%s", workers, got, first)
			}
		}
		return first
	}
	b, err := bundle.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got, want := outcome(b.Build(t.Context())), fresh(); got != want || strings.Contains(got, "file: 'b'") || !strings.Contains(got, "file: 'c'") {
		t.Errorf("the first bundle is\n%s\nnot\n%s", got, want)
	}
	seen := map[string]bool{}
	for _, change := range []struct{ file, text, has string }{
		{"layer.js", "define('x/a', ['./b'], function (b) { return ['A', b] });\ndefine('x/b', ['lib'], function (lib) { return ['b', lib] });\n", "'A'"},
		{"user.js", "define(['x/a', './x/b'], function (a, b) { return [a, b, 'patched'] });\n", "patched"},
		{"settings.js", "require.config({paths: {lib: 'two'}});\n", "two: 2"},
		{"layer.js", "define('x/a', ['x/b', 'lib'], function (b) { return ['a', b] });\ndefine('y/b', {});\n", "file: 'b'"},
		{"layer.js", "define('x/a', ['z/none'], {});\ndefine('y/b', {});\n", `cannot find module "z/none"`},
		{"two.js", "define('z/none', {found: 1});\ndefine('two', {two: 3});\n", `cannot find module "z/none"`},
		{"layer.js", "define('x/a', ['lib', 'z/none'], {});\ndefine('x/c', {});\n", "found: 1"},
		{"main.js", "require(['./settings', './user'], function (s, user) { log(user) });\n", `cannot find module "x/a"`},
		{"user.js", "define(['dep', 'x/c', 'lib'], function (d, c) { return [d, c] });\n", "file: 'c'"},
		{"main.js", "require(['./user'], function (user) { log(user) });\n", `cannot find module "lib"`},
		{"user.js", "define(['dep', 'x/q'], function (d, c) { return [d, c] });\n", `cannot find module "x/q"`},
		{"node_modules/dep/index.js", "define('x/q', 'of a package');\n", "get(\"node_modules/dep\",\"x/q\""},
	} {
		testenv.Write(t, dir, filepath.FromSlash(change.file), change.text)
		b.Changed(filepath.Join(dir, filepath.FromSlash(change.file)))
		got, want := outcome(b.Build(t.Context())), fresh()
		if got != want {
			t.Errorf("after a change of %s\n%s\nis not\n%s", change.file, got, want)
		}
		if !strings.Contains(got, change.has) {
			t.Errorf("after a change of %s there is no %s in\n%s", change.file, change.has, got)
		}
		if seen[got] && !strings.Contains(change.has, "cannot find") {
			t.Errorf("nothing came of the change of %s", change.file)
		}
		seen[got] = true
	}
}

// TestRunForName holds that a file that was run since another needs a name that
// it defines still exports its own module when it is required itself.
func TestRunForName(t *testing.T) {
	dir := testenv.Unpack(t, `-- main.js --
log(require('./user'));
log(require('./layer'));
log(require('./layer') === require('./layer'), require('./sets').set);
-- user.js --
define(['x/a', 's/a'], function (a, b) { log('user'); return [a, b] });
-- layer.js --
define('x/a', function () { log('a'); return 'a' });
define('x/last', ['./a'], function (a) { log('last'); return {last: a} });
-- sets.js --
define('s/a', {s: 1});
define('s/b', {s: 2});
require(['s/b'], function (b) { module.exports = {set: b} });
`)
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, Transforms: []bundle.Transform{{Name: "amd"}}}
	got := run(t, describe+built(t, o)+"\nconsole.log(JSON.stringify(logged))")
	const want = `[["a"],["user"],[["a",{"s":1}]],["last"],[{"last":"a"}],[true,{"s":2}]]`
	if strings.TrimSpace(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
