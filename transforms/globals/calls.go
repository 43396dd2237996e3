package globals

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
	"sheaf/transforms/internal/token"
)

// A call is a call of require, or of another function, with a literal.
type call struct {
	other            string // the function's name, if it is not require
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

func (c *call) name() string { return cmp.Or(c.other, "require") }

// otherCalls returns the calls of functions besides require, by their names alone,
// whose first argument is a string.
func otherCalls(code []byte, names []string) []call {
	if !slices.ContainsFunc(names, func(name string) bool { return name != "require" }) {
		return nil
	}
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	_, nodes, err := s.Outline(code)
	if err != nil {
		return nil
	}
	var list []call
	for i, n := range nodes {
		if n.Kind != scan.NodeCall {
			continue
		}
		callee, arg := -1, -1 // the first argument
		for j := i - 1; j > i-int(n.Size); j -= int(nodes[j].Size) {
			callee, arg = j, callee
		}
		if arg < 0 || nodes[callee].Kind != scan.NodeName {
			continue
		}
		name := string(code[nodes[callee].Start:nodes[callee].End])
		if name == "require" || !slices.Contains(names, name) {
			continue
		}
		if spec, ok := literal(code, nodes[arg-int(nodes[arg].Size)+1:arg+1]); ok {
			list = append(list, call{other: name, spec: spec, callee: int(n.Start), litStart: int(nodes[arg].Start), litEnd: int(nodes[arg].End), end: int(n.End)})
		}
	}
	return list
}

// literal returns the value of an argument, which is given with what is in it, if
// that is one string, in parentheses or not.
func literal(code []byte, nodes []scan.Node) (string, bool) {
	for i, n := range nodes {
		from, to := int(n.Start), int(n.End)
		if i == 0 {
			if n.Kind == scan.NodeString || n.Kind == scan.NodeTemplate && !bytes.ContainsAny(code[from:to], "$\\\r") {
				continue
			}
			return "", false
		}
		if n.Kind == scan.NodeParenthesis {
			from, to = blanks(code, from+1), len(bytes.TrimRight(code[:to-1], " \t\r\n"))
		} else if n.Kind != scan.NodeArgument {
			return "", false
		}
		if from != int(nodes[i-1].Start) || to != int(nodes[i-1].End) {
			return "", false
		}
	}
	return scan.StringValue(code[nodes[0].Start:nodes[0].End]), true
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
