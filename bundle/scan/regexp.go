package scan

import (
	"unicode/utf8"
)

// regexpLiteral reads the regular expression whose first "/" is the current token,
// and the token after it. Body and flags are checked in full.
func (s *Scanner) regexpLiteral() {
	start := s.start
	body := s.regexpBody(start)
	end, flags := s.regexpFlags(body + 1)
	p := &s.regexp
	if msg, at := p.check(s.src[start+1:body], flags); msg != "" {
		at += start + 1
		s.fail(at, at+1, "invalid regular expression: "+msg)
	}
	s.end = end
	s.next()
}

// regexpBody returns the position of the "/" that ends the body.
func (s *Scanner) regexpBody(start int) int {
	src := s.src
	inClass := false
	for i := start + 1; i < len(src); i++ {
		switch src[i] {
		case '\\':
			if i++; i >= len(src) {
				continue
			}
			if c := src[i]; c != '\n' && c != '\r' && !isSeparator(src, i) {
				continue
			}
		case '[':
			inClass = true
			continue
		case ']':
			inClass = false
			continue
		case '/':
			if !inClass {
				return i
			}
			continue
		case '\n', '\r':
		case 0xE2:
			if !isSeparator(src, i) {
				continue
			}
		default:
			continue
		}
		s.fail(start, i, "unterminated regular expression: it must end on its line")
	}
	s.fail(start, len(src), `unterminated regular expression, expected "/"`)
	return 0
}

// regexpFlag is a set of the flags that change the grammar.
type regexpFlag uint8

const (
	flagU regexpFlag = 1 << iota
	flagV
)

// regexpFlags reads the flags at src[i] and returns their end.
func (s *Scanner) regexpFlags(i int) (end int, flags regexpFlag) {
	const known = "dgimsuvy"
	src := s.src
	first := i
	var seen uint8
	for ; i < len(src); i++ {
		c := src[i]
		if class[c] > cDigit {
			if n, _ := unusualSpace(src, i); class[c] == cHigh && n == 0 || c == '\\' {
				s.badFlag(first, i)
			}
			break
		}
		at := -1
		for j := range len(known) {
			if known[j] == c {
				at = j
			}
		}
		if at < 0 {
			s.badFlag(first, i)
		}
		bit := uint8(1) << at
		if seen&bit != 0 {
			s.fail(i, i+1, "duplicate flag "+quote(src[i:i+1])+" of a regular expression")
		}
		seen |= bit
		switch c {
		case 'u':
			flags |= flagU
		case 'v':
			flags |= flagV
		}
	}
	if flags == flagU|flagV {
		s.fail(first, i, `the flags "u" and "v" of a regular expression exclude each other`)
	}
	return i, flags
}

func (s *Scanner) badFlag(first, i int) {
	_, n := utf8.DecodeRune(s.src[i:])
	s.fail(i, i+n, "unknown flag "+quote(s.src[i:i+n])+" of a regular expression")
}

// regexpParser checks one regular expression. It is a recogniser for the Pattern
// grammar of ECMA-262 with annex B and ES2025's modifiers and duplicate names.
// Groups nest on a stack of its own, since engines accept any depth.
type regexpParser struct {
	src     []byte // the body
	pos     int
	unicode bool // u or v
	sets    bool // v

	groups  int
	open    []regexpGroup
	nextID  int32
	names   []regexpName
	paths   []alternative // of the names
	refs    []regexpRef   // \k<name>
	looseK  int           // the first \k that is no reference, or -1
	maxBack int           // the highest \1 and where it is
	backAt  int

	msg string
	at  int
}

// regexpGroup is an open group, or the pattern itself.
type regexpGroup struct {
	start int
	kind  groupKind
	alternative
}

// alternative says where in the pattern something stands: in which alternative of
// a group's disjunction.
type alternative struct{ group, index int32 }

type groupKind uint8

const (
	plainGroup groupKind = iota
	lookahead
	lookbehind
)

type regexpName struct {
	text     string
	from, to int32 // its alternatives, in paths
}

type regexpRef struct {
	text string
	at   int
}

// check returns what is wrong with the body of a regular expression, and where, or "".
func (p *regexpParser) check(body []byte, flags regexpFlag) (msg string, at int) {
	*p = regexpParser{
		src: body, unicode: flags != 0, sets: flags&flagV != 0, looseK: -1,
		open: p.open[:0], names: p.names[:0], paths: p.paths[:0], refs: p.refs[:0],
	}
	if p.pattern() && p.references() {
		return "", 0
	}
	return p.msg, min(p.at, len(body))
}

