// Package globals writes the functions that Browserify's insert-module-globals
// puts around a module to define the free globals it uses.
//
// What comes in is which names are free in a module, as the scanner found
// them; what goes out is the text before and after the module's source, and
// the names that text requires. It never looks at the source.
package globals

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"sheaf/bundle/internal/jstext"
	"sheaf/bundle/scan"
)

// Options say which names are defined, and how.
type Options struct {
	Only     []string // if not nil, no other names (Browserify's insertGlobalVars)
	Always   bool     // all names in all modules (insertGlobals)
	NoExtern bool     // bundleExternal is off: process is left to the page
	AsInNode bool     // __filename and __dirname are computed at run time (commondir and builtins off)
	IsBuffer string   // what to require for Buffer.isBuffer
}

// names are the globals in the order of insert-module-globals.
var names = [...]struct {
	name string
	bit  scan.Globals
	need string // what its value requires
}{
	{"process", scan.Process, "_process"},
	{"global", scan.Global, ""},
	{"Buffer", scan.Buffer, "buffer"},
	{"setImmediate", scan.SetImmediate, "timers"},
	{"clearImmediate", scan.ClearImmediate, "timers"},
	{"__filename", scan.Filename, ""},
	{"__dirname", scan.Dirname, ""},
}

// A Wrapper wraps modules by one set of options. It is safe for concurrent use.
type Wrapper struct {
	o    Options
	mask scan.Globals // the names that are defined at all
}

// New returns a Wrapper.
func New(o Options) *Wrapper {
	w := &Wrapper{o: o}
	for _, n := range names {
		if o.Only == nil || slices.Contains(o.Only, n.name) {
			w.mask |= n.bit
		}
	}
	if o.Only == nil || slices.Contains(o.Only, "Buffer.isBuffer") {
		w.mask |= scan.IsBufferOnly
	}
	if o.NoExtern {
		w.mask &^= scan.Process
	}
	return w
}

// Used returns which of the free names will be defined. With Always that does
// not depend on free.
func (w *Wrapper) Used(free scan.Globals) scan.Globals {
	if w.o.Always {
		return w.mask &^ scan.IsBufferOnly
	}
	if w.mask&scan.Buffer == 0 && free&w.mask&scan.IsBufferOnly != 0 {
		return free&w.mask | scan.Buffer
	}
	return free & w.mask
}

// Needs appends to specs the names that the text around a module requires.
func (w *Wrapper) Needs(specs []string, used scan.Globals) []string {
	for _, n := range names {
		if used&n.bit == 0 {
			continue
		}
		need := n.need
		switch {
		case n.bit == scan.Buffer && used&scan.IsBufferOnly != 0:
			need = w.o.IsBuffer
		case w.o.AsInNode && n.bit&(scan.Filename|scan.Dirname) != 0:
			need = "path"
		}
		if need != "" && !slices.Contains(specs, need) {
			specs = append(specs, need)
		}
	}
	return specs
}

// Wrap returns what goes before and after a module's source. file is the
// module's slash-separated path relative to the base directory.
func (w *Wrapper) Wrap(used scan.Globals, file string) (head, tail string) {
	if used&^scan.IsBufferOnly == 0 {
		return "", ""
	}
	keys, values := w.list(used, file)
	if len(keys) > 3 {
		// arguments[3] to [6] stay what they are, for those who read them
		// (workerify does).
		keys = slices.Insert(keys, 3, "__argument0", "__argument1", "__argument2", "__argument3")
		values = slices.Insert(values, 3, "arguments[3]", "arguments[4]", "arguments[5]", "arguments[6]")
	}
	head = "(function (" + strings.Join(keys, ",") + "){(function (){\n"
	tail = "\n}).call(this)}).call(this," + strings.Join(values, ",") + ")"
	return head, tail
}

// list returns the names and their values in the order of
// insert-module-globals, where a lone Buffer.isBuffer comes first.
func (w *Wrapper) list(used scan.Globals, file string) (keys, values []string) {
	if used&scan.IsBufferOnly != 0 {
		keys = append(keys, "Buffer")
		values = append(values, `{"isBuffer":require(`+jstext.Quote(w.o.IsBuffer)+`)}`)
		used &^= scan.Buffer
	}
	for _, n := range names {
		if used&n.bit != 0 {
			keys = append(keys, n.name)
			values = append(values, w.value(n.bit, file))
		}
	}
	return keys, values
}

func (w *Wrapper) value(bit scan.Globals, file string) string {
	switch bit {
	case scan.Process:
		return "require('_process')"
	case scan.Global:
		return `typeof global !== "undefined" ? global : typeof self !== "undefined" ? self : typeof window !== "undefined" ? window : {}`
	case scan.Buffer:
		return `require("buffer").Buffer`
	case scan.SetImmediate:
		return `require("timers").setImmediate`
	case scan.ClearImmediate:
		return `require("timers").clearImmediate`
	case scan.Filename:
		if w.o.AsInNode {
			return inNode(file)
		}
		return jstext.Quote("/" + file)
	default: // scan.Dirname
		if w.o.AsInNode {
			return inNode(path.Dir(file))
		}
		return jstext.Quote(dirname("/" + file))
	}
}

// dirname is Node's, which leaves what is before the last slash as it is: a file
// beside the base directory has "/..".
func dirname(file string) string {
	return cmp.Or(file[:strings.LastIndexByte(file, '/')], "/")
}

// inNode is a path below the directory that a bundle runs in.
func inNode(file string) string {
	parts := strings.Split(file, "/")
	for i, p := range parts {
		parts[i] = jstext.Quote(p)
	}
	return `require("path").join(__dirname,` + strings.Join(parts, ",") + ")"
}
