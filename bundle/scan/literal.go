package scan

// arrayLiteral reads [a, ...b], and finds out whether it could be a pattern.
func (s *Scanner) arrayLiteral() kind {
	noIn := s.fn.noIn
	s.fn.noIn = false
	bad := -1
	open := s.start
	s.next()
	for s.kind != tRBrack {
		start := s.start
		switch s.kind {
		case tComma:
			s.note(NodeHole, s.start, s.end)
			s.next()
			continue
		case tEllipsis:
			s.next()
			k := s.assignCover()
			if !isTarget(k) || k == kAssign || s.kind == tComma {
				bad = start
			}
		default:
			if !isTarget(s.assignCover()) {
				bad = start
			}
		}
		s.note(NodeArgument, start, s.prevEnd)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRBrack {
			s.unexpected(`"," or "]" of an array`)
		}
	}
	s.fn.noIn = noIn
	s.next()
	s.note(NodeArray, open, s.prevEnd)
	if bad >= 0 {
		s.patternAt = bad
		return kLiteral
	}
	return kPattern
}

// isTarget reports whether an element of kind k can stand in a pattern.
func isTarget(k kind) bool {
	switch k {
	case kIdent, kParenIdent, kMember, kPrivate, kPattern, kAssign:
		return true
	}
	return false
}

// object is what is known of an object literal being read.
type object struct {
	start int
	bad   int // why it is no pattern, or -1
	proto int // its first __proto__: value, or -1
}

// objectLiteral reads {…}, and finds out whether it could be a pattern.
func (s *Scanner) objectLiteral() kind {
	noIn := s.fn.noIn
	s.fn.noIn = false
	o := object{start: s.start, bad: -1, proto: -1}
	s.next()
	for s.kind != tRBrace {
		s.property(&o)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRBrace {
			s.unexpected(`"," or "}" of an object`)
		}
	}
	s.fn.noIn = noIn
	s.next()
	s.note(NodeObject, o.start, s.prevEnd)
	if o.bad >= 0 {
		s.patternAt = o.bad
		return kLiteral
	}
	return kPattern
}

// property reads one property of an object literal.
func (s *Scanner) property(o *object) {
	start := s.start
	var ctx context
	accessor := wNone
	modified := false
	t := s.token
	switch s.kind {
	case tEllipsis:
		s.next()
		switch s.assignCover() {
		case kIdent, kParenIdent, kMember, kPrivate:
			if s.kind == tComma {
				o.bad = start
			}
		default:
			o.bad = start
		}
		return
	case tStar:
		s.next()
		ctx, modified = inGenerator, true
	case tName:
		s.next()
		if (t.word == wAsync || t.word == wGet || t.word == wSet) && !s.propertyNameEnds() {
			modified = true
			if t.word == wAsync {
				ctx = s.asyncModifier()
			} else {
				accessor = t.word
			}
			break
		}
		s.namedProperty(o, t)
		return
	}
	isProto := s.propertyName() == wProto
	switch {
	case s.kind == tLParen:
		o.bad = start
		s.methodWithArity(ctx, accessor, start)
	case modified:
		s.unexpected(`"(" and the parameters of a method`)
	case s.kind == tColon:
		s.propertyValue(o, isProto, start)
	default:
		s.unexpected(`":" and a value`)
	}
}

// asyncModifier returns the context of an async method whose modifier was just
// read, and reads the star of a generator.
func (s *Scanner) asyncModifier() context {
	if s.flags&newline != 0 {
		s.unexpected(`"," or ":" after "async" at the end of a line`)
	}
	return s.functionFlavour(true)
}

// propertyNameEnds reports whether the current token shows that the word before
// it was a property's name, not a modifier.
func (s *Scanner) propertyNameEnds() bool {
	switch s.kind {
	case tLParen, tAssign, tSemi, tRBrace, tComma, tColon, tEOF:
		return true
	}
	return false
}

// namedProperty reads the rest of a property whose name is the plain name t.
func (s *Scanner) namedProperty(o *object, t token) {
	switch s.kind {
	case tColon:
		s.propertyValue(o, t.word == wProto, t.start)
		return
	case tLParen:
		o.bad = t.start
		s.method(0)
		return
	case tComma, tRBrace, tAssign:
	default:
		s.unexpected(`":", "," or "}" after the name of a property`)
	}
	if t.word >= wUnsure {
		s.checkShorthand(o, t)
	}
	s.note(NodeShorthand, t.start, t.end)
	if s.kind != tAssign {
		return
	}
	if t.word-1 < wLastFree {
		s.refer(t.word)
	}
	if s.cover < o.start {
		s.cover = s.start
		s.coverMsg = `unexpected "=" in an object: only a destructuring pattern has default values, an object has ":"`
	}
	s.next()
	s.assign()
}

// checkShorthand checks the name t of a shorthand property.
func (s *Scanner) checkShorthand(o *object, t token) {
	after := s.token
	s.token = t
	s.checkReference()
	s.token = after
	if (t.word == wEval || t.word == wArguments) && s.fn.ctx&inStrict != 0 {
		o.bad = t.start
	}
}

// propertyValue reads : value.
func (s *Scanner) propertyValue(o *object, isProto bool, start int) {
	s.next()
	at := s.start
	if !isTarget(s.assignCover()) {
		o.bad = at
	}
	if !isProto {
		return
	}
	if o.proto >= 0 && s.cover < o.start {
		s.cover = start
		s.coverMsg = `an object may have only one "__proto__: value"`
	}
	o.proto = start
}

// propertyName reads the name of a property, plain or computed, and returns its word.
func (s *Scanner) propertyName() word {
	w := s.word
	switch s.kind {
	case tName:
		s.next()
	case tString:
		s.checkOctal()
		text := s.src[s.start+1 : s.end-1]
		if s.flags&escaped != 0 {
			text = appendString(nil, text)
		}
		w = lookup(text)
		s.next()
	case tNumber:
		s.checkOctal()
		s.next()
		return wNone
	case tLBrack:
		noIn := s.fn.noIn
		s.fn.noIn = false
		s.next()
		s.assign()
		s.fn.noIn = noIn
		if s.kind != tRBrack {
			s.unexpected(`"]" after a computed property name`)
		}
		s.next()
		return wNone
	default:
		s.unexpected("the name of a property")
	}
	return w
}

// methodWithArity reads a method and checks the parameters of getters and setters.
func (s *Scanner) methodWithArity(ctx context, accessor word, start int) {
	open := s.start
	n := s.method(ctx)
	switch {
	case accessor == wGet && n != 0:
		s.fail(open, open+1, "a getter may not have parameters")
	case accessor == wSet && n != 1:
		s.fail(open, open+1, "a setter must have exactly one parameter, which is no rest parameter")
	}
}