func (p *regexpParser) fail(at int, msg string) bool {
	if p.msg == "" {
		p.msg, p.at = msg, at
	}
	return false
}

// pattern reads the whole body. Like all methods that return a bool it reports
// whether that went well.
func (p *regexpParser) pattern() bool {
	p.push(0, plainGroup)
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		quantifiable := true
		switch c {
		case '|':
			p.open[len(p.open)-1].index++
			p.pos++
			continue
		case '^', '$':
			p.pos++
			continue
		case '(':
			if !p.openGroup() {
				return false
			}
			continue
		case ')':
			if len(p.open) == 1 {
				return p.fail(p.pos, `unmatched ")"`)
			}
			kind := p.open[len(p.open)-1].kind
			p.open = p.open[:len(p.open)-1]
			p.pos++
			quantifiable = kind == plainGroup || kind == lookahead && !p.unicode
		case '*', '+', '?':
			return p.fail(p.pos, "nothing to repeat before "+quote(p.src[p.pos:p.pos+1]))
		case '{', '}', ']':
			if !p.bracket(c) {
				return false
			}
		case '[':
			if !p.class() {
				return false
			}
		case '\\':
			if p.boundary() {
				continue
			}
			if !p.atomEscape() {
				return false
			}
		default:
			p.skipRune()
		}
		if !p.quantifier(quantifiable) {
			return false
		}
	}
	if len(p.open) > 1 {
		return p.fail(p.open[len(p.open)-1].start, "unterminated group")
	}
	return true
}

func (p *regexpParser) push(start int, kind groupKind) {
	p.open = append(p.open, regexpGroup{start, kind, alternative{p.nextID, 0}})
	p.nextID++
}

// bracket reads {, } or ] where an atom should begin: sloppy patterns take them as
// themselves, unless they are a quantifier.
func (p *regexpParser) bracket(c byte) bool {
	at := p.pos
	if p.unicode {
		return p.fail(at, quote(p.src[at:at+1])+` must be escaped in a pattern with the flag "u" or "v"`)
	}
	if c == '{' {
		if _, _, ok := p.interval(); ok {
			return p.fail(at, "nothing to repeat before "+quote(p.src[at:p.pos]))
		}
	}
	p.pos = at + 1
	return true
}

// quantifier reads an optional quantifier.
func (p *regexpParser) quantifier(allowed bool) bool {
	if p.pos >= len(p.src) {
		return true
	}
	at := p.pos
	switch p.src[at] {
	case '*', '+', '?':
		p.pos++
	case '{':
		from, to, ok := p.interval()
		if !ok {
			p.pos = at
			if p.unicode {
				return p.fail(at, "incomplete quantifier")
			}
			return true // a literal {, the next atom
		}
		if from > to {
			return p.fail(at, "numbers out of order in the quantifier "+quote(p.src[at:p.pos]))
		}
	default:
		return true
	}
	if !allowed {
		return p.fail(at, "a look-around assertion may not be repeated")
	}
	if p.pos < len(p.src) && p.src[p.pos] == '?' {
		p.pos++
	}
	return true
}

// interval reads {from}, {from,} or {from,to}.
func (p *regexpParser) interval() (from, to int, ok bool) {
	p.pos++
	from, ok = p.decimal()
	if !ok {
		return 0, 0, false
	}
	to = from
	if p.peek() == ',' {
		p.pos++
		if to, ok = p.decimal(); !ok {
			to = infinite
		}
	}
	if p.peek() != '}' {
		return 0, 0, false
	}
	p.pos++
	return from, to, true
}

// infinite is the number from which on V8 takes all numbers as equal.
const infinite = 1<<31 - 1

func (p *regexpParser) decimal() (v int, ok bool) {
	for ; p.pos < len(p.src) && class[p.src[p.pos]] == cDigit; p.pos++ {
		v = min(v*10+int(p.src[p.pos]-'0'), infinite)
		ok = true
	}
	return v, ok
}

// peek returns the next byte, or 0 at the end.
func (p *regexpParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// skipRune reads one character and returns it.
func (p *regexpParser) skipRune() rune {
	r, n := utf8.DecodeRune(p.src[p.pos:])
	p.pos += n
	return r
}

// hasPrefix reports whether the rest begins with text.
func (p *regexpParser) hasPrefix(text string) bool {
	return len(p.src)-p.pos >= len(text) && string(p.src[p.pos:p.pos+len(text)]) == text
}
