package scan

// number reads the numeric literal at src[i].
func (s *Scanner) number(i int) {
	src := s.src
	s.kind = tNumber
	s.start = i
	c := src[i]
	// Almost all numbers are a few decimal digits.
	if c != '0' {
		j := i
		for uint(j) < uint(len(src)) && class[src[j]] == cDigit {
			j++
		}
		if j == len(src) || endsNumber(src[j]) {
			s.end = j
			return
		}
		s.decimal(i)
		return
	}
	if i+1 < len(src) {
		switch c1 := src[i+1]; {
		case endsNumber(c1):
			s.end = i + 1
			return
		case c1|0x20 == 'x':
			s.radix(i, 16)
			return
		case c1|0x20 == 'o':
			s.radix(i, 8)
			return
		case c1|0x20 == 'b':
			s.radix(i, 2)
			return
		case '0' <= c1 && c1 <= '9':
			s.leadingZero(i)
			return
		case c1 == '_':
			s.fail(i+1, i+2, "a numeric separator may not follow a leading 0")
		}
	}
	s.decimal(i)
}

// endsNumber reports whether a number surely ends before c.
func endsNumber(c byte) bool {
	k := class[c]
	return k == cSpace || k == cLine || k == cPunct || k == cEquals || k >= cSingle
}

// radix reads 0x…, 0o… and 0b… literals.
func (s *Scanner) radix(i, base int) {
	j := s.digits(i+2, base)
	if j == i+2 {
		s.fail(i, j, "expected digits after "+quote(s.src[i:j]))
	}
	if j < len(s.src) && s.src[j] == 'n' {
		j++
	}
	s.endNumber(i, j)
}

// leadingZero reads a legacy octal literal, or a decimal one with a leading zero.
func (s *Scanner) leadingZero(i int) {
	src := s.src
	isOctal := true
	j := i
	for j < len(src) && class[src[j]] == cDigit {
		isOctal = isOctal && src[j] < '8'
		j++
	}
	if j < len(src) && src[j] == '_' {
		s.fail(j, j+1, "a numeric separator may not stand in a number with a leading 0")
	}
	if isOctal {
		s.flags |= octal
		s.endNumber(i, j)
		return
	}
	s.flags |= octal89
	s.fraction(i, j)
}

// decimal reads a decimal literal, or a decimal bigint.
func (s *Scanner) decimal(i int) {
	j := i
	if s.src[i] != '.' {
		j = s.digits(i, 10)
		if j < len(s.src) && s.src[j] == 'n' {
			s.endNumber(i, j+1)
			return
		}
	}
	s.fraction(i, j)
}

// fraction reads what may follow the digits src[i:j].
func (s *Scanner) fraction(i, j int) {
	src := s.src
	if j < len(src) && src[j] == '.' {
		j++
		if j < len(src) && src[j] == '_' {
			s.badSeparator(j)
		}
		j = s.digits(j, 10)
	}
	if j < len(src) && src[j]|0x20 == 'e' {
		j++
		if j < len(src) && (src[j] == '+' || src[j] == '-') {
			j++
		}
		if k := s.digits(j, 10); k > j {
			j = k
		} else {
			s.fail(i, j, "expected digits in the exponent of "+quote(src[i:j]))
		}
	}
	s.endNumber(i, j)
}

// digits skips the digits and separators at src[j] and returns their end.
func (s *Scanner) digits(j, base int) int {
	src := s.src
	for first := j; j < len(src); j++ {
		c := src[j]
		if c == '_' {
			if j == first || src[j-1] == '_' || j+1 >= len(src) || !isDigit(src[j+1], base) {
				s.badSeparator(j)
			}
			continue
		}
		if !isDigit(c, base) {
			break
		}
	}
	return j
}

func isDigit(c byte, base int) bool {
	if base == 16 {
		return hexValue(c) >= 0
	}
	return '0' <= c && int(c-'0') < base
}

func (s *Scanner) badSeparator(j int) {
	s.fail(j, j+1, "a numeric separator must stand between two digits")
}

// endNumber sets the token and refuses a name or digit right after it.
func (s *Scanner) endNumber(i, j int) {
	src := s.src
	s.start, s.end = i, j
	if j >= len(src) {
		return
	}
	switch class[src[j]] {
	case cLetter, cDigit, cBackslash:
	case cHigh:
		if n, _ := unusualSpace(src, j); n > 0 {
			return
		}
	default:
		return
	}
	s.fail(j, j+1, "unexpected "+quote(src[j:j+1])+" right after a number")
}

// checkOctal refuses, in strict code, the current number or string if it is
// written in a way that only sloppy code allows.
func (s *Scanner) checkOctal() {
	if s.flags&(octal|octal89) == 0 || s.fn.ctx&(inStrict|looseOctal) != inStrict {
		return
	}
	s.failOctal(s.token)
}

func (s *Scanner) failOctal(t token) {
	msg := "strict mode code may not have octal numbers with a leading 0: write 0o17 for 017"
	switch {
	case t.kind == tString && t.flags&octal != 0:
		msg = `strict mode code may not have octal escape sequences: write "\x01" for "\1"`
	case t.kind == tString:
		msg = `strict mode code may not have the escape sequences "\8" and "\9"`
	case t.flags&octal89 != 0:
		msg = "strict mode code may not have decimal numbers with a leading 0"
	}
	s.fail(t.start, t.end, msg)
}
