// Package jstext writes JavaScript and JSON string literals as JSON.stringify
// does.
package jstext

import "unicode/utf8"

// plain tells which bytes stand for themselves in a JSON string.
var plain = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return
}()

// Quote returns s as a JSON string literal.
func Quote(s string) string {
	return string(AppendQuote(make([]byte, 0, len(s)+2), s))
}

// AppendQuote appends s as a JSON string literal: what JSON.stringify(s)
// gives, bytes that are not UTF-8 becoming U+FFFD.
func AppendQuote(dst []byte, s string) []byte {
	dst = append(dst, '"')
	dst = AppendEscaped(dst, s)
	return append(dst, '"')
}

// AppendEscaped is AppendQuote without the quotes.
func AppendEscaped[T string | []byte](dst []byte, s T) []byte {
	start := 0
	for i := 0; i < len(s); {
		for i+8 <= len(s) && allPlain(s, i) {
			i += 8
		}
		if i == len(s) {
			break
		}
		c := s[i]
		if plain[c] && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			n := runeLen(s, i)
			if n > 0 {
				i += n
				continue
			}
			dst = append(dst, s[start:i]...)
			dst = append(dst, "\uFFFD"...)
			i++
			start = i
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		i++
		start = i
	}
	return append(dst, s[start:]...)
}

// allPlain tells whether the 8 bytes from i on are ASCII and stand for
// themselves. It may say no when they do: a borrow can reach the byte after
// one that does not.
func allPlain[T string | []byte](s T, i int) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	p := s[i : i+8]
	n := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
		uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
	quote, slash := n^ones*'"', n^ones*'\\'
	return (n|(n-ones*' ')|(quote-ones)|(slash-ones))&tops == 0
}

// runeLen returns the length of the UTF-8 sequence at s[i], or 0 if it is
// broken.
func runeLen[T string | []byte](s T, i int) int {
	var b [utf8.UTFMax]byte
	n := copy(b[:], s[i:min(i+utf8.UTFMax, len(s))])
	if r, size := utf8.DecodeRune(b[:n]); r != utf8.RuneError || size > 1 {
		return size
	}
	return 0
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
