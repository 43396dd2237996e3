package amd

import (
	"slices"
	"strconv"
	"strings"

	"sheaf/bundle/scan"
)

// A shape says which of the arguments of define are what, by RequireJS's rules.
type shape struct {
	values   []value
	deps, fn int  // indices, or none
	atRun    bool // only running it tells
	wrongAt  int  // the argument that should be dependencies and cannot be; or none
}

func (f *file) shape(args []int) shape {
	s := shape{deps: none, fn: none, wrongAt: none}
	for _, a := range args {
		v := f.value(a)
		s.values = append(s.values, v)
		s.atRun = s.atRun || strings.HasPrefix(f.text(a), "...")
	}
	n, first := len(args), 0
	if s.atRun || n == 0 {
		return s
	}
	switch v := s.values[0]; {
	case v.what == aString:
		first = 1
	case v.what == unknown && n == 2:
		s.atRun = true // a name or dependencies
		return s
	case (v.what == unknown || v.what == nothing) && n > 2:
		first = 1
	}
	if first == n {
		return s
	}
	last := n-first == 1
	switch v := s.values[first]; {
	case v.what == aList || v.what == anArray || v.what == unknown && !last:
		s.deps = first
		if !last {
			s.fn = first + 1
		}
	case (v.what == another || v.what == aString) && !last && s.values[first+1].what == aFunction:
		s.wrongAt = first
	default:
		s.fn = first
	}
	return s
}

// define converts a call of define where it stands: define becomes a function
// that does with the arguments what AMD does.
func (f *file) define(d define) {
	args := f.arguments(d.call)
	s := f.shape(args)
	if s.wrongAt != none {
		f.wrongDeps(args[s.wrongAt])
		return
	}
	if s.atRun {
		f.replace(f.start(d.callee), f.end(d.callee), f.name("amdDefine")+"()")
		return
	}
	e := f.scopeAt(d.call)
	given := "d"
	if s.deps != none {
		given = f.dependencies(args[s.deps], s.values[s.deps], e, given)
	}
	if s.fn == none {
		f.callee(d, s, "")
		return
	}
	v := s.values[s.fn]
	run := "f.apply(" + e.exports + "," + given + ")"
	if s.deps == none {
		run = e.wrapped(v)
	}
	if v.what == aFunction {
		f.factory(v.fn, f.wants(s))
	}
	f.callee(d, s, e.export(v, run))
}

// wrapped is the call of a factory that has no list of dependencies.
func (e scope) wrapped(v value) string {
	if v.what != aFunction {
		return "f.apply(" + e.exports + ",[" + e.require + "," + e.exports + "," + e.module + "].slice(0,f.length>1?3:f.length))"
	}
	switch v.fn.length {
	case 0:
		return "f.call(" + e.exports + ")"
	case 1:
		return "f.call(" + e.exports + "," + e.require + ")"
	}
	return "f.call(" + e.exports + "," + e.require + "," + e.exports + "," + e.module + ")"
}

// export is what makes the module's exports of a factory f, which run calls.
func (e scope) export(v value, run string) string {
	switch v.what {
	case aFunction:
	case another, aString, aList, anArray:
		return e.module + ".exports=f"
	case nothing:
		run = "f"
	default:
		run = `typeof f=="function"?` + run + ":f"
	}
	return "var r=" + run + ";if(r!==void 0)" + e.module + ".exports=r"
}

// callee puts a function with the given body in the place of define.
func (f *file) callee(d define, s shape, body string) {
	var params []string
	for i := range s.values {
		switch i {
		case s.deps:
			params = append(params, "d")
		case s.fn:
			params = append(params, "f")
		default:
			params = append(params, "_"+strconv.Itoa(i))
		}
		if i >= s.fn && i >= s.deps {
			break
		}
	}
	f.putFunction(d.call, d.callee, "function("+strings.Join(params, ",")+"){"+body+"}")
}

// putFunction puts a function expression in the place of a callee. Where a
// statement begins it must not begin with "(", nor with "function".
func (f *file) putFunction(call, callee int, text string) {
	before, after := "(", ")"
	for i := call; i != none && f.start(i) == f.start(call); i = f.parent[i] {
		if f.kind(i) != scan.NodeExpressionStatement {
			continue
		}
		if before = "void 0,("; f.end(i) == f.end(call) {
			before, after = "void ", ""
		}
		break
	}
	f.replace(f.start(callee), f.end(callee), before+text+after)
}

// wants returns, for each parameter of a factory, the name of what it gets: of
// its own variables "require", "exports" and "module", "" if it is another module.
func (f *file) wants(s shape) []string {
	if s.deps == none {
		return special
	}
	return f.wantsOf(s.values[s.deps])
}

