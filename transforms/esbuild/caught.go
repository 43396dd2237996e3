package esbuild

import (
	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/token"
)

// caught tells whether what follows the argument of an import() handles its
// failure: .catch(…), or .then(…, …), perhaps after other calls of then and
// finally.
func caught(after []byte) bool {
	l := token.New(after)
	if l.Next(); l.Type != js.CloseParenToken {
		return false
	}
	for {
		if l.Next(); l.Type != js.DotToken {
			return false
		}
		l.Next()
		method := string(l.Text)
		if l.Next(); l.Type != js.OpenParenToken {
			return false
		}
		switch method {
		case "catch":
			return true
		case "then":
			if arguments(l) > 1 {
				return true
			}
		case "finally":
			arguments(l)
		default:
			return false
		}
	}
}

// arguments reads on to the end of a call whose parenthesis is open, and returns
// how many arguments it has.
func arguments(l *token.Lexer) int {
	n, depth := 0, 0
	for l.Next(); l.Type != js.ErrorToken; l.Next() {
		if n == 0 {
			n = 1
		}
		switch l.Type {
		case js.OpenParenToken, js.OpenBracketToken, js.OpenBraceToken, js.TemplateStartToken:
			depth++
		case js.CloseBracketToken, js.CloseBraceToken, js.TemplateEndToken:
			depth--
		case js.CloseParenToken:
			if depth == 0 {
				if l.Before == js.CommaToken || l.Before == js.OpenParenToken {
					n-- // it ends in a comma, or there are none
				}
				return n
			}
			depth--
		case js.CommaToken:
			if depth == 0 {
				n++
			}
		}
	}
	return 0
}
