package builtins

import (
	"slices"
	"strings"
)

// A row says what a core module's name stands for.
type row struct {
	name   string
	npm    string  // npm package, and a path in it, as Node's require resolves it
	module *Module // or a module that needs no archive
	added  bool    // not one of Browserify's names
}

// rows is Browserify's lib/builtins.js, sorted, and the names we add.
var rows = [...]row{
	{name: "_process", npm: "process/browser"},
	{name: "_stream_duplex", npm: "readable-stream/duplex.js"},
	{name: "_stream_passthrough", npm: "readable-stream/passthrough.js"},
	{name: "_stream_readable", npm: "readable-stream/readable.js"},
	{name: "_stream_transform", npm: "readable-stream/transform.js"},
	{name: "_stream_writable", npm: "readable-stream/writable.js"},
	{name: "assert", npm: "assert/"},
	{name: "assert/strict", module: &assertStrict, added: true},
	{name: "buffer", npm: "buffer/"},
	{name: "child_process", module: &empty},
	{name: "cluster", module: &empty},
	{name: "console", npm: "console-browserify"},
	{name: "constants", npm: "constants-browserify"},
	{name: "crypto", npm: "crypto-browserify"},
	{name: "dgram", module: &empty},
	{name: "dns", module: &empty},
	{name: "dns/promises", module: &empty, added: true},
	{name: "domain", npm: "domain-browser"},
	{name: "events", npm: "events/"},
	{name: "fs", module: &empty},
	{name: "fs/promises", module: &empty, added: true},
	{name: "http", npm: "stream-http"},
	{name: "http2", module: &empty},
	{name: "https", npm: "https-browserify"},
	{name: "inspector", module: &empty},
	{name: "inspector/promises", module: &empty, added: true},
	{name: "module", module: &empty},
	{name: "net", module: &empty},
	{name: "os", npm: "os-browserify/browser.js"},
	{name: "path", npm: "path-browserify"},
	{name: "path/posix", npm: "path-browserify", added: true},
	{name: "perf_hooks", module: &empty},
	{name: "process", npm: "process/browser", added: true},
	{name: "punycode", npm: "punycode/"},
	{name: "querystring", npm: "querystring-es3/"},
	{name: "readline", module: &empty},
	{name: "readline/promises", module: &empty, added: true},
	{name: "repl", module: &empty},
	{name: "stream", npm: "stream-browserify"},
	{name: "string_decoder", npm: "string_decoder/"},
	{name: "sys", npm: "util/util.js"},
	{name: "timers", npm: "timers-browserify"},
	{name: "tls", module: &empty},
	{name: "tty", npm: "tty-browserify"},
	{name: "url", npm: "url/"},
	{name: "util", npm: "util/util.js"},
	{name: "util/types", module: &utilTypes, added: true},
	{name: "vm", npm: "vm-browserify"},
	{name: "zlib", npm: "browserify-zlib"},
}

// The modules of one line: what Node offers under a name of its own and the
// shim as a property.
var (
	assertStrict = Module{
		Path:       Root + "sheaf/assert-strict.js",
		Source:     []byte("module.exports = require(\"assert\").strict;\n"),
		MapComment: -1,
		Deps:       []Dep{{Spec: "assert", Core: "assert"}},
	}
	utilTypes = Module{
		Path:       Root + "sheaf/util-types.js",
		Source:     []byte("module.exports = require(\"util\").types;\n"),
		MapComment: -1,
		Deps:       []Dep{{Spec: "util", Core: "util"}},
	}
)

func find(name string) *row {
	i, ok := slices.BinarySearchFunc(rows[:], name, func(r row, name string) int {
		return strings.Compare(r.name, name)
	})
	if !ok {
		return nil
	}
	return &rows[i]
}

// Names returns all names, sorted: those that Lookup knows if there is an
// archive.
func Names() []string {
	names := make([]string, len(rows))
	for i := range rows {
		names[i] = rows[i].name
	}
	return names
}

// Known reports whether Names has the name.
func Known(name string) bool { return find(name) != nil }

// Added reports whether Names has the name and Browserify has not. Such a name
// is to be looked for in node_modules first, where Browserify finds it.
func Added(name string) bool {
	r := find(name)
	return r != nil && r.added
}

// Package returns the npm package of a core module's shim, with a path in it
// where its main file is not the one, as Node's require takes it: "stream" is
// "stream-browserify", "assert" is "assert/", "sys" is "util/util.js". It
// returns "" for a name that is not known and for a module that is not from
// npm, which Lookup finds without an archive.
func Package(name string) string {
	if r := find(name); r != nil {
		return r.npm
	}
	return ""
}
