// Package scan reads one CommonJS source and says what it requires, which of
// Node's globals it uses freely, and whether it is a valid program.
//
// What comes in is the text of one file; what goes out is a Result, or a
// *SyntaxError that points at the offending bytes. The package never builds a
// syntax tree, never touches the file system, and decides nothing about what a
// require means.
//
// # How it works
//
// Scanner is a recursive-descent recogniser over an on-demand lexer: one
// method a production of ECMA-262, one token of look-ahead, no nodes. What
// later productions must know of an expression is one byte, its kind. Where
// the grammar is ambiguous the recogniser does what the specification's cover
// grammars do: an array or object literal remembers whether it could be an
// assignment pattern, and a parenthesis that turns out to be the head of an
// arrow function is read a second time as parameters (see arrow.go, which also
// says why that stays linear).
//
// The source is read as Node reads a CommonJS file, as the body of a sloppy
// function: return, new.target, legacy octals, HTML-like comments, await, yield
// and let as names, a #! line and a byte order mark are fine. All early errors of
// ECMA-262 are reported, with V8's deviations (a call as an assignment target
// is a run-time error, for one). Newer syntax than a given Node knows is
// accepted: ES2026 with using, regular expression modifiers and so on.
//
// # Free globals
//
// Which names are free is not decided by scope analysis but by the rule of
// undeclared-identifiers, which Browserify uses: see free.go.
package scan

import (
	"math"
	"strings"
)

// Kind says by which form a Ref names a module.
type Kind uint8

// The forms of a Ref.
const (
	Require Kind = iota // require("x")
	Resolve             // require.resolve("x")
	Import              // import("x")
)

// A Ref is one mention of a module by a literal: any call of the plain name
// require, of require.resolve, or an import(), whose first argument is a string
// or a template without substitutions (detective's rule).
type Ref struct {
	// Spec is the value of the literal: a string's value, a template's raw text.
	Spec string
	// Start and End are the byte range of the literal, quotes included.
	Start, End int32
	Kind       Kind
	// Shadowed reports that the file itself binds require in a scope around the
	// call, so that the call may not be meant for the bundler.
	Shadowed bool
	// InTry reports that the call stands in the block of a try statement that
	// has a catch clause, at any depth.
	InTry bool
}

// Globals is a set of names that are free in a source.
type Globals uint16

// The names that Browserify's insert-module-globals defines for a module.
const (
	Process Globals = 1 << iota
	Global
	Buffer
	SetImmediate
	ClearImmediate
	Filename
	Dirname
	// IsBufferOnly accompanies Buffer: of Buffer nothing but Buffer.isBuffer is used.
	IsBufferOnly
)

// A Result is what a source says of itself.
type Result struct {
	// Refs are in source order. They do not depend on the Scanner (but see
	// [Scanner.Reuse]); what they say stands in the source's memory, which must
	// not change.
	Refs []Ref
	// Globals are the free names, by the rule described in free.go.
	Globals Globals
	// ESM is the byte offset of the first syntax that only an ES module may
	// have (an import or export declaration, import.meta), or -1. The scan stops
	// there: Refs and Globals mean nothing then, nor is the rest checked.
	ESM int32
	// MapComment is the byte offset of the first comment that looks like
	// "//# sourceMappingURL=" ("//@", "/*#" and "/*@" count too), or -1. Of an ES
	// module only what stands before ESM has been looked at.
	MapComment int32
}

// A Scanner holds what one scan needs and the next can use again. The zero
// value is ready. A Scanner must not be used by two goroutines at once.
type Scanner struct {
	// Reuse says that nobody looks at the Refs of a Result after the next Scan.
	Reuse bool

	src []byte

	// The current token (see lex.go).
	token
	prevEnd int // end of the token before

	fn    function // the innermost function (see function.go)
	depth int      // nesting, in units of cost (see enter)

	// What the last expression was, beyond its kind.
	identWord word // of an identifier: its word
	litStart  int  // of a string or template: its range
	litEnd    int
	arrowAt   int // where an arrow function may begin
	cover     int // a literal's error that only a pattern would undo, or -1
	coverMsg  string
	patternAt int // why the last literal is no pattern

	names    names
	scopes   []scope
	bindings []binding
	labels   []label
	privates privates
	arrows   arrows
	free     freeNames
	sure     uint8 // free names found before the current region

	refs       []ref
	mapComment int
	decoded    []byte // names and literals that have escapes
	regexp     regexpParser

	outline *outline // nil: none is wanted

	refChunk  []Ref
	specChunk strings.Builder
}

// moduleSyntax is what the recogniser panics with when it meets an ES module.
type moduleSyntax int32

// Scan reads src, which it does not keep. The error, if any, is a *SyntaxError;
// the Result then has nothing to say.
func (s *Scanner) Scan(src []byte) (res Result, err error) {
	if len(src) > math.MaxInt32 {
		return Result{ESM: -1, MapComment: -1}, &SyntaxError{Msg: "the file is larger than 2 GiB: split it or exclude it"}
	}
	s.reset(src)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *SyntaxError:
			res, err = Result{ESM: -1, MapComment: -1}, r
		case moduleSyntax:
			res = Result{ESM: int32(r), MapComment: int32(s.mapComment)}
		default:
			panic(r)
		}
		s.src = nil
		s.regexp.src = nil
	}()
	s.program()
	return Result{
		Refs:       s.takeRefs(),
		Globals:    s.free.globals(),
		ESM:        -1,
		MapComment: int32(s.mapComment),
	}, nil
}

func (s *Scanner) reset(src []byte) {
	s.src = src
	s.token = token{kind: tStart}
	s.prevEnd = 0
	s.fn = function{dup: -1, badName: -1, simple: true}
	s.depth = 0
	s.arrowAt, s.cover = -1, -1
	s.names.reset(len(src))
	s.scopes = s.scopes[:0]
	s.bindings = s.bindings[:0]
	s.labels = s.labels[:0]
	s.privates.reset()
	s.arrows = arrows{heads: s.arrows.heads[:0]}
	s.free, s.sure = freeNames{}, 0
	s.refs = s.refs[:0]
	s.mapComment = -1
	s.decoded = s.decoded[:0]
}

// program reads the whole source as a function body.
func (s *Scanner) program() {
	src := s.src
	if len(src) > 2 && src[0] == 0xEF && src[1] == 0xBB && src[2] == 0xBF {
		s.end = 3
	}
	if len(src) > s.end+1 && src[s.end] == '#' && src[s.end+1] == '!' {
		s.end = lineEnd(src, s.end)
	}
	s.pushScope(functionScope)
	s.next()
	s.directives()
	for s.kind != tEOF {
		s.listItem()
	}
	s.popScope()
}
