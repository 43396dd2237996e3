package scan

import (
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// The bytes at which a string, or the text of a template, needs a closer look.
var (
	stringStop   = [256]bool{'"': true, '\'': true, '\\': true, '\n': true, '\r': true}
	templateStop = [256]bool{'`': true, '\\': true, '$': true}
)

// stringLiteral reads the string at src[i].
func (s *Scanner) stringLiteral(i int) {
	src := s.src
	s.kind = tString
	s.start = i
	quote := src[i]
	j := i + 1
	for {
		for {
			if j < 0 || j >= len(src)-7 {
				for j < len(src) && !stringStop[src[j]] {
					j++
				}
				if j >= len(src) {
					s.fail(i, j, "unterminated string")
				}
				break
			}
			if stop := stringStops(eight(src, j), quote); stop != 0 {
				j += bits.TrailingZeros64(stop) / 8
				break
			}
			j += 8
		}
		switch c := src[j]; {
		case c == quote:
			s.end = j + 1
			return
		case c == '\\':
			s.flags |= escaped
			n, flag, msg := escapeSequence(src, j)
			if msg != "" {
				s.fail(j, j+n, msg)
			}
			s.flags |= flag
			j += n
		case c == '\n' || c == '\r':
			s.fail(i, j, "unterminated string: it must end on its line")
		default:
			j++
		}
	}
}

// stringStops returns a number whose lowest bit set is the high one of the first
// byte of x, the text of eight, at which a string needs a closer look, or zero.
func stringStops(x uint64, quote byte) uint64 {
	q := x ^ uint64(quote)*ones
	escape := x ^ '\\'*ones
	return ((q-ones)&^q | (escape-ones)&^escape | (x-('\r'+1)*ones)&^x) & high
}

// escapeSequence checks the escape sequence at src[i] and returns its length. The
// flag is octal or octal89 if strict code and templates refuse it, msg is what
// is wrong with it.
func escapeSequence(src []byte, i int) (n int, flag tokenFlags, msg string) {
	if i+1 >= len(src) {
		return 1, 0, "unterminated escape sequence"
	}
	switch c := src[i+1]; {
	case c == 'x':
		for j := i + 2; j < i+4; j++ {
			if j >= len(src) || hexValue(src[j]) < 0 {
				return 2, 0, `invalid escape sequence, expected two hexadecimal digits after "\x"`
			}
		}
		return 4, 0, ""
	case c == 'u':
		_, n, msg := unicodeEscape(src, i+2)
		return n + 2, 0, msg
	case c == '0' && (i+2 >= len(src) || src[i+2] < '0' || src[i+2] > '9'):
		return 2, 0, ""
	case '0' <= c && c <= '7':
		return 2, octal, ""
	case c == '8' || c == '9':
		return 2, octal89, ""
	case c == '\r' && i+2 < len(src) && src[i+2] == '\n':
		return 3, 0, ""
	}
	return 2, 0, ""
}

// template reads the template literal whose ` is the current token, with its
// substitutions, and the token after it. It returns kTemplate if there are no
// substitutions, and then sets litStart and litEnd. A tagged template may hold
// any escape sequence.
func (s *Scanner) template(tagged bool) kind {
	src := s.src
	start := s.start
	i := s.end
	k := kTemplate
	noIn := s.fn.noIn
	s.fn.noIn = false
	for {
		for uint(i) < uint(len(src)) && !templateStop[src[i]] {
			i++
		}
		if i >= len(src) {
			s.fail(start, start+1, "unterminated template literal, expected a closing \"`\"")
		}
		switch {
		case src[i] == '`':
			s.fn.noIn = noIn
			s.litStart, s.litEnd = start, i+1
			s.end = i + 1
			s.note(NodeTemplate, start, s.end)
			s.next()
			return k
		case src[i] == '\\':
			i += s.templateEscape(i, tagged)
		case i+1 < len(src) && src[i+1] == '{':
			k = kOther
			open := i
			s.end = i + 2
			s.next()
			s.expression()
			if s.kind != tRBrace {
				if s.kind == tEOF {
					s.fail(open, open+2, `unterminated "${" in a template literal, expected "}"`)
				}
				s.unexpected(`"}" of the template literal`)
			}
			i = s.end
		default:
			i++
		}
	}
}

func (s *Scanner) templateEscape(i int, tagged bool) int {
	n, flag, msg := escapeSequence(s.src, i)
	if tagged {
		return 2 // an invalid one just has no cooked value
	}
	if flag != 0 {
		msg = "a template literal may not have octal escape sequences"
	}
	if msg != "" {
		s.fail(i, i+n, msg)
	}
	return n
}

// appendString appends the value of the text of a string (without its quotes) to
// dst. Lone surrogates become U+FFFD.
func appendString(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		n, flag, _ := escapeSequence(text, i)
		if flag == octal {
			v, m := legacyOctal(text[i+1:])
			dst = utf8.AppendRune(dst, v)
			i += 1 + m
			continue
		}
		switch c := text[i+1]; c {
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'v':
			dst = append(dst, '\v')
		case '0':
			dst = append(dst, 0)
		case 'x':
			dst = utf8.AppendRune(dst, rune(hexValue(text[i+2])<<4|hexValue(text[i+3])))
		case 'u':
			var r rune
			r, n = escapedRune(text, i)
			dst = utf8.AppendRune(dst, r)
		case '\n', '\r': // the line goes on
		default:
			if isSeparator(text, i+1) {
				n = 4
			} else {
				dst = append(dst, c)
			}
		}
		i += n
	}
	return dst
}

// escapedRune reads \u… at text[i], together with the second half of a surrogate
// pair if that follows, and returns the length of all.
func escapedRune(text []byte, i int) (rune, int) {
	r, n, _ := unicodeEscape(text, i+2)
	n += 2
	if utf16.IsSurrogate(r) && i+n+1 < len(text) && text[i+n] == '\\' && text[i+n+1] == 'u' {
		low, m, msg := unicodeEscape(text, i+n+2)
		if pair := utf16.DecodeRune(r, low); msg == "" && pair != utf8.RuneError {
			return pair, n + m + 2
		}
	}
	return r, n
}

// legacyOctal reads up to three octal digits with a value of at most 255.
func legacyOctal(text []byte) (v rune, n int) {
	for n < 3 && n < len(text) && '0' <= text[n] && text[n] <= '7' && v*8+rune(text[n]-'0') <= 0xFF {
		v = v*8 + rune(text[n]-'0')
		n++
	}
	return v, n
}
