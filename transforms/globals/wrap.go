package globals

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/resolver"
	"sheaf/transforms/internal/edit"
	"sheaf/transforms/internal/token"
)

// The names that the text around a shimmed file has for itself.
const (
	ownRequire = "sheaf_require" // what a require in the file becomes: it is not followed
	ownGlobal  = "sheaf_global"  // the global object
	ownExport  = "sheaf_export"  // what takes the exports
	ownNames   = "sheaf_names"   // of the mode isolate: the globals that are the file's own
)

// wrap puts the text around a shimmed file that makes it what it is in a page.
// Nothing of it adds a line before the source.
func (e *editor) wrap(s *shim, pkg *resolver.Package) diag.List {
	isolated, warnings := e.isolate(s)
	w := &wrapper{shim: s, this: ownGlobal, isolated: isolated}
	if s.this != "" {
		w.this = "(" + s.this + ")"
	}
	var before, inner, after strings.Builder
	fmt.Fprintf(&before, "var %s=require,%s=%s;", ownRequire, ownGlobal, globalObject)
	w.params()
	var given []string // in the mode isolate: as properties too
	for _, d := range s.depends {
		if isolated != nil && isName(d.as) {
			w.param(d.as, e.required(d, pkg))
			given = append(given, d.as+":"+e.required(d, pkg))
		} else {
			e.depend(&before, d, pkg)
		}
	}
	for _, d := range s.imports {
		w.param(d.as, e.required(d, pkg))
		given = append(given, d.as+":"+e.required(d, pkg))
	}
	e.comment()
	if isolated != nil {
		w.param(ownNames, "{"+strings.Join(given, ",")+"}")
	} else {
		w.declared(&inner, topLevel(e.code))
	}
	fmt.Fprintf(&before, "(function(%s){%s%s", strings.Join(w.names, ","), directive(e.code), inner.String())
	after.WriteString("\n;")
	if w.late {
		after.WriteString("sheaf_late.forEach(function(f){f()});")
	}
	if len(s.exports) > 0 {
		fmt.Fprintf(&after, "%s(%s);", ownExport, w.exported())
	}
	fmt.Fprintf(&after, "}).call(%s);\n", strings.Join(append([]string{w.this}, w.values...), ","))
	e.put(0, 0, before.String())
	e.put(len(e.code), len(e.code), after.String())
	return warnings
}

// isName tells whether what a dependency is known by is a plain name.
func isName(as string) bool { return as != "" && !strings.ContainsAny(as, ".[") }

// depend makes a dependency global under the name that the file expects.
func (e *editor) depend(b *strings.Builder, d depend, pkg *resolver.Package) {
	value := e.required(d, pkg)
	if d.as == "" {
		fmt.Fprintf(b, "%s;", value)
		return
	}
	// The bare name is for where window is not the global object, in tests.
	if isName(d.as) {
		fmt.Fprintf(b, "%s=", d.as)
	}
	fmt.Fprintf(b, "%s.%s=%s;", ownGlobal, d.as, value)
}

// required is the expression for a dependency. A name that means the same to
// the file as to the package.json stays, so that -x and -r know it.
func (e *editor) required(d depend, pkg *resolver.Package) string {
	spec := d.spec
	switch {
	case d.expr != "":
		return d.expr
	case d.path != "" && (isRelative(d.spec) || pkg == nil || pkg.Dir != d.dir):
		spec = relative(e.file, d.path)
	}
	return "require(" + edit.Quote(spec) + ")"
}

// comment takes away what may only stand at the beginning of a file.
func (e *editor) comment() {
	if n := len(byteOrderMark); bytes.HasPrefix(e.code, byteOrderMark) {
		e.put(0, n, "")
	}
	if bytes.HasPrefix(bytes.TrimPrefix(e.code, byteOrderMark), []byte("#!")) {
		at := bytes.Index(e.code, []byte("#!"))
		e.put(at, at+2, "//")
	}
}

// directive repeats the file's "use strict" before what is put in front of it.
func directive(code []byte) string {
	code = modern(code)
	t := token.New(code[:len(code):len(code)])
	t.Next()
	if text := string(t.Text); text == `"use strict"` || text == `'use strict'` {
		return `"use strict";`
	}
	return ""
}

// A wrapper is the function around a file.
type wrapper struct {
	*shim
	this     string
	names    []string  // parameters
	values   []string  // what they are called with
	isolated *analysis // nil: the file's globals are global
	late     bool      // there are values to pass on at the end
}

func (w *wrapper) param(name, value string) {
	if i := slices.Index(w.names, name); i >= 0 {
		w.values[i] = value
		return
	}
	w.names, w.values = append(w.names, name), append(w.values, value)
}

// params hides the names of module systems. A file of which nothing is to be
// exported may do that itself, as with browserify-shim.
func (w *wrapper) params() {
	if w.loose {
		w.param("module", "module")
		w.param(ownExport, "function(x){for(var n in x)if(x[n]!==undefined)module.exports[n]=x[n]}")
		return
	}
	if len(w.exports) == 0 {
		w.param("module", "module")
	} else {
		w.param("module", "undefined")
		w.param("exports", "undefined")
	}
	w.param("require", "undefined")
	w.param("define", "undefined")
	if len(w.exports) > 0 {
		w.param(ownExport, "function(x){module.exports=x}")
	}
}

// declare is a function that makes a variable a property of the global object,
// as the variables of scripts are, unless that has a property of its own making
// of that name (location, name) or a page's script declared it (then the value
// is passed on when the file has run).
const declare = `function sheaf_declare(n,g,s){var G=` + ownGlobal + `,d=Object.getOwnPropertyDescriptor(G,n);` +
	`if(!d||d.configurable&&("value"in d||d.get&&d.get.sheaf)){g.sheaf=true;Object.defineProperty(G,n,{get:g,set:s,enumerable:true,configurable:true})}` +
	`else if(d.writable)sheaf_late.push(function(){G[n]=g()})}var sheaf_late=[];`

// declared makes the variables and functions of the file's top level global.
// Variables begin with the value that the global of that name has: "var NS = NS
// || {}" stands at the top of many files.
func (w *wrapper) declared(b *strings.Builder, top []decl) {
	if len(top) == 0 {
		return
	}
	b.WriteString(declare)
	for _, d := range top {
		fmt.Fprintf(b, "sheaf_declare(%q,function(){return %s},function(v){%s=v});", d.name, d.name, d.name)
		if d.isVar && !slices.Contains(w.names, d.name) {
			w.param(d.name, ownGlobal+"."+d.name)
		}
	}
	w.late = true
}

// exported is the expression for the exports.
func (w *wrapper) exported() string {
	if !w.list {
		return w.value(w.exports[0].expr)
	}
	var parts []string
	for _, x := range w.exports {
		parts = append(parts, edit.Quote(x.name)+":"+w.value(x.expr))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// value is an expression for what the file made, whether as a variable or as a
// global.
func (w *wrapper) value(expr string) string {
	name := headOf(expr)
	if name == "" {
		return "(" + expr + ")"
	}
	rest := expr[len(name):]
	switch {
	case w.isolated != nil && w.isolated.owns(name):
		return expr
	case w.isolated != nil:
		return ownNames + "." + expr
	}
	return fmt.Sprintf("(typeof %s!=\"undefined\"?%s:%s.%s)%s", name, name, ownGlobal, name, rest)
}
