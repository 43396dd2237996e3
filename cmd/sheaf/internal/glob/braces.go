package glob

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of brace expansion: what goes beyond them is left as it is written.
const (
	mostPatterns = 10000
	deepest      = 100
)

// expandBraces returns the patterns that a pattern with {a,b} or {1..3} in it
// stands for, by the rules of brace-expansion 1, which are bash's.
func expandBraces(pattern string) []string {
	if !hasBraces(pattern) {
		return []string{pattern}
	}
	// What is escaped hides behind NULs, which no path has. It comes back
	// without its backslash.
	if strings.HasPrefix(pattern, "{}") {
		pattern = `\{\}` + pattern[2:]
	}
	pattern = strings.NewReplacer(`\\`, "\x00s", `\{`, "\x00o", `\}`, "\x00c", `\,`, "\x00m", `\.`, "\x00p").Replace(pattern)
	show := strings.NewReplacer("\x00s", `\`, "\x00o", "{", "\x00c", "}", "\x00m", ",", "\x00p", ".")
	b := bracer{left: mostPatterns}
	list := b.expand(pattern, true, 0)
	for i := range list {
		list[i] = show.Replace(list[i])
	}
	return list
}

// hasBraces tells whether there is a "{" with a "}" after it.
func hasBraces(pattern string) bool {
	_, after, ok := strings.Cut(pattern, "{")
	return ok && strings.Contains(after, "}")
}

// A bracer is one expansion.
type bracer struct {
	left int // how many more patterns may be made
}

// expand returns what s stands for. Empty results count only inside of braces.
func (b *bracer) expand(s string, top bool, depth int) []string {
	pre, body, post, ok := balanced(s)
	if !ok || strings.HasSuffix(pre, "$") || depth > deepest || b.left <= 0 {
		return []string{s}
	}
	sequence, isSequence := b.sequence(body)
	if !isSequence && !strings.Contains(body, ",") {
		if commaFollows(post) { // {a},b}
			return b.expand(pre+"{"+body+"\x00c"+post, true, depth+1)
		}
		return []string{s}
	}
	tails := []string{""}
	if post != "" {
		tails = b.expand(post, false, depth+1)
	}
	values := sequence
	if !isSequence {
		members := splitCommas(body)
		if len(members) == 1 { // {{a,b}} is {a} {b}
			members = b.expand(members[0], false, depth+1)
			for i := range members {
				members[i] = "{" + members[i] + "}"
			}
			if len(members) == 1 {
				return combine(pre, members, tails, false)
			}
		}
		for _, m := range members {
			values = append(values, b.expand(m, false, depth+1)...)
		}
	}
	if len(values) > b.left || len(values)*len(tails) > b.left {
		b.left = 0
		return []string{s}
	}
	b.left -= len(values)
	return combine(pre, values, tails, top && !isSequence)
}

// combine puts pre before, and each of tails after, each of values.
func combine(pre string, values, tails []string, dropEmpty bool) []string {
	list := make([]string, 0, len(values)*len(tails))
	for _, v := range values {
		for _, t := range tails {
			if s := pre + v + t; s != "" || !dropEmpty {
				list = append(list, s)
			}
		}
	}
	return list
}

// balanced splits s at its first balanced braces, or, if more are opened than
// closed, at the outermost that are closed.
func balanced(s string) (pre, body, post string, ok bool) {
	var open []int
	begin, end := -1, -1
scan:
	for i := range len(s) {
		switch s[i] {
		case '{':
			open = append(open, i)
		case '}':
			switch len(open) {
			case 0:
			case 1:
				begin, end = open[0], i
				break scan
			default:
				last := open[len(open)-1]
				open = open[:len(open)-1]
				if begin < 0 || last < begin {
					begin, end = last, i
				}
			}
		}
	}
	if begin < 0 {
		return "", "", "", false
	}
	return s[:begin], s[begin+1 : end], s[end+1:], true
}

// commaFollows matches /,(?!,).*\}/.
func commaFollows(s string) bool {
	i := strings.LastIndexByte(s, '}')
	for k := range max(i, 0) {
		if s[k] == ',' && s[k+1] != ',' {
			return true
		}
	}
	return false
}

// splitCommas splits at the commas that are in no braces.
func splitCommas(s string) []string {
	pre, body, post, ok := balanced(s)
	if !ok {
		return strings.Split(s, ",")
	}
	list := strings.Split(pre, ",")
	list[len(list)-1] += "{" + body + "}"
	if post != "" {
		more := splitCommas(post)
		list[len(list)-1] += more[0]
		list = append(list, more[1:]...)
	}
	return list
}

// sequence returns the values of {1..3}, {a..e} or {1..9..2} and whether the
// text between braces is one.
func (b *bracer) sequence(body string) ([]string, bool) {
	ends := strings.Split(body, "..")
	if len(ends) != 2 && len(ends) != 3 {
		return nil, false
	}
	step := 1
	if len(ends) == 3 {
		n, ok := integer(ends[2])
		if !ok {
			return nil, false
		}
		step = max(n, -n, 1)
	}
	low, isNumber := integer(ends[0])
	high, isOther := integer(ends[1])
	width := 0
	if !isNumber || !isOther {
		if !isLetter(ends[0]) || !isLetter(ends[1]) {
			return nil, false
		}
		low, high, isNumber = int(ends[0][0]), int(ends[1][0]), false
	}
	for _, e := range ends {
		if digits := strings.TrimPrefix(e, "-"); len(digits) > 1 && digits[0] == '0' {
			width = max(len(ends[0]), len(ends[1]))
		}
	}
	if low > high {
		step = -step
	}
	var values []string
	for n := low; (n-high)*step <= 0 && len(values) <= b.left; n += step {
		switch {
		case isNumber:
			values = append(values, padded(n, width))
		case n == '\\':
			values = append(values, "")
		default:
			values = append(values, string(utf8.AppendRune(nil, rune(n))))
		}
	}
	return values, true
}

// padded writes n with zeros up to width characters.
func padded(n, width int) string {
	s := strconv.Itoa(n)
	if n < 0 {
		return "-" + strings.Repeat("0", max(width-len(s), 0)) + s[1:]
	}
	return strings.Repeat("0", max(width-len(s), 0)) + s
}

// integer matches /^-?\d+$/. Numbers beyond nine digits are left alone.
func integer(s string) (int, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func isLetter(s string) bool {
	return len(s) == 1 && 'a' <= s[0]|0x20 && s[0]|0x20 <= 'z'
}
