package shellwords

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// expandANSI replaces the escapes between $' and ' by what they stand for. A
// NUL ends the text, as in bash.
func expandANSI(body string) string {
	var e ansi
	for len(body) > 0 {
		if body[0] != '\\' {
			n := strings.IndexByte(body, '\\')
			if n < 0 {
				n = len(body)
			}
			e.text(body[:n])
			body = body[n:]
			continue
		}
		body = body[e.escape(body):]
	}
	s, _, _ := strings.Cut(e.String(), "\x00")
	return s
}

// ansi collects text that may come in halves of surrogate pairs.
type ansi struct {
	out  strings.Builder
	high rune // a high surrogate that waits for its other half, or 0
}

func (e *ansi) String() string {
	e.text("")
	return e.out.String()
}

func (e *ansi) text(s string) {
	if e.high != 0 {
		e.out.WriteRune(utf8.RuneError)
		e.high = 0
	}
	e.out.WriteString(s)
}

// unit adds a UTF-16 code unit or a whole character.
func (e *ansi) unit(r rune) {
	if e.high != 0 {
		if pair := utf16.DecodeRune(e.high, r); pair != utf8.RuneError {
			e.out.WriteRune(pair)
			e.high = 0
			return
		}
	}
	e.text("")
	if utf16.IsSurrogate(r) && r < 0xDC00 {
		e.high = r
		return
	}
	e.out.WriteRune(r)
}

const letters = "abeEfnrtv\\'\"?"
const meanings = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?"

// escape adds what the escape at the start of s stands for, and returns its
// length in bytes. One that means nothing stands for itself.
func (e *ansi) escape(s string) int {
	if len(s) == 1 {
		e.text(s)
		return 1
	}
	if i := strings.IndexByte(letters, s[1]); i >= 0 {
		e.unit(rune(meanings[i]))
		return 2
	}
	switch c := s[1]; {
	case '0' <= c && c <= '7':
		n := run(s[1:], 3, "01234567")
		v, _ := strconv.ParseUint(s[1:1+n], 8, 32)
		e.unit(rune(v & 0xFF))
		return 1 + n
	case c == 'x' || c == 'u' || c == 'U':
		n := run(s[2:], map[byte]int{'x': 2, 'u': 4, 'U': 8}[c], "0123456789abcdefABCDEF")
		if n == 0 {
			break
		}
		if v, _ := strconv.ParseUint(s[2:2+n], 16, 64); v <= utf8.MaxRune {
			e.unit(rune(v))
		} else {
			e.text(s[:2+n])
		}
		return 2 + n
	case c == 'c' && len(s) > 2:
		return e.controlChar(s)
	}
	e.text(s[:1])
	return 1
}

// controlChar adds the control character that s, "\cX", stands for.
func (e *ansi) controlChar(s string) int {
	if strings.HasPrefix(s[2:], `\\`) {
		e.unit('\\' & 0x1F)
		return 4
	}
	r, n := utf8.DecodeRuneInString(s[2:])
	switch {
	case r == '?':
		e.unit(0x7F)
	case r > 0xFFFF:
		high, low := utf16.EncodeRune(r)
		e.unit(high & 0x1F)
		e.unit(low)
	default:
		e.unit(r & 0x1F)
	}
	return 2 + n
}

// run returns how many bytes of set s begins with, most at the most.
func run(s string, most int, set string) int {
	n := 0
	for n < len(s) && n < most && strings.IndexByte(set, s[n]) >= 0 {
		n++
	}
	return n
}
