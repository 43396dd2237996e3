package amd

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/scan"
)

// A registry is what a file has that defines several modules, as r.js writes
// them: its modules by name. They run when they are needed. One of them is what
// the file exports.
type registry struct {
	ids     map[string]bool
	main    string
	define  string // names of functions that the file gets
	require string
	of      map[int]string // which module a node of a factory's own require belongs to
}

// isRegistry tells whether the file defines modules that know each other by name.
func (f *file) isRegistry() bool {
	ids := map[string]bool{}
	for _, d := range f.defines {
		ids[d.id] = true
	}
	return len(ids) > 1
}

// register converts the file's modules into entries of a registry.
func (f *file) register() {
	r := &registry{ids: map[string]bool{}, define: f.name("amdDefine"), require: f.name("amdRequire"), of: map[int]string{}}
	f.local = r
	for _, d := range f.defines {
		r.ids[d.id] = true
	}
	r.main = f.mainModule()
	for _, d := range f.defines {
		f.registerOne(d)
		f.hideCommonJS(d)
	}
	for _, i := range f.mentions {
		f.replaceName(i, r.define+"()")
	}
	text := strings.NewReplacer("amdDefine", r.define, "amdRequire", r.require, "MAIN", quote(r.main)).Replace(runtimeRegistry)
	f.tail = append(f.tail, text)
}

// mainModule chooses which module the file exports: the one without a name, else
// the one with the file's name, else the last.
func (f *file) mainModule() string {
	if f.local.ids[""] {
		return ""
	}
	file := strings.TrimSuffix(filepath.ToSlash(f.in.File), filepath.Ext(f.in.File))
	best, length := "", 0
	for _, d := range f.defines {
		for id := d.id; id != ""; {
			if (strings.HasSuffix(file, "/"+id) || file == id) && len(id) > length {
				best, length = d.id, len(id)
			}
			_, rest, ok := strings.Cut(id, "/")
			if !ok {
				break
			}
			id = rest
		}
	}
	if best != "" {
		return best
	}
	return f.defines[len(f.defines)-1].id
}

// registerOne converts one call of define.
func (f *file) registerOne(d define) {
	args := f.arguments(d.call)
	s := f.shape(args)
	if s.wrongAt != none {
		f.wrongDeps(args[s.wrongAt])
		return
	}
	f.replace(f.src, f.start(d.callee), f.end(d.callee), f.local.define)
	if s.deps != none {
		f.localDependencies(d.id, args[s.deps], s.values[s.deps])
	}
	if s.fn == none || s.values[s.fn].what != aFunction {
		return
	}
	fn := s.values[s.fn].fn
	for i, what := range f.wants(s) {
		name, at := f.parameter(fn, i)
		if name == "" || what != "require" || !f.constant(fn.node, name) {
			continue
		}
		uses := f.references(fn.node, name)
		own := f.name("amdNeed")
		f.replaceName(at, own)
		for _, use := range uses {
			f.localUse(d.id, use, own)
		}
	}
}

// localUse converts a use of the require that a module of the file gets, which
// is now called own: calls for modules outside of the file are of the real one.
func (f *file) localUse(id string, use int, own string) {
	call := f.callOf(use)
	if call == none {
		f.replaceName(use, own)
		return
	}
	args := f.arguments(call)
	if len(args) > 0 {
		switch v := f.value(args[0]); {
		case v.what == aString && !f.local.ids[f.absolute(id, v.text)] && !slices.Contains(special, v.text) && !f.isHiddenBut(use, own):
			if strings.Contains(v.text, "!") {
				f.clear(f.start(call), f.end(call))
				f.replace(f.src, f.start(call), f.end(call), f.resource(args[0], v.text))
				return
			}
			f.replaceName(use, "require")
			if to := f.spec(v.text); to != v.text {
				f.replace(f.src, f.start(args[0]), f.end(args[0]), quote(to))
			}
			return
		case v.what == aList || v.what == anArray:
			f.localDependencies(id, args[0], v)
		}
	}
	f.replaceName(use, own)
}

// isHiddenBut tells whether require means something of the file's own at a use
// of a parameter, other than the parameter, which is renamed.
func (f *file) isHiddenBut(use int, own string) bool {
	name := f.text(use)
	scope, ok := f.scopeOf(use, "require")
	if !ok || scope == none {
		return false
	}
	mine, _ := f.scopeOf(use, name)
	if name != "require" || scope != mine {
		return true
	}
	for scope = f.around(scope, false); scope != none; scope = f.around(scope, false) {
		if f.bound[binding{scope, "require"}] != nil {
			return true
		}
	}
	return false
}

