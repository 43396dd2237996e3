package scan

// How a declaration is made.
type declFlags uint8

const (
	plain     declFlags = 0
	constant  declFlags = 1 << iota // every declarator needs an initialiser
	forInit                         // in the head of a for statement
	noPattern                       // using
)

// declared is what a list of declarators held.
type declared struct {
	count   int  // declarators
	pattern bool // the last one has a pattern
	init    int  // where the "=" of the last one is, or -1
}

// declaration reads the declarators of var, let or const, and the semicolon.
func (s *Scanner) declaration(kind bindKind, flags declFlags) {
	s.declarators(kind, flags)
	s.semicolon()
}

// declarators reads a list of declarators; the current token follows the keyword.
func (s *Scanner) declarators(kind bindKind, flags declFlags) (d declared) {
	noIn := s.fn.noIn
	s.fn.noIn = flags&forInit != 0
	r := s.beginRegion()
	var names uint8
	for {
		d.count++
		names |= s.declarator(kind, flags, &d)
		if s.kind != tComma {
			break
		}
		s.next()
	}
	s.fn.noIn = noIn
	s.declareFree(names, kind == bindVar)
	s.endRegion(r, names)
	return d
}

func (s *Scanner) declarator(kind bindKind, flags declFlags, d *declared) (names uint8) {
	start := s.start
	d.pattern = s.kind != tName
	d.init = -1
	if d.pattern {
		if flags&noPattern != 0 {
			s.unexpected("a name after using")
		}
		names = s.bindingTarget(kind)
	} else {
		names = s.declare(kind)
		s.next()
	}
	if s.kind == tAssign {
		d.init = s.start
		s.next()
		s.assign()
		return names
	}
	if !d.pattern && flags&constant == 0 {
		return names
	}
	if flags&forInit != 0 && s.kind == tName && (s.word == wOf || s.word == wIn) {
		return names
	}
	what := "a const declaration"
	switch {
	case d.pattern:
		what = "a destructuring declaration"
	case flags&noPattern != 0:
		what = "a using declaration"
	}
	s.fail(start, s.prevEnd, what+` needs an initial value, expected "=" after `+quote(s.src[start:s.prevEnd]))
	return 0
}

// bindingElement reads a binding target with an optional default value, and
// returns the names that free.go declares for it.
func (s *Scanner) bindingElement(kind bindKind) uint8 {
	names := s.bindingTarget(kind)
	if s.kind == tAssign {
		if kind == bindParam {
			s.fn.simple = false
		}
		s.referNames(names)
		s.next()
		noIn := s.fn.noIn
		s.fn.noIn = false
		start := s.start
		s.assign()
		s.note(NodeDefault, start, s.prevEnd)
		s.fn.noIn = noIn
		return 0
	}
	return names
}

// bindingTarget reads a name or a pattern.
func (s *Scanner) bindingTarget(kind bindKind) (names uint8) {
	switch s.kind {
	case tName:
		names = s.declare(kind)
		s.bound(names)
		s.next()
	case tLBrack, tLBrace:
		if kind == bindParam {
			s.fn.simple = false
		}
		if s.kind == tLBrack {
			return s.arrayPattern(kind)
		}
		return s.objectPattern(kind)
	default:
		s.unexpected("a name or a destructuring pattern")
	}
	return names
}

// referNames counts names that are bound without being declared as references.
func (s *Scanner) referNames(names uint8) {
	for w := wProcess; names != 0; w++ {
		if names&1 != 0 {
			s.refer(w)
		}
		names >>= 1
	}
}

func (s *Scanner) arrayPattern(kind bindKind) (names uint8) {
	s.enter(costly)
	s.next()
	for s.kind != tRBrack {
		switch s.kind {
		case tComma:
			s.next()
			continue
		case tEllipsis:
			s.next()
			names |= s.bindingTarget(kind)
			if s.kind != tRBrack {
				s.unexpected(`"]" after the rest element`)
			}
			continue
		}
		names |= s.bindingElement(kind)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRBrack {
			s.unexpected(`"," or "]"`)
		}
	}
	s.next()
	s.depth -= costly
	return names
}

func (s *Scanner) objectPattern(kind bindKind) (names uint8) {
	s.enter(costly)
	s.next()
	for s.kind != tRBrace {
		if s.kind == tEllipsis {
			s.next()
			if s.kind != tName {
				s.unexpected("a name after \"...\"")
			}
			rest := s.declare(kind)
			s.bound(rest)
			names |= rest
			s.next()
			if s.kind != tRBrace {
				s.unexpected(`"}" after the rest element`)
			}
			break
		}
		names |= s.patternProperty(kind)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRBrace {
			s.unexpected(`"," or "}"`)
		}
	}
	s.next()
	s.depth -= costly
	return names
}

// patternProperty reads a: target, or the shorthand a, each with an optional default.
func (s *Scanner) patternProperty(kind bindKind) (names uint8) {
	if s.kind != tName {
		s.propertyName()
		if s.kind != tColon {
			s.unexpected(`":" and a binding`)
		}
		s.next()
		return s.bindingElement(kind)
	}
	m := s.mark()
	s.next()
	if s.kind == tColon {
		s.next()
		return s.bindingElement(kind)
	}
	s.back(&m)
	plain := s.free.plain
	names = s.bindingElement(kind)
	if names != 0 {
		s.free.plain = plain
	}
	if kind == bindCatchPattern {
		return 0 // the others count as references: see catchClause
	}
	return names
}

// letDeclares reports whether the current token, let, begins a declaration in a
// list of statements or the head of a for statement.
func (s *Scanner) letDeclares() bool {
	switch t := s.peek(); t.kind {
	case tLBrack, tLBrace:
		return true
	case tName:
		// A keyword after let, as in "let in x", makes let a name.
		return t.word < wBreak || s.fn.ctx&inStrict != 0
	}
	return false
}

// letStartsDeclaration is letDeclares where only a statement may stand: there
// "let" and a name on the next line are two statements.
func (s *Scanner) letStartsDeclaration() bool {
	switch t := s.peek(); t.kind {
	case tLBrack:
		return true
	case tLBrace:
		return t.flags&newline == 0
	case tName:
		return t.word < wBreak && t.flags&newline == 0
	}
	return false
}

// usingFollows reports whether the current token, using or await, begins a
// using or await using declaration.
func (s *Scanner) usingFollows(await bool) bool {
	if await && s.fn.ctx&inAsync == 0 {
		return false
	}
	m := s.mark()
	defer s.back(&m)
	s.next()
	if await {
		if s.kind != tName || s.word != wUsing || s.flags&newline != 0 {
			return false
		}
		s.next()
	}
	return s.kind == tName && s.flags&newline == 0 && s.word < wBreak
}

// usingInFor is usingFollows in the head of a for statement, where "using of" is
// an expression and of.
func (s *Scanner) usingInFor(await bool) bool {
	if !s.usingFollows(await) {
		return false
	}
	if await {
		return true
	}
	return s.peek().word != wOf
}

func (s *Scanner) usingDeclaration() {
	if s.word == wAwait {
		if s.fn.ctx&inParams != 0 {
			s.failHere("an await expression may not stand in parameters")
		}
		s.next()
	}
	s.next()
	s.declaration(bindLexical, constant|noPattern)
}
