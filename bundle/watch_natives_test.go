package bundle_test

import (
	"strings"
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
	w.remove("other/x")
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

// TestWatchBowerIndex takes away the script that a component without a main file
// was known by, and brings it back.
func TestWatchBowerIndex(t *testing.T) {
	w := watch(t, map[string]string{
		"package.json":                `{"browserify": {"transform": ["bower"]}}`,
		"main.js":                     `require('x')`,
		"bower.json":                  `{}`,
		"bower_components/x/x.js":     `'by its name'`,
		"bower_components/x/index.js": `'by its index'`,
	}, bundle.WatchOptions{})
	w.expect("by its name")
	w.quiet()
	w.remove("bower_components/x/x.js")
	w.expect("by its index")
	w.write("bower_components/x/x.js", `'by its name again'`)
	w.expect("by its name again")
}

// TestWatchShimmedPackage has the names of shims mean other files.
func TestWatchShimmedPackage(t *testing.T) {
	w := watch(t, map[string]string{
		"package.json":            `{"browserify": {"transform": [["browserify-shim", {"global": true}]]}, "browserify-shim": {"x": "X", "./y": "Y"}}`,
		"main.js":                 `require('x'); require('./y')`,
		"node_modules/x/a.js":     `X = 'the first'`,
		"node_modules/x/b.js":     `X = 'the second'`,
		"node_modules/x/index.js": `X = 'the index'`,
		"y/index.js":              `Y = 'a directory'`,
	}, bundle.WatchOptions{})
	const shimmed = "\n;sheaf_export((typeof X!="
	w.expect("X = 'the index'" + shimmed)
	w.write("node_modules/x/package.json", `{"main": "a.js"}`)
	w.expect("X = 'the first'" + shimmed)
	w.write("node_modules/x/package.json", `{"main": "b.js"}`)
	w.expect("X = 'the second'" + shimmed)
	w.remove("node_modules/x/b.js")
	w.expect("X = 'the index'" + shimmed)
	if !strings.Contains(w.last, "Y = 'a directory'\n;sheaf_export(") {
		t.Errorf("y is no shim: %s", w.last)
	}
	w.write("y.js", `Y = 'a file'`)
	w.expect("Y = 'a file'\n;sheaf_export(")
}
