package resolver

import (
	"fmt"
	"strings"
)

// search is one search for one spec.
type search struct {
	r     *Resolver
	from  *Dir
	entry bool      // links are followed whatever the options say
	err   error     // what ends the search
	tried *[]string // where to note what is looked at, or nil
	depth int       // of packages whose main names another package, or imports another module
	why   string    // what is wrong with an exports or imports field that was consulted

	// What an imports field said, or a browser field where others get a path:
	// if nothing is found, look for this module from there.
	again     string
	againFrom *Dir
	hops      int    // how many searches led to this one so
	late      bool   // what is found late counts (see late.go)
	imports   bool   // it is an ES module that asks
	asker     *Dir   // for messages: who asked first,
	spec      string // and for what
	id        string // what the browser field made of it
}

// maxMains is how many packages may be led through by their mains. It ends
// circles, which have no end in resolve.
const maxMains = 16

// maxHops is how often a package may say that another module is meant.
const maxHops = 8

// found is a file as it was reached. A failed search for one has only the
// package.
type found struct {
	dir  *Dir
	name string
	pkg  *Package
}

func (f found) ok() bool { return f.dir != nil }

func (d *Dir) answer(spec string, imports bool) *outcome {
	s := d.r.searches.Get().(*search)
	defer d.r.searches.Put(s)
	*s = search{r: d.r, from: d, asker: d, spec: spec, imports: imports}
	return s.answer(spec)
}

// answer resolves id: the shims of the requiring package first, then what
// the caller supplies, then files, and last, what the shims say of the file.
func (s *search) answer(id string) *outcome {
	s.id = id
	var shims *browserMap
	var shimDir *Dir
	if !s.r.noBrowser {
		if shimDir = s.from.shimDir(); shimDir != nil {
			p := shimDir.ownPackage()
			if p.err != nil {
				return &outcome{err: p.err}
			}
			if shims = p.browser; shims != nil && shims.keys == nil && p.oddMain {
				return &outcome{err: p.mainError()}
			}
		}
	}
	if shims != nil {
		switch to := s.shim(shims, shimDir, id); to.kind {
		case toEmpty:
			return &outcome{res: Result{Empty: true}}
		case toPath:
			return s.finish(s.replaced(shimDir, id, to.path))
		case toName:
			s.mapped(shimDir, id, to.path)
			id = to.path
		}
	}
	s.id = id
	name, only := coreName(id)
	if s.r.supplied(name) {
		return &outcome{res: Result{Supplied: name}}
	}
	if only {
		return &outcome{err: s.noCore(name)}
	}
	f := s.files(id)
	if shims != nil && f.ok() {
		if o := s.shimFound(shims, shimDir, f); o != nil {
			return o
		}
	}
	return s.finish(f)
}

// replaced finds the path that the browser field of the package at d puts in
// place of from.
func (s *search) replaced(d *Dir, from, to string) found {
	s.mapped(d, from, to)
	at, slash := d.walk(to)
	s.id = "" // is not what is looked for
	// A relative path has been through path.resolve, which takes the slash off.
	return s.atPath(at, slash && to[0] != '.')
}

// mapped notes for a message what a browser field says.
func (s *search) mapped(d *Dir, from, to string) {
	if s.tried != nil {
		s.why = fmt.Sprintf("the browser field of %q puts %q in place of %q", d.join("package.json"), to, from)
	}
}

// shim finds what the requiring package's browser field says of id.
func (s *search) shim(b *browserMap, at *Dir, id string) target {
	if name, ok := coreName(id); ok {
		if to := b.byName(id); to.kind != toNothing {
			return to
		}
		return b.byName(name)
	}
	if to := b.byName(id); to.kind != toNothing {
		return to
	}
	if len(b.shims) == 0 {
		return target{}
	}
	p, _ := s.from.walk(id)
	return b.byPlace(p.rebase(at))
}

// shimFound applies the shims to the file that was found. browser-resolve
// takes what they say as it stands; here it may lack its extension or be a
// module's name.
func (s *search) shimFound(b *browserMap, at *Dir, f found) *outcome {
	to := b.byPlace(place{f.dir, f.name}.rebase(at))
	switch to.kind {
	case toEmpty:
		return &outcome{res: Result{Empty: true}}
	case toPath:
		p, _ := at.walk(to.path)
		if name, k := s.look(p.dir, p.name, ""); k == KindFile {
			return s.finish(found{p.dir, name, f.pkg})
		}
		return s.finish(s.replaced(at, f.dir.join(f.name), to.path))
	case toName:
		s.mapped(at, f.dir.join(f.name), to.path)
		s.id = to.path
		name, only := coreName(to.path)
		if s.r.supplied(name) {
			return &outcome{res: Result{Supplied: name}}
		}
		if only {
			return &outcome{err: s.noCore(name)}
		}
		return s.finish(s.files(to.path))
	}
	return nil
}

