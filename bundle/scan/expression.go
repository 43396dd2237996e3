package scan

// kind is all that is kept of an expression: what later productions ask about it.
type kind uint8

const (
	kOther        kind = iota
	kIdent             // a name: identWord says which
	kParenIdent        // a name in parentheses
	kRestricted        // eval or arguments in strict code: no target of an assignment
	kMember            // a.b or a[b]
	kPrivate           // a.#b
	kCall              // f(): V8 refuses to assign to it only when it runs
	kPattern           // an array or object literal that can be an assignment pattern
	kLiteral           // one that cannot: see Scanner.patternAt
	kAssign            // target = value, not in parentheses
	kString            // a string: litStart and litEnd
	kTemplate          // a template without substitutions: likewise
	kFalsy             // null, false, a zero: see bufferMember
	kTruthy            // true, another number, a regular expression
	kChain             // a?.b: no target
	kChainPrivate      // a?.#b
	kUnary             // an operator before an operand: no base of **
	kLogical           // a || b, a && b: may not be mixed with ??
	kCoalesce          // a ?? b
	kArrow             // an arrow function: no operator may follow
)

// expression reads assignment expressions with commas between them.
func (s *Scanner) expression() kind {
	k := s.assign()
	for s.kind == tComma {
		s.next()
		s.assign()
		k = kOther
	}
	return k
}

// assign reads an AssignmentExpression that is no part of a pattern.
func (s *Scanner) assign() kind { return s.assignment(false) }

// assignCover reads an AssignmentExpression that may turn out to be part of a
// pattern: where it ends in a literal, s.cover may still be set.
func (s *Scanner) assignCover() kind { return s.assignment(true) }

func (s *Scanner) failCover() {
	s.fail(s.cover, s.cover+1, s.coverMsg)
}

func (s *Scanner) assignment(pattern bool) kind {
	s.enter(costly)
	start := s.start
	cover := s.cover
	s.arrowAt = start
	var k kind
	switch {
	case s.kind == tName && s.word == wNone:
		k = s.plainName()
		if s.kind < tQuestion && s.kind != tName { // no operator: most often it is all
			s.depth -= costly
			return k
		}
		k = s.operations(k, 0)
	case s.kind == tName && s.word == wYield && s.fn.ctx&inGenerator != 0:
		s.yield()
		s.depth -= costly
		return kOther
	case s.kind == tPrivate:
		k = s.binary(0)
	default:
		k = s.unary()
		if s.kind >= tStar || s.kind == tName {
			k = s.operations(k, 0)
		}
	}
	if s.cover >= start && k != kPattern && k != kLiteral {
		s.failCover()
	}
	if s.kind >= tQuestion && s.kind <= tDivAssign && k != kArrow {
		k = s.assignRest(k, start, cover)
	}
	if s.cover >= start && !pattern {
		s.failCover()
	}
	s.depth -= costly
	return k
}

// assignRest reads what follows the left side of an assignment, or the condition
// of "?". start is where that began, cover what s.cover was then.
func (s *Scanner) assignRest(k kind, start, cover int) kind {
	if s.kind != tQuestion {
		s.note(NodeTarget, start, s.prevEnd)
	}
	if s.kind == tQuestion {
		if s.cover >= start {
			s.failCover()
		}
		s.note(NodeTest, start, s.prevEnd)
		s.conditional()
		s.note(NodeConditional, start, s.prevEnd)
		return kOther
	}
	switch s.kind {
	case tAssign:
		if k == kPattern {
			s.cover = cover
			s.next()
			s.assign()
			return kAssign
		}
		if k == kLiteral {
			s.fail(s.patternAt, s.patternAt+1, "this is no valid target of a destructuring assignment")
		}
		s.checkTarget(k, start, s.prevEnd, "the left side of an assignment")
	case tAssignLogical:
		if k == kCall {
			k = kOther
		}
		s.checkTarget(k, start, s.prevEnd, "the left side of an assignment")
	default:
		s.checkTarget(k, start, s.prevEnd, "the left side of an assignment")
	}
	if k == kIdent || k == kParenIdent {
		s.bufferAssigned()
	}
	plain := s.kind == tAssign && k != kCall
	s.next()
	s.assign()
	if plain {
		return kAssign
	}
	return kOther
}

