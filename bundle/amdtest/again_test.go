package amdtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

func text(t *testing.T, res *bundle.Result, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := res.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAgain holds that a Builder makes, after changes of what AMD's names hang
// on, what a first build makes.
func TestAgain(t *testing.T) {
	dir := testenv.Unpack(t, `-- js/main.js --
requirejs.config({baseUrl: 'js', paths: {x: 'one'}});
requirejs(['x', 'dep', 'text!t.txt'], function (x, dep, t) { log(x, dep, t) });
-- js/one.js --
define({one: 1})
-- js/two.js --
define({two: 2})
-- js/t.txt --
before
-- node_modules/dep/index.js --
define(function () { return 'npm' })
`)
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "js/main.js"}}, Transforms: []bundle.Transform{{Name: "amd"}}}
	b, err := bundle.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	res, err := b.Build(t.Context())
	seen := map[string]bool{text(t, res, err): true}
	for _, change := range []struct{ file, text string }{
		{"js/main.js", "requirejs.config({baseUrl: 'js', paths: {x: 'two'}});\nrequirejs(['x', 'dep', 'text!t.txt'], function (x, dep, t) { log(x, dep, t) });\n"},
		{"js/t.txt", "after\n"},
		{"js/dep.js", "define(function () { return 'below baseUrl' })\n"},
		{"js/two.js", "module.exports = require('dep')\n"},
	} {
		put(t, dir, change.file, change.text)
		b.Changed(filepath.Join(dir, filepath.FromSlash(change.file)))
		res, err := b.Build(t.Context())
		got := text(t, res, err)
		res, err = bundle.Build(t.Context(), o)
		if want := text(t, res, err); got != want {
			t.Errorf("after a change of %s\n%s\nis not\n%s", change.file, got, want)
		}
		if seen[got] {
			t.Errorf("nothing came of the change of %s", change.file)
		}
		seen[got] = true
	}
}

// TestWorkers holds that a bundle does not depend on who converts what first.
func TestWorkers(t *testing.T) {
	dir := withModules(t)
	main := "require.config({paths: {ui: 'node_modules/jquery-ui/ui/widgets'}, map: {'*': {old: 'lodash'}}});\nrequire(['ui/dialog', 'old', 'select2', 'dojo/_base/declare', 'ace-builds/src/ace'], function () {});\n"
	put(t, dir, "main.js", main)
	put(t, dir, "other.js", "define(['ui/dialog', 'backbone', 'old'], function (d) { return d });\n")
	put(t, dir, "old.js", "define(function () {});\n")
	if err := os.Mkdir(filepath.Join(dir, "lodash"), 0o777); err != nil {
		t.Fatal(err)
	}
	var first string
	for _, workers := range []int{1, 2, 4, 7, 4, 7} {
		o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "other.js"}, {File: "main.js"}}, Workers: workers,
			Transforms: []bundle.Transform{{Name: "amd", Options: json.RawMessage(`{"plugins":{"default":"dojo/request/xhr"}}`)}}}
		res, err := bundle.Build(t.Context(), o)
		if got := text(t, res, err); first == "" {
			first = got
		} else if got != first {
			t.Errorf("%d workers make another bundle", workers)
		}
	}
	if len(first) < 1_000_000 {
		t.Error(fmt.Sprint("the bundle has but ", len(first), " bytes"))
	}
}
