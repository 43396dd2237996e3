package scan

// context holds what the code around a place allows.
type context uint16

const (
	inStrict      context = 1 << iota
	inAsync               // await is an operator
	inGenerator           // yield is an operator
	inParams              // formal parameters: no await or yield expression
	superProperty         // super.x
	superCall             // super()
	noArguments           // a class field or static block: no arguments
	noAwait               // a static block: await is no name
	noReturn              // a static block
	looseOctal            // a class in sloppy code: V8 lets octals stand outside its functions
)

// inherited is what a function that is no arrow function takes over.
const inherited = inStrict

// function is the state of the innermost function, and what statements nest in it.
type function struct {
	ctx    context
	noIn   bool  // in is no operator, we are in the head of a for statement
	simple bool  // the parameters are plain names
	scope  int32 // index of its scope
	labels int32 // its first label
	loops  int32 // open loops
	breaks int32 // open loops and switches

	// What is wrong only in some functions, and known before the function's kind
	// is: a repeated parameter, and a name that strict code refuses. Offset or -1.
	dup, badName, badNameEnd int32
}

// enterFunction begins a function, and returns the state around it for leaveFunction.
func (s *Scanner) enterFunction(ctx context) function {
	s.enter(costly)
	outer := s.fn
	s.fn = function{
		ctx:     ctx,
		simple:  true,
		scope:   int32(len(s.scopes)),
		labels:  int32(len(s.labels)),
		dup:     -1,
		badName: -1,
	}
	s.pushScope(functionScope)
	return outer
}

func (s *Scanner) leaveFunction(outer function) {
	s.popScope()
	s.fn = outer
	s.depth -= costly
}

// functionFlavour returns the context bits of a function, and skips the star of a
// generator if that is the current token.
func (s *Scanner) functionFlavour(async bool) context {
	var ctx context
	if async {
		ctx = inAsync
	}
	if s.kind == tStar {
		ctx |= inGenerator
		s.next()
	}
	return ctx
}

// functionDeclaration reads a declaration that begins at start; the current token
// follows "function".
// In a list of statements the name goes into the scope around; elsewhere
// (if (x) function f() {}) the function has a block of its own.
func (s *Scanner) functionDeclaration(start int, async, inList bool) {
	flavour := s.functionFlavour(async)
	if s.kind != tName {
		s.unexpected("the name of the function")
	}
	kind := bindBlockFunction
	switch {
	case s.scopes[len(s.scopes)-1].kind == functionScope:
		kind = bindVar
	case flavour != 0 || s.fn.ctx&inStrict != 0:
		kind = bindLexical
	}
	bad := s.fn.badName
	name := s.token
	var bit uint8
	if inList {
		bit = s.declare(kind)
	} else {
		if s.word >= wUnsure {
			s.checkBinding(kind)
		}
		if s.word-1 < wLastFree {
			bit = s.declareRequire(s.word, kind)
		}
		s.note(NodeBinding, s.start, s.end)
	}
	s.fn.badName = bad
	s.declareFree(bit, false)
	s.bound(bit)
	s.next()
	outer := s.enterFunction(s.fn.ctx&inherited | flavour)
	s.functionRest(name)
	s.leaveFunction(outer)
	s.note(NodeDeclaredFunction, start, s.prevEnd)
}

// functionExpression reads an expression that begins at start; the current token
// follows "function".
func (s *Scanner) functionExpression(start int, async bool) {
	noName := token{start: -1}
	flavour := s.functionFlavour(async)
	outer := s.enterFunction(s.fn.ctx&inherited | flavour)
	name := noName
	if s.kind == tName {
		name = s.token
		if s.word >= wUnsure {
			s.checkBinding(bindVar)
			s.fn.badName = -1
		}
		if s.word-1 < wLastFree {
			bit := s.declareRequire(s.word, bindVar)
			s.declareFree(bit, true)
			s.bound(bit)
		}
		s.note(NodeBinding, s.start, s.end)
		s.next()
	}
	s.functionRest(name)
	s.leaveFunction(outer)
	s.note(NodeFunction, start, s.prevEnd)
}

// functionRest reads parameters and body of a function whose name is given.
func (s *Scanner) functionRest(name token) {
	s.parameters()
	s.functionBody()
	s.checkFunction(false)
	if s.fn.ctx&inStrict != 0 && name.start >= 0 && refusedInStrict(name.word) {
		s.fail(name.start, name.end, "a strict mode function may not be named "+quote(s.src[name.start:name.end]))
	}
}

// refusedInStrict reports whether strict code may not bind the name w.
func refusedInStrict(w word) bool {
	return w >= wUnsure && w <= wEscapedReserved && w != wAwait && w != wEscapedAwait
}

