package scan

// loopBody reads the statement that a loop repeats.
func (s *Scanner) loopBody() {
	s.fn.loops++
	s.fn.breaks++
	s.statement(elseSole)
	s.fn.loops--
	s.fn.breaks--
}

func (s *Scanner) doStatement() {
	s.next()
	s.loopBody()
	if s.kind != tName || s.word != wWhile {
		s.unexpected(`"while" after the body of "do"`)
	}
	s.next()
	s.condition("while")
	if s.kind == tSemi { // inserted if it is missing
		s.next()
	}
}

// forStatement reads for (;;), for (in), for (of) and for await (of).
func (s *Scanner) forStatement() {
	start := s.start
	s.next()
	await := false
	if s.kind == tName && s.word == wAwait {
		if s.fn.ctx&inAsync == 0 {
			s.failHere("for await is only valid in async functions and ES modules")
		}
		await = true
		s.next()
	}
	if s.kind != tLParen {
		s.unexpected(`"(" after "for"`)
	}
	s.next()
	s.pushScope(headScope)
	s.forHead(await)
	s.closeParen()
	s.loopBody()
	s.popScope()
	s.note(NodeBlock, start, s.prevEnd)
}

func (s *Scanner) forHead(await bool) {
	if s.kind == tSemi && !await {
		s.forRest()
		return
	}
	var h forHead
	if s.kind == tName {
		h.keyword = s.word
		switch {
		case s.word == wVar:
			s.next()
			h.decl = s.declarators(bindVar, plain|forInit)
		case s.word == wConst:
			s.next()
			h.decl = s.declarators(bindLexical, constant|forInit)
		case s.word == wLet && s.letDeclares():
			s.next()
			h.decl = s.declarators(bindLexical, plain|forInit)
		case (s.word == wUsing || s.word == wAwait) && s.usingInFor(s.word == wAwait):
			if s.word == wAwait {
				s.next()
			}
			s.next()
			h.decl = s.declarators(bindLexical, constant|forInit|noPattern)
			h.using = true
		}
	}
	if h.decl.count == 0 {
		h.first, h.cover = s.token, s.cover
		s.fn.noIn = true
		h.k = s.leftSide()
		s.fn.noIn = false
	}
	isOf := s.kind == tName && s.word == wOf && s.flags&escaped == 0
	if isOf || s.kind == tName && s.word == wIn {
		s.forEach(&h, isOf, await)
		return
	}
	if await {
		s.unexpected(`"of" in the head of for await`)
	}
	if h.decl.count == 0 {
		s.checkCover(h.first.start)
	}
	if s.kind != tSemi {
		s.unexpected(`";", "in" or "of" in the head of a for statement`)
	}
	s.forRest()
}

// forHead is what stands before in, of or the first semicolon.
type forHead struct {
	decl    declared
	using   bool
	keyword word // the first word, if any
	// of an expression:
	first token
	cover int
	k     kind
}

// leftSide reads the expression before in, of or ";": without judging yet
// whether a literal is a pattern.
func (s *Scanner) leftSide() kind {
	start := s.start
	k := s.assignCover()
	for s.kind == tComma {
		s.checkCover(start)
		s.next()
		s.assign()
		k = kOther
	}
	return k
}

// checkCover fails if a literal since start needed to be a pattern and is none.
func (s *Scanner) checkCover(start int) {
	if s.cover >= start {
		s.failCover()
	}
}

// forRest reads ; test ; update.
func (s *Scanner) forRest() {
	s.next()
	if s.kind != tSemi {
		s.expression()
		if s.kind != tSemi {
			s.unexpected(`";" in the head of a for statement`)
		}
	}
	s.next()
	if s.kind != tRParen {
		s.expression()
	}
}

// forEach checks the left side of in or of, and reads the right one.
func (s *Scanner) forEach(h *forHead, isOf, await bool) {
	op := "in"
	if isOf {
		op = "of"
	}
	switch {
	case await && !isOf:
		s.unexpected(`"of" in the head of for await`)
	case h.decl.count > 1:
		s.failHere("a for-" + op + " loop may declare only one variable")
	case h.decl.count == 1:
		if at := h.decl.init; at >= 0 && (isOf || h.keyword != wVar || h.decl.pattern || s.fn.ctx&inStrict != 0) {
			s.fail(at, at+1, "the variable of a for-"+op+" loop may not have an initializer")
		}
		if h.using && !isOf {
			s.failHere("using may not be declared in a for-in loop")
		}
	default:
		s.checkForTarget(h, isOf, await)
	}
	s.next()
	if isOf {
		s.assign()
	} else {
		s.expression()
	}
}

// checkForTarget checks an expression on the left side of in or of.
func (s *Scanner) checkForTarget(h *forHead, isOf, await bool) {
	t := h.first
	s.note(NodeTarget, t.start, s.prevEnd)
	if isOf && t.kind == tName && t.flags&escaped == 0 {
		if t.word == wLet {
			s.fail(t.start, t.end, `the left side of a for-of loop may not begin with "let"`)
		}
		if t.word == wAsync && !await && h.k == kIdent {
			s.fail(t.start, t.end, `the left side of a for-of loop may not be "async"`)
		}
	}
	if h.k == kPattern {
		s.cover = h.cover
		return
	}
	s.checkCover(t.start)
	s.checkTarget(h.k, t.start, s.prevEnd, "the left side of a for loop")
}
