package resolver

// What Node's require does not find, and no search of old, is looked for once
// more, among ES modules and files that have to be made into JavaScript first.
// That this is a search of its own, from the beginning, and after the first has
// come to its end everywhere, is what keeps all names that meant something
// before meaning the same.

// ResolveImport finds what spec stands for in an import declaration, or an
// import(), of a file in d. As in Node, the exports of a package go before its
// main and its files, with the condition import in place of require; unlike in
// Node, what they do not offer is looked for by the rules of require. Errors are
// those of [Dir.Resolve], and the answer is remembered likewise.
func (d *Dir) ResolveImport(spec string) (Result, error) { return d.remember(&d.imports, spec, true) }

// searchLate is the second search.
func (s *search) searchLate() *outcome {
	next := search{r: s.r, from: s.asker, entry: s.entry, tried: s.tried, late: true, imports: s.imports, asker: s.asker, spec: s.spec}
	return next.answer(s.spec)
}

// moduleFiles finds the file of id among ES modules: an exports field goes
// before all else.
func (s *search) moduleFiles(id string) found {
	if s.r.exports != ExportsOff {
		f, handled := s.byExports(id)
		if f.ok() || s.err != nil || s.again != "" || handled && s.r.exports == ExportsFirst {
			return f
		}
	}
	return s.classical(id)
}

// extensions returns those that are tried.
func (s *search) extensions() []string {
	if s.late {
		return s.r.lateExts
	}
	return s.r.exts
}

// conditions returns those that match.
func (s *search) conditions() []string {
	switch {
	case s.late:
		return s.r.lateConds
	case s.imports:
		return s.r.importCond
	}
	return s.r.conditions
}

// indexFile finds the index file of a directory with the package own, whose
// main, if there is one, led nowhere: late, after the file that the field module
// names.
func (s *search) indexFile(index place, pkg, own *Package) found {
	if s.late && s.r.modules && own.module() != "" {
		at, _ := index.dir.walk(own.module())
		if f := s.asFile(at, false, own); f.ok() || s.err != nil {
			return f
		}
	}
	return s.asFile(index, false, pkg)
}

// module returns the field module, or "".
func (p *Package) module() string {
	if t := string(p.Field("module")); t != "" && t[0] == '"' {
		return unescape(t[1 : len(t)-1])
	}
	return ""
}
