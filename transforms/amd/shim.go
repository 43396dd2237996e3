package amd

import (
	"slices"
	"strings"
	"unicode"

	"sheaf/bundle/scan"
)

// isDotted tells whether a text is a name, or names with dots between them.
func isDotted(s string) bool {
	for name := range strings.SplitSeq(s, ".") {
		if name == "" || name[0] >= '0' && name[0] <= '9' || strings.ContainsFunc(name, func(r rune) bool {
			return r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			return false
		}
	}
	return true
}

// globalObject is JavaScript for what a script at the top level has as this.
const globalObject = `(typeof globalThis!="undefined"?globalThis:typeof window!="undefined"?window:self)`

// shim makes a module of a script that RequireJS's configuration describes: it
// runs after what it depends on, finds no module system, has the global object
// as this, and leaves its variables there. What it exports is one of them.
func (f *file) shim(s shim) {
	head := ""
	for _, id := range s.Deps {
		head += f.need(none, id, scope{require: "require", exports: "exports", module: "module"}) + ";"
	}
	head += "(function(module,exports,define){"
	var names []string
	for b, at := range f.bound {
		if k := f.kind(at[0]); b.scope == none && (k == scan.NodeVar || k == scan.NodeBlockFunction) {
			names = append(names, b.name)
		}
	}
	slices.Sort(names)
	var tail strings.Builder
	for _, n := range names {
		tail.WriteString("this." + n + "=" + n + ";")
	}
	tail.WriteString("}).call(" + globalObject + ");")
	if s.Exports != "" && isDotted(s.Exports) {
		tail.WriteString("module.exports=" + globalObject + "." + s.Exports + ";")
	} else if s.Exports != "" {
		f.fail(none, "require.config's shim for this file exports %q, which is no name of a variable", s.Exports)
	}
	start := 0
	if strings.HasPrefix(string(f.src), "\uFEFF") {
		start = len("\uFEFF")
	}
	f.insert(start, head)
	f.tail = append(f.tail, tail.String())
	f.amd = true
}
