// Package shellwords splits the command line of --command into words, as
// shell-quote 1.12's parse does.
//
// What comes in is the line and the environment; what goes out are words, or
// an error that names what only a shell could do. Quotes, escapes, $'…' and
// variables are understood. The package never runs a command, looks at no
// files, and expands no globs.
package shellwords

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Split returns the words of a command line. getenv gives the value of a
// variable, "" if it has none.
//
// Browserify passes shell-quote's operators, globs and comments on to the
// command as the text "[object Object]"; here they are errors.
func Split(line string, getenv func(name string) string) ([]string, error) {
	tokens, err := parse(line, getenv)
	if err != nil {
		return nil, err
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		switch t.kind {
		case operator:
			return nil, fmt.Errorf("%q needs a shell, and there is none: quote it, or run one: sh -c '…'", t.text)
		case glob:
			return nil, fmt.Errorf("the pattern %q is not expanded: quote it if it is meant as it stands", t.text)
		case comment:
			return nil, fmt.Errorf("%q begins a comment: quote it if it is meant as it stands", "#"+t.text)
		}
		words[i] = t.text
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("no command")
	}
	return words, nil
}

// kind is what shell-quote makes of a piece of the line.
type kind uint8

const (
	plain    kind = iota // a string
	operator             // {op: text}
	glob                 // {op: 'glob', pattern: text}
	comment              // {comment: text}
)

type token struct {
	kind kind
	text string
}

// parse is shell-quote's parse.
func parse(line string, getenv func(string) string) ([]token, error) {
	var tokens []token
	for i := 0; i < len(line); {
		if n := control(line[i:]); n > 0 {
			tokens = append(tokens, token{operator, line[i : i+n]})
			i += n
			continue
		}
		n := chunk(line[i:])
		if n == 0 { // a blank, or a quote that is never closed
			_, n = utf8.DecodeRuneInString(line[i:])
			i += n
			continue
		}
		r := reader{s: line[i : i+n], getenv: getenv}
		more, err := r.read()
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, more...)
		if r.comment >= 0 {
			return append(tokens, token{comment, line[i+r.comment:]}), nil
		}
		i += n
	}
	return tokens, nil
}

// controls are the operators, longest first where one begins another. The one
// condition among them is in control.
var controls = [...]string{
	"||", "&&", "&>>", "&>", ";;&", ";;", ";&", "|&", "<(", "<<<", "<<-", "<<", ">>", ">&", ">|", ">(", "<&", "<>",
	"&", ";", "(", ")", "|", "<", ">",
}

// control returns the length of the operator that s begins with, or 0.
func control(s string) int {
	if s == "" || strings.IndexByte("&;()|<>", s[0]) < 0 {
		return 0
	}
	for _, op := range controls {
		if strings.HasPrefix(s, op) && !(op == "<<" && strings.HasPrefix(s, "<<(")) {
			return len(op)
		}
	}
	return 0
}

// chunk returns the length of the unbroken run of bare characters and closed
// quotes that s begins with.
func chunk(s string) int {
	i := 0
	for i < len(s) {
		n := 0
		switch c := s[i]; {
		case c == '"':
			n = doubleQuoted(s[i:])
		case c == '\'':
			n = strings.IndexByte(s[i+1:], '\'') + 2
			if n == 1 {
				n = 0
			}
		case c == '$':
			n = dollar(s[i:])
		case c == '\\' && i+1 < len(s) && strings.IndexByte("'\"$\\|&;()<> \t", s[i+1]) >= 0:
			n = 2
		case strings.IndexByte("|&;()<>", c) >= 0:
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !isSpace(r) {
				n = size
			}
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// dollar returns how much of s, which begins with "$", belongs together: "$$",
// a closed $'…', or the "$" alone.
func dollar(s string) int {
	if strings.HasPrefix(s, "$$") {
		return 2
	}
	if n := ansiQuoted(s); n > 0 {
		return n
	}
	return 1
}

// ansiQuoted returns the length of the $'…' that s begins with, 0 if it begins
// with none that is closed.
func ansiQuoted(s string) int {
	if !strings.HasPrefix(s, "$'") {
		return 0
	}
	return closing(s, 2, '\'')
}

// doubleQuoted returns the length of the "…" that s begins with, 0 if it is
// not closed.
func doubleQuoted(s string) int { return closing(s, 1, '"') }

// closing returns the offset after the first quote from i on that has no
// backslash before it, or 0.
func closing(s string, i int, quote byte) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case quote:
			return i + 1
		case '\\':
			i++
		}
	}
	return 0
}

// isSpace is JavaScript's \s.
func isSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == '\u00a0', r == '\u1680', r >= '\u2000' && r <= '\u200a',
		r == '\u2028', r == '\u2029', r == '\u202f', r == '\u205f', r == '\u3000', r == '\ufeff':
		return true
	}
	return false
}
