package bundle_test

import (
	"os"
	"testing"

	"sheaf/bundle"
)

// TestWatchBower changes what Bower's files say while a bundle that hangs on them
// is watched.
func TestWatchBower(t *testing.T) {
	w := watch(t, map[string]string{
		"package.json":                    `{"browserify": {"transform": ["bower"]}}`,
		"bower.json":                      `{"dependencies": {"x": "1"}}`,
		"main.js":                         `require('x')`,
		"bower_components/x/bower.json":   `{"main": "a.js"}`,
		"bower_components/x/a.js":         `'the first'`,
		"bower_components/x/b.js":         `'the second'`,
		"other/x/x.js":                    `'the other'`,
		"bower_components/x/node.txt":     ``,
		"bower_components/y/.bower.json":  `{}`,
		"bower_components/y/y.js":         `'y'`,
		"bower_components/x/unused/a.txt": ``,
	}, bundle.WatchOptions{})
	w.expect("the first")
	w.write("bower_components/x/bower.json", `{"main": ["b.js", "a.js"]}`)
	w.expect("the second")
	w.write("bower_components/x/a.js", `'the first, changed'`)
	w.expect("the first, changed")
	w.write("bower_components/x/bower.json", `{"main": ["c.js"]}`)
	w.expect("run bower install")
	w.write("bower_components/x/c.js", `'the third'`)
	w.expect("the third")
	w.write(".bowerrc", `{"directory": "other"}`)
	w.expect("the other")
	if err := os.RemoveAll(w.path("other/x")); err != nil {
		t.Fatal(err)
	}
	w.expect("run bower install")
	w.write("other/x/x.js", `'the other again'`)
	w.expect("the other again")
}

// TestWatchShims changes shims while a bundle that hangs on them is watched.
func TestWatchShims(t *testing.T) {
	w := watch(t, map[string]string{
		"package.json": `{"browserify": {"transform": ["browserify-shim"]}, "browserify-shim": "./shim.js"}`,
		"shim.js":      `module.exports = {x: {exports: 'global:FIRST'}}`,
		"main.js":      `require('x')`,
	}, bundle.WatchOptions{})
	w.expect("FIRST")
	w.write("shim.js", `module.exports = {x: {exports: 'global:SECOND'}}`)
	w.expect("SECOND")
	w.write("shim.js", `module.exports = {x: {exports: 'global:SECOND'}, './vendor/y': {exports: 'Y'}}`)
	w.expect("there is no such file")
	w.write("vendor/y.js", `Y = 1`)
	w.expect("SECOND")
	w.write("main.js", `require('./vendor/y')`)
	w.expect("sheaf_export")
	w.write("vendor/y.js", `Y = 'THIRD'`)
	w.expect("THIRD")
	w.write("shim.js", `module.exports = {`)
	w.expect("the file ends in the middle")
	w.write("package.json", `{"browserify": {"transform": ["browserify-shim"]}, "browserify-shim": {"./vendor/y": "Y.fourth"}}`)
	w.expect("fourth")
}
