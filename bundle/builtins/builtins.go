// Package builtins holds the browser versions of Node's core modules: the npm
// packages that Browserify 17.0.1 bundles for require("buffer"),
// require("stream") and the like, at the same versions and with the same
// sources.
//
// What comes in is the name of a core module; what goes out is a Module, its
// source with what a scan and a resolution of it find, and through its Deps
// the modules it requires. The package never reads the file system, never
// scans JavaScript, and does nothing at start-up: a module's record is decoded
// from an embedded archive when it is first asked for.
//
// # The archive
//
// The sources are not committed. "go generate ./bundle/builtins" installs them
// with npm as package.json and package-lock.json say, walks their requires as
// Browserify does and writes archive/shims.bin. A program that is built
// without that file, or with one made from another lock file or by another
// version of the generator, is complete but for these modules: Available is
// false, Problem says why and what to run, and Lookup finds only what needs no
// archive. Package then names the npm package to look for in the project's own
// node_modules.
//
// # The names
//
// The names are those of Browserify's lib/builtins.js. fs, child_process, net
// and the others that no browser can offer are the empty module. _process is
// what a free "process" becomes.
//
// A few names are known beyond Browserify's, for Node's users expect them (see
// Added; Browserify fails on them unless node_modules has a package that
// offers them, so that is to be asked first):
//
//   - process is _process;
//   - path/posix is path, whose shim is the POSIX one;
//   - util/types is util's types, assert/strict is assert's strict: modules of
//     one line around the shim;
//   - dns/promises, fs/promises, inspector/promises and readline/promises are
//     empty, as dns, fs, inspector and readline are.
//
// path/win32, stream/promises, stream/web, timers/promises and the other core
// modules of newer Nodes (worker_threads, async_hooks, …) are not known: the
// shims do not offer what they would have to. The prefix node: is the caller's
// to remove.
package builtins

import "sheaf/bundle/scan"

//go:generate go run ./internal/generate

// Root is where the modules' paths lie: below a directory that does not exist,
// the same on every system, and whose name says that no module in it is the
// user's own. The layout below is that of node_modules after "npm install
// browserify@17.0.1".
const Root = "/sheaf/node_modules/"

// A Module is one source file of a shim. There is only ever one Module of a
// path, so that pointers can be compared. It is read-only.
type Module struct {
	// Path is absolute, with slashes, below Root.
	Path string

	// Source is the text as Browserify wraps it: a byte order mark is
	// removed, a #! line replaced by an empty one. The text of a JSON module
	// is the file's own.
	Source []byte

	JSON       bool
	Globals    scan.Globals // none for JSON
	MapComment int32        // byte offset of the source map comment, or -1
	Deps       []Dep        // in source order, no Spec twice
}

// A Dep is a module required by a shim. What Globals ask for is not among
// them. No shim's browser field gives a package another name, so Spec is also
// the name to look for among exposed modules: as in Browserify, one exposed as
// "inherits" takes the place of the shims' own. That is not so for Empty.
type Dep struct {
	Spec  string
	Core  string  // the core module it means, to be asked of Lookup, or
	To    *Module // the module it means, or
	Empty bool    // Ignored: the browser field of the shim's package says false
}

// IsBufferPackage is the npm package that IsBuffer comes from.
const IsBufferPackage = "is-buffer"

var (
	empty   = Module{Path: Root + "browserify/lib/_empty.js", MapComment: -1}
	ignored = Module{Path: Root + "browser-resolve/empty.js", MapComment: -1}
)

// Empty returns the module that stands for core modules that a browser cannot
// have, and for ignored files: Browserify's lib/_empty.js.
func Empty() *Module { return &empty }

// Ignored returns the module that stands for what a browser field says false
// to: browser-resolve's empty.js.
func Ignored() *Module { return &ignored }

// Lookup returns the module of a core module's name. Without an archive it
// finds only the empty modules and those of one line.
func Lookup(name string) (*Module, bool) {
	return shims.lookup(name)
}

// IsBuffer returns the module that a free "Buffer" becomes if the file uses
// nothing of it but Buffer.isBuffer, or nil if there is no archive.
func IsBuffer() *Module {
	return shims.named(IsBufferPackage)
}

// Available reports whether the program has the archive.
func Available() bool { return shims.problem() == nil }

// Problem says why there is no archive and what to do about it, or is nil if
// there is one.
func Problem() error { return shims.problem() }
