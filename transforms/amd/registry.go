package amd

import (
	_ "embed"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/scan"
)

// A registry is what a file has that gives modules names, as r.js writes them:
// its modules by name. They run when they are needed, and other files of the
// bundle find them (see elsewhere.go). One of them is what the file exports.
type registry struct {
	ids  map[string]bool
	main string
	file string          // name of the function that reaches the bundle's registry for the file
	from map[string]link // what the file needs of other files' modules
}

//go:embed registry.js
var runtimeRegistry []byte

// registrySpec is by what a file requires the bundle's registry.
const registrySpec = "./amd:registry"

// isRegistry tells whether the file defines modules that others know by name.
func (f *file) isRegistry() bool {
	return slices.ContainsFunc(f.defines, func(d define) bool { return d.id != "" })
}

// register converts the file's modules into entries of the registry.
func (f *file) register() {
	r := &registry{ids: map[string]bool{}, file: f.name("amdFile"), from: map[string]link{}}
	f.local = r
	for _, d := range f.defines {
		r.ids[d.id] = true
	}
	r.main = f.mainModule()
	f.seen.main = r.main
	f.seen.defines = slices.DeleteFunc(slices.Sorted(maps.Keys(r.ids)), func(id string) bool { return id == "" })
	for _, d := range f.defines {
		f.registerOne(d)
		f.hideCommonJS(d)
	}
	for _, i := range f.mentions {
		f.replaceName(i, r.file+"().define")
	}
}

// endRegistry adds what reaches the registry, when it is known what the file
// needs of it.
func (f *file) endRegistry() {
	r := f.local
	fields := []string{"dir:" + quote(f.seen.dir), "main:" + quote(r.main)}
	var from, configs []string
	for _, name := range slices.Sorted(maps.Keys(r.from)) {
		text := "require(" + quote(name) + ")"
		if dir := r.from[name].dir; dir != f.seen.dir {
			text += ";return " + quote(dir)
		}
		from = append(from, quote(name)+":function(){"+text+"}")
	}
	for _, id := range slices.Sorted(maps.Keys(r.ids)) {
		if text := f.config.of(id); text != "{}" {
			configs = append(configs, quote(id)+":"+text)
		}
	}
	if len(from) > 0 {
		fields = append(fields, "from:{"+strings.Join(from, ",")+"}")
	}
	if len(configs) > 0 {
		fields = append(fields, "config:{"+strings.Join(configs, ",")+"}")
	}
	if base := f.config.baseURL(); base != "./" {
		fields = append(fields, "base:"+quote(base))
	}
	f.tail = append(f.tail, "function "+r.file+"(){return "+r.file+".is||("+r.file+".is=require("+quote(registrySpec)+
		")(module,require,{"+strings.Join(fields, ",")+"}))}"+r.file+"().end();")
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
	f.replace(f.start(d.callee), f.end(d.callee), f.local.file+"().define")
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
		case v.what == aString && !slices.Contains(special, v.text) && !f.inRegistry(id, v.text) && !f.isHiddenBut(use, own):
			if strings.Contains(v.text, "!") {
				f.clear(f.start(call), f.end(call))
				f.replace(f.start(call), f.end(call), f.resource(args[0], v.text))
				return
			}
			f.replaceName(use, "require")
			if to := f.spec(v.text); to != v.text {
				f.replace(f.start(args[0]), f.end(args[0]), quote(to))
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
		if slices.Contains(special, name) || f.inRegistry(id, name) {
			return quote(name)
		}
		return "function(){return " + f.needOutside(at, name, e) + "}"
	}
	switch {
	case v.what == aList && f.kind(v.node) != scan.NodeArray:
		var list []string
		for _, name := range v.list {
			list = append(list, thunk(arg, name))
		}
		f.replace(f.start(v.node), f.end(v.node), "["+strings.Join(list, ",")+"]")
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
					f.replace(f.start(el), f.end(el), text)
				}
			case unknown:
			default:
				f.wrongDep(el)
			}
		}
	}
}

// localList converts require([…], …) in a file with a registry. What exports
// something does it before the file has ended.
func (f *file) localList(call, arg int, v value, now bool) {
	callee := f.children(call)[0]
	if f.within(f.start(callee), f.end(callee)) {
		return
	}
	require := f.local.file + "().require"
	if now {
		require += ".now"
	}
	f.replace(f.start(callee), f.end(callee), require)
	f.localDependencies("", arg, v)
}

// inRegistry tells whether the registry has what a module means by a name: the
// file itself defines it, or another one does.
func (f *file) inRegistry(id, name string) bool {
	full := f.absolute(id, name)
	if f.local.ids[full] {
		return full != id || full == name // ./foo in the module foo can only be a file
	}
	l, ok := f.elsewhere(full, name)
	if ok {
		f.local.from[full] = l
	}
	return ok
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
