package globals

import (
	"bytes"
	"sync"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
	"sheaf/transforms/internal/token"
)

// A call is a call of require with a literal.
type call struct {
	spec             string
	callee           int // bytes: the word require
	litStart, litEnd int
	end              int      // after the closing parenthesis
	argsEnd          int      // the closing parenthesis
	names            []string // of a second argument that is a list of strings
	shadowed         bool
}

var scanners = sync.Pool{New: func() any { return new(scan.Scanner) }}

// calls returns the calls of require in a CommonJS text, and whether it is one.
// What the scanner takes for a require is one: it reads the whole grammar.
func calls(code []byte) ([]call, bool) {
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	res, err := s.Scan(code)
	if err != nil || res.ESM >= 0 {
		return nil, false
	}
	var list []call
	for _, ref := range res.Refs {
		if ref.Kind != scan.Require {
			continue
		}
		c := call{spec: ref.Spec, litStart: int(ref.Start), litEnd: int(ref.End), shadowed: ref.Shadowed}
		if c.readCallee(code) && c.readCall(code) {
			list = append(list, c)
		}
	}
	return list, true
}

// readCallee finds the word require that belongs to a literal: nothing but a
// parenthesis, blanks and comments is between the two. Of several it is the first,
// the others being in the comments.
func (c *call) readCallee(code []byte) bool {
	const most = 4096 // bytes of comments
	word := []byte("require")
	first := max(c.litStart-most, 0)
	c.callee = -1
	for at := c.litStart; ; {
		if at = first + bytes.LastIndex(code[first:at], word); at < first {
			return c.callee >= 0
		}
		t := token.New(piece(code, at+len(word), c.litStart))
		if t.Next(); t.Type != js.OpenParenToken {
			continue
		}
		if t.Next(); t.Type == js.ErrorToken && at+len(word)+t.Start == c.litStart {
			c.callee = at
		}
	}
}

// readCall reads on after the literal, in larger and larger pieces: few calls
// need more than a line.
func (c *call) readCall(code []byte) bool {
	for n := 64; ; n *= 8 {
		to := min(c.litEnd+n, len(code))
		c.names = nil
		if c.readArguments(token.New(piece(code, c.litEnd, to))) {
			return true
		}
		if to == len(code) {
			return false
		}
	}
}

// readArguments reads up to the parenthesis that closes the call. A call whose
// further arguments are no list of strings has none that count.
func (c *call) readArguments(t *token.Lexer) bool {
	depth := 0
	simple := true
	for t.Next(); t.Type != js.ErrorToken; t.Next() {
		switch t.Type {
		case js.OpenParenToken, js.OpenBraceToken, js.OpenBracketToken:
			simple = simple && t.Type == js.OpenBracketToken && depth == 0
			depth++
		case js.CloseParenToken, js.CloseBraceToken, js.CloseBracketToken:
			if depth == 0 {
				c.argsEnd, c.end = c.litEnd+t.Start, c.litEnd+t.End
				if !simple {
					c.names = nil
				}
				return true
			}
			depth--
		case js.StringToken:
			simple = simple && depth == 1
			c.names = append(c.names, unquote(t.Text))
		case js.CommaToken:
		default:
			simple = false
		}
	}
	return false
}

// piece returns a piece of a text, whose end no lexer writes behind.
func piece(code []byte, from, to int) []byte { return code[from:to:to] }
