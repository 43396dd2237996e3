package scan

// primary reads an operand without what may follow it: see subscripts.
func (s *Scanner) primary() kind {
	switch s.kind {
	case tName:
		return s.nameOperand()
	case tString:
		return s.stringOperand()
	case tNumber:
		s.checkOctal()
		k := kTruthy
		if c := s.src[s.start]; (c == '0' || c == '.') && isZero(s.src[s.start:s.end]) {
			k = kFalsy
		}
		s.next()
		return k
	case tLParen:
		return s.paren()
	case tLBrace:
		return s.objectLiteral()
	case tLBrack:
		return s.arrayLiteral()
	case tTemplate:
		return s.template(false)
	case tDiv, tDivAssign:
		s.regexpLiteral()
		return kTruthy
	case tPrivate:
		if s.privates.class > 0 {
			s.failHere("unexpected private name " + s.found() + `: it may only stand after "." or before "in"`)
		}
	}
	s.unexpected("an expression")
	return kOther
}

func (s *Scanner) stringOperand() kind {
	s.checkOctal()
	s.litStart, s.litEnd = s.start, s.end
	s.note(NodeString, s.start, s.end)
	s.next()
	return kString
}

// isZero reports whether a number literal is zero.
func isZero(text []byte) bool {
	for _, c := range text {
		if '1' <= c && c <= '9' {
			return false
		}
		if c|0x20 == 'e' && len(text) > 1 && text[1]|0x20 != 'x' {
			break
		}
	}
	return true
}

// nameOperand reads an operand that begins with a name or keyword.
func (s *Scanner) nameOperand() kind {
	switch s.word {
	case wThis:
		s.next()
		return kOther
	case wTrue:
		s.next()
		return kTruthy
	case wNull, wFalse:
		s.next()
		return kFalsy
	case wFunction:
		start := s.start
		s.next()
		s.functionExpression(start, false)
		return kOther
	case wNew:
		return s.newExpression()
	case wClass:
		s.classExpression()
		return kOther
	case wSuper:
		return s.super()
	case wImport:
		return s.importCall()
	case wAsync:
		return s.asyncOperand()
	}
	return s.identifier()
}

// identifier reads a name that is a reference, or the parameter of an arrow function.
func (s *Scanner) identifier() kind {
	w, start, flags := s.word, s.start, s.flags
	if w >= wUnsure {
		s.checkReference()
	}
	s.next()
	if s.kind == tArrow && s.arrowAt == start && s.flags&newline == 0 {
		s.arrowOfName(start, w, flags, false)
		return kArrow
	}
	if w-1 < wLastFree {
		s.refer(w)
	}
	s.note(NodeName, start, s.prevEnd)
	s.identWord = w
	if (w == wEval || w == wArguments) && s.fn.ctx&inStrict != 0 {
		return kRestricted
	}
	return kIdent
}

// checkReference refuses the current token, a name with a word from wUnsure on,
// where it is no valid reference.
func (s *Scanner) checkReference() {
	switch {
	case s.word >= wBreak:
		s.unexpected("an expression")
	case s.word == wArguments && s.fn.ctx&noArguments != 0:
		s.failHere(`"arguments" may not be used in a class field or static block`)
	case s.word == wAwait && s.fn.ctx&(inAsync|noAwait) == 0 && s.awaitsSomething():
		s.failHere("await is only valid in async functions and ES modules")
	}
	s.checkName()
}

// awaitsSomething reports whether the current token, await as a name, is meant
// as an operator: an operand follows on the same line.
func (s *Scanner) awaitsSomething() bool {
	t := s.peek()
	if t.flags&newline != 0 {
		return false
	}
	switch t.kind {
	case tName:
		return t.word != wIn && t.word != wInstanceof && t.word != wOf
	case tString, tNumber:
		return true
	}
	return false
}

// super reads super.x, super[x] or super().
func (s *Scanner) super() kind {
	at := s.token
	s.next()
	ctx := s.fn.ctx
	switch s.kind {
	case tLParen:
		if ctx&superCall == 0 {
			s.fail(at.start, at.end, `"super()" may only be called in the constructor of a class that extends another`)
		}
		s.arguments(otherCall)
		return kCall
	case tDot, tLBrack:
		if ctx&superProperty == 0 {
			s.fail(at.start, at.end, `"super" may only be used in methods`)
		}
		if s.kind == tLBrack {
			return kOther
		}
		s.next()
		if s.kind == tPrivate {
			s.failHere("a private name may not follow super")
		}
		if s.kind != tName {
			s.unexpected(`a name after "."`)
		}
		s.next()
		return kMember
	}
	s.unexpected(`"(", "." or "[" after super`)
	return kOther
}

// importCall reads import(x) or import(x, options).
func (s *Scanner) importCall() kind {
	at := s.token
	s.next()
	if s.kind == tDot {
		s.next()
		if s.kind == tName && s.word == wMeta {
			panic(moduleSyntax(at.start))
		}
		s.unexpected(`"meta" or "(" after import`)
	}
	if s.kind != tLParen {
		s.unexpected(`"(" after import`)
	}
	s.next()
	if s.kind == tRParen {
		s.failHere("import() needs an argument")
	}
	noIn := s.fn.noIn
	s.fn.noIn = false
	if k := s.assign(); k == kString || k == kTemplate {
		s.addRef(Import, k == kTemplate)
	}
	if s.kind == tComma {
		s.next()
		if s.kind != tRParen {
			s.assign()
			if s.kind == tComma {
				s.next()
			}
		}
	}
	s.fn.noIn = noIn
	s.closeParen()
	return kOther
}

