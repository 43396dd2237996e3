package scan

import "unicode/utf16"

// boundary reads \b or \B.
func (p *regexpParser) boundary() bool {
	if p.hasPrefix(`\b`) || p.hasPrefix(`\B`) {
		p.pos += 2
		return true
	}
	return false
}

// atomEscape reads an escape sequence outside a class.
func (p *regexpParser) atomEscape() bool {
	at := p.pos
	if at+1 >= len(p.src) {
		return p.fail(at, `"\" at the end`)
	}
	switch c := p.src[at+1]; {
	case c == 'k':
		return p.namedReference()
	case '1' <= c && c <= '9':
		p.pos++
		n, _ := p.decimal()
		if n > p.maxBack {
			p.maxBack, p.backAt = n, at
		}
		if !p.unicode {
			p.pos = at + 2
		}
		return true
	}
	if ok, _ := p.classEscape(); ok || p.msg != "" {
		return p.msg == ""
	}
	_, ok := p.characterEscape(false)
	return ok
}

// namedReference reads \k<name>. Without names or a unicode flag \k is just a k,
// which is known only at the end.
func (p *regexpParser) namedReference() bool {
	at := p.pos
	p.pos += 2
	if p.peek() == '<' {
		p.pos++
		if name, ok := p.groupName(); ok {
			p.refs = append(p.refs, regexpRef{name, at})
			return true
		}
	}
	if p.looseK < 0 {
		p.looseK = at
	}
	p.pos = at + 2
	return true
}

// classEscape reads \d, \p{…} and the like. strings reports that it may match more
// than one character.
func (p *regexpParser) classEscape() (ok, strings bool) {
	at := p.pos
	switch p.src[at+1] {
	case 'd', 'D', 's', 'S', 'w', 'W':
		p.pos += 2
		return true, false
	case 'p', 'P':
		if !p.unicode {
			return false, false
		}
	default:
		return false, false
	}
	negated := p.src[at+1] == 'P'
	p.pos += 2
	if p.peek() != '{' {
		return p.fail(at, `expected "{" and the name of a unicode property`), false
	}
	first := p.pos + 1
	end := first
	for end < len(p.src) && (class[p.src[end]] <= cDigit && p.src[end] != '$' || p.src[end] == '=') {
		end++
	}
	if end >= len(p.src) || p.src[end] != '}' {
		return p.fail(at, "invalid name of a unicode property"), false
	}
	known, strings := property(string(p.src[first:end]), p.sets)
	if !known || strings && negated {
		return p.fail(at, "unknown unicode property "+quote(p.src[first:end])), false
	}
	p.pos = end + 1
	return true, strings
}

// characterEscape reads an escape sequence that stands for one character, and
// returns it. In patterns with neither u nor v almost anything goes.
func (p *regexpParser) characterEscape(inClass bool) (rune, bool) {
	at := p.pos
	p.pos += 2
	c := p.src[at+1]
	switch c {
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'v':
		return '\v', true
	case 'c':
		return p.controlEscape(at, inClass)
	case 'x':
		if p.pos+1 < len(p.src) && hexValue(p.src[p.pos]) >= 0 && hexValue(p.src[p.pos+1]) >= 0 {
			r := rune(hexValue(p.src[p.pos])<<4 | hexValue(p.src[p.pos+1]))
			p.pos += 2
			return r, true
		}
		if p.unicode {
			return 0, p.fail(at, `expected two hexadecimal digits after "\x"`)
		}
		return 'x', true
	case 'u':
		return p.unicodeEscape(at)
	}
	if '0' <= c && c <= '9' {
		return p.digitEscape(at)
	}
	p.pos = at + 1
	if p.unicode && !isSyntaxCharacter(c) && (c != '-' || !inClass) {
		r := p.skipRune()
		return r, p.fail(at, "invalid escape sequence "+quote(p.src[at:p.pos]))
	}
	return p.skipRune(), true
}

// isSyntaxCharacter reports whether c may be escaped in any pattern.
func isSyntaxCharacter(c byte) bool {
	switch c {
	case '^', '$', '\\', '.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '/':
		return true
	}
	return false
}

// controlEscape reads what follows \c. A \c that is none is a backslash.
func (p *regexpParser) controlEscape(at int, inClass bool) (rune, bool) {
	c := p.peek()
	if class[c] == cLetter && c != '$' && (c != '_' || inClass && !p.unicode) || class[c] == cDigit && inClass && !p.unicode {
		p.pos++
		return rune(c & 0x1F), true
	}
	if p.unicode {
		return 0, p.fail(at, `expected a letter after "\c"`)
	}
	p.pos = at + 1
	return '\\', true
}

// digitEscape reads \0 or, in loose patterns, an octal escape or a digit.
func (p *regexpParser) digitEscape(at int) (rune, bool) {
	c := p.src[at+1]
	if p.unicode {
		if c == '0' && class[p.peek()] != cDigit {
			return 0, true
		}
		return 0, p.fail(at, "invalid escape sequence "+quote(p.src[at:at+2])+" of digits")
	}
	if c >= '8' {
		return rune(c), true
	}
	r, n := legacyOctal(p.src[at+1:])
	p.pos = at + 1 + n
	return r, true
}

// unicodeEscape reads what follows \u.
func (p *regexpParser) unicodeEscape(at int) (rune, bool) {
	if !p.unicode && p.peek() == '{' {
		return 'u', true
	}
	r, n, msg := unicodeEscape(p.src, p.pos)
	if msg != "" {
		if p.unicode {
			return 0, p.fail(at, msg)
		}
		return 'u', true
	}
	p.pos += n
	if p.unicode && n == 4 && utf16.IsSurrogate(r) {
		r, n = escapedRune(p.src, at)
		p.pos = at + n
	}
	return r, true
}
