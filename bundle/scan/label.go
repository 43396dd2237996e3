package scan

import "bytes"

// label is an open labelled statement.
type label struct {
	start, end int32
	escaped    bool
	loop       bool
}

// labelled reads label: statement. The current token is the label.
func (s *Scanner) labelled(at place) {
	first := len(s.labels)
	for {
		if s.word >= wUnsure {
			s.checkName()
		}
		if old := s.findLabel(); old != nil {
			s.fail(s.start, s.end, "label "+quote(s.src[s.start:s.end])+" is already in use",
				Note{old.start, old.end, "the statement it labels begins here"})
		}
		s.labels = append(s.labels, label{start: int32(s.start), end: int32(s.end), escaped: s.flags&escaped != 0})
		s.next()
		s.next()
		if s.kind != tName || s.word >= wBreak || !s.colonFollows() {
			break
		}
	}
	if s.kind == tName && (s.word == wFor || s.word == wWhile || s.word == wDo) {
		for i := first; i < len(s.labels); i++ {
			s.labels[i].loop = true
		}
	}
	if at == inList {
		at = inLabel
	} else if at != inLabel {
		at = elseSole
	}
	s.statement(at)
	s.labels = s.labels[:first]
}

// findLabel returns the open label that the current token names, or nil.
func (s *Scanner) findLabel() *label {
	for i := len(s.labels) - 1; i >= int(s.fn.labels); i-- {
		l := &s.labels[i]
		if s.sameName(int(l.start), int(l.end), l.escaped) {
			return l
		}
	}
	return nil
}

// sameName reports whether the name src[start:end] is the current token's.
func (s *Scanner) sameName(start, end int, esc bool) bool {
	if !esc && s.flags&escaped == 0 {
		return bytes.Equal(s.src[start:end], s.src[s.start:s.end])
	}
	return s.intern(start, end, esc) == s.intern(s.start, s.end, s.flags&escaped != 0)
}

// jumpStatement reads break and continue.
func (s *Scanner) jumpStatement() {
	at := s.token
	isContinue := s.word == wContinue
	s.next()
	if s.kind == tName && s.flags&newline == 0 {
		if s.word >= wUnsure {
			s.checkName()
		}
		l := s.findLabel()
		if l == nil {
			s.failHere("label " + quote(s.src[s.start:s.end]) + " is not defined around this statement")
		}
		if isContinue && !l.loop {
			s.fail(s.start, s.end, "continue needs the label of a loop, "+quote(s.src[s.start:s.end])+" labels another statement",
				Note{l.start, l.end, "the label is here"})
		}
		if s.word-1 < wLastFree {
			s.refer(s.word)
		}
		s.next()
	} else if isContinue && s.fn.loops == 0 {
		s.fail(at.start, at.end, "continue outside a loop")
	} else if s.fn.breaks == 0 {
		s.fail(at.start, at.end, "break outside a loop or switch")
	}
	s.semicolon()
}
