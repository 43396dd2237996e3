package glob

import (
	"strings"
	"unicode/utf8"
)

// A parser reads one part of a pattern.
type parser struct {
	s     string
	i     int
	magic bool
}

// sequence reads up to the end, or up to a "|" or ")" inside of parentheses.
func (p *parser) sequence(depth int) []node {
	var nodes []node
	for p.i < len(p.s) {
		c := p.s[p.i]
		for c == '*' && strings.HasPrefix(p.s[p.i+1:], "*") {
			p.i++
		}
		switch {
		case depth > 0 && (c == '|' || c == ')'):
			return nodes
		case strings.IndexByte("?*+@!", c) >= 0 && p.closes(p.i+1):
			nodes = append(nodes, p.extended(c, depth))
		case c == '*':
			p.i++
			p.magic = true
			if n := len(nodes); n == 0 || nodes[n-1].op != '*' {
				nodes = append(nodes, node{op: '*'})
			}
		case c == '?':
			p.i++
			p.magic = true
			nodes = append(nodes, node{op: '?'})
		case c == '[':
			if n, ok := p.class(); ok {
				p.magic = true
				nodes = append(nodes, n)
				continue
			}
			nodes = append(nodes, p.char())
		default:
			if c == '\\' && p.i+1 < len(p.s) {
				p.i++
			}
			nodes = append(nodes, p.char())
		}
	}
	return nodes
}

// char reads a character that stands for itself.
func (p *parser) char() node {
	r, size := utf8.DecodeRuneInString(p.s[p.i:])
	p.i += size
	return node{op: 'c', char: r}
}

// closes tells whether a "(" stands at i and has its ")".
func (p *parser) closes(i int) bool {
	if i >= len(p.s) || p.s[i] != '(' {
		return false
	}
	depth := 0
	for ; i < len(p.s); i++ {
		switch p.s[i] {
		case '\\':
			i++
		case '(':
			// Only those after ? * + @ ! open a group.
			if strings.IndexByte("?*+@!", p.s[i-1]) >= 0 {
				depth++
			}
		case ')':
			if depth--; depth == 0 {
				return true
			}
		}
	}
	return false
}

// extended reads an extended pattern.
func (p *parser) extended(ext byte, depth int) node {
	p.magic = true
	p.i += 2
	n := node{op: '(', ext: ext}
	for {
		n.alts = append(n.alts, p.sequence(depth+1))
		if p.i == len(p.s) {
			return n
		}
		p.i++
		if p.s[p.i-1] == ')' {
			return n
		}
	}
}

// class reads "[…]". If it is not closed, or has a range from high to low, it
// is no class, and nothing is read.
func (p *parser) class() (node, bool) {
	n := node{op: '['}
	i := p.i + 1
	if i < len(p.s) && (p.s[i] == '!' || p.s[i] == '^') {
		n.not = true
		i++
	}
	var chars []rune
	var escaped []bool
	closed := false
	for i < len(p.s) {
		r, size := utf8.DecodeRuneInString(p.s[i:])
		if r == ']' && i > p.i+1 {
			closed = true
			i++
			break
		}
		esc := false
		if r == '\\' && i+1 < len(p.s) {
			i++
			r, size = utf8.DecodeRuneInString(p.s[i:])
			esc = true
		}
		chars, escaped = append(chars, r), append(escaped, esc)
		i += size
	}
	if !closed {
		return n, false
	}
	for k := 0; k < len(chars); k++ {
		s := span{chars[k], chars[k]}
		if k+2 < len(chars) && chars[k+1] == '-' && !escaped[k+1] {
			s.high = chars[k+2]
			k += 2
		}
		if s.low > s.high {
			return n, false
		}
		n.set = append(n.set, s)
	}
	p.i = i
	return n, true
}
