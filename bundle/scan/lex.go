package scan

import (
	"bytes"
	"math/bits"
)

// next reads the next token. A "/" comes out as tDiv or tDivAssign; where an
// operand is expected the grammar reads it again as a regular expression
// (see regexpLiteral), so that nothing is guessed. A "`" is the whole token of a
// template: see template.
//
// What most tokens are is read here without a call whose result it needs: the
// compiler then keeps all in registers. A profile would have it copied to each
// place that calls it.
//
//go:noinline
func (s *Scanner) next() {
	src, i := s.src, s.end
	s.prevEnd = i
	s.word, s.flags = wNone, 0
	for uint(i) < uint(len(src)) {
		c := src[i]
		if c == ' ' {
			i++
			if uint(i) >= uint(len(src)) {
				break
			}
			c = src[i]
		}
		switch cl := class[c]; {
		case cl == cLetter:
			s.start = i
			if i >= len(src)-7 {
				s.anyName(i, i)
				return
			}
			x := eight(src, i)
			stop := nameStops(x) &^ 0x80 // the first byte may be $
			if stop == 0 {
				s.longName(i, x)
				return
			}
			s.kind = tName
			n := bits.TrailingZeros64(stop) &^ 7 & 63 // bits before the stop
			s.end = i + n/8
			if class[byte(x>>n)] <= cBackslash {
				s.anyName(i, s.end)
				return
			}
			x &= (stop ^ (stop - 1)) >> 8 // the name alone
			if w := &words[wordHash(x)]; w.head == x {
				s.word = w.word
			}
			return
		case cl >= cSingle:
			s.kind = tokenKind(cl - cSingle)
			s.start, s.end = i, i+1
			return
		case cl == cDot && uint(i+1) < uint(len(src)) && class[src[i+1]] == cLetter:
			s.kind = tDot
			s.start, s.end = i, i+1
			return
		case cl == cEquals && uint(i+1) < uint(len(src)) && src[i+1] != '=' && src[i+1] != '>':
			s.kind = tAssign
			s.start, s.end = i, i+1
			return
		case cl == cLine:
			s.flags |= newline
			i++
			for i < len(src)-7 {
				x := eight(src, i) ^ ' '*ones
				if x != 0 {
					i += bits.TrailingZeros64(x) / 8
					break
				}
				i += 8
			}
		case cl == cQuote:
			s.stringLiteral(i)
			return
		case cl == cSpace:
			i++
		case cl == cDigit:
			s.number(i)
			return
		case cl-cDot <= cPunct-cDot:
			s.start = i
			n := s.punctuator(c, i)
			if n < 0 {
				s.unusual(-n)
				return
			}
			s.end = i + n
			return
		default:
			s.unusual(i)
			return
		}
	}
	s.kind = tEOF
	s.start, s.end = len(src), len(src)
}

// unusual reads on at src[i], after a comment or where a character is that is rare
// between tokens.
func (s *Scanner) unusual(i int) {
	src := s.src
	for i < len(src) {
		c := src[i]
		switch class[c] {
		case cSpace:
			i++
			continue
		case cLine:
			s.flags |= newline
			i = spaces(src, i+1)
			continue
		case cPunct, cDot, cEquals:
			s.start = i
			n := s.punctuator(c, i)
			if n < 0 {
				i = -n
				continue
			}
			s.end = i + n
			return
		case cHigh:
			n, line := unusualSpace(src, i)
			if n > 0 {
				if line {
					s.flags |= newline
				}
				i += n
				continue
			}
			s.kind = tName
			s.unusualName(i)
			return
		case cBackslash:
			s.kind = tName
			s.unusualName(i)
			return
		case cBad:
			s.start, s.end = i, i+1
			s.badByte(c)
		}
		break
	}
	// A token that next reads, or the end, after a comment.
	prevEnd, flags := s.prevEnd, s.flags
	s.end = i
	s.next()
	s.prevEnd = prevEnd
	s.flags |= flags
}

// spaces returns the position after the spaces at src[i:].
func spaces(src []byte, i int) int {
	for i >= 0 && i < len(src)-7 {
		if x := eight(src, i) ^ ' '*ones; x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
		i += 8
	}
	for uint(i) < uint(len(src)) && src[i] == ' ' {
		i++
	}
	return i
}

// Eight bytes at a time: a one, and the high bit, in each of them.
const (
	ones = 0x0101010101010101
	high = 0x80 * ones
)

// nameStops returns a number with the high bit set of the first byte of x, the
// text of eight, that is no letter, digit or _, and zero if there is none. (What it
// says of the bytes after that one may be wrong.) A $ counts as a stop: it is rare
// within names, and the text after it is for anyName. Names are short, and a loop
// would end in a branch that the processor cannot foresee.
func nameStops(x uint64) uint64 {
	lower := x | 0x20*ones
	letter := (lower + (0x80-'a')*ones) ^ (lower + (0x7F-'z')*ones)
	digit := (x + (0x80-'0')*ones) ^ (x + (0x7F-'9')*ones)
	under := high - (x ^ '_'*ones)
	return (^(letter ^ digit ^ under) | x) & high
}

