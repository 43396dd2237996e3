package token

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Unquote returns the value of a string literal, or of a piece of a template
// from its quote or brace to the next. ok is false if that is not known: of
// broken escapes, and of octal ones, which nobody writes.
func Unquote(text string) (value string, ok bool) {
	if len(text) < 2 {
		return "", false
	}
	end := len(text) - 1
	if text[0] == '`' || text[0] == '}' {
		if strings.HasSuffix(text, "${") {
			end--
		}
	}
	return unescape(text[1:max(end, 1)])
}

// simple are the escapes of one letter, and simply what they stand for.
const simple, simply = "nrtbfv", "\n\r\t\b\f\v"

func unescape(s string) (string, bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			b.WriteString(s)
			return b.String(), true
		}
		b.WriteString(s[:i])
		if s = s[i+1:]; s == "" {
			return "", false
		}
		c := s[0]
		size := 1
		switch k := strings.IndexByte(simple, c); {
		case k >= 0:
			b.WriteByte(simply[k])
		case c == 'x' || c == 'u':
			r, n := codePoint(s)
			if n == 0 {
				return "", false
			}
			size = n
			b.WriteRune(r)
		case c == '0' && (len(s) == 1 || s[1] < '0' || s[1] > '9'):
			b.WriteByte(0)
		case c >= '0' && c <= '9':
			return "", false
		case c == '\r' && strings.HasPrefix(s, "\r\n"):
			size = 2
		case c == '\n' || c == '\r':
		case strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029"):
			size = len("\u2028")
		default:
			b.WriteByte(c)
		}
		s = s[size:]
	}
}

// codePoint returns what an escape "xHH", "uHHHH" or "u{H…}" stands for, or two
// of them that are halves of a character, and how long that is; 0 if it is
// none. Half a character alone is U+FFFD.
func codePoint(s string) (r rune, size int) {
	r, size = unit(s)
	if size == 0 || !utf16.IsSurrogate(r) {
		return r, size
	}
	if rest, ok := strings.CutPrefix(s[size:], `\`); ok && rest != "" && rest[0] == 'u' {
		low, n := unit(rest)
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			return both, size + 1 + n
		}
	}
	return utf8.RuneError, size
}

// unit reads one escape.
func unit(s string) (r rune, size int) {
	digits := ""
	switch {
	case strings.HasPrefix(s, "u{"):
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return 0, 0
		}
		digits, size = s[2:end], end+1
	case s[0] == 'x' && len(s) > 2:
		digits, size = s[1:3], 3
	case s[0] == 'u' && len(s) > 4:
		digits, size = s[1:5], 5
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || n > unicode.MaxRune {
		return 0, 0
	}
	return rune(n), size
}
