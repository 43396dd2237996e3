package glob

import (
	"strings"
	"unicode/utf8"
)

// A matcher is one part of a pattern that is more than a name.
type matcher struct {
	nodes []node
	dot   bool // the part begins with a dot
}

// A node matches a piece of a name.
type node struct {
	op   byte // 'c' a character, '?', '*', '[' a class, or '(' an extended pattern
	char rune
	set  []span
	not  bool     // of a class
	ext  byte     // ? * + @ ! of an extended pattern
	alts [][]node // its alternatives
}

type span struct{ low, high rune }

// matches tells whether the part matches a name, which is not empty.
func (m *matcher) matches(name string) bool {
	if strings.HasPrefix(name, ".") && !m.dot {
		return false
	}
	return match(m.nodes, name, func(rest string) bool { return rest == "" })
}

// match tells whether nodes match a beginning of s whose rest then accepts.
func match(nodes []node, s string, then func(rest string) bool) bool {
	if len(nodes) == 0 {
		return then(s)
	}
	n, after := &nodes[0], nodes[1:]
	switch n.op {
	case '*':
		for {
			if match(after, s, then) {
				return true
			}
			if s == "" {
				return false
			}
			_, size := utf8.DecodeRuneInString(s)
			s = s[size:]
		}
	case '(':
		return n.extended(after, s, then)
	}
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && n.takes(r) && match(after, s[size:], then)
}

// takes tells whether the node matches a character.
func (n *node) takes(r rune) bool {
	switch n.op {
	case 'c':
		return r == n.char
	case '[':
		for _, s := range n.set {
			if s.low <= r && r <= s.high {
				return !n.not
			}
		}
		return n.not
	}
	return true
}

// extended matches ?(…) *(…) +(…) @(…) and !(…).
func (n *node) extended(after []node, s string, then func(string) bool) bool {
	rest := func(rest string) bool { return match(after, rest, then) }
	switch n.ext {
	case '!':
		// As in minimatch, what must not follow is an alternative with the
		// rest of the pattern, or with the end if that is all. Inside of
		// another extended pattern minimatch gets the rest wrong.
		follows := func(rest string) bool {
			if len(after) == 0 {
				return rest == ""
			}
			return match(after, rest, func(string) bool { return true })
		}
		if n.once(s, follows) {
			return false
		}
		return match([]node{{op: '*'}}, s, rest)
	case '@':
		return n.once(s, rest)
	case '?':
		return n.once(s, rest) || rest(s)
	}
	return n.times(s, n.ext == '*', rest)
}

// once matches one of the alternatives.
func (n *node) once(s string, then func(string) bool) bool {
	for _, a := range n.alts {
		if match(a, s, then) {
			return true
		}
	}
	return false
}

// times matches the alternatives again and again, and none if zero may be.
func (n *node) times(s string, zero bool, then func(string) bool) bool {
	again := func(rest string) bool {
		return then(rest) || len(rest) < len(s) && n.times(rest, false, then)
	}
	return n.once(s, again) || zero && then(s)
}

// compile returns the matcher of a part of a pattern, or nil if it can match
// nothing but its own name.
func compile(pattern string) *matcher {
	p := parser{s: pattern}
	nodes := p.sequence(0)
	if !p.magic {
		return nil
	}
	return &matcher{nodes: nodes, dot: strings.HasPrefix(pattern, ".")}
}

// unescape takes the backslashes out of a part that is no pattern.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