// eight returns the text of eight at src[i] as a number: one load, and no slice of
// which capacity and beginning would be reckoned first.
func eight(src []byte, i int) uint64 {
	return uint64(src[i]) | uint64(src[i+1])<<8 | uint64(src[i+2])<<16 | uint64(src[i+3])<<24 |
		uint64(src[i+4])<<32 | uint64(src[i+5])<<40 | uint64(src[i+6])<<48 | uint64(src[i+7])<<56
}

// longName goes on with the name at src[i:], of which x is the first eight bytes.
func (s *Scanner) longName(i int, x uint64) {
	src, end := s.src, i+8
	for {
		if end < 0 || end >= len(src)-7 {
			s.anyName(i, end)
			return
		}
		if stop := nameStops(eight(src, end)); stop != 0 {
			end += bits.TrailingZeros64(stop) / 8
			break
		}
		end += 8
	}
	if class[src[end]] <= cBackslash {
		s.anyName(i, end)
		return
	}
	s.kind = tName
	s.end = end
	if w := &words[wordHash(x)]; w.head == x && int(w.size) == end-i {
		s.word = lookup(src[i:end])
	}
}

// anyName reads any name at src[i:]. That src[i:end] is part of it is known.
func (s *Scanner) anyName(i, end int) {
	src := s.src
	for end < len(src) && class[src[end]] <= cDigit {
		end++
	}
	s.kind = tName
	s.end = end
	if end < len(src) && class[src[end]] <= cBackslash {
		s.unusualName(i)
		return
	}
	s.word = lookup(src[i:end])
}

// badByte ends the scan at a character that begins no token.
func (s *Scanner) badByte(c byte) {
	switch {
	case c == '@':
		s.failHere(`unexpected "@": decorators are not part of JavaScript yet, compile them with a transform`)
	case c == '#':
		s.failHere(`unexpected "#", expected a private name right after it`)
	case c < ' ' || c == 0x7F:
		s.failHere("unexpected control character " + quote(s.src[s.start:s.end]) + " in the code")
	}
	s.failHere("unexpected character " + quote(s.src[s.start:s.end]))
}

// punctuator reads the punctuator that begins with c at src[i], sets kind and
// precedence, and returns its length. For a comment it returns the negative
// position after it instead. The kind is still that of the token before.
func (s *Scanner) punctuator(c byte, i int) int {
	src := s.src
	var text uint32
	if i >= 0 && i < len(src)-3 {
		text = uint32(src[i]) | uint32(src[i+1])<<8 | uint32(src[i+2])<<16 | uint32(src[i+3])<<24
	} else {
		for k, c := range src[i:] {
			text |= uint32(c) << (8 * k)
		}
	}
	c1, c2, c3 := byte(text>>8), byte(text>>16), byte(text>>24)
	switch c {
	case '/':
		if c1 == '/' || c1 == '*' {
			return -s.comment(i, c1)
		}
		if c1 == '=' {
			s.kind = tDivAssign
			return 2
		}
		s.kind, s.prec = tDiv, precMultiply
		return 1
	case '=':
		switch c1 {
		case '=':
			return s.equality(c2)
		case '>':
			s.kind = tArrow
			return 2
		}
		s.kind = tAssign
		return 1
	case '.':
		if '0' <= c1 && c1 <= '9' {
			s.number(i)
			return s.end - i
		}
		if c1 == '.' && c2 == '.' {
			s.kind = tEllipsis
			return 3
		}
		s.kind = tDot
		return 1
	case '!':
		if c1 == '=' {
			return s.equality(c2)
		}
		s.kind = tNot
		return 1
	case '+', '-':
		if c1 == c {
			if c == '-' && c2 == '>' && (s.flags&newline != 0 || s.kind == tStart) {
				return -lineEnd(src, i) // an HTML-like comment
			}
			s.kind = tInc
			if c == '-' {
				s.kind = tDec
			}
			return 2
		}
		if c1 == '=' {
			s.kind = tAssignOp
			return 2
		}
		s.kind, s.prec = tPlus, precAdd
		if c == '-' {
			s.kind = tMinus
		}
		return 1
	case '?':
		return s.question(c1, c2)
	case '&', '|':
		return s.logical(c, c1, c2)
	case '<', '>':
		if c == '<' && c1 == '!' && c2 == '-' && c3 == '-' {
			return -lineEnd(src, i)
		}
		return s.angle(c, c1, c2, c3)
	case '*':
		return s.star(c1, c2)
	case '%':
		return s.operator(precMultiply, c1)
	case '^':
		return s.operator(precBitXor, c1)
	case '#':
		return s.privateName(i)
	}
	s.end = i + 1
	s.badByte(c)
	return 0
}

