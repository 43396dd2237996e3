package scan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// next reads the next token. A "/" comes out as tDiv or tDivAssign; where an
// operand is expected the grammar reads it again as a regular expression
// (see regexpLiteral), so that nothing is guessed. A "`" is the whole token of a
// template: see template.
func (s *Scanner) next() {
	src := s.src
	i := s.end
	s.prevEnd = s.end
	first := s.kind == tStart
	s.flags = 0
	s.word = wNone
	for {
		if uint(i) >= uint(len(src)) {
			s.kind = tEOF
			s.start, s.end = i, i
			return
		}
		c := src[i]
		if c == ' ' {
			i++
			if uint(i) >= uint(len(src)) {
				continue
			}
			c = src[i]
		}
		cl := class[c]
		if cl == cLetter { // most tokens: before the switch
			start := i
			i = skipName(src, i)
			s.kind = tName
			s.start, s.end = start, i
			if uint(i) < uint(len(src)) {
				if k := class[src[i]]; k == cHigh || k == cBackslash {
					s.unusualName(start)
					return
				}
			}
			if n := i - start; uint(n-minWord) <= maxWord-minWord {
				k := wordIndex[wordHash(c, src[start+1], src[i-1], n)]
				if k != 0 {
					if w := &wordTexts[k]; w.text == string(src[start:i]) {
						s.word = w.word
					}
				}
			}
			return
		}
		switch cl {
		case cSpace:
			i++
			continue
		case cLine:
			s.flags |= newline
			i = skipIndent(src, i+1)
			continue
		case cSingle:
			s.kind = single[c]
			s.start, s.end = i, i+1
			return
		case cPunct:
			// The commonest of them, without the detour.
			if c == '.' && i+1 < len(src) && class[src[i+1]] == cLetter {
				s.kind = tDot
				s.start, s.end = i, i+1
				return
			}
			s.start = i
			n := s.punctuator(c, i, first)
			if n >= 0 {
				s.end = i + n
				return
			}
			i = -n
			continue
		case cQuote:
			s.stringLiteral(i)
			return
		case cDigit:
			s.number(i)
			return
		case cHigh:
			if n, line := unusualSpace(src, i); n > 0 {
				if line {
					s.flags |= newline
				}
				i += n
				continue
			}
			fallthrough
		case cBackslash:
			s.kind = tName
			s.start, s.end = i, i
			s.unusualName(i)
			return
		default:
			s.start, s.end = i, i+1
			s.badByte(c)
		}
	}
}

// skipIndent returns the position of the first byte at or after i that is no
// space, nor a tab or line feed before one. Eight spaces are seen at a time.
func skipIndent(src []byte, i int) int {
	const spaces = 0x2020202020202020
	for {
		for uint(i+8) <= uint(len(src)) {
			n := bits.TrailingZeros64(binary.LittleEndian.Uint64(src[i:])^spaces) / 8
			i += n
			if n < 8 {
				break
			}
		}
		if uint(i) < uint(len(src)) && (src[i] == '\t' || src[i] == '\n' || src[i] == ' ') {
			i++
			continue
		}
		return i
	}
}

// skipName returns the position of the first byte at or after i that is no letter,
// digit, $ or _. It looks at eight bytes at a time, with the high bit of each to
// hold the answer: names are short, and a loop would end in a branch that the
// processor cannot foresee.
func skipName(src []byte, i int) int {
	const (
		ones = 0x0101010101010101
		high = 0x80 * ones
	)
	for uint(i+8) <= uint(len(src)) {
		x := binary.LittleEndian.Uint64(src[i:])
		y := x &^ high
		lower := y | 0x20*ones
		letter := (lower + (0x80-'a')*ones) &^ (lower + (0x7F-'z')*ones)
		digit := (y + (0x80-'0')*ones) &^ (y + (0x7F-'9')*ones)
		under := high - (y ^ '_'*ones)
		dollar := high - (y ^ '$'*ones)
		stop := ^(letter|digit|under|dollar)&high | x&high
		if stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
		i += 8
	}
	for uint(i) < uint(len(src)) && class[src[i]] <= cDigit {
		i++
	}
	return i
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
// position after it instead.
func (s *Scanner) punctuator(c byte, i int, first bool) int {
	src := s.src
	var c1, c2, c3 byte
	if i+3 < len(src) {
		c1, c2, c3 = src[i+1], src[i+2], src[i+3]
	} else {
		if i+1 < len(src) {
			c1 = src[i+1]
		}
		if i+2 < len(src) {
			c2 = src[i+2]
		}
	}
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
			if c == '-' && c2 == '>' && (s.flags&newline != 0 || first) {
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