// rebase returns the place in the real directory of a package that is p in the
// package as reached at lexical: that is where its browser field has its keys.
func (p place) rebase(lexical *Dir) place {
	home := lexical.home()
	if home == lexical {
		return p
	}
	var names []string
	d := p.dir
	for ; d != nil && d != lexical; d = d.parent {
		names = append(names, d.name)
	}
	if d == nil {
		return p
	}
	for i := len(names) - 1; i >= 0 && home != nil; i-- {
		home = home.peek(names[i])
	}
	return place{home, p.name}
}

// files finds the file of id by the classical rules and the exports fields, in
// the order that the options ask for.
func (s *search) files(id string) found {
	if s.late || s.imports {
		return s.moduleFiles(id)
	}
	switch s.r.exports {
	case ExportsFirst:
		if f, handled := s.byExports(id); handled {
			return f
		}
		return s.classical(id)
	case ExportsFallback:
		f := s.classical(id)
		if !f.ok() && s.err == nil {
			f, _ = s.byExports(id)
		}
		return f
	}
	return s.classical(id)
}

// classical finds the file of id by the rules of old: a path, or a module in
// the node_modules directories upwards and in Options.Paths.
func (s *search) classical(id string) found {
	if s.r.isPath(id) {
		return s.atPath(s.from.walk(id))
	}
	first := id
	for i := range len(id) {
		if s.r.isSep(id[i]) {
			first = id[:i]
			break
		}
	}
	for d := s.from; d != nil; d = d.parent {
		if nm := d.modules(); nm != nil {
			if f := s.module(nm, id, first); f.ok() || s.err != nil {
				return f
			}
		}
	}
	for _, nm := range s.r.paths {
		if f := s.module(nm, id, first); f.ok() || s.err != nil {
			return f
		}
	}
	return found{}
}

// module finds id, of which first is the first part, in one directory of
// modules.
func (s *search) module(nm *Dir, id, first string) found {
	if len(first)+1 < len(id) && s.tried == nil && !strings.Contains(id, "..") {
		if _, k := nm.kind(first, ""); k != KindDir {
			return found{}
		}
	}
	at, slash := nm.walk(id)
	if at.dir != nm && !at.dir.exists() {
		s.note(at.dir, "")
		return found{}
	}
	if at.dir == nm && !nm.exists() {
		return found{}
	}
	return s.atPath(at, slash)
}

// atPath finds a file, or else a directory's main file.
func (s *search) atPath(at place, slash bool) found {
	f := s.asFile(at, slash, nil)
	if f.ok() || s.err != nil {
		return f
	}
	if s.tried == nil && at.name != "" {
		if _, k := at.dir.kind(at.name, ""); k != KindDir {
			// A browser field may still name an index file that is not there.
			if _, pkg := at.dir.owner(); pkg == nil || pkg.browser == nil {
				return f
			}
		}
	}
	return s.asDirectory(at.open(), nil)
}

// asFile finds the file of a place: the name as it is, then with each
// extension. Unless the package is given, it is the nearest one, and its
// browser field may put another path in place of this one. With slash the
// place is a directory and the name in it is empty.
func (s *search) asFile(at place, slash bool, pkg *Package) found {
	at.dir.listing() // will be wanted, and spares looking for a package.json in vain
	if pkg == nil {
		pkg, at, slash = s.filter(at, slash)
	}
	dir, name := at.dir, at.name
	if slash {
		dir, name = at.open(), ""
	} else if full, k := s.look(dir, name, ""); k == KindFile {
		return found{dir, full, pkg}
	}
	for _, ext := range s.extensions() {
		if full, k := s.look(dir, name, ext); k == KindFile {
			return found{dir, full, pkg}
		}
	}
	return found{pkg: pkg}
}

