package scan

// Scopes and bindings exist for one purpose: the early errors about names that
// are declared twice (ECMA-262 with annex B). Every name leads to its innermost
// binding, and a binding to the one it hides, so that a declaration is checked
// in constant time and leaving a scope pops its bindings.

type scopeKind uint8

const (
	functionScope scopeKind = iota // parameters and body of a function, a static block, the file
	blockScope
	headScope  // of a for statement or a switch: undeclared-identifiers knows no such scope
	catchScope // parameter and block of a catch clause
	classScope // the inner name of a class expression
)

type scope struct {
	kind    scopeKind
	require bool  // it binds require
	hasVar  bool  // a var in it is not yet known to the scope around
	names   uint8 // the names of free.go declared in it so far
	mark    int32 // its first binding
	refs    int32 // the first Ref in it
}

type bindKind uint8

const (
	bindVar           bindKind = iota // var, and functions at the top of a function
	bindParam                         // a parameter
	bindCatch                         // catch (e)
	bindCatchPattern                  // catch ({e})
	bindBlockFunction                 // a function in a block: sloppy code may repeat it
	bindLexical                       // let, const, using, class
)

type binding struct {
	name       int32 // index in names.list
	prev       int32 // the binding it hides, or -1
	scope      int32
	start, end int32 // the name, for messages
	kind       bindKind
}

func (s *Scanner) pushScope(kind scopeKind) {
	s.scopes = append(s.scopes, scope{kind: kind, mark: int32(len(s.bindings)), refs: int32(len(s.refs))})
}

// popScope leaves the innermost scope. What var declared in a block now belongs
// to the scope around it.
func (s *Scanner) popScope() {
	last := len(s.scopes) - 1
	sc := &s.scopes[last]
	if sc.require {
		for i := int(sc.refs); i < len(s.refs); i++ {
			s.refs[i].shadowed = true
		}
	}
	mark := int(sc.mark)
	if len(s.bindings) > mark {
		inner := s.bindings[mark:]
		for i := len(inner) - 1; i >= 0; i-- {
			b := &inner[i]
			s.names.list[b.name].top = b.prev
		}
		s.bindings = s.bindings[:mark]
		if sc.hasVar && sc.kind != functionScope {
			s.liftVars(inner, int32(last-1))
		}
	}
	s.scopes = s.scopes[:last]
}

// liftVars moves the var bindings among inner to the scope outer. They lie in
// the memory that s.bindings grows into, always ahead of it.
func (s *Scanner) liftVars(inner []binding, outer int32) {
	s.scopes[outer].hasVar = true
	for _, b := range inner {
		if b.kind != bindVar {
			continue
		}
		n := &s.names.list[b.name]
		if n.top >= 0 && s.bindings[n.top].scope == outer && s.bindings[n.top].kind == bindVar {
			continue
		}
		b.prev, b.scope = n.top, outer
		n.top = int32(len(s.bindings))
		s.bindings = append(s.bindings, b)
	}
}

// declare binds the name that is the current token in the innermost scope, after
// checking that it may be bound. It returns the name's bit if free.go cares for it.
func (s *Scanner) declare(kind bindKind) uint8 {
	w := s.word
	if w >= wUnsure {
		s.checkBinding(kind)
	}
	s.bind(kind)
	if s.outline != nil {
		s.outline.bind(kind, s.start, s.end)
	}
	if w-1 < wLastFree {
		return s.declareRequire(w, kind)
	}
	return 0
}

// bind enters the current token as a binding, or fails if it clashes.
func (s *Scanner) bind(kind bindKind) {
	id := s.intern(s.start, s.end, s.flags&escaped != 0)
	n := &s.names.list[id]
	here := int32(len(s.scopes) - 1)
	if n.top >= 0 {
		if kind == bindVar {
			if s.varExists(n.top, here) {
				return
			}
		} else if old := &s.bindings[n.top]; old.scope == here {
			s.sameScope(old, kind)
		}
	}
	if kind == bindVar {
		s.scopes[here].hasVar = true
	}
	s.bindings = append(s.bindings, binding{
		name: id, prev: n.top, scope: here, kind: kind, start: int32(s.start), end: int32(s.end),
	})
	n.top = int32(len(s.bindings) - 1)
}