// localDependencies converts a list of dependencies: names of the file's own
// modules stay, others become functions that require them.
func (f *file) localDependencies(id string, arg int, v value) {
	e := f.scopeAt(arg)
	thunk := func(at int, name string) string {
		if slices.Contains(special, name) || f.local.ids[f.absolute(id, name)] {
			return quote(name)
		}
		return "function(){return " + f.need(at, name, e) + "}"
	}
	switch {
	case v.what == aList && f.kind(v.node) != scan.NodeArray:
		var list []string
		for _, name := range v.list {
			list = append(list, thunk(arg, name))
		}
		f.replace(f.src, f.start(v.node), f.end(v.node), "["+strings.Join(list, ",")+"]")
	case v.what == aList || v.what == anArray:
		for _, el := range f.children(v.node) {
			var x value
			if f.kind(el) == scan.NodeArgument {
				x = f.value(el)
			} else {
				x.what = another
			}
			switch x.what {
			case aString:
				if text := thunk(el, x.text); text != quote(x.text) {
					f.replace(f.src, f.start(el), f.end(el), text)
				}
			case unknown:
			default:
				f.wrongDep(el)
			}
		}
	}
}

// localList converts require([…], …) in a file with a registry.
func (f *file) localList(call, arg int, v value) {
	callee := f.children(call)[0]
	if f.within(f.start(callee), f.end(callee)) {
		return
	}
	f.replace(f.src, f.start(callee), f.end(callee), f.local.require)
	f.localDependencies("", arg, v)
}

// absolute returns the name that one module means by another's.
func (f *file) absolute(id, name string) string {
	if !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") {
		return name
	}
	return path.Join(path.Dir(id), name)
}

// hideCommonJS makes the conditions around a define overlook that there are
// modules and exports: the file's other modules count on its being called.
func (f *file) hideCommonJS(d define) {
	for i := d.call; i != none; i = f.parent[i] {
		p := f.parent[i]
		if k := f.kind(i); p == none || k != scan.NodeThen && k != scan.NodeElse {
			continue
		}
		logical := f.kind(p) != scan.NodeIf && f.kind(p) != scan.NodeConditional
		for _, c := range f.children(p) {
			if c < i && (logical || f.kind(c) == scan.NodeTest) {
				f.hideExports(c)
			}
		}
	}
}

// hideExports replaces module and exports in a condition.
func (f *file) hideExports(test int) {
	for i := test - int(f.nodes[test].Size) + 1; i <= test; i++ {
		if f.commonJS[i] && !f.within(f.start(i), f.end(i)) {
			f.replaceName(i, "undefined")
		}
	}
}

// runtimeRegistry keeps the modules of a file, and runs each when it is first
// needed. Dependencies are names, or functions that require modules from
// elsewhere.
const runtimeRegistry = `function amdDefine(i,d,f){if(!arguments.length){amdDefine.amd={};return amdDefine}` +
	`if(typeof i!="string"){f=d;d=i;i=""}if(!Array.isArray(d)){f=d;d=null}` +
	`var a=amdRequire.all||(amdRequire.all={});if(!a["$"+i])a["$"+i]={d:d,f:f}}` +
	`function amdRequire(n,c,e,from){` +
	`var all=amdRequire.all||{},own={require:1,exports:1,module:1},args;` +
	`function full(n){if(!from||!/^\.\.?\//.test(n))return n;` +
	`for(var p=from.split("/").slice(0,-1).concat(n.split("/")),r=[],i=0;i<p.length;i++)p[i]==".."?r.pop():p[i]!="."&&r.push(p[i]);` +
	`return r.join("/")}` +
	`function one(n){if(typeof n=="function")return n();n=full(n);var m=all["$"+n],o,q,s,f,r;if(!m)return require(n);` +
	`if(!m.o){o=m.o={id:n,exports:n==MAIN?exports:{}};f=m.f;q=function(x,c,e){return amdRequire(x,c,e,n)};` +
	`s={require:q,exports:o.exports,module:o};` +
	`r=typeof f=="function"?f.apply(o.exports,m.d?m.d.map(function(x){return own[x]===1?s[x]:q(x)}):` +
	`[q,o.exports,o].slice(0,f.length>1?3:f.length)):f;if(r!==void 0)o.exports=r}` +
	`return m.o.exports}` +
	`if(typeof n=="string"||typeof n=="function")return one(n);` +
	`if(!Array.isArray(n)){n=c;c=e;e=void 0}` +
	`var g=function(){try{args=n.map(function(x){return x=="require"?amdRequire:x=="exports"?exports:x=="module"?module:one(x)})}` +
	`catch(x){if(e)return e(x);throw x}` +
	`if(typeof c=="function")c.apply(void 0,args)};typeof setTimeout=="function"?setTimeout(g,0):g()}` +
	`if((amdRequire.all||{})["$"+MAIN])module.exports=amdRequire(MAIN);`
