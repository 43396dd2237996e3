package globals

import (
	"bytes"
	"errors"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/token"
)

// declKind says how a name is declared.
type declKind uint8

const (
	byVar      declKind = iota
	byFunction          // a function
	byLexical           // let, const, class
)

// A decl is a name that a file declares at its top level.
type decl struct {
	name string
	kind declKind
}

// A scope is the top level of a file.
type scope struct {
	top    []decl
	parsed bool // false: the parser refuses the file, and top is what tokens tell
}

// readScope finds what a file declares at its top level. Where the parser
// refuses what the scanner takes (functions with two parameters of a name, a
// function as the body of an if), what is declared outside of all braces
// counts: scripts that do that are of an age when nothing else was done.
func readScope(code []byte) *scope {
	ast, err := parseBody(code)
	if err != nil {
		return &scope{top: topByTokens(code)}
	}
	s := &scope{parsed: true}
	for _, v := range ast.Declared {
		name := string(v.Data)
		switch v.Decl {
		case js.VariableDecl:
			s.add(name, byVar)
		case js.FunctionDecl:
			s.add(name, byFunction)
		case js.LexicalDecl:
			s.add(name, byLexical)
		}
	}
	return s
}

func (s *scope) add(name string, kind declKind) {
	if name == "arguments" || name == "eval" {
		return
	}
	for _, d := range s.top {
		if d.name == name {
			return
		}
	}
	s.top = append(s.top, decl{name, kind})
}

var errNotBody = errors.New("the file ends before its end") // it closes braces that it does not open

// parseBody parses a file as the body of a function, and returns its scope.
func parseBody(code []byte) (*js.Scope, error) {
	fn, err := parseFunction(code)
	if err != nil {
		return nil, err
	}
	return &fn.Body.Scope, nil
}

// parseFunction parses a file as the body of a function: that is where it will
// be, and return is fine there.
func parseFunction(code []byte) (*js.FuncDecl, error) {
	var text []byte
	text = append(text, "(function(){"...)
	text = append(text, modern(code)...)
	text = append(text, "\n})"...)
	ast, err := js.Parse(parse.NewInputBytes(text), js.Options{})
	if err != nil {
		return nil, err
	}
	if len(ast.List) == 1 {
		if s, ok := ast.List[0].(*js.ExprStmt); ok {
			if g, ok := s.Value.(*js.GroupExpr); ok {
				if fn, ok := g.X.(*js.FuncDecl); ok {
					return fn, nil
				}
			}
		}
	}
	return nil, errNotBody
}

// modern returns a text that means nothing else to a parser that does not know
// numbers such as 010. Nothing moves.
func modern(code []byte) []byte {
	out := code
	if bytes.HasPrefix(out, byteOrderMark) || bytes.HasPrefix(bytes.TrimPrefix(out, byteOrderMark), []byte("#!")) {
		out = bytes.Clone(out)
		if bytes.HasPrefix(out, byteOrderMark) {
			copy(out, "   ")
		}
		if i := bytes.Index(out, []byte("#!")); i == 0 || i == len(byteOrderMark) {
			copy(out[i:], "//")
		}
	}
	const most = 1000 // each makes the text be read again
	for range most {
		l := token.New(out[:len(out):len(out)])
		for l.Next(); l.Type != js.ErrorToken; l.Next() {
		}
		at := l.Start
		if l.Err() == nil || at+1 >= len(out) || out[at] != '0' || out[at+1] < '0' || out[at+1] > '9' {
			return out
		}
		if &out[0] == &code[0] {
			out = bytes.Clone(out)
		}
		out[at] = '1'
	}
	return out
}

// topByTokens finds declarations outside of all braces.
func topByTokens(code []byte) []decl {
	s := &scope{}
	l := token.New(modern(code))
	depth := 0
	inVar := false // in the declarators of a var
	for l.Next(); l.Type != js.ErrorToken; l.Next() {
		switch l.Type {
		case js.OpenBraceToken, js.OpenParenToken, js.OpenBracketToken, js.TemplateStartToken:
			depth++
		case js.CloseBraceToken, js.CloseParenToken, js.CloseBracketToken, js.TemplateEndToken:
			depth--
		case js.SemicolonToken:
			inVar = inVar && depth > 0
		case js.VarToken:
			inVar = depth == 0
			if depth == 0 {
				s.declared(l, byVar)
			}
		case js.FunctionToken:
			if depth == 0 && !isOperand(l.Before) {
				s.declared(l, byFunction)
			}
		case js.CommaToken:
			if inVar && depth == 0 {
				s.declared(l, byVar)
			}
		}
	}
	return s.top
}

// declared adds the name that comes next.
func (s *scope) declared(l *token.Lexer, kind declKind) {
	if l.Next(); js.IsIdentifier(l.Type) {
		s.add(string(l.Text), kind)
	}
}

// isOperand tells whether what follows a token is an operand: a function there
// is an expression.
func isOperand(before js.TokenType) bool {
	return js.IsOperator(before) || js.IsPunctuator(before) && before != js.SemicolonToken && before != js.CloseBraceToken && before != js.CloseParenToken
}
