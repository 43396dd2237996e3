package scan

import (
	"unicode/utf16"
	"unicode/utf8"
)

// openGroup reads "(" and what says which group it opens.
func (p *regexpParser) openGroup() bool {
	start := p.pos
	p.pos++
	if p.peek() != '?' {
		return p.capture(start)
	}
	p.pos++
	switch c := p.peek(); c {
	case ':':
		p.pos++
		p.push(start, plainGroup)
		return true
	case '=', '!':
		p.pos++
		p.push(start, lookahead)
		return true
	case '<':
		if p.hasPrefix("<=") || p.hasPrefix("<!") {
			p.pos += 2
			p.push(start, lookbehind)
			return true
		}
		p.pos++
		return p.namedGroup(start)
	default:
		return p.modifiers(start)
	}
}

// maxCaptures is V8's limit.
const maxCaptures = 1<<15 - 1

func (p *regexpParser) capture(start int) bool {
	p.groups++
	if p.groups > maxCaptures {
		return p.fail(start, "too many capture groups")
	}
	p.push(start, plainGroup)
	return true
}

func (p *regexpParser) namedGroup(start int) bool {
	at := p.pos
	name, ok := p.groupName()
	if !ok {
		return p.fail(at, "invalid name of a capture group")
	}
	from := int32(len(p.paths))
	for _, g := range p.open {
		p.paths = append(p.paths, g.alternative)
	}
	n := regexpName{name, from, int32(len(p.paths))}
	for _, old := range p.names {
		if old.text == name && !p.exclusive(old, n) {
			return p.fail(at, "duplicate name of a capture group "+quote([]byte(name)))
		}
	}
	p.names = append(p.names, n)
	return p.capture(start)
}

// exclusive reports whether two groups stand in different alternatives of the same
// disjunction, so that only one of them can take part in a match.
func (p *regexpParser) exclusive(a, b regexpName) bool {
	x, y := p.paths[a.from:a.to], p.paths[b.from:b.to]
	for i := range min(len(x), len(y)) {
		if x[i].group != y[i].group {
			return false
		}
		if x[i].index != y[i].index {
			return true
		}
	}
	return false
}

// groupName reads name>, after "<".
func (p *regexpParser) groupName() (string, bool) {
	var name []byte
	for p.pos < len(p.src) {
		if p.src[p.pos] == '>' {
			p.pos++
			return string(name), len(name) > 0
		}
		r, ok := p.nameRune()
		if !ok || len(name) == 0 && !idStart(r) || !idPart(r) {
			return "", false
		}
		name = utf8.AppendRune(name, r)
	}
	return "", false
}

// nameRune reads a character of a name, which may be a unicode escape, or two that
// are a surrogate pair.
func (p *regexpParser) nameRune() (rune, bool) {
	if p.src[p.pos] != '\\' {
		r := p.skipRune()
		return r, r != utf8.RuneError
	}
	if !p.hasPrefix(`\u`) {
		return 0, false
	}
	if _, _, msg := unicodeEscape(p.src, p.pos+2); msg != "" {
		return 0, false
	}
	r, n := escapedRune(p.src, p.pos)
	p.pos += n
	return r, !utf16.IsSurrogate(r)
}

// modifiers reads (?ims-ims: after "(?".
func (p *regexpParser) modifiers(start int) bool {
	const known = "ims"
	var seen [3]bool
	minus, any := false, false
	for ; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		if c == ':' && (any || !minus) {
			p.pos++
			p.push(start, plainGroup)
			return true
		}
		if c == '-' && !minus {
			minus = true
			continue
		}
		at := -1
		for i := range len(known) {
			if known[i] == c {
				at = i
			}
		}
		if at < 0 || seen[at] {
			break
		}
		seen[at], any = true, true
	}
	return p.fail(start, "invalid group")
}

// references checks the backreferences once all groups are known.
func (p *regexpParser) references() bool {
	if p.unicode && p.maxBack > p.groups {
		return p.fail(p.backAt, "backreference to a group that does not exist")
	}
	if !p.unicode && len(p.names) == 0 {
		return true
	}
	if p.looseK >= 0 {
		return p.fail(p.looseK, `"\k" must be followed by the name of a group in "<" and ">"`)
	}
	for _, r := range p.refs {
		found := false
		for _, n := range p.names {
			found = found || n.text == r.text
		}
		if !found {
			return p.fail(r.at, "backreference to a group that does not exist: "+quote([]byte(r.text)))
		}
	}
	return true
}