// conditional reads ? a : b, and a chain of them.
func (s *Scanner) conditional() {
	for s.kind == tQuestion {
		noIn := s.fn.noIn
		s.fn.noIn = false
		s.next()
		then := s.start
		s.assign()
		s.note(NodeThen, then, s.prevEnd)
		s.fn.noIn = noIn
		if s.kind != tColon {
			s.unexpected(`":" of a conditional expression`)
		}
		s.next()
		start := s.start
		if s.kind == tName && s.word == wYield && s.fn.ctx&inGenerator != 0 {
			s.assign()
			s.note(NodeElse, start, s.prevEnd)
			return
		}
		// The rest is an assignment expression, whose condition is read here
		// so that a long chain needs no deep stack.
		cover := s.cover
		s.arrowAt = start
		k := s.binary(0)
		if s.kind == tQuestion && k != kArrow {
			if s.cover >= start {
				s.failCover()
			}
			s.note(NodeTest, start, s.prevEnd)
			continue
		}
		if s.kind > tQuestion && s.kind <= tDivAssign && k != kArrow {
			s.assignRest(k, start, cover)
		}
		if s.cover >= start {
			s.failCover()
		}
		s.note(NodeElse, start, s.prevEnd)
		return
	}
}

// checkTarget refuses src[start:end] as the target of an assignment.
func (s *Scanner) checkTarget(k kind, start, end int, what string) {
	switch k {
	case kIdent, kParenIdent, kMember, kPrivate, kCall:
		return
	case kRestricted:
		s.fail(start, end, "strict mode code may not assign to "+quote(s.src[start:end]))
	case kChain, kChainPrivate:
		s.fail(start, end, what+" may not be an optional chain")
	}
	s.fail(start, end, what+" must be a variable or a property")
}

// yield reads any number of yield operators and what they yield.
func (s *Scanner) yield() {
	for s.kind == tName && s.word == wYield {
		if s.fn.ctx&inParams != 0 {
			s.failHere("a yield expression may not stand in parameters")
		}
		s.next()
		if s.flags&newline != 0 {
			return
		}
		if s.kind == tStar {
			s.next()
			if s.kind == tName && s.word == wYield {
				continue
			}
			s.assign()
			return
		}
		switch s.kind {
		case tRParen, tRBrack, tRBrace, tComma, tSemi, tColon, tEOF:
			return
		case tName:
			if s.word == wIn {
				return
			}
			if s.word == wYield {
				continue
			}
		}
		s.assign()
		return
	}
}

// binary reads operands with operators of a precedence above min between them.
func (s *Scanner) binary(min uint8) kind {
	var k kind
	switch {
	case s.kind == tName && s.word == wNone:
		k = s.plainName() // by far the commonest operand
	case s.kind == tPrivate:
		k = s.privateIn(min)
	default:
		k = s.unary()
	}
	if s.kind < tStar && s.kind != tName {
		return k
	}
	return s.operations(k, min)
}

// operations reads what follows an operand of kind k: operators of a precedence
// above min, and their operands.
func (s *Scanner) operations(k kind, min uint8) kind {
	for {
		var prec uint8
		if s.kind >= tStar {
			prec = s.prec
		} else if s.kind == tName && (s.word == wIn && !s.fn.noIn || s.word == wInstanceof) {
			prec = precRelational
		} else {
			return k
		}
		if prec <= min || k == kArrow {
			return k
		}
		k = s.operation(k, prec)
	}
}

// operation reads a binary operator and its right operand.
func (s *Scanner) operation(left kind, prec uint8) kind {
	switch prec {
	case precCoalesce, precAnd:
		return s.logicalOperation(left, prec)
	case precPower:
		if left == kUnary {
			s.failHere(`put parentheses around the unary expression before "**"`)
		}
		s.enter(cheap)
		s.next()
		s.binary(precPower - 1)
		s.depth -= cheap
		return kOther
	}
	s.next()
	s.binary(prec)
	return kOther
}

