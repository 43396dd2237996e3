package scan

// The free names follow undeclared-identifiers, which insert-module-globals uses:
// at each reference, in the order in which dash-ast leaves the nodes, a name is
// free if no scope that is open has declared it yet. That is source order but for
// three things:
//
//   - All names of one declaration, or of one parameter list, are declared before
//     any of its initialisers is looked at: see region.
//   - The test of a switch case comes after its statements.
//   - A name that is bound with a default value ({process = 1}) is not declared at
//     all, and neither are the names of a catch pattern: they count as references.
//
// Only blocks and functions are scopes. Property keys (and a name in brackets, as in
// a[process], which looks like one), labels (but not the label of
// a break) and shorthand properties never count; the keys of class fields and the
// names of class expressions do.

// freeNames is what was found free so far.
type freeNames struct {
	names uint8 // bits of nameBit
	// How Buffer is used, from its first free mention on: by itself, as
	// Buffer.isBuffer, by any other property.
	plain    int32
	isBuffer bool
	other    bool
}

// nameBit returns the bit of a name that can be free. It is the bit in Globals.
func nameBit(w word) uint8 { return 1 << (w - wProcess) }

func (f *freeNames) globals() Globals {
	g := Globals(f.names)
	if g&Buffer != 0 && f.isBuffer && !f.other && f.plain == 0 {
		g |= IsBufferOnly
	}
	return g
}

// refer notes a reference to a name that can be free.
func (s *Scanner) refer(w word) {
	if w == wRequire {
		return
	}
	bit := nameBit(w)
	if s.free.names&bit == 0 && s.openNames()&bit == 0 {
		s.free.names |= bit
	}
	if w == wBuffer && s.bufferFree() {
		s.free.plain++
	}
}

// openNames returns what the open scopes have declared so far.
func (s *Scanner) openNames() uint8 {
	var names uint8
	for i := range s.scopes {
		names |= s.scopes[i].names
	}
	return names
}

func (s *Scanner) bufferFree() bool {
	return (s.free.names|s.sure)&uint8(Buffer) != 0
}

// declareFree enters names into the scope where undeclared-identifiers puts
// them: of var the function's, else that of the innermost block or function.
func (s *Scanner) declareFree(names uint8, isVar bool) {
	if names == 0 {
		return
	}
	i := len(s.scopes) - 1
	for s.scopes[i].kind != functionScope && (isVar || s.scopes[i].kind == headScope || s.scopes[i].kind == classScope) {
		i--
	}
	s.scopes[i].names |= names
}

// bound notes that the names were declared by a binding of other than a plain
// declarator. To undeclared-identifiers that is another use of Buffer.
func (s *Scanner) bound(names uint8) {
	if names&uint8(Buffer) != 0 && s.bufferFree() {
		s.free.plain++
	}
}

// bufferProperty notes a property of Buffer, which is named by the current token
// or, if computed, was an expression of kind k that ended before the current token.
func (s *Scanner) bufferProperty(isBuffer, none bool) {
	if !s.bufferFree() {
		return
	}
	s.free.plain--
	switch {
	case none:
	case isBuffer:
		s.free.isBuffer = true
	default:
		s.free.other = true
	}
}

// bufferAssigned takes back the plain use of Buffer as the left side of an assignment.
func (s *Scanner) bufferAssigned() {
	if s.identWord == wBuffer && s.bufferFree() {
		s.free.plain--
	}
}

// A region is a stretch of source whose references are judged at its end.
type region struct {
	free freeNames
	sure uint8
}

func (s *Scanner) beginRegion() region {
	r := region{s.free, s.sure}
	s.sure |= s.free.names
	s.free = freeNames{}
	return r
}

// endRegion judges the references since r began: those to the names in declared are
// not free.
func (s *Scanner) endRegion(r region, declared uint8) {
	inner := s.free
	s.free, s.sure = r.free, r.sure
	s.judge(inner, declared)
}

func (s *Scanner) judge(inner freeNames, declared uint8) {
	s.free.names |= inner.names &^ declared
	if s.bufferFree() {
		s.free.plain += inner.plain
		s.free.isBuffer = s.free.isBuffer || inner.isBuffer
		s.free.other = s.free.other || inner.other
	}
}
