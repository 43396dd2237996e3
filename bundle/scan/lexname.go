package scan

import (
	"unicode"
	"unicode/utf8"
)

// unusualName reads a name that has escapes or characters beyond ASCII. The
// lexer has set start; kind stays.
func (s *Scanner) unusualName(start int) {
	s.start = start
	at := len(s.decoded)
	end, esc := s.decodeName(start)
	if esc {
		s.flags |= escaped
		s.word = lookupEscaped(s.decoded[at:])
	}
	s.decoded = s.decoded[:at]
	s.end = end
}

// decodeName appends the value of the name that begins at src[i] to s.decoded. It
// returns the end of the name and whether it has an escape sequence.
func (s *Scanner) decodeName(i int) (end int, esc bool) {
	src := s.src
	for first := true; i < len(src); first = false {
		c := src[i]
		if class[c] == cLetter || class[c] == cDigit && !first {
			s.decoded = append(s.decoded, c)
			i++
			continue
		}
		var r rune
		var n int
		switch {
		case c == '\\':
			esc = true
			r, n = s.nameEscape(i)
		case c >= utf8.RuneSelf:
			r, n = utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && n == 1 {
				s.fail(i, i+1, "invalid UTF-8 in the code: save the file as UTF-8")
			}
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		if first && !idStart(r) || !idPart(r) {
			if c == '\\' {
				s.fail(i, i+n, "the escape sequence "+quote(src[i:i+n])+" is no character of a name")
			}
			if first {
				s.fail(i, i+n, "unexpected character "+quote(src[i:i+n]))
			}
			break
		}
		s.decoded = utf8.AppendRune(s.decoded, r)
		i += n
	}
	return i, esc
}

// nameEscape reads \uXXXX or \u{X} at src[i] and returns its value and length.
func (s *Scanner) nameEscape(i int) (rune, int) {
	src := s.src
	if i+1 >= len(src) || src[i+1] != 'u' {
		s.fail(i, i+1, `unexpected "\\", expected a unicode escape`)
	}
	r, n, msg := unicodeEscape(src, i+2)
	if msg != "" {
		s.fail(i, i+2, msg)
	}
	return r, n + 2
}

// unicodeEscape reads what follows \u at src[i]: four hexadecimal digits or a
// code point in braces. It returns the value and its length, or what is wrong.
func unicodeEscape(src []byte, i int) (r rune, n int, msg string) {
	if i < len(src) && src[i] == '{' {
		j := i + 1
		for ; j < len(src) && hexValue(src[j]) >= 0; j++ {
			r = r<<4 | rune(hexValue(src[j]))
			if r > unicode.MaxRune {
				return 0, 0, "the code point of a unicode escape is at most 10FFFF"
			}
		}
		if j == i+1 || j >= len(src) || src[j] != '}' {
			return 0, 0, `invalid unicode escape, expected hexadecimal digits and "}"`
		}
		return r, j + 1 - i, ""
	}
	for j := i; j < i+4; j++ {
		if j >= len(src) || hexValue(src[j]) < 0 {
			return 0, 0, "invalid unicode escape, expected four hexadecimal digits"
		}
		r = r<<4 | rune(hexValue(src[j]))
	}
	return r, 4, ""
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// privateName reads #name at src[i] and returns its length.
func (s *Scanner) privateName(i int) int {
	src := s.src
	s.end = i + 1
	if i+1 >= len(src) {
		s.badByte('#')
	}
	switch class[src[i+1]] {
	case cLetter, cBackslash:
	case cHigh:
		if n, _ := unusualSpace(src, i+1); n > 0 {
			s.badByte('#')
		}
	default:
		s.badByte('#')
	}
	s.kind = tPrivate
	at := len(s.decoded)
	end, esc := s.decodeName(i + 1)
	if esc {
		s.flags |= escaped
	}
	s.decoded = s.decoded[:at]
	return end - i
}