// method reads parameters and body of a method and returns the number of
// parameters, which is negative if the last is a rest parameter.
func (s *Scanner) method(ctx context) int {
	outer := s.enterFunction(s.fn.ctx&inherited | superProperty | ctx)
	start := s.start
	n := s.parameters()
	s.functionBody()
	s.checkFunction(true)
	s.leaveFunction(outer)
	s.note(NodeMethod, start, s.prevEnd)
	return n
}

// checkFunction applies the rules that depend on the function as a whole. unique
// demands different parameters even in sloppy code.
func (s *Scanner) checkFunction(unique bool) {
	f := &s.fn
	strict := f.ctx&inStrict != 0
	if strict && f.badName >= 0 {
		start, end := int(f.badName), int(f.badNameEnd)
		s.fail(start, end, quote(s.src[start:end])+" may not be bound in a strict mode function")
	}
	if f.dup >= 0 && (unique || strict || !f.simple) {
		s.failDuplicate(int(f.dup))
	}
}

func (s *Scanner) failDuplicate(at int) {
	at2 := len(s.decoded)
	end, _ := s.decodeName(at)
	s.decoded = s.decoded[:at2]
	s.fail(at, end, "duplicate parameter "+quote(s.src[at:end]))
}

// parameters reads (a, b = 1, ...c) and returns how many there are, negative if
// the last is a rest parameter. The current token should be "(".
func (s *Scanner) parameters() int {
	if s.kind != tLParen {
		s.unexpected(`"(" and parameters`)
	}
	open := s.start
	s.next()
	if s.kind == tRParen {
		s.next()
		s.note(NodeParameters, open, s.prevEnd)
		return 0
	}
	s.fn.ctx |= inParams
	r := s.beginRegion()
	var names uint8
	n, rest := 0, false
	for s.kind != tRParen {
		n++
		start := s.start
		if s.kind == tEllipsis {
			names |= s.restParameter()
			rest = true
			s.note(NodeParameter, start, s.prevEnd)
			break
		}
		names |= s.bindingElement(bindParam)
		s.note(NodeParameter, start, s.prevEnd)
		if s.kind == tComma {
			s.next()
		} else if s.kind != tRParen {
			s.unexpected(`"," or ")" after a parameter`)
		}
	}
	s.fn.ctx &^= inParams
	s.declareFree(names, true)
	s.endRegion(r, names)
	s.next()
	s.note(NodeParameters, open, s.prevEnd)
	if rest {
		return -n
	}
	return n
}

func (s *Scanner) restParameter() uint8 {
	s.fn.simple = false
	s.next()
	names := s.bindingTarget(bindParam)
	switch s.kind {
	case tRParen:
	case tAssign:
		s.failHere("a rest parameter may not have a default value")
	case tComma:
		s.failHere("a rest parameter must be the last one, without a comma after it")
	default:
		s.unexpected(`")" after the rest parameter`)
	}
	return names
}

// functionBody reads { … }.
func (s *Scanner) functionBody() {
	open := s.start
	if s.kind != tLBrace {
		s.unexpected(`"{" and the body of the function`)
	}
	s.next()
	if s.kind == tString {
		s.directives()
	}
	for s.kind != tRBrace {
		if s.kind == tEOF {
			s.unclosed(open)
		}
		s.listItem()
	}
	s.next()
	s.note(NodeBody, open, s.prevEnd)
}

// unclosed ends the scan at the end of the file for want of the "}" that belongs
// to the "{" at open.
func (s *Scanner) unclosed(open int) {
	s.fail(s.start, s.end, `unexpected end of file, expected "}"`,
		Note{int32(open), int32(open + 1), `the "{" to close is here`})
}

// directives reads the strings that begin a function body. "use strict" turns on
// strict mode, also for what stands before it.
func (s *Scanner) directives() {
	var first token // the first that strict code refuses
	for s.kind == tString {
		t := s.token
		if t.flags&(octal|octal89) != 0 && first.kind == 0 && s.fn.ctx&inStrict == 0 {
			first = t
			s.token.flags &^= octal | octal89
		}
		if s.expressionStatement() != kString {
			return
		}
		const useStrict = "use strict"
		if t.end-t.start == len(useStrict)+2 && string(s.src[t.start+1:t.end-1]) == useStrict {
			if !s.fn.simple {
				s.fail(t.start, t.end, `a function with "use strict" may have only plain parameters, without defaults or patterns`)
			}
			s.fn.ctx |= inStrict
		}
		if s.fn.ctx&inStrict != 0 && first.kind != 0 {
			s.failOctal(first)
		}
	}
}
