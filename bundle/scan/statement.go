package scan

// listItem reads one item of a list of statements: a declaration or a statement.
func (s *Scanner) listItem() {
	if s.kind != tName || s.word < wAsync {
		// A dot right after the name saves the look for a label's colon.
		if s.kind == tName && (s.end < len(s.src) && s.src[s.end] == '.' || !s.colonFollows()) {
			s.expressionStatement()
			return
		}
		s.statement(inList)
		return
	}
	switch s.word {
	case wFunction:
		start := s.start
		s.next()
		s.functionDeclaration(start, false, true)
	case wConst:
		s.next()
		s.declaration(bindLexical, constant)
	case wClass:
		s.classDeclaration()
	case wLet:
		if s.letDeclares() {
			s.next()
			s.declaration(bindLexical, plain)
			return
		}
		s.statement(inList)
	case wAsync:
		if s.asyncFunctionFollows() {
			start := s.start
			s.next()
			s.next()
			s.functionDeclaration(start, true, true)
			return
		}
		s.statement(inList)
	case wUsing, wAwait:
		if s.usingFollows(s.word == wAwait) {
			s.usingDeclaration()
			return
		}
		s.statement(inList)
	case wImport, wExport:
		s.moduleItem()
	default:
		s.statement(inList)
	}
}

// place says where a statement stands.
type place uint8

const (
	inList   place = iota // in a list of statements
	inIf                  // the branch of an if
	inLabel               // after a label that stands in a list
	elseSole              // the body of a loop, of with, or a label in one of these
)

// statement reads a statement, or fails on a declaration, which only a list may hold.
func (s *Scanner) statement(at place) {
	s.enter(costly)
	switch s.kind {
	case tName:
		s.nameStatement(at)
	case tLBrace:
		s.pushScope(blockScope)
		s.block()
		s.popScope()
	case tSemi:
		s.next()
	default:
		s.expressionStatement()
	}
	s.depth -= costly
}

// block reads { … } in the current scope.
func (s *Scanner) block() {
	open := s.start
	if s.kind != tLBrace {
		s.unexpected(`"{"`)
	}
	s.next()
	for s.kind != tRBrace {
		if s.kind == tEOF {
			s.unclosed(open)
		}
		s.listItem()
	}
	s.next()
	s.note(NodeBlock, open, s.prevEnd)
}

// nameStatement reads a statement that begins with a name or keyword.
func (s *Scanner) nameStatement(at place) {
	switch s.word {
	case wVar:
		s.next()
		s.declaration(bindVar, plain)
	case wIf:
		s.ifStatement()
	case wReturn:
		s.returnStatement()
	case wFor:
		s.forStatement()
	case wWhile:
		s.next()
		s.condition("while")
		s.loopBody()
	case wDo:
		s.doStatement()
	case wTry:
		s.tryStatement()
	case wSwitch:
		s.switchStatement()
	case wThrow:
		s.throwStatement()
	case wBreak, wContinue:
		s.jumpStatement()
	case wWith:
		s.withStatement()
	case wDebugger:
		s.next()
		s.semicolon()
	case wImport:
		// A declaration is listItem's business.
		if s.importDeclares() {
			s.failHere(`an import declaration may only stand at the top level of an ES module`)
		}
		s.expressionStatement()
	case wExport:
		s.failHere(`an export declaration may only stand at the top level of an ES module`)
	case wFunction:
		s.soleFunction(at)
	case wClass, wConst:
		s.failHere(quote(s.src[s.start:s.end]) + " declaration where only a statement may stand: put it into a block")
	case wLet:
		if s.letStartsDeclaration() {
			s.failHere(`"let" declaration where only a statement may stand: put it into a block`)
		}
		s.nameOrLabel(at)
	case wAsync:
		if s.asyncFunctionFollows() {
			s.failHere("an async function may only be declared at the top level of a function or in a block")
		}
		s.nameOrLabel(at)
	case wElse, wCatch, wFinally, wCase, wDefault:
		s.unexpected("a statement")
	default:
		s.nameOrLabel(at)
	}
}

// nameOrLabel reads a labelled statement or an expression statement.
func (s *Scanner) nameOrLabel(at place) {
	if s.colonFollows() && (s.word < wBreak) {
		s.labelled(at)
		return
	}
	s.expressionStatement()
}

// colonFollows reports whether the token after the current one is ":".
func (s *Scanner) colonFollows() bool {
	src := s.src
	for i := s.end; i < len(src); i++ {
		switch c := src[i]; {
		case c == ' ':
		case c == ':':
			return true
		case class[c] == cSpace || class[c] == cLine || class[c] == cHigh || c == '/':
			return s.peek().kind == tColon
		default:
			return false
		}
	}
	return false
}

// peek returns the token after the current one.
func (s *Scanner) peek() token {
	m := s.mark()
	s.next()
	t := s.token
	s.back(&m)
	return t
}

func (s *Scanner) expressionStatement() kind {
	start := s.start
	k := s.expression()
	s.note(NodeExpressionStatement, start, s.prevEnd)
	s.semicolon()
	return k
}

// semicolon ends a statement: by ";", or where one is inserted.
func (s *Scanner) semicolon() {
	if s.kind == tSemi {
		s.next()
		return
	}
	if s.kind == tRBrace || s.kind == tEOF || s.flags&newline != 0 {
		return
	}
	s.unexpected(`";" or a new line`)
}

// condition reads ( expression ) after the keyword.
func (s *Scanner) condition(keyword string) {
	if s.kind != tLParen {
		s.unexpected(`"(" after "` + keyword + `"`)
	}
	s.next()
	s.expression()
	s.closeParen()
}

