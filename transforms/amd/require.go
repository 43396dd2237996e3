package amd

import (
	"slices"
	"strings"

	"sheaf/bundle/scan"
)

// factory converts what a factory does with its own require and module. wants
// says what its parameters get: see wants.
func (f *file) factory(fn function, wants []string) {
	for i, what := range wants {
		name, at := f.parameter(fn, i)
		if name == "" || what == "" || !f.constant(fn.node, name) {
			continue
		}
		uses := f.references(fn.node, name)
		if name == what && f.local == nil && !f.isHidden(fn.node, name) {
			// What it means within is what the name means around. Of require
			// the calls become such of the file's own, for the bundler to see.
			delete(f.bound, binding{fn.node, name})
			if name == "require" {
				f.replaceName(at, f.name("amdRequire"))
				continue // requires comes to the uses
			}
		}
		for _, use := range uses {
			switch what {
			case "module":
				f.moduleUse(use)
			case "require":
				f.requireUse(use)
			}
		}
	}
}

// constant tells whether a function's parameter always is what it was given.
func (f *file) constant(fn int, name string) bool {
	if len(f.bound[binding{fn, name}]) != 1 {
		return false
	}
	return !slices.ContainsFunc(f.references(fn, name), f.isTarget)
}

// requires converts the uses of the free require and requirejs.
func (f *file) requires() {
	for i := range f.nodes {
		if k := f.kind(i); k != scan.NodeName && k != scan.NodeMember && k != scan.NodeIndex {
			continue
		}
		if name := f.global(i); name != "require" && name != "requirejs" {
			continue
		}
		if !f.isTarget(i) {
			f.requireUse(i)
		}
	}
}

// requireUse converts one use of a require that means the module's own.
func (f *file) requireUse(i int) {
	if f.within(f.start(i), f.end(i)) {
		return
	}
	if call := f.callOf(i); call != none {
		f.requireCall(call, i)
		return
	}
	if m := f.memberOf(i, "toUrl"); m != none && f.callOf(m) != none {
		f.toURL(m)
	}
}

// requireCall converts require(…): of a list of modules, or of one.
func (f *file) requireCall(call, use int) {
	args := f.arguments(call)
	if len(args) == 0 {
		return
	}
	v := f.value(args[0])
	deps := 0
	if v.what == another && f.kind(v.node) == scan.NodeObject && len(args) > 1 {
		deps = 1 // require({configuration}, [modules], function)
		v = f.value(args[1])
	}
	switch {
	case v.what == aList || v.what == anArray:
		f.amd = true
		f.requireList(call, args, deps, v)
	case v.what != aString || deps != 0 || f.kind(f.bare(use)) != scan.NodeName:
	case f.amd && strings.Contains(v.text, "!"):
		f.clear(f.start(call), f.end(call))
		f.replace(f.start(call), f.end(call), f.resource(args[0], v.text))
	case f.amd && !f.isHidden(call, "require"):
		full := f.absolute(f.id(), v.text)
		if l, ok := f.elsewhere(full, v.text); ok {
			f.clear(f.start(call), f.end(call))
			f.replace(f.start(call), f.end(call), f.named(full, l))
			return
		}
		if f.text(use) != "require" {
			f.replace(f.start(use), f.end(use), "require")
		}
		if to := f.spec(v.text); to != v.text {
			f.replace(f.start(args[0]), f.end(args[0]), quote(to))
		}
	}
}

// requireList converts require([…], callback, errback): callback gets the modules,
// errback the error if one of them cannot be had. As with RequireJS neither
// modules nor callback run before the script that asks for them has ended, so
// that what it says below is there, and cycles are closed.
func (f *file) requireList(call int, args []int, deps int, v value) {
	exporting := len(args) > deps+1 && f.value(args[deps+1]).what == aFunction && f.exportsIn(args[deps+1])
	if f.local != nil {
		f.localList(call, args[deps], v, exporting && deps == 0)
		return
	}
	e := f.scopeAt(call)
	given := f.dependencies(args[deps], v, e, "d()")
	params, body, run := "d", "d()", later
	if deps == 1 {
		params = "_,d"
	}
	if len(args) > deps+1 {
		params += ",f"
		body = "f.apply(void 0," + given + ")"
		if cb := f.value(args[deps+1]); cb.what == aFunction {
			f.factory(cb.fn, f.wantsOf(v))
			if exporting {
				run = now
			}
		} else {
			body = `typeof f=="function"?` + body + ":" + given
		}
	}
	head, tail := "function(){return ", "}"
	if len(args) > deps+2 {
		// In try, so that the modules are optional.
		head, tail = "function(){try{return ", "}catch(e){throw e}}"
		params += ",e"
		body = "try{var m=" + given + "}catch(x){if(e)return e(x);throw x}" + strings.ReplaceAll(body, given, "m")
	}
	f.insert(f.start(args[deps]), head)
	f.insert(f.end(args[deps]), tail)
	f.putFunction(call, f.children(call)[0], "function("+params+"){"+run(body)+"}")
}

// later is what runs a function's body when the script has ended.
func later(body string) string {
	return "var g=function(){" + body + `};typeof setTimeout=="function"?setTimeout(g,0):g()`
}

func now(body string) string { return body }

// toURL makes require.toUrl(x) a path that a page can load, as RequireJS does:
// from the directory of the page, or baseUrl.
func (f *file) toURL(member int) {
	f.amd = true
	f.putFunction(f.callOf(member), member, "function(u){"+
		`if(!/^\.\.?\//.test(u))return/^(\/|[a-z]+:)/i.test(u)?u:`+quote(f.config.baseURL())+`+u;`+
		`u=(`+quote(f.directory())+`+u).split("/");for(var r=[],i=0;i<u.length;i++)`+
		`u[i]==".."&&r.length&&r[r.length-1]!=".."?r.pop():u[i]!="."&&r.push(u[i]);`+
		"return "+quote(f.config.baseURL())+`+r.join("/")}`)
}

// directory is the path of the module's directory from baseUrl: "" or ending in
// a slash.
func (f *file) directory() string {
	id := f.config.idOf(f.in.File)
	return id[:strings.LastIndexByte(id, '/')+1]
}

// moduleUse supplies module.id, module.uri and module.config().
func (f *file) moduleUse(i int) {
	if f.local != nil {
		return
	}
	id := f.config.idOf(f.in.File)
	if m := f.memberOf(i, "id"); m != none && !f.isTarget(m) {
		f.replace(f.start(m), f.end(m), quote(id))
	}
	if m := f.memberOf(i, "uri"); m != none && !f.isTarget(m) {
		f.replace(f.start(m), f.end(m), quote(f.config.baseURL()+id+".js"))
	}
	if m := f.memberOf(i, "config"); m != none {
		if call := f.callOf(m); call != none {
			f.clear(f.start(call), f.end(call))
			f.replace(f.start(call), f.end(call), "("+f.config.of(id)+")")
		}
	}
}