func (f *file) wantsOf(v value) []string {
	var list []string
	switch v.what {
	case aList:
		list = v.list
	case anArray:
		for _, e := range f.children(v.node) {
			name := ""
			if f.kind(e) == scan.NodeArgument {
				name = f.value(e).text
			}
			list = append(list, name)
		}
	}
	return list
}

// special are what a module gets that names no dependencies, and the names by
// which it can ask for these.
var special = []string{"require", "exports", "module"}

// A scope holds the expressions by which a module's own variables are reached
// at some place: their names, if these mean the same there.
type scope struct {
	require, exports, module string
	hidden                   bool // require is not
}

func (f *file) scopeAt(i int) scope {
	e := scope{require: "require", exports: "exports", module: "module"}
	for _, name := range []*string{&e.require, &e.exports, &e.module} {
		if f.isHidden(i, *name) {
			e.hidden = e.hidden || *name == "require"
			*name = f.own() + *name
		}
	}
	return e
}

// own returns what reaches the module's own variables from everywhere.
func (f *file) own() string {
	name := f.name("amdModule")
	text := "function " + name + "(){return{require:require,exports:exports,module:module}}"
	if !slices.Contains(f.tail, text) {
		f.tail = append(f.tail, text)
	}
	return name + "()."
}

// dependencies converts a list of dependencies where it stands, and returns the
// expression of what they are: given, or what stands for it.
func (f *file) dependencies(arg int, v value, e scope, given string) string {
	switch {
	case v.what == unknown:
		return "(" + given + "||[]).map(function(n){return n==\"require\"?" + e.require + ":n==\"exports\"?" + e.exports +
			":n==\"module\"?" + e.module + ":" + e.require + "(n)})"
	case f.kind(v.node) != scan.NodeArray:
		f.replace(f.start(v.node), f.end(v.node), "["+f.elements(arg, v, e)+"]")
		return given
	}
	for _, el := range f.children(v.node) {
		f.dependency(el, e)
	}
	return given
}

// elements returns the elements of a list that is not converted where it stands.
func (f *file) elements(arg int, v value, e scope) string {
	var list []string
	for _, id := range v.list {
		list = append(list, f.need(arg, id, e))
	}
	return strings.Join(list, ",")
}

// dependency converts an element of a list of dependencies.
func (f *file) dependency(el int, e scope) {
	if f.kind(el) == scan.NodeHole {
		f.wrongDep(el)
		return
	}
	switch v := f.value(el); v.what {
	case aString:
		f.replace(f.start(el), f.end(el), f.need(el, v.text, e))
	case unknown:
		if strings.HasPrefix(f.text(el), "...") {
			f.insert(f.start(el)+3, "(")
			f.insert(f.end(el), ").map(function(n){return "+e.require+"(n)})")
			return
		}
		f.insert(f.start(el), e.require+"(")
		f.insert(f.end(el), ")")
	default:
		f.wrongDep(el)
	}
}

func (f *file) wrongDeps(i int) {
	f.fail(i, "these are no dependencies: define takes an array of module names, as in define([\"a\", \"b\"], function (a, b) {})")
}

func (f *file) wrongDep(i int) {
	f.fail(i, "a dependency must be the name of a module, a string")
}

// need returns the expression of a dependency.
func (f *file) need(at int, id string, e scope) string {
	switch id {
	case "require":
		return e.require
	case "exports":
		return e.exports
	case "module":
		return e.module
	}
	full := f.absolute(f.id(), id)
	if l, ok := f.elsewhere(full, id); ok {
		return e.hoist(f, f.named(full, l))
	}
	return f.needOutside(at, id, e)
}

// needOutside is need for what no other file defines by its name.
func (f *file) needOutside(at int, id string, e scope) string {
	if strings.Contains(id, "!") {
		return f.resource(at, id)
	}
	if path := f.config.absent(f.in.File, id); path != "" {
		f.watch = append(f.watch, path)
	}
	return e.hoist(f, "require("+quote(f.spec(id))+")")
}

// spec returns what is required for a name: another one if deamdify's option paths
// or the configuration's map says so, and the configuration knows no file of it.
func (f *file) spec(id string) string {
	first, rest, more := strings.Cut(id, "/")
	if to, ok := f.t.options.Paths[first]; ok {
		if more {
			to += "/" + rest
		}
		return to
	}
	return f.config.renamed(f.in.File, id)
}

// hoist returns an expression that can stand in a scope for one that can stand
// at the top of the file. Functions declared there are there from the beginning.
func (e scope) hoist(f *file, text string) string {
	if !e.hidden {
		return text
	}
	f.counted++
	name := f.name("amdNeeds") + strconv.Itoa(f.counted)
	f.tail = append(f.tail, "function "+name+"(){return "+text+"}")
	return name + "()"
}