func (s *Scanner) closeParen() {
	if s.kind != tRParen {
		s.unexpected(`")"`)
	}
	s.next()
}

// ifStatement reads if, with any number of else if.
func (s *Scanner) ifStatement() {
	start := s.start
	for {
		s.next()
		s.test()
		then := s.start
		s.statement(inIf)
		s.note(NodeThen, then, s.prevEnd)
		if s.kind != tName || s.word != wElse {
			break
		}
		s.next()
		if s.kind != tName || s.word != wIf {
			other := s.start
			s.statement(inIf)
			s.note(NodeElse, other, s.prevEnd)
			break
		}
	}
	s.note(NodeIf, start, s.prevEnd)
}

func (s *Scanner) test() {
	start := s.start
	s.condition("if")
	s.note(NodeTest, start, s.prevEnd)
}

// soleFunction reads a function declaration that is no item of a list, which only
// sloppy code may have, as the branch of an if or after a label.
func (s *Scanner) soleFunction(at place) {
	if s.fn.ctx&inStrict != 0 {
		s.failHere("strict mode code may declare a function only at the top level of a function or in a block")
	}
	if at == elseSole {
		s.failHere("a function declaration may not be the body of another statement: put it into a block")
	}
	start := s.start
	s.next()
	if s.kind == tStar {
		s.failHere("a generator function may only be declared at the top level of a function or in a block")
	}
	s.functionDeclaration(start, false, at == inLabel)
}

func (s *Scanner) returnStatement() {
	if s.fn.ctx&noReturn != 0 {
		s.failHere("return in a static block of a class")
	}
	s.next()
	if s.kind != tSemi && s.kind != tRBrace && s.kind != tEOF && s.flags&newline == 0 {
		s.expression()
	}
	s.semicolon()
}

func (s *Scanner) throwStatement() {
	s.next()
	if s.flags&newline != 0 {
		s.fail(s.prevEnd, s.prevEnd, `unexpected end of line after "throw", expected an expression`)
	}
	s.expression()
	s.semicolon()
}

func (s *Scanner) withStatement() {
	if s.fn.ctx&inStrict != 0 {
		s.failHere("strict mode code may not have a with statement")
	}
	s.next()
	s.condition("with")
	s.statement(elseSole)
}

// tryStatement also marks the requires in the block, if there is a catch clause.
func (s *Scanner) tryStatement() {
	at := s.token
	s.next()
	first := len(s.refs)
	s.pushScope(blockScope)
	s.block()
	s.popScope()
	handled := false
	if s.kind == tName && s.word == wCatch {
		handled = true
		for i := first; i < len(s.refs); i++ {
			s.refs[i].inTry = true
		}
		s.catchClause()
	}
	if s.kind == tName && s.word == wFinally {
		handled = true
		s.next()
		s.pushScope(blockScope)
		s.block()
		s.popScope()
	}
	if !handled {
		s.fail(s.start, s.end, "unexpected "+s.found()+`, expected "catch" or "finally"`,
			Note{int32(at.start), int32(at.end), "the try statement begins here"})
	}
}

func (s *Scanner) catchClause() {
	start := s.start
	s.next()
	s.pushScope(catchScope)
	if s.kind == tLParen {
		s.next()
		if s.kind == tName {
			bit := s.declare(bindCatch)
			s.declareFree(bit, false)
			s.bound(bit)
			s.next()
		} else {
			s.referNames(s.bindingTarget(bindCatchPattern))
		}
		if s.kind != tRParen {
			s.unexpected(`")" after the catch parameter`)
		}
		s.next()
	}
	s.block()
	s.popScope()
	s.note(NodeCatch, start, s.prevEnd)
}

func (s *Scanner) switchStatement() {
	s.next()
	s.condition("switch")
	open := s.start
	if s.kind != tLBrace {
		s.unexpected(`"{"`)
	}
	s.next()
	s.pushScope(headScope)
	s.fn.breaks++
	var def token
	for s.kind != tRBrace {
		var test freeNames
		switch {
		case s.kind == tName && s.word == wCase:
			s.next()
			r := s.beginRegion()
			s.expression()
			test = s.free
			s.free, s.sure = r.free, r.sure
		case s.kind == tName && s.word == wDefault:
			if def.kind != 0 {
				s.fail(s.start, s.end, "a switch may have only one default clause",
					Note{int32(def.start), int32(def.end), "the first is here"})
			}
			def = s.token
			s.next()
		case s.kind == tEOF:
			s.unclosed(open)
		default:
			s.unexpected(`"case", "default" or "}"`)
		}
		if s.kind != tColon {
			s.unexpected(`":"`)
		}
		s.next()
		s.caseBody()
		if test != (freeNames{}) {
			s.judge(test, s.openNames())
		}
	}
	s.fn.breaks--
	s.popScope()
	s.next()
	s.note(NodeBlock, open, s.prevEnd)
}

// caseBody reads the statements of one clause of a switch.
func (s *Scanner) caseBody() {
	for s.kind != tRBrace && s.kind != tEOF && !(s.kind == tName && (s.word == wCase || s.word == wDefault)) {
		s.listItem()
	}
}

// moduleItem reads what begins with import or export in a list of statements.
func (s *Scanner) moduleItem() {
	if len(s.scopes) > 1 || s.word == wImport && !s.importDeclares() {
		s.statement(inList)
		return
	}
	panic(moduleSyntax(s.start))
}

// importDeclares reports whether the current token, import, begins a declaration
// rather than an expression.
func (s *Scanner) importDeclares() bool {
	k := s.peek().kind
	return k != tLParen && k != tDot
}
