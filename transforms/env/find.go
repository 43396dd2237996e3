package env

import (
	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/token"
)

// A lex reads a source.
type lex struct{ *token.Lexer }

// A use is one process.env.NAME or process.env["NAME"] of a source.
type use struct {
	start, end int // bytes
	name       string
	computed   bool // with brackets
	spaced     bool // with blanks or comments within
	assigned   bool // it is assigned to, deleted, counted up or down
	member     bool // a further property of it is read
}

// find returns the uses of process.env in a source, in order.
func find(source []byte) ([]use, error) {
	l := lex{token.New(source)}
	var uses []use
	for l.Next(); l.Type != js.ErrorToken; {
		if l.Type != js.IdentifierToken || string(l.Text) != "process" || l.Before == js.DotToken || l.Before == js.OptChainToken {
			l.Next()
			continue
		}
		if u, ok := l.use(); ok {
			uses = append(uses, u)
		}
	}
	return uses, l.Err()
}

// use reads on from "process", and tells whether it is a use of process.env.
func (l lex) use() (use, bool) {
	u := use{start: l.Start, assigned: l.Before == js.DeleteToken || l.Before == js.IncrToken || l.Before == js.DecrToken}
	size := len(l.Text)
	add := func() { size += l.End - l.Start }
	if l.Next(); l.Type != js.DotToken {
		return u, false
	}
	add()
	if l.Next(); string(l.Text) != "env" {
		return u, false
	}
	add()
	l.Next()
	add()
	switch l.Type {
	case js.DotToken:
		if l.Next(); !js.IsIdentifierName(l.Type) {
			return u, false
		}
		u.name = string(l.Text)
	case js.OpenBracketToken:
		if l.Next(); l.Type != js.StringToken {
			return u, false
		}
		u.computed, u.name = true, string(l.Text[1:len(l.Text)-1])
		add()
		if l.Next(); l.Type != js.CloseBracketToken {
			return u, false
		}
	default:
		return u, false
	}
	add()
	u.end = l.End
	u.spaced = u.end-u.start != size
	l.Next()
	u.member = l.Type == js.DotToken
	u.assigned = u.assigned || assigns(l.Type)
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
