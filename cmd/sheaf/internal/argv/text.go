package argv

import (
	"strings"
	"unicode/utf8"
)

// line returns s up to its first line terminator: what ".*" matches in
// JavaScript.
func line(s string) string {
	for i, r := range s {
		if r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' {
			return s[:i]
		}
	}
	return s
}

// A codeUnit is one of the UTF-16 code units of a text, with what follows it.
type codeUnit struct{ text, after string }

// codeUnits splits s into UTF-16 code units. Half a surrogate pair is U+FFFD;
// bytes that are no UTF-8 stay as they are.
func codeUnits(s string) []codeUnit {
	units := make([]codeUnit, 0, len(s))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		unit := s[:n]
		s = s[n:]
		if r > 0xFFFF {
			unit = string(utf8.RuneError)
			units = append(units, codeUnit{unit, unit + s})
		}
		units = append(units, codeUnit{unit, s})
	}
	return units
}

// isLetter matches /[A-Za-z]/ against a code unit.
func isLetter(unit string) bool {
	return len(unit) == 1 && 'a' <= unit[0]|0x20 && unit[0]|0x20 <= 'z'
}

// isWord matches /\w/ against a code unit.
func isWord(unit string) bool {
	return isLetter(unit) || unit == "_" || len(unit) == 1 && isDigit(unit[0])
}

// endsInNumber matches /-?\d+(\.\d*)?(e-?\d+)?$/, which is not anchored at the
// start.
func endsInNumber(s string) bool {
	s = strings.TrimSuffix(s, ".")
	return s != "" && isDigit(s[len(s)-1])
}
