package env

import (
	"io"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// A use is one process.env.NAME or process.env["NAME"] of a source.
type use struct {
	start, end int // bytes
	name       string
	computed   bool // with brackets
	spaced     bool // with blanks or comments within
	assigned   bool // it is assigned to, deleted, counted up or down
	member     bool // a further property of it is read
}

// A lex reads the tokens of a source that matter here: blanks and comments are
// passed over.
type lex struct {
	*js.Lexer
	pos    int // end of the token
	start  int
	token  js.TokenType
	text   []byte
	before js.TokenType // the token before
	heads  []bool       // of open parentheses: whether a statement's head is in them
	head   bool         // the parenthesis that was closed last held one
}

func (l *lex) next() {
	l.before = l.token
	for {
		token, text := l.Lexer.Next()
		l.start, l.pos = l.pos, l.pos+len(text)
		if token == js.WhitespaceToken || token == js.LineTerminatorToken || token == js.CommentToken || token == js.CommentLineTerminatorToken {
			continue
		}
		if (token == js.DivToken || token == js.DivEqToken) && l.regexp() {
			if t, whole := l.Lexer.RegExp(); t == js.RegExpToken {
				token, text = t, whole
				l.pos = l.start + len(whole)
			}
		}
		l.token, l.text = token, text
		l.parentheses()
		return
	}
}

func (l *lex) parentheses() {
	switch l.token {
	case js.OpenParenToken:
		h := l.before == js.IfToken || l.before == js.WhileToken || l.before == js.ForToken || l.before == js.WithToken
		l.heads = append(l.heads, h)
	case js.CloseParenToken:
		l.head = false
		if n := len(l.heads); n > 0 {
			l.head, l.heads = l.heads[n-1], l.heads[:n-1]
		}
	}
}

// regexp tells whether a slash begins a regular expression where it stands, as
// far as the tokens before it tell.
func (l *lex) regexp() bool {
	switch l.before {
	case js.CloseParenToken:
		return l.head
	case js.CloseBracketToken, js.StringToken, js.TemplateToken, js.TemplateEndToken, js.RegExpToken,
		js.ThisToken, js.SuperToken, js.NullToken, js.TrueToken, js.FalseToken, js.IncrToken, js.DecrToken, js.PrivateIdentifierToken:
		return false
	case js.CloseBraceToken:
		return true // a block's end; an object is rarely divided
	}
	return !js.IsNumeric(l.before) && !js.IsIdentifier(l.before)
}

// find returns the uses of process.env in a source, in order.
func find(source []byte) ([]use, error) {
	l := &lex{Lexer: js.NewLexer(parse.NewInputBytes(source))}
	var uses []use
	for l.next(); l.token != js.ErrorToken; {
		if l.token != js.IdentifierToken || string(l.text) != "process" || l.before == js.DotToken || l.before == js.OptChainToken {
			l.next()
			continue
		}
		if u, ok := l.use(); ok {
			uses = append(uses, u)
		}
	}
	if err := l.Err(); err != io.EOF {
		return nil, err
	}
	return uses, nil
}

// use reads on from "process", and tells whether it is a use of process.env.
func (l *lex) use() (use, bool) {
	u := use{start: l.start, assigned: l.before == js.DeleteToken || l.before == js.IncrToken || l.before == js.DecrToken}
	size := len(l.text)
	add := func() { size += l.pos - l.start }
	if l.next(); l.token != js.DotToken {
		return u, false
	}
	add()
	if l.next(); string(l.text) != "env" {
		return u, false
	}
	add()
	l.next()
	add()
	switch l.token {
	case js.DotToken:
		if l.next(); !js.IsIdentifierName(l.token) {
			return u, false
		}
		u.name = string(l.text)
	case js.OpenBracketToken:
		if l.next(); l.token != js.StringToken {
			return u, false
		}
		u.computed, u.name = true, string(l.text[1:len(l.text)-1])
		add()
		if l.next(); l.token != js.CloseBracketToken {
			return u, false
		}
	default:
		return u, false
	}
	add()
	u.end = l.pos
	u.spaced = u.end-u.start != size
	l.next()
	u.member = l.token == js.DotToken
	u.assigned = u.assigned || assigns(l.token)
	return u, true
}

func assigns(t js.TokenType) bool {
	switch t {
	case js.EqToken, js.AddEqToken, js.SubEqToken, js.MulEqToken, js.ExpEqToken, js.DivEqToken, js.ModEqToken,
		js.LtLtEqToken, js.GtGtEqToken, js.GtGtGtEqToken, js.BitAndEqToken, js.BitOrEqToken, js.BitXorEqToken,
		js.AndEqToken, js.OrEqToken, js.NullishEqToken, js.IncrToken, js.DecrToken:
		return true
	}
	return false
}
