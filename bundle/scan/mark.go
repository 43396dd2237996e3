package scan

// mark is a point of the source to which the scan can go back.
type mark struct {
	token
	prevEnd     int
	refs        int
	privateRefs int
	heads       int
	cover       int
	free        freeNames
	nodes       int
}

func (s *Scanner) mark() mark {
	m := mark{
		token:       s.token,
		prevEnd:     s.prevEnd,
		refs:        len(s.refs),
		privateRefs: len(s.privates.refs),
		heads:       len(s.arrows.heads),
		cover:       s.cover,
		free:        s.free,
	}
	if s.outline != nil {
		m.nodes = len(s.outline.nodes)
	}
	return m
}

// back returns to m. Scopes, labels and functions have to be those of m already.
func (s *Scanner) back(m *mark) {
	s.token = m.token
	s.prevEnd = m.prevEnd
	s.refs = s.refs[:m.refs]
	s.privates.refs = s.privates.refs[:m.privateRefs]
	s.cover = m.cover
	s.free = m.free
	if s.outline != nil {
		s.outline.nodes = s.outline.nodes[:m.nodes]
	}
}
