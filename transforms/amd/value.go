package amd

import (
	"strings"

	"sheaf/bundle/scan"
)

// A value is what is known of an expression without running it.
type value struct {
	what valueKind
	text string   // of a string
	list []string // of a list of strings
	node int      // of a function or an array literal
	fn   function
}

type valueKind uint8

const (
	unknown valueKind = iota // anything
	aString                  // text
	aList                    // a list of strings
	anArray                  // an array literal whose elements are not all known
	aFunction
	another // neither of them, nor null or undefined
	nothing // null or undefined
)

// function is what is known of a function expression.
type function struct {
	node   int
	params []int // the parameters' nodes
	length int   // as its property length has it
}

// value looks at the expression that a node (an argument, an element) wraps.
func (t *tree) value(wrap int) value {
	n := t.only(wrap)
	if n == none {
		return t.compound(wrap)
	}
	n = t.bare(n)
	switch t.kind(n) {
	case scan.NodeString:
		return value{what: aString, text: t.string(n), node: n}
	case scan.NodeTemplate:
		if text := t.text(n); int(t.nodes[n].Size) == 1 && !strings.ContainsAny(text, "$\\\r") {
			return value{what: aString, text: text[1 : len(text)-1], node: n}
		}
	case scan.NodeArray:
		return t.array(n)
	case scan.NodeFunction, scan.NodeArrow:
		return value{what: aFunction, node: n, fn: t.function(n)}
	case scan.NodeObject, scan.NodeClass:
		return value{what: another, node: n}
	case scan.NodeName:
		if t.text(n) == "undefined" && t.isFree(n, "undefined") {
			return value{what: nothing, node: n}
		}
	case scan.NodeUnary:
		if op := t.src[t.start(n)]; op == '!' || op == '-' || op == '+' || op == '~' || strings.HasPrefix(t.text(n), "typeof") {
			return value{what: another, node: n}
		}
	case scan.NodeCall:
		return t.call(n)
	}
	return value{node: n}
}

// compound is value for what has no node of its own.
func (t *tree) compound(wrap int) value {
	text := strings.TrimSpace(string(t.src[t.start(wrap):t.end(wrap)]))
	children := t.children(wrap)
	if len(children) == 0 {
		switch {
		case text == "null":
			return value{what: nothing, node: wrap}
		case text != "this" && !strings.HasPrefix(text, "..."):
			return value{what: another, node: wrap}
		}
		return value{node: wrap}
	}
	// What is left are strings with "+" between them.
	at, joined := t.start(wrap), ""
	for i, c := range children {
		between := strings.TrimSpace(string(t.src[at:t.start(c)]))
		if t.kind(c) != scan.NodeString || i == 0 && between != "" || i > 0 && between != "+" {
			return value{node: wrap}
		}
		joined += t.string(c)
		at = t.end(c)
	}
	if strings.TrimSpace(string(t.src[at:t.end(wrap)])) != "" {
		return value{node: wrap}
	}
	return value{what: aString, text: joined, node: wrap}
}

// array looks at an array literal.
func (t *tree) array(n int) value {
	v := value{what: aList, node: n, list: []string{}}
	for _, e := range t.children(n) {
		if t.kind(e) == scan.NodeHole {
			v.what = anArray
			continue
		}
		el := t.value(e)
		if el.what != aString {
			v.what = anArray
		}
		v.list = append(v.list, el.text)
	}
	if v.what == anArray {
		v.list = nil
	}
	return v
}

// call evaluates "a b".split(" "), [a].concat([b], "c") and function(){}.bind().
func (t *tree) call(n int) value {
	none := value{node: n}
	c := t.children(n)
	if len(c) == 0 || t.kind(c[0]) != scan.NodeMember || len(t.children(c[0])) != 1 {
		return none // what is called may be nothing that has a node
	}
	callee := c[0]
	of := t.bare(t.children(callee)[0])
	args := t.arguments(n)
	switch t.property(callee) {
	case "split":
		if t.kind(of) != scan.NodeString || len(args) != 1 {
			return none
		}
		if by := t.value(args[0]); by.what == aString {
			return value{what: aList, node: n, list: strings.Split(t.string(of), by.text)}
		}
	case "concat":
		var v value
		switch t.kind(of) {
		case scan.NodeArray:
			v = t.array(of)
		case scan.NodeCall:
			v = t.call(of)
		}
		if v.what != aList {
			return none
		}
		for _, a := range args {
			switch x := t.value(a); x.what {
			case aString:
				v.list = append(v.list, x.text)
			case aList:
				v.list = append(v.list, x.list...)
			default:
				return none
			}
		}
		v.node = n
		return v
	case "bind":
		if t.kind(of) == scan.NodeFunction || t.kind(of) == scan.NodeArrow {
			v := value{what: aFunction, node: n, fn: t.function(of)}
			if bound := max(len(args)-1, 0); bound > 0 {
				v.fn.length = max(v.fn.length-bound, 0)
				v.fn.params = v.fn.params[min(bound, len(v.fn.params)):]
			}
			return v
		}
	}
	return none
}

// function looks at a function expression.
func (t *tree) function(n int) function {
	f := function{node: n}
	counting := true
	for _, c := range t.children(n) {
		if t.kind(c) != scan.NodeParameters {
			continue
		}
		for _, p := range t.children(c) {
			f.params = append(f.params, p)
			counting = counting && !strings.HasPrefix(t.text(p), "...") && !t.hasDefault(p)
			if counting {
				f.length++
			}
		}
	}
	return f
}

// hasDefault tells whether a parameter has a default value.
func (t *tree) hasDefault(param int) bool {
	c := t.children(param)
	return len(c) > 0 && t.kind(c[len(c)-1]) == scan.NodeDefault && t.end(c[len(c)-1]) == t.end(param)
}

// parameter returns the name of the parameter at an index, and where it is declared;
// "" if it is not a plain name.
func (t *tree) parameter(f function, i int) (name string, at int) {
	if i < 0 || i >= len(f.params) {
		return "", none
	}
	at = t.only(f.params[i])
	if at == none {
		return "", none
	}
	return t.text(at), at
}
