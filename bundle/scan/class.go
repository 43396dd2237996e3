package scan

// classDeclaration reads a class declaration; the current token is "class".
func (s *Scanner) classDeclaration() {
	start := s.start
	s.next()
	ctx := s.fn.ctx
	s.classContext()
	if s.kind != tName || s.word == wExtends {
		s.unexpected("the name of the class")
	}
	bit := s.declare(bindLexical)
	s.declareFree(bit, false)
	s.bound(bit)
	s.next()
	s.classTail()
	s.fn.ctx = ctx
	s.note(NodeDeclaredClass, start, s.prevEnd)
}

// classExpression reads a class expression; the current token is "class".
func (s *Scanner) classExpression() {
	start := s.start
	s.next()
	ctx := s.fn.ctx
	s.classContext()
	s.pushScope(classScope)
	if s.kind == tName && s.word != wExtends {
		if s.word >= wUnsure {
			s.checkBinding(bindLexical)
		}
		if s.word-1 < wLastFree {
			// undeclared-identifiers does not know this declaration.
			s.declareRequire(s.word, bindLexical)
			s.refer(s.word)
		}
		s.note(NodeBinding, s.start, s.end)
		s.next()
	}
	s.classTail()
	s.popScope()
	s.fn.ctx = ctx
	s.note(NodeClass, start, s.prevEnd)
}

// classContext makes the code strict, as all of a class is.
func (s *Scanner) classContext() {
	if s.fn.ctx&inStrict == 0 {
		s.fn.ctx |= inStrict | looseOctal
	}
}

// classInfo is what is known of the class being read.
type classInfo struct {
	derived     bool
	constructor int // where the constructor is, or -1
	privates    int // its first private name
}

// classTail reads extends and the body, in strict mode.
func (s *Scanner) classTail() {
	s.enter(costly)
	c := classInfo{constructor: -1}
	if s.kind == tName && s.word == wExtends {
		c.derived = true
		s.next()
		start := s.start
		s.arrowAt = -1
		if k := s.subscripts(s.primary(), start); (k == kPattern || k == kLiteral) && s.cover >= start {
			s.failCover()
		}
	}
	open := s.start
	if s.kind != tLBrace {
		s.unexpected(`"{" and the body of the class`)
	}
	c.privates = len(s.privates.declared)
	refs := len(s.privates.refs)
	s.privates.class++
	s.next()
	for s.kind != tRBrace {
		switch s.kind {
		case tSemi:
			s.next()
		case tEOF:
			s.unclosed(open)
		default:
			s.classElement(&c)
		}
	}
	s.leaveClass(c.privates, refs)
	s.next()
	s.depth -= costly
}

// element is one element of a class.
type element struct {
	start    int
	nameAt   int // the range of the name
	nameEnd  int
	static   bool
	modified bool // by async, get, set or a star
	accessor word
	ctx      context
	word     word // of a name that is not computed
	name     bool // the name is an identifier, for undeclared-identifiers
	private  bool
}

func (s *Scanner) classElement(c *classInfo) {
	e := element{start: s.start, nameAt: s.start}
	named := false // the word just read was the name after all
	if s.kind == tName && s.word == wStatic {
		e.word, e.name = s.word, true
		s.next()
		switch {
		case s.kind == tLBrace:
			s.staticBlock()
			return
		case s.propertyNameEnds():
			named = true
		default:
			e.static = true
		}
	}
	if !named {
		named = s.elementModifiers(&e)
	}
	if !named {
		s.elementName(c, &e)
	}
	if s.kind == tLParen {
		s.classMethod(c, &e)
		return
	}
	if e.modified {
		s.unexpected(`"(" and the parameters of a method`)
	}
	s.field(&e)
}

// elementModifiers reads async, *, get and set. It reports whether the word that
// it read was the name.
func (s *Scanner) elementModifiers(e *element) (named bool) {
	if s.kind == tStar {
		s.next()
		e.ctx, e.modified = inGenerator, true
		return false
	}
	if s.kind != tName {
		return false
	}
	w := s.word
	if w != wAsync && w != wGet && w != wSet {
		return false
	}
	s.next()
	e.word, e.name = w, true
	if s.propertyNameEnds() {
		return true
	}
	if w == wAsync {
		if s.flags&newline != 0 {
			return true
		}
		e.ctx = s.functionFlavour(true)
	} else {
		if s.kind == tStar { // a field named get, and a generator on the next line
			return true
		}
		e.accessor = w
	}
	e.modified = true
	return false
}

func (s *Scanner) elementName(c *classInfo, e *element) {
	e.nameAt = s.start
	switch s.kind {
	case tPrivate:
		e.private = true
		e.word, e.name = wNone, false
		s.declarePrivate(c.privates, e.accessor, e.static)
		s.next()
	default:
		e.name = s.kind == tName
		e.word = s.propertyName()
	}
	e.nameEnd = s.prevEnd
}

// classMethod reads a method, from its "(" on.
func (s *Scanner) classMethod(c *classInfo, e *element) {
	if e.static {
		if e.word == wPrototype {
			s.fail(e.start, s.start, `a class may not have a static method named "prototype"`)
		}
	} else if e.word == wConstructor {
		s.checkConstructor(c, e)
		if c.derived {
			e.ctx |= superCall
		}
	}
	s.methodWithArity(e.ctx, e.accessor, e.start)
}

func (s *Scanner) checkConstructor(c *classInfo, e *element) {
	switch {
	case e.accessor != wNone:
		s.fail(e.start, s.start, "the constructor of a class may not be a getter or setter")
	case e.modified:
		s.fail(e.start, s.start, "the constructor of a class may not be a generator or async")
	case c.constructor >= 0:
		s.fail(e.start, s.start, "a class may have only one constructor",
			Note{int32(c.constructor), int32(c.constructor + len("constructor")), "the first is here"})
	}
	c.constructor = e.start
}

// field reads the rest of a class field after its name.
func (s *Scanner) field(e *element) {
	if e.word == wConstructor || e.static && e.word == wPrototype {
		name := "constructor"
		if e.word == wPrototype {
			name = "prototype"
		}
		s.fail(e.nameAt, e.nameEnd, `a class may not have a field named "`+name+`"`)
	}
	if e.name && e.word-1 < wLastFree {
		s.refer(e.word)
	}
	if s.kind == tAssign {
		s.next()
		ctx := inStrict | superProperty | noArguments | s.fn.ctx&looseOctal
		if e.static {
			ctx |= noAwait
		}
		outer := s.enterFunction(ctx)
		s.assign()
		s.leaveFunction(outer)
	}
	if s.kind != tSemi && s.kind != tRBrace && s.flags&newline == 0 {
		s.unexpected(`";" or a new line after a class field`)
	}
	if s.kind == tSemi {
		s.next()
	}
}

// staticBlock reads static { … } from its "{" on.
func (s *Scanner) staticBlock() {
	outer := s.enterFunction(inStrict | superProperty | noArguments | noAwait | noReturn | s.fn.ctx&looseOctal)
	start := s.start
	s.block()
	s.leaveFunction(outer)
	s.note(NodeMethod, start, s.prevEnd)
}
