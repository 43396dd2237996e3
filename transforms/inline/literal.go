package inline

import (
	"strconv"
	"strings"
)

// unquote returns the value of a string literal, or of a piece of a template.
func unquote(text string) (string, bool) {
	if len(text) < 2 {
		return "", false
	}
	end := len(text) - 1
	if text[0] == '`' || text[0] == '}' {
		if strings.HasSuffix(text, "${") {
			end--
		}
	}
	return unescape(text[1:end])
}

// unescape takes the sense of escape sequences. Octal ones, which nobody
// writes, are not understood.
func unescape(s string) (string, bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", false
		}
		switch c := s[i]; c {
		case 'n', 'r', 't', 'b', 'f', 'v':
			b.WriteByte("\n\r\t\b\f\v"[strings.IndexByte("nrtbfv", c)])
		case '\n':
		case 'x', 'u':
			n, skip, ok := hexEscape(s[i:])
			if !ok {
				return "", false
			}
			b.WriteRune(n)
			i += skip
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '\r':
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// hexEscape reads "xHH", "uHHHH" or "u{H…}", and returns how many bytes follow
// the first one.
func hexEscape(s string) (r rune, skip int, ok bool) {
	digits := ""
	switch {
	case strings.HasPrefix(s, "u{"):
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return 0, 0, false
		}
		digits, skip = s[2:end], end
	case s[0] == 'x' && len(s) > 2:
		digits, skip = s[1:3], 2
	case s[0] == 'u' && len(s) > 4:
		digits, skip = s[1:5], 4
	}
	n, err := strconv.ParseUint(digits, 16, 21)
	return rune(n), skip, err == nil
}
