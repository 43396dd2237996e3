// Package bundle is sheaf as a Go library: it makes one browser script of a
// graph of CommonJS modules, as Browserify does.
//
// What comes in are Options; what goes out is a Result, which writes the script
// and its source map, or an error that is a diag.List. The package prints
// nothing and reads no command line; cmd/sheaf does that, with nothing but what
// this package offers.
//
// A build is a line of stages, named as Browserify's are:
//
//	entries ─► resolve ─► load ─► transform ─► scan ─► (children: resolve …)
//	                                            └─► sort ─► dedupe ─► label ─► pack ─► write
//
// The first line is done by bundle/internal/graph, with package resolver for
// resolve, package transforms for transform and bundle/scan for scan; it ends
// in rows (bundle/internal/row), of which bundle/internal/pack makes a script.
// The shims of Node's core modules are in bundle/builtins, and source maps in
// bundle/srcmap.
package bundle
