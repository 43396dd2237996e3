package scan

import "unicode/utf16"

// class reads a character class from its "[" on.
func (p *regexpParser) class() bool {
	if p.sets {
		_, ok := p.setClass(0)
		return ok
	}
	start := p.pos
	p.pos++
	if p.peek() == '^' {
		p.pos++
	}
	for p.pos < len(p.src) && p.src[p.pos] != ']' {
		at := p.pos
		from, ok := p.classAtom()
		if !ok {
			return false
		}
		if p.peek() != '-' {
			continue
		}
		p.pos++
		if p.peek() == ']' {
			continue // a literal - at the end
		}
		if p.pos >= len(p.src) {
			break
		}
		to, ok := p.classAtom()
		if !ok {
			return false
		}
		if from.class || to.class {
			if p.unicode {
				return p.fail(at, "a range may not begin or end with a class: "+quote(p.src[at:p.pos]))
			}
			continue
		}
		if from.last > to.first {
			return p.fail(at, "range out of order in a character class: "+quote(p.src[at:p.pos]))
		}
	}
	if p.pos >= len(p.src) {
		return p.fail(start, "unterminated character class")
	}
	p.pos++
	return true
}

// classAtom is a character of a class, or an escape like \d. Without a unicode flag
// a character beyond U+FFFF is two code units.
type classAtom struct {
	first, last rune
	class       bool
}

func (p *regexpParser) classAtom() (a classAtom, ok bool) {
	if p.src[p.pos] != '\\' {
		r := p.skipRune()
		if r > 0xFFFF && !p.unicode {
			high, low := utf16.EncodeRune(r)
			return classAtom{first: high, last: low}, true
		}
		return classAtom{first: r, last: r}, true
	}
	if p.pos+1 >= len(p.src) {
		return a, p.fail(p.pos, `"\" at the end`)
	}
	switch p.src[p.pos+1] {
	case 'b':
		p.pos += 2
		return classAtom{first: '\b', last: '\b'}, true
	case 'k':
		if !p.unicode {
			if p.looseK < 0 {
				p.looseK = p.pos
			}
			p.pos += 2
			return classAtom{first: 'k', last: 'k'}, true
		}
	}
	if isClass, _ := p.classEscape(); isClass || p.msg != "" {
		return classAtom{class: true}, p.msg == ""
	}
	r, ok := p.characterEscape(true)
	return classAtom{first: r, last: r}, ok
}

// maxSetDepth bounds nested classes; V8 gives up at about 6,200.
const maxSetDepth = 10000

// setClass reads a class of a pattern with the flag v. strings reports that it may
// match more, or less, than one character.
func (p *regexpParser) setClass(depth int) (strings, ok bool) {
	start := p.pos
	if depth > maxSetDepth {
		return false, p.fail(start, "nested too deeply")
	}
	p.pos++
	negated := p.peek() == '^'
	if negated {
		p.pos++
	}
	if p.peek() != ']' {
		if strings, ok = p.setContents(depth); !ok {
			return false, false
		}
	}
	if p.pos >= len(p.src) {
		return false, p.fail(start, "unterminated character class")
	}
	if p.src[p.pos] != ']' {
		return false, p.fail(p.pos, "unexpected "+quote(p.src[p.pos:p.pos+1])+" in a character class")
	}
	p.pos++
	if negated && strings {
		return false, p.fail(start, "a negated character class may not contain strings")
	}
	return strings && !negated, true
}

// setContents reads a union, an intersection or a subtraction.
func (p *regexpParser) setContents(depth int) (strings, ok bool) {
	first, ok := p.setOperand(depth)
	if !ok {
		return false, false
	}
	op := ""
	switch {
	case p.hasPrefix("&&"):
		op = "&&"
	case p.hasPrefix("--"):
		op = "--"
	default:
		return p.union(first, depth)
	}
	strings = first.strings
	for p.hasPrefix(op) {
		p.pos += 2
		if op == "&&" && p.peek() == '&' {
			return false, p.fail(p.pos, `unexpected "&" after "&&"`)
		}
		next, ok := p.setOperand(depth)
		if !ok {
			return false, false
		}
		if op == "&&" {
			strings = strings && next.strings
		}
	}
	return strings, true
}

// union reads the operands and ranges after the first operand.
func (p *regexpParser) union(a setOperand, depth int) (strings, ok bool) {
	for {
		strings = strings || a.strings
		if p.peek() == '-' && !p.hasPrefix("--") {
			at := p.pos
			p.pos++
			b, ok := p.setOperand(depth)
			if !ok {
				return false, false
			}
			if !a.single || !b.single {
				return false, p.fail(at, "a range needs a character on both sides")
			}
			if a.char > b.char {
				return false, p.fail(at, "range out of order in a character class")
			}
		}
		if p.pos >= len(p.src) || p.src[p.pos] == ']' {
			return strings, true
		}
		if a, ok = p.setOperand(depth); !ok {
			return false, false
		}
	}
}

// setOperand is an operand of a set operation: one character, or a set.
type setOperand struct {
	char    rune
	single  bool
	strings bool
}

func (p *regexpParser) setOperand(depth int) (o setOperand, ok bool) {
	at := p.pos
	if at >= len(p.src) {
		return o, p.fail(at, "unterminated character class")
	}
	switch p.src[at] {
	case '[':
		o.strings, ok = p.setClass(depth + 1)
		return o, ok
	case '\\':
		if at+1 >= len(p.src) {
			return o, p.fail(at, `"\" at the end`)
		}
		if p.hasPrefix(`\q{`) {
			o.strings, ok = p.stringDisjunction()
			return o, ok
		}
		if ok, o.strings = p.classEscape(); ok || p.msg != "" {
			return o, p.msg == ""
		}
	}
	o.single = true
	o.char, ok = p.setCharacter()
	return o, ok
}

// stringDisjunction reads \q{abc|d}.
func (p *regexpParser) stringDisjunction() (strings, ok bool) {
	start := p.pos
	p.pos += len(`\q{`)
	for n := 0; p.pos < len(p.src); {
		switch p.src[p.pos] {
		case '}', '|':
			strings = strings || n != 1
			n = 0
			if p.pos++; p.src[p.pos-1] == '}' {
				return strings, true
			}
			continue
		}
		if _, ok := p.setCharacter(); !ok {
			return false, false
		}
		n++
	}
	return false, p.fail(start, `expected "}"`)
}

// setCharacter reads a ClassSetCharacter.
func (p *regexpParser) setCharacter() (rune, bool) {
	at := p.pos
	c := p.src[at]
	if c == '\\' {
		if at+1 >= len(p.src) {
			return 0, p.fail(at, `"\" at the end`)
		}
		switch c := p.src[at+1]; c {
		case 'b':
			p.pos += 2
			return '\b', true
		case '&', '-', '!', '#', '%', ',', ':', ';', '<', '=', '>', '@', '`', '~':
			p.pos += 2
			return rune(c), true
		}
		return p.characterEscape(false)
	}
	switch c {
	case '(', ')', '[', ']', '{', '}', '/', '-', '|':
		return 0, p.fail(at, quote(p.src[at:at+1])+` must be escaped in a character class with the flag "v"`)
	case '&', '!', '#', '$', '%', '*', '+', ',', '.', ':', ';', '<', '=', '>', '?', '@', '^', '`', '~':
		if at+1 < len(p.src) && p.src[at+1] == c {
			return 0, p.fail(at, quote(p.src[at:at+2])+` is reserved in a character class with the flag "v"`)
		}
	}
	return p.skipRune(), true
}