// operator is a binary operator of one byte that may be followed by "=".
func (s *Scanner) operator(prec uint8, after byte) int {
	if after == '=' {
		s.kind = tAssignOp
		return 2
	}
	s.kind, s.prec = tBinary, prec
	return 1
}

func (s *Scanner) equality(third byte) int {
	s.kind, s.prec = tBinary, precEquality
	if third == '=' {
		return 3
	}
	return 2
}

func (s *Scanner) star(c1, c2 byte) int {
	if c1 == '*' {
		if c2 == '=' {
			s.kind = tAssignOp
			return 3
		}
		s.kind, s.prec = tBinary, precPower
		return 2
	}
	if c1 == '=' {
		s.kind = tAssignOp
		return 2
	}
	s.kind, s.prec = tStar, precMultiply
	return 1
}

func (s *Scanner) question(c1, c2 byte) int {
	switch {
	case c1 == '?' && c2 == '=':
		s.kind = tAssignLogical
		return 3
	case c1 == '?':
		s.kind, s.prec = tBinary, precCoalesce
		s.flags |= coalesce
		return 2
	case c1 == '.' && !('0' <= c2 && c2 <= '9'):
		s.kind = tOptional
		return 2
	}
	s.kind = tQuestion
	return 1
}

func (s *Scanner) logical(c, c1, c2 byte) int {
	if c1 == c {
		if c2 == '=' {
			s.kind = tAssignLogical
			return 3
		}
		s.kind, s.prec = tBinary, precAnd
		if c == '|' {
			s.prec = precCoalesce
		}
		return 2
	}
	if c == '&' {
		return s.operator(precBitAnd, c1)
	}
	return s.operator(precBitOr, c1)
}

// angle reads an operator that begins with < or >.
func (s *Scanner) angle(c, c1, c2, c3 byte) int {
	n := 1
	s.kind, s.prec = tBinary, precRelational
	if c1 == c {
		n, s.prec = 2, precShift
		if c == '>' && c2 == '>' {
			n, c2 = 3, c3
		}
		c1 = c2
		if c1 == '=' {
			s.kind = tAssignOp
			n++
		}
		return n
	}
	if c1 == '=' {
		n = 2
	}
	return n
}

// comment skips the comment at src[i] and returns the position after it.
func (s *Scanner) comment(i int, c1 byte) int {
	src := s.src
	if s.mapComment < 0 && i+2 < len(src) && (src[i+2] == '#' || src[i+2] == '@') && isMapComment(src[i+3:]) {
		s.mapComment = i
	}
	if c1 == '/' {
		return lineEnd(src, i+2)
	}
	// A slash is rarer in comments than a star.
	for from := i + 2; ; {
		j := bytes.IndexByte(src[from:], '/')
		if j < 0 {
			s.fail(i, i+2, `unterminated comment, expected "*/"`)
		}
		from += j
		if src[from-1] == '*' && from > i+2 {
			if s.flags&newline == 0 && hasLineEnd(src[i:from]) {
				s.flags |= newline
			}
			return from + 1
		}
		from++
	}
}

var mapComment = []byte("sourceMappingURL=")

// isMapComment reports whether text, which follows "//#", names a source map.
func isMapComment(text []byte) bool {
	name := bytes.TrimLeft(text, " \t")
	return len(name) < len(text) && bytes.HasPrefix(name, mapComment)
}

// lineEnd returns the position of the first line terminator (LF, CR, U+2028,
// U+2029) in src[from:], or the end.
func lineEnd(src []byte, from int) int {
	end := len(src)
	if j := bytes.IndexByte(src[from:], '\n'); j >= 0 {
		end = from + j
	}
	if j := bytes.IndexByte(src[from:end], '\r'); j >= 0 {
		end = from + j
	}
	return separator(src, from, end)
}

// separator returns the position of the first U+2028 or U+2029 in src[from:end],
// or end.
func separator(src []byte, from, end int) int {
	for {
		j := bytes.IndexByte(src[from:end], 0xE2)
		if j < 0 {
			return end
		}
		from += j
		if isSeparator(src, from) {
			return from
		}
		from++
	}
}

func isSeparator(src []byte, i int) bool {
	return i+2 < len(src) && src[i] == 0xE2 && src[i+1] == 0x80 && src[i+2]&^1 == 0xA8
}

func hasLineEnd(text []byte) bool {
	return bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0 || separator(text, 0, len(text)) < len(text)
}

// unusualSpace returns the length of the white space or line terminator beyond
// ASCII at src[i], and whether it ends the line.
func unusualSpace(src []byte, i int) (n int, line bool) {
	if i+1 < len(src) && src[i] == 0xC2 && src[i+1] == 0xA0 {
		return 2, false
	}
	if i+2 >= len(src) {
		return 0, false
	}
	if isSeparator(src, i) {
		return 3, true
	}
	switch string(src[i : i+3]) {
	case "\uFEFF", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
		"\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000":
		return 3, false
	}
	return 0, false
}