// varExists checks a var against the bindings of the same name from the current
// scope up to the function's, and reports whether there is nothing to add.
func (s *Scanner) varExists(top, here int32) bool {
	for i := top; i >= 0; {
		b := &s.bindings[i]
		if b.scope < s.fn.scope {
			break
		}
		switch b.kind {
		case bindVar, bindParam:
			if b.scope == here {
				return true
			}
		case bindCatch:
		default:
			if !s.laxBlock(b.scope) {
				s.clash(b)
			}
		}
		i = b.prev
	}
	return false
}

// sameScope checks a binding of the given kind, which is not bindVar, against an
// older one of the same name and scope.
func (s *Scanner) sameScope(old *binding, kind bindKind) {
	switch {
	case kind == bindParam:
		if s.fn.dup < 0 {
			s.fn.dup = int32(s.start)
		}
	case kind == bindBlockFunction && old.kind == bindBlockFunction && s.fn.ctx&inStrict == 0:
	case old.kind == bindVar && s.laxBlock(old.scope):
	default:
		s.clash(old)
	}
}

// laxBlock reports whether a scope is a block within a static block of a class. V8
// does not look for clashes of var with the declarations of such a block.
func (s *Scanner) laxBlock(scope int32) bool {
	return s.fn.ctx&noReturn != 0 && scope != s.fn.scope
}

// clash ends the scan: the current token names what old has already declared.
func (s *Scanner) clash(old *binding) {
	name := quote(s.src[s.start:s.end])
	s.fail(s.start, s.end, name+" has already been declared", Note{old.start, old.end, name + " was declared here"})
}

// declareRequire handles the declaration of a name that free.go cares for.
func (s *Scanner) declareRequire(w word, kind bindKind) uint8 {
	if w != wRequire {
		return nameBit(w)
	}
	s.scopes[len(s.scopes)-1].require = true
	if kind == bindVar || kind == bindBlockFunction {
		s.scopes[s.fn.scope].require = true
	}
	return 0
}

// checkBinding refuses words that may not be bound here.
func (s *Scanner) checkBinding(kind bindKind) {
	s.checkName()
	switch s.word {
	case wEval, wArguments:
		if s.fn.ctx&inStrict != 0 {
			s.failHere("strict mode code may not bind " + s.found())
		}
		s.refuseInStrict()
	case wLet, wEscapedLet:
		if kind == bindLexical || kind == bindCatchPattern {
			s.failHere(`a let, const or class declaration may not be named "let"`)
		}
	}
}

// refuseInStrict remembers the current token as a name that would be an error if the
// function turned out to be strict.
func (s *Scanner) refuseInStrict() {
	if s.fn.badName < 0 {
		s.fn.badName, s.fn.badNameEnd = int32(s.start), int32(s.end)
	}
}

// checkName refuses the current token, a name with a word from wUnsure on, where
// it is not a valid identifier.
func (s *Scanner) checkName() {
	ctx := s.fn.ctx
	switch w := s.word; {
	case w >= wBreak:
		s.unexpected("a name")
	case w == wEscapedReserved:
		s.failHere("a keyword may not contain escape sequences")
	case w == wEval:
	case w == wArguments:
	case w == wAwait || w == wEscapedAwait:
		if ctx&inAsync != 0 {
			s.failHere(`"await" is no name in an async function`)
		}
		if ctx&noAwait != 0 {
			s.failHere(`"await" is no name in a static block or static field of a class`)
		}
	default: // yield, let, static, implements, …
		if (w == wYield || w == wEscapedYield) && ctx&inGenerator != 0 {
			s.failHere(`"yield" is no name in a generator function`)
		}
		if ctx&inStrict != 0 {
			s.failHere(s.found() + " is reserved in strict mode code")
		}
		s.refuseInStrict()
	}
}
