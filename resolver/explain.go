package resolver

import (
	"fmt"
	"strings"
)

// noCore is the error for a name that starts with node: and is not supplied.
func (s *search) noCore(name string) error {
	if isCore(name) || isSchemeOnlyCore(name) {
		return &CoreError{Name: name, Spec: s.spec, From: s.asker.path}
	}
	return &NotFoundError{Spec: s.spec, From: s.asker.path, Reason: "Node has no such core module"}
}

// notFound makes the error of a search that failed. The search is run once
// more to learn where it looked.
func (s *search) notFound() error {
	if isCore(s.id) {
		return &CoreError{Name: s.id, Spec: s.spec, From: s.asker.path}
	}
	e := &NotFoundError{Spec: s.spec, From: s.asker.path}
	if s.tried != nil {
		e.Reason = s.why
		return e
	}
	again := search{r: s.r, from: s.asker, entry: s.entry, asker: s.asker, spec: s.spec, tried: &e.Tried, imports: s.imports}
	if o, ok := again.answer(s.spec).err.(*NotFoundError); ok {
		e.Reason = o.Reason
	}
	e.Tried = unique(e.Tried)
	s.explain(e)
	return e
}

// unique takes later repetitions out of a list.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	out := list[:0]
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// explain fills in why nothing was found and what may help.
func (s *search) explain(e *NotFoundError) {
	if s.id == "" {
		if s.spec == "" {
			e.Reason = "the name is empty"
		}
		return
	}
	if s.r.isPath(s.id) {
		at, _ := s.from.walk(s.id)
		s.explainPath(e, at)
		return
	}
	if d := s.installed(); d != nil {
		s.explainPackage(e, d)
		return
	}
	for _, ext := range append([]string{""}, s.r.exts...) {
		at, _ := s.from.walk("./" + s.id)
		if _, k := at.dir.kind(at.name, ext); k == KindFile || k == KindDir {
			e.Hint = fmt.Sprintf("a file is named with ./ before it: did you mean %q?", "./"+s.id)
			return
		}
	}
	name, _, ok := splitName(s.id)
	if !ok || e.Reason != "" || strings.HasPrefix(name, "#") {
		return
	}
	if link := s.deadLink(name); link != "" {
		e.Reason = fmt.Sprintf("%q is a link that leads nowhere", link)
		return
	}
	if like := s.likeModule(name); like != "" {
		e.Hint = fmt.Sprintf("there is a package %q: capitals count", like)
		return
	}
	if scheme, _, ok := strings.Cut(s.id, "://"); ok && npmName(scheme) {
		e.Reason = "it is a URL, and only files are bundled"
		return
	}
	if npmName(name) {
		e.Hint = fmt.Sprintf("is it installed? Try: npm install %s", name)
	}
}

// npmName reports whether npm may have a package of this name: of another, such
// as "data:text", npm install would make something else.
func npmName(name string) bool {
	return !strings.ContainsFunc(strings.TrimPrefix(name, "@"), func(r rune) bool {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("/._-~", r)
	})
}

// installed returns the directory of the package that s.id lies in, the first
// one there is.
func (s *search) installed() *Dir {
	name, _, ok := splitName(s.id)
	if !ok {
		return nil
	}
	for _, nm := range s.moduleDirs() {
		at, _ := nm.walk(name)
		if d := at.open(); d.exists() {
			return d
		}
	}
	return nil
}

// moduleDirs returns the directories where modules are looked for.
func (s *search) moduleDirs() []*Dir {
	var list []*Dir
	for d := s.from; d != nil; d = d.parent {
		if nm := d.modules(); nm != nil {
			list = append(list, nm)
		}
	}
	return append(list, s.r.paths...)
}

// deadLink returns the path of a package that is a link to what is not there.
func (s *search) deadLink(name string) string {
	for _, nm := range s.moduleDirs() {
		at, _ := nm.walk(name)
		if full, k := at.dir.kind(at.name, ""); full != "" && k == 0 {
			return at.dir.join(at.name)
		}
	}
	return ""
}

// likeModule returns the name of a package that differs in case alone.
func (s *search) likeModule(name string) string {
	for _, nm := range s.moduleDirs() {
		at, _ := nm.walk(name)
		if like := at.dir.like(at.name, nil); like != "" {
			return strings.TrimSuffix(name, at.name) + like
		}
	}
	return ""
}

// explainPackage says what a package lacks that is there.
func (s *search) explainPackage(e *NotFoundError, d *Dir) {
	if e.Reason != "" {
		return
	}
	name, sub, _ := splitName(s.id)
	p := d.ownPackage()
	switch {
	case sub != "." && sub != "./":
		at, _ := d.walk(sub)
		s.explainPath(e, at)
		if e.Reason == "" {
			e.Reason = fmt.Sprintf("package %q is installed in %q, but has no %q", name, d.path, sub)
		}
	case p == nil:
		e.Reason = fmt.Sprintf("%q has neither a package.json nor an index file", d.path)
	case p.err != nil:
		e.Reason = fmt.Sprintf("its package.json cannot be read: %v", p.err)
	case p.main != "":
		e.Reason = fmt.Sprintf("the main field of %q names %q, which is not there", p.file(), p.main)
		e.Hint = "the package may have to be built, or be installed again"
	case p.exports() != nil:
		e.Reason = fmt.Sprintf("%q has no main field, and its exports field is not consulted", p.file())
	default:
		e.Reason = fmt.Sprintf("%q has no main field, and there is no index file beside it", p.file())
	}
}

// explainPath says what is wrong with a path: the first part of it that is not
// there, or is spelt otherwise, or leads nowhere.
func (s *search) explainPath(e *NotFoundError, at place) {
	var missing []place // from the deepest part up
	for p := at; ; p = (place{p.dir.parent, p.dir.name}) {
		missing = append(missing, p)
		if p.dir.parent == nil || p.dir.exists() {
			break
		}
	}
	p := missing[len(missing)-1]
	exts := []string(nil)
	if len(missing) == 1 {
		exts = s.r.exts
	}
	for _, ext := range append([]string{""}, exts...) {
		full, k := p.dir.kind(p.name, ext)
		path := p.dir.join(p.name + ext)
		switch {
		case full == "" || k == KindDir && ext != "":
			continue
		case k == 0:
			e.Reason = fmt.Sprintf("%q is a link that leads nowhere", path)
		case e.Reason != "":
		case k == KindDir:
			e.Reason = fmt.Sprintf("the directory %q has neither a main nor an index file", path)
		case k == KindFile:
			e.Reason = fmt.Sprintf("%q is a file, not a directory", path)
		}
		return
	}
	if like := p.dir.like(p.name, exts); like != "" {
		e.Hint = fmt.Sprintf("there is %q: capitals count", p.dir.join(like))
	}
}

// like returns a name in d that equals the given one, with some extension, when
// case is ignored.
func (d *Dir) like(name string, exts []string) string {
	best := ""
	d.listing().each(func(have string, _ Kind) {
		match := strings.EqualFold(have, name)
		for _, ext := range exts {
			match = match || strings.EqualFold(have, name+ext)
		}
		if match && (best == "" || have < best) {
			best = have
		}
	})
	return best
}