// logicalOperation reads && || ?? and refuses to mix ?? with the others.
func (s *Scanner) logicalOperation(left kind, prec uint8) kind {
	result := kLogical
	if s.flags&coalesce != 0 {
		result = kCoalesce
	}
	op := s.token
	if left == kLogical && result == kCoalesce || left == kCoalesce && result == kLogical {
		s.failMixed(op)
	}
	s.next()
	then := s.start
	right := s.binary(prec)
	s.note(NodeThen, then, s.prevEnd)
	if result == kCoalesce && right == kLogical {
		s.failMixed(op)
	}
	return result
}

func (s *Scanner) failMixed(op token) {
	s.fail(op.start, op.end, `"??" may not be mixed with "||" or "&&": put parentheses around one of them`)
}

// unary reads a UnaryExpression.
func (s *Scanner) unary() kind {
	start := s.start
	var k kind
	switch s.kind {
	case tName:
		switch s.word {
		case wTypeof, wVoid:
			return s.prefix()
		case wDelete:
			return s.deletion()
		case wAwait:
			if s.fn.ctx&inAsync != 0 {
				if s.fn.ctx&inParams != 0 {
					s.failHere("an await expression may not stand in parameters")
				}
				return s.prefix()
			}
		}
		k = s.nameOperand()
	case tString:
		k = s.stringOperand()
	case tNot, tTilde, tPlus, tMinus:
		return s.prefix()
	case tInc, tDec:
		s.enter(cheap)
		s.next()
		start = s.start
		k = s.unary()
		s.note(NodeTarget, start, s.prevEnd)
		s.checkTarget(k, start, s.prevEnd, "the operand of ++ or --")
		s.depth -= cheap
		return kOther
	default:
		k = s.primary()
	}
	if s.kind >= tTemplate && s.kind <= tOptional {
		k = s.subscripts(k, start)
	}
	if s.kind == tInc || s.kind == tDec {
		return s.postfix(k, start)
	}
	return k
}

// plainName reads an operand that begins with a name that is no special word.
func (s *Scanner) plainName() kind {
	start, flags := s.start, s.flags
	s.next()
	s.identWord = wNone
	k := kIdent
	if s.outline != nil && (s.kind != tArrow || s.arrowAt != start) {
		s.note(NodeName, start, s.prevEnd)
	}
	switch {
	case s.kind >= tTemplate && s.kind <= tOptional:
		k = s.subscripts(k, start)
	case s.kind == tArrow && s.arrowAt == start && s.flags&newline == 0:
		s.arrowOfName(start, wNone, flags, false)
		return kArrow
	}
	if s.kind == tInc || s.kind == tDec {
		return s.postfix(k, start)
	}
	return k
}

// postfix reads ++ or -- after an operand of kind k.
func (s *Scanner) postfix(k kind, start int) kind {
	if (s.kind == tInc || s.kind == tDec) && s.flags&newline == 0 && k != kArrow {
		s.note(NodeTarget, start, s.prevEnd)
		s.checkTarget(k, start, s.prevEnd, "the operand of ++ or --")
		s.next()
		k = kOther
	}
	return k
}

// prefix reads an operator before an operand.
func (s *Scanner) prefix() kind {
	s.enter(cheap)
	start := s.start
	s.next()
	s.unary()
	s.note(NodeUnary, start, s.prevEnd)
	s.depth -= cheap
	return kUnary
}

func (s *Scanner) deletion() kind {
	at := s.token
	s.enter(cheap)
	s.next()
	start := s.start
	switch k := s.unary(); k {
	case kIdent, kParenIdent, kRestricted:
		if s.fn.ctx&inStrict != 0 {
			s.fail(start, s.prevEnd, "strict mode code may not delete a variable",
				Note{int32(at.start), int32(at.end), "delete is here"})
		}
	case kPrivate, kChainPrivate:
		s.fail(start, s.prevEnd, "a private field cannot be deleted")
	}
	s.note(NodeUnary, at.start, s.prevEnd)
	s.depth -= cheap
	return kUnary
}