// filter returns the package that a place belongs to, and the place that its
// browser field puts there instead.
func (s *search) filter(at place, slash bool) (*Package, place, bool) {
	var to target
	d, pkg := at.dir.owner()
	switch {
	case pkg == nil && slash:
		// Only when .js is added to the slash, the package is looked for in the
		// directory itself, as which it is called "./".
		d = at.open()
		if pkg = d.ownPackage(); pkg == nil || pkg.err != nil {
			return nil, at, slash
		}
		if pkg.browser != nil {
			to = pkg.browser.filterSelf()
		}
	case pkg != nil && pkg.browser != nil:
		to = pkg.browser.filter(at.rebase(d))
	}
	if to.path == "" {
		return pkg, at, slash
	}
	s.mapped(d, at.dir.join(at.name), to.path)
	if to.kind == toName {
		s.again, s.againFrom = to.path, d // if there is no such path
	}
	at, _ = d.walk(to.path)
	return pkg, at, false
}

// owner returns the package that a file in d belongs to as resolve sees it, and
// the directory of its package.json as reached. It stops at directories called
// node_modules, at roots, and at a package.json that cannot be used.
func (d *Dir) owner() (*Dir, *Package) {
	for ; d.parent != nil && d.name != "node_modules"; d = d.parent {
		if p := d.ownPackage(); p != nil {
			if p.err != nil {
				return nil, nil
			}
			return d, p
		}
	}
	return nil, nil
}

// asDirectory finds the main file of a directory, given the package it is part
// of if that is known.
func (s *search) asDirectory(d *Dir, pkg *Package) found {
	index := place{d, "index"}
	if p := d.parent; p != nil && p.name != "node_modules" && !strings.HasPrefix(p.name, "@") {
		d.listing() // no package of its own, most likely: the index file is here
	}
	own := d.ownPackage()
	s.note(d, "package.json")
	switch {
	case own == nil:
		return s.asFile(index, false, pkg)
	case own.err != nil:
		return s.asFile(index, false, nil)
	case own.badMain:
		s.err = own.mainError()
		return found{}
	case own.main == "":
		return s.indexFile(index, own, own)
	}
	main := own.main
	if main == "." || main == "./" {
		main = "index"
	}
	at, _ := d.walk(main)
	f := s.asFile(at, false, own)
	if f.ok() || s.err != nil {
		return f
	}
	if s.depth++; s.depth <= maxMains {
		f = s.asDirectory(at.open(), own)
		if f.ok() || s.err != nil {
			return f
		}
	}
	return s.indexFile(index, f.pkg, own)
}

// look asks what name+ext is in d.
func (s *search) look(d *Dir, name, ext string) (string, Kind) {
	if s.tried != nil {
		s.note(d, name+ext)
	}
	return d.kind(name, ext)
}

// note keeps a path for a message.
func (s *search) note(d *Dir, name string) {
	if s.tried != nil {
		*s.tried = append(*s.tried, d.join(name))
	}
}

// finish makes the answer of a file that was found, at its real path.
func (s *search) finish(f found) *outcome {
	if s.err != nil {
		return &outcome{err: s.err}
	}
	if !f.ok() {
		if s.again != "" && s.hops < maxHops {
			next := search{r: s.r, from: s.againFrom, entry: s.entry, tried: s.tried,
				hops: s.hops + 1, late: s.late, imports: s.imports, asker: s.asker, spec: s.spec}
			return next.answer(s.again)
		}
		if s.r.late && !s.late {
			return s.searchLate()
		}
		return &outcome{err: s.notFound()}
	}
	if f.pkg == nil {
		// Nobody knew the package, so it is looked for, and must be readable.
		if err := s.realFile(f).Dir.brokenPackage(); err != nil {
			return &outcome{err: err}
		}
	}
	file := s.realFile(f)
	as := ""
	if file.Dir != f.dir || file.Name != f.name {
		as = f.dir.join(f.name)
	}
	if f.pkg == nil || !f.pkg.object {
		f.pkg = file.Package
	}
	if as == "" && f.pkg == file.Package {
		return &file.plain
	}
	return &outcome{res: Result{File: file, Package: f.pkg, As: as}}
}

// realFile returns the file at the real path of f.
func (s *search) realFile(f found) *File {
	r := s.r
	if r.preserve && !s.entry {
		return f.dir.file(f.name)
	}
	d := f.dir.realDir()
	if d.isLink(f.name) {
		if to, err := r.fs.EvalSymlinks(d.join(f.name)); err == nil {
			at, _ := r.absolute(to)
			return at.dir.file(at.name)
		}
	}
	return d.file(f.name)
}
