package scan

import "slices"

// A "(" at the beginning of an expression may open the parameters of an arrow
// function. It is read as an expression in parentheses first; if "=>" follows,
// the scan goes back and reads parameters.
//
// A default value may hold arrow functions again, so that reading everything
// twice on every level would take exponential time. Therefore the heads found
// while an outer one is still undecided are remembered, and on the second
// reading the scan knows at each "(" which it is. A source with n nested heads
// then takes n readings of the innermost at worst, and no more.
type arrows struct {
	heads  []int32 // positions of "(" that are heads, found while open > 0
	open   int     // undecided parentheses
	replay bool    // reading for the second time
	lo, hi int     // the range of heads, sorted, that holds what is being replayed
}

// known reports whether the "(" at start was found to be an arrow function's head.
func (a *arrows) known(start int) bool {
	_, ok := slices.BinarySearch(a.heads[a.lo:a.hi], int32(start))
	return ok
}

// arrowContext is what an arrow function takes over from the code around it.
const arrowContext = inStrict | superProperty | superCall | noArguments

// arrowParams is what its parameters take over.
const arrowParams = arrowContext | noAwait | inAsync | inGenerator

// enterArrow begins an arrow function, at its parameters.
func (s *Scanner) enterArrow(async bool) function {
	ctx := s.fn.ctx & arrowParams
	if async {
		ctx |= inAsync
	}
	return s.enterFunction(ctx)
}

// arrowBody reads => and the body, and leaves the function, which began at start.
func (s *Scanner) arrowBody(outer function, start int, async bool) {
	s.next()
	s.fn.ctx &= arrowContext
	if async {
		s.fn.ctx |= inAsync
	}
	if s.kind == tLBrace {
		s.functionBody()
	} else {
		s.fn.noIn = outer.noIn
		body := s.start
		s.assign()
		s.note(NodeBody, body, s.prevEnd)
	}
	s.checkFunction(true)
	s.leaveFunction(outer)
	s.note(NodeArrow, start, s.prevEnd)
}

// arrowOfName reads the rest of an arrow function whose only parameter is the
// name at start, the token before the current one, "=>".
func (s *Scanner) arrowOfName(start int, w word, flags tokenFlags, async bool) {
	outer := s.enterArrow(async)
	arrow := s.token
	s.token = token{kind: tName, word: w, flags: flags, start: start, end: s.prevEnd}
	bit := s.declare(bindParam)
	s.note(NodeParameter, start, s.prevEnd)
	s.note(NodeParameters, start, s.prevEnd)
	s.token = arrow
	s.declareFree(bit, true)
	s.bound(bit)
	s.arrowBody(outer, start, async)
}

// arrowOfParams reads an arrow function from its "(" on.
func (s *Scanner) arrowOfParams(async bool) {
	outer := s.enterArrow(async)
	start := s.start
	s.parameters()
	s.needArrow()
	s.arrowBody(outer, start, async)
}

func (s *Scanner) needArrow() {
	if s.kind != tArrow {
		s.unexpected(`"=>" after parameters`)
	}
	if s.flags&newline != 0 {
		s.unexpected("")
	}
}

// replayArrow reads an arrow function whose "(" is at m, for the second time.
func (s *Scanner) replayArrow(m *mark, async bool) {
	s.back(m)
	a := &s.arrows
	start := s.start
	outer := s.enterArrow(async)
	a.replay, a.lo, a.hi = true, m.heads, len(a.heads)
	slices.Sort(a.heads[a.lo:a.hi])
	s.parameters()
	a.replay = false
	s.needArrow()
	s.arrowBody(outer, start, async)
	if a.open > 0 {
		a.heads = append(a.heads, int32(start))
	} else {
		a.heads = a.heads[:0]
	}
}

// isArrow reports whether the current token makes what precedes it a head.
func (s *Scanner) isArrow() bool { return s.kind == tArrow && s.flags&newline == 0 }

// paren reads an expression in parentheses, or an arrow function.
func (s *Scanner) paren() kind {
	start := s.start
	maybe := s.arrowAt == start
	if !maybe {
		return s.group(start)
	}
	if s.arrows.replay {
		if s.arrows.known(start) {
			s.arrowOfParams(false)
			return kArrow
		}
		return s.group(start)
	}
	m := s.mark()
	s.arrows.open++
	k, only := s.coverGroup(start)
	s.arrows.open--
	if only || s.isArrow() {
		s.replayArrow(&m, false)
		return kArrow
	}
	if s.arrows.open == 0 {
		s.arrows.heads = s.arrows.heads[:0]
	}
	if s.cover >= start {
		s.failCover()
	}
	s.note(NodeParenthesis, start, s.prevEnd)
	return grouped(k)
}

