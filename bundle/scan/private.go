package scan

// privates holds the private names of the classes around the current place.
type privates struct {
	class    int // open class bodies
	declared []privateName
	refs     []privateRef // not yet found to be declared
}

type privateName struct {
	name       int32 // index in names.list
	prev       int32 // the one it hides
	start, end int32
	accessor   word // wGet, wSet, or wNone for all else or both
	static     bool
}

type privateRef struct{ name, start, end int32 }

func (p *privates) reset() {
	p.class = 0
	p.declared = p.declared[:0]
	p.refs = p.refs[:0]
}

// declarePrivate declares the current token in the class whose first private
// name has index base.
func (s *Scanner) declarePrivate(base int, accessor word, static bool) {
	p := &s.privates
	id := s.intern(s.start, s.end, s.flags&escaped != 0)
	if s.nameIs(id, "#constructor") {
		s.failHere(`a class may not have a private name "#constructor"`)
	}
	n := &s.names.list[id]
	if int(n.top) >= base {
		old := &p.declared[n.top]
		if old.accessor == wNone || accessor == wNone || old.accessor == accessor || old.static != static {
			name := quote(s.src[s.start:s.end])
			s.fail(s.start, s.end, name+" has already been declared in this class",
				Note{old.start, old.end, name + " was declared here"})
		}
		old.accessor = wNone
		return
	}
	p.declared = append(p.declared, privateName{
		name: id, prev: n.top, start: int32(s.start), end: int32(s.end), accessor: accessor, static: static,
	})
	n.top = int32(len(p.declared) - 1)
}

func (s *Scanner) nameIs(id int32, text string) bool {
	n := &s.names.list[id]
	return int(n.size) == len(text) && string(s.nameText(n.off, n.size)) == text
}

// privateReference notes a use of the current token, a private name.
func (s *Scanner) privateReference() {
	if s.privates.class == 0 {
		s.failUndeclared(s.start, s.end)
	}
	id := s.intern(s.start, s.end, s.flags&escaped != 0)
	s.privates.refs = append(s.privates.refs, privateRef{id, int32(s.start), int32(s.end)})
}

func (s *Scanner) failUndeclared(start, end int) {
	s.fail(start, end, "private name "+quote(s.src[start:end])+" is not declared in a class around it")
}

// leaveClass resolves the references since firstRef with the names since base.
func (s *Scanner) leaveClass(base, firstRef int) {
	p := &s.privates
	p.class--
	kept := p.refs[:firstRef]
	for _, r := range p.refs[firstRef:] {
		if int(s.names.list[r.name].top) >= base {
			continue
		}
		if p.class == 0 {
			s.failUndeclared(int(r.start), int(r.end))
		}
		kept = append(kept, r)
	}
	p.refs = kept
	for i := len(p.declared) - 1; i >= base; i-- {
		d := &p.declared[i]
		s.names.list[d.name].top = d.prev
	}
	p.declared = p.declared[:base]
}

// privateIn reads #x in, where a relational operator may stand.
func (s *Scanner) privateIn(min uint8) kind {
	t := s.token
	if s.privates.class == 0 {
		s.failUndeclared(s.start, s.end)
	}
	s.privateReference()
	s.next()
	if s.kind != tName || s.word != wIn || min >= precRelational || s.fn.noIn {
		s.token = t
		s.failHere("unexpected private name " + s.found() + `: it may only stand after "." or before "in"`)
	}
	return kOther
}
