package shellwords

import (
	"fmt"
	"strings"
)

// A reader takes the quotes off one chunk of a line.
type reader struct {
	s       string
	i       int
	getenv  func(string) string
	out     strings.Builder
	isGlob  bool
	comment int // the offset after a "#" that begins a comment, or -1
}

// read returns what the chunk stands for: one token, or none where a comment
// begins it.
func (r *reader) read() ([]token, error) {
	r.comment = -1
	var quote byte
	escaped := false
	for ; r.i < len(r.s); r.i++ {
		c := r.s[r.i]
		if quote == 0 && (c == '*' || c == '?') {
			r.isGlob = true // even after a backslash, in shell-quote
		}
		switch {
		case escaped:
			r.out.WriteByte(c)
			escaped = false
		case quote != 0 && c == quote:
			quote = 0
		case quote == '\'':
			r.out.WriteByte(c)
		case quote == '"':
			if err := r.inDouble(c); err != nil {
				return nil, err
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte("&;()|<>", c) >= 0:
			return []token{{operator, r.s}}, nil
		case c == '#':
			r.comment = r.i + 1
			if r.out.Len() == 0 {
				return nil, nil
			}
			return []token{{plain, r.out.String()}}, nil
		case c == '\\':
			escaped = true
		case c == '$':
			if n := ansiQuoted(r.s[r.i:]); n > 0 {
				r.out.WriteString(expandANSI(r.s[r.i+2 : r.i+n-1]))
				r.i += n - 1
			} else if err := r.variable(); err != nil {
				return nil, err
			}
		default:
			r.out.WriteByte(c)
		}
	}
	if r.isGlob {
		return []token{{glob, r.out.String()}}, nil
	}
	return []token{{plain, r.out.String()}}, nil
}

// inDouble reads a character between double quotes.
func (r *reader) inDouble(c byte) error {
	switch c {
	case '$':
		return r.variable()
	case '\\':
		r.i++
		if r.i == len(r.s) || strings.IndexByte("\"\\$", r.s[r.i]) < 0 {
			r.out.WriteByte('\\')
		}
		if r.i < len(r.s) {
			r.out.WriteByte(r.s[r.i])
		}
	default:
		r.out.WriteByte(c)
	}
	return nil
}

// variable replaces the variable at r.i by its value, and leaves r.i at its
// last byte. A "$" that no name follows stands for itself.
func (r *reader) variable() error {
	rest := r.s[r.i+1:]
	switch {
	case strings.HasPrefix(rest, "{"):
		n := closingBrace(rest)
		if n < 0 || n == 1 {
			return fmt.Errorf("bad substitution: %q", r.s[r.i:])
		}
		r.out.WriteString(r.getenv(rest[1:n]))
		r.i += n + 1
	case rest != "" && strings.IndexByte("*@#?$!-", rest[0]) >= 0:
		r.out.WriteString(r.getenv(rest[:1]))
		r.i++
	default:
		n := 0
		for n < len(rest) && isNameByte(rest[n]) {
			n++
		}
		if n == 0 {
			r.out.WriteByte('$')
		} else {
			r.out.WriteString(r.getenv(rest[:n]))
		}
		r.i += n
	}
	return nil
}

// closingBrace returns the offset of the "}" that closes the "{" s begins
// with, or -1. A "${" inside opens another.
func closingBrace(s string) int {
	depth := 1
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '{' && s[i-1] == '$':
			depth++
		case s[i] == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}
