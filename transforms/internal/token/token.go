// Package token reads a JavaScript source token by token, for transforms that
// look for a few forms in it and leave the rest alone.
//
// What comes in is a source of any age and kind; what goes out are its tokens
// with their places, without blanks and comments. Where a slash begins a
// regular expression is told by what stands before it, as well as tokens tell.
package token

import (
	"bytes"
	"io"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// A Token is one token of a source.
type Token struct {
	Type       js.TokenType
	Start, End int  // bytes
	NewLine    bool // a line end stands before it
}

// A Lexer reads tokens. The last one read is its Token, an empty js.ErrorToken at
// the end and where it cannot go on: it stays there.
type Lexer struct {
	Token
	Text   []byte
	Before js.TokenType // of the token before

	input  *parse.Input
	lexer  *js.Lexer
	member bool   // the token before is a property's name
	heads  []bool // of open parentheses: whether a statement's head is in them
	head   bool   // the parenthesis that was closed last held one
	ended  bool
}

// New returns a Lexer that stands before the first token. A byte-order mark and
// a "#!" line are passed over.
func New(source []byte) *Lexer {
	rest := bytes.TrimPrefix(source, []byte("\uFEFF"))
	if bytes.HasPrefix(rest, []byte("#!")) {
		_, after, _ := bytes.Cut(rest, []byte("\n"))
		rest = after
	}
	in := parse.NewInputBytes(rest)
	l := &Lexer{input: in, lexer: js.NewLexer(in)}
	l.End = len(source) - len(rest)
	return l
}

// Err returns what kept a Lexer that came to an end from going on, nil at the
// source's end.
func (l *Lexer) Err() error {
	if err := l.lexer.Err(); err != io.EOF {
		return err
	}
	return nil
}

// All returns the tokens of a source.
func All(source []byte) ([]Token, error) {
	l := New(source)
	var list []Token
	for l.Next(); l.Type != js.ErrorToken; l.Next() {
		list = append(list, l.Token)
	}
	return list, l.Err()
}

// Next reads on to the next token.
func (l *Lexer) Next() {
	if l.ended {
		return // js.Lexer would go on, and out of its input
	}
	l.member = l.Before == js.DotToken || l.Before == js.OptChainToken
	l.Before = l.Type
	l.NewLine = false
	for {
		token, text := l.lexer.Next()
		l.Start, l.End = l.End, l.End+len(text)
		switch token {
		case js.LineTerminatorToken, js.CommentLineTerminatorToken:
			l.NewLine = true
			continue
		case js.WhitespaceToken, js.CommentToken:
			continue
		}
		if (token == js.DivToken || token == js.DivEqToken) && l.regexp() {
			token, text = l.readRegExp(token, text)
			l.End = l.Start + len(text)
		}
		if l.ended = token == js.ErrorToken; l.ended {
			text, l.End = nil, l.Start // a part of the input that may end after it
		}
		l.Type, l.Text = token, text
		l.parentheses()
		return
	}
}

// readRegExp returns the regular expression that a slash begins, or the slash as
// it was read if it begins none.
func (l *Lexer) readRegExp(slash js.TokenType, text []byte) (js.TokenType, []byte) {
	before := *l.lexer
	if t, whole := l.lexer.RegExp(); t == js.RegExpToken {
		return t, whole
	}
	*l.lexer = before // js.Lexer stays where it gave up
	l.input.Rewind(len(text))
	l.input.Skip()
	return slash, text
}

func (l *Lexer) parentheses() {
	switch l.Type {
	case js.OpenParenToken:
		h := l.Before == js.IfToken || l.Before == js.WhileToken || l.Before == js.ForToken || l.Before == js.WithToken
		l.heads = append(l.heads, h && !l.member)
	case js.CloseParenToken:
		l.head = false
		if n := len(l.heads); n > 0 {
			l.head, l.heads = l.heads[n-1], l.heads[:n-1]
		}
	}
}

// regexp tells whether a slash begins a regular expression where it stands, as
// far as the tokens before it tell.
func (l *Lexer) regexp() bool {
	if l.member && js.IsIdentifierName(l.Before) {
		return false
	}
	switch l.Before {
	case js.CloseParenToken:
		return l.head
	case js.CloseBracketToken, js.StringToken, js.TemplateToken, js.TemplateEndToken, js.RegExpToken,
		js.ThisToken, js.SuperToken, js.NullToken, js.TrueToken, js.FalseToken, js.IncrToken, js.DecrToken, js.PrivateIdentifierToken:
		return false
	case js.CloseBraceToken:
		return true // a block's end; an object is rarely divided
	}
	return !js.IsNumeric(l.Before) && !js.IsIdentifier(l.Before)
}
