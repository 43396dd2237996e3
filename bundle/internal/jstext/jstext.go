// Package jstext writes JavaScript and JSON string literals as JSON.stringify
// does.
package jstext

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Quote returns s as a JSON string literal.
func Quote(s string) string {
	return string(AppendQuote(make([]byte, 0, len(s)+most+2), s))
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
	i, j := 0, len(dst)
	dst = dst[:cap(dst)]
	for i < len(s) {
		if len(dst)-j < most {
			dst = slices.Grow(dst[:j], len(s)-i+most)
			dst = dst[:cap(dst)]
		}
		// Eight bytes are copied; what comes next is written over those that are
		// not plain, or not there.
		left := len(s) - i
		x := eight(s, i)
		binary.LittleEndian.PutUint64(dst[j:], x)
		n := bits.TrailingZeros64(stops(x)) / 8
		if n >= left {
			j += left
			break
		}
		i, j = i+n, j+n
		if n == 8 {
			continue
		}
		if c := s[i]; c < utf8.RuneSelf && escapes[c] != 'u' {
			dst[j], dst[j+1] = '\\', escapes[c]
			i, j = i+1, j+2
			continue
		}
		j = len(appendRare(dst[:j], s, &i)) // there is room for it
	}
	return dst[:j]
}

// most is how many bytes may be written for eight: seven, and an escape sequence.
const most = 7 + len(`\u0000`)

// escapes gives the letter after the backslash for each ASCII character that does
// not stand for itself.
var escapes = func() (t [utf8.RuneSelf]byte) {
	for c := range ' ' {
		t[c] = 'u'
	}
	for i, c := range "\n\r\t\b\f\"\\" {
		t[c] = "nrtbf\"\\"[i]
	}
	return
}()

// appendRare appends the character at s[*i], a control character or none of ASCII,
// and steps over it.
func appendRare[T string | []byte](dst []byte, s T, i *int) []byte {
	c := s[*i]
	n := 1
	if c < utf8.RuneSelf {
		const hex = "0123456789abcdef"
		dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	} else if n = runeLen(s, *i); n > 0 {
		dst = append(dst, s[*i:*i+n]...)
	} else {
		n = 1
		dst = append(dst, "\uFFFD"...)
	}
	*i += n
	return dst
}

// eight returns the next eight bytes of s as a number, with zeros after its end.
func eight[T string | []byte](s T, i int) uint64 {
	if i <= len(s)-8 {
		p := s[i : i+8]
		return uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
			uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
	}
	var x uint64
	for k := len(s) - 1; k >= i; k-- {
		x = x<<8 | uint64(s[k])
	}
	return x
}

// stops returns a number with the high bit set of the first byte of x, the text of
// eight, that is not ASCII or does not stand for itself, and zero if there is none.
// (A borrow can reach the bytes after that one.)
func stops(x uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	quote, slash := x^ones*'"', x^ones*'\\'
	return (x | (x - ones*' ') | (quote - ones) | (slash - ones)) & tops
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