// group reads an expression in parentheses that is no arrow function's head.
func (s *Scanner) group(start int) kind {
	noIn := s.fn.noIn
	s.fn.noIn = false
	s.next()
	if s.kind == tRParen {
		s.unexpected("an expression")
	}
	k := s.expression()
	s.fn.noIn = noIn
	if s.kind != tRParen {
		s.unclosedParen(start)
	}
	s.next()
	s.note(NodeParenthesis, start, s.prevEnd)
	return grouped(k)
}

func (s *Scanner) unclosedParen(start int) {
	msg := "unexpected " + s.found() + `, expected ")"`
	s.fail(s.start, s.end, msg, Note{int32(start), int32(start + 1), `the "(" to close is here`})
}

// coverGroup reads ( … ) as an expression. only reports that it can be nothing
// but parameters; the scan is then somewhere inside.
func (s *Scanner) coverGroup(start int) (k kind, only bool) {
	noIn := s.fn.noIn
	s.fn.noIn = false
	s.next()
	for n := 0; ; n++ {
		if s.kind == tRParen || s.kind == tEllipsis {
			s.fn.noIn = noIn
			return kOther, true
		}
		k = s.assignCover()
		if n > 0 {
			k = kOther
		}
		if s.kind != tComma {
			break
		}
		s.next()
	}
	s.fn.noIn = noIn
	if s.kind != tRParen {
		s.unclosedParen(start)
	}
	s.next()
	return k, false
}

// grouped returns the kind of an expression of kind k in parentheses.
func grouped(k kind) kind {
	switch k {
	case kIdent:
		return kParenIdent
	case kPattern, kLiteral, kAssign, kUnary, kLogical, kCoalesce, kArrow, kChain:
		return kOther
	}
	return k
}

// asyncOperand reads async as a name, as a call, or as the beginning of a function.
func (s *Scanner) asyncOperand() kind {
	start, flags := s.start, s.flags
	atStart := s.arrowAt == start
	s.next()
	if s.flags&newline == 0 {
		switch s.kind {
		case tName:
			if s.word == wFunction {
				s.next()
				s.functionExpression(start, true)
				return kOther
			}
			if atStart && s.peek().kind == tArrow {
				return s.asyncArrowOfName()
			}
		case tLParen:
			if atStart {
				return s.asyncParen(start)
			}
		case tArrow:
			if atStart {
				s.arrowOfName(start, wAsync, flags, false)
				return kArrow
			}
		}
	}
	s.note(NodeName, start, start+len("async"))
	s.identWord = wAsync
	return kIdent
}

// asyncFunctionFollows reports whether the current token, async, begins an async function.
func (s *Scanner) asyncFunctionFollows() bool {
	t := s.peek()
	return t.kind == tName && t.word == wFunction && t.flags&newline == 0
}

// asyncArrowOfName reads async x => …; the current token is the name.
func (s *Scanner) asyncArrowOfName() kind {
	start, w, flags := s.start, s.word, s.flags
	s.next()
	s.needArrow()
	s.arrowOfName(start, w, flags, true)
	return kArrow
}

// asyncParen reads async(…), a call or the head of an async arrow function. The
// current token is "(".
func (s *Scanner) asyncParen(start int) kind {
	a := &s.arrows
	if a.replay {
		if a.known(s.start) {
			s.arrowOfParams(true)
			return kArrow
		}
		s.arguments(otherCall)
		return kCall
	}
	m := s.mark()
	a.open++
	s.coverArguments()
	a.open--
	if s.isArrow() {
		s.replayArrow(&m, true)
		return kArrow
	}
	if a.open == 0 {
		a.heads = a.heads[:0]
	}
	if s.cover >= start {
		s.failCover()
	}
	return kCall
}

// coverArguments reads arguments that may be parameters.
func (s *Scanner) coverArguments() {
	noIn := s.fn.noIn
	s.fn.noIn = false
	s.next()
	for s.kind != tRParen {
		if s.kind == tEllipsis {
			s.next()
		}
		s.assignCover()
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRParen {
			s.unexpected(`"," or ")" after an argument`)
		}
	}
	s.fn.noIn = noIn
	s.next()
}