// newExpression reads new.target, or new with its callee and arguments.
func (s *Scanner) newExpression() kind {
	s.enter(cheap)
	start := s.start
	s.newOperand()
	s.note(NodeNew, start, s.prevEnd)
	s.depth -= cheap
	return kOther
}

func (s *Scanner) newOperand() {
	s.next()
	if s.kind == tDot {
		s.next()
		if s.kind != tName || s.word != wTarget {
			s.unexpected(`"target" after "new."`)
		}
		s.next()
		return
	}
	k := kOther
	switch {
	case s.kind == tName && s.word == wNew:
		k = s.newExpression()
	case s.kind == tName && s.word == wImport:
		s.failHere("import() may not be called with new: put parentheses around it")
	case s.kind == tName && s.word == wSuper && s.superCallFollows():
		s.failHere(`unexpected "super()" after new`)
	default:
		k = s.primary()
	}
	s.callee(k)
	if s.kind == tLParen {
		s.arguments(otherCall)
	} else if s.kind == tOptional {
		s.failHere("an optional chain may not follow new: put parentheses around the callee")
	}
}

func (s *Scanner) superCallFollows() bool { return s.peek().kind == tLParen }

// callee reads the members after the callee of new.
func (s *Scanner) callee(k kind) {
	for {
		switch s.kind {
		case tDot:
			s.next()
			k = s.member(k)
		case tLBrack:
			k = s.computedMember(k)
		case tTemplate:
			s.template(true)
			k = kOther
		default:
			return
		}
	}
}

// callForm says what a call would mean to the scan.
type callForm uint8

const (
	otherCall callForm = iota
	requireCall
	resolveCall
)

// subscripts reads the members, calls and templates after an operand of kind k
// that began at start.
func (s *Scanner) subscripts(k kind, start int) kind {
	if k == kArrow {
		return k
	}
	form := otherCall
	if s.identWord == wRequire && (k == kIdent || k == kParenIdent) {
		form = requireCall
	}
	chain := false
	for {
		switch s.kind {
		case tDot:
			s.next()
			if form == requireCall && s.isResolve() {
				form = resolveCall
			} else {
				form = otherCall
			}
			if s.kind == tName && s.identWord != wBuffer {
				s.next()
				k = kMember
			} else {
				k = s.member(k)
			}
			s.note(NodeMember, start, s.prevEnd)
			continue
		case tLBrack:
			k = s.computedMember(k)
			s.note(NodeIndex, start, s.prevEnd)
		case tLParen:
			s.arguments(form)
			s.note(NodeCall, start, s.prevEnd)
			k = kCall
		case tOptional:
			chain = true
			s.next()
			switch s.kind {
			case tLParen, tLBrack:
				continue
			case tTemplate:
				s.failHere("a template may not follow an optional chain")
			}
			if form == requireCall && s.isResolve() {
				form = resolveCall
			} else {
				form = otherCall
			}
			k = s.member(k)
			s.note(NodeMember, start, s.prevEnd)
			continue
		case tTemplate:
			if chain {
				s.failHere("a template may not follow an optional chain")
			}
			s.template(true)
			k = kOther
		default:
			if chain {
				if k == kPrivate {
					return kChainPrivate
				}
				return kChain
			}
			return k
		}
		form = otherCall
	}
}

func (s *Scanner) isResolve() bool {
	return s.kind == tName && s.end-s.start == len("resolve") && string(s.src[s.start:s.end]) == "resolve"
}

// member reads the name after "." or "?." in a member of an operand of kind k.
func (s *Scanner) member(k kind) kind {
	if s.kind == tName {
		if s.identWord == wBuffer && (k == kIdent || k == kParenIdent) {
			s.bufferProperty(s.word == wIsBuffer, false)
		}
		s.next()
		return kMember
	}
	if s.kind != tPrivate {
		s.unexpected(`a name after "."`)
	}
	if s.identWord == wBuffer && (k == kIdent || k == kParenIdent) {
		s.bufferProperty(false, true)
	}
	s.privateReference()
	s.next()
	return kPrivate
}

// computedMember reads [expression] after an operand of kind k.
func (s *Scanner) computedMember(k kind) kind {
	ofBuffer := s.identWord == wBuffer && (k == kIdent || k == kParenIdent)
	noIn := s.fn.noIn
	s.fn.noIn = false
	s.next()
	free := s.free
	inner := s.expression()
	if s.kind != tRBrack {
		s.unexpected(`"]"`)
	}
	s.fn.noIn = noIn
	if inner == kIdent || inner == kParenIdent {
		s.free = free // undeclared-identifiers takes the x of a[x] for a property's name
	}
	if ofBuffer {
		name := ""
		if inner == kString {
			name = s.literal()
		}
		s.bufferProperty(name == "isBuffer", !(inner == kTruthy || inner == kString && name != ""))
	}
	s.next()
	return kMember
}

// literal returns the value of the string at litStart.
func (s *Scanner) literal() string {
	return string(appendString(nil, s.src[s.litStart+1:s.litEnd-1]))
}

// arguments reads the arguments of a call.
func (s *Scanner) arguments(form callForm) {
	noIn := s.fn.noIn
	s.fn.noIn = false
	s.next()
	for s.kind != tRParen {
		start := s.start
		if s.kind == tEllipsis {
			s.next()
			s.assign()
		} else if k := s.assign(); form != otherCall && (k == kString || k == kTemplate) {
			kind := Require
			if form == resolveCall {
				kind = Resolve
			}
			s.addRef(kind, k == kTemplate)
		}
		form = otherCall
		s.note(NodeArgument, start, s.prevEnd)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRParen {
			s.unexpected(`"," or ")" after an argument`)
		}
	}
	s.fn.noIn = noIn
	s.next()
}
