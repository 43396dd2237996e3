package argv

import (
	"math"
	"strconv"
	"strings"
)

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// parseNumber returns Number(s) if minimist takes s for a number: hexadecimal
// with 0x, or decimal digits with sign, point and lower-case exponent.
func parseNumber(s string) (float64, bool) {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		if strings.Trim(s[2:], "0123456789abcdefABCDEF") != "" {
			return 0, false
		}
		n, _ := strconv.ParseFloat(s+"p0", 64) // out of range is ±Inf, as in JavaScript
		return n, true
	}
	if !isDecimal(s) {
		return 0, false
	}
	n, _ := strconv.ParseFloat(s, 64)
	return n, true
}

// isDecimal matches /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/.
func isDecimal(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole := digits(s)
	s = s[whole:]
	if s != "" && s[0] == '.' {
		fraction := digits(s[1:])
		if whole+fraction == 0 {
			return false
		}
		s = s[1+fraction:]
	} else if whole == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits returns how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// formatNumber is ECMA-262's Number::toString: the shortest digits that read
// back as n, with an exponent from 1e21 up and below 1e-6.
func formatNumber(n float64) string {
	switch {
	case math.IsNaN(n):
		return "NaN"
	case math.IsInf(n, 1):
		return "Infinity"
	case math.IsInf(n, -1):
		return "-Infinity"
	case n == 0:
		return "0" // -0 too
	}
	if size := math.Abs(n); size >= 1e-6 && size < 1e21 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	s := strconv.FormatFloat(n, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}
