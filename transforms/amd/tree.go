package amd

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"sheaf/bundle/scan"
)

// none stands for no node, and as a scope for that of the whole file.
const none = -1

// A tree is the outline of a source with its scopes. Nodes are known by their
// index.
type tree struct {
	src    []byte
	nodes  []scan.Node
	parent []int
	bound  map[binding][]int // where the names of a scope are declared
}

type binding struct {
	scope int
	name  string
}

var scanners = sync.Pool{New: func() any { return new(scan.Scanner) }}

// newTree reads a source. What is no valid script, or an ES module, has no
// tree: it is for others to say so.
func newTree(src []byte) *tree {
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	res, nodes, err := s.Outline(src)
	if err != nil || res.ESM >= 0 {
		return nil
	}
	t := &tree{src: src, nodes: nodes, parent: scan.Parents(nodes), bound: map[binding][]int{}}
	for i := range nodes {
		t.declare(i)
	}
	return t
}

func (t *tree) kind(i int) scan.NodeKind { return t.nodes[i].Kind }

func (t *tree) start(i int) int { return int(t.nodes[i].Start) }

func (t *tree) end(i int) int { return int(t.nodes[i].End) }

func (t *tree) text(i int) string { return string(t.src[t.nodes[i].Start:t.nodes[i].End]) }

// children returns a node's children in order.
func (t *tree) children(i int) []int {
	var list []int
	for j := i - 1; j > i-int(t.nodes[i].Size); j -= int(t.nodes[j].Size) {
		list = append(list, j)
	}
	slices.Reverse(list)
	return list
}

// only returns the child that a node consists of, or none.
func (t *tree) only(i int) int {
	c := t.children(i)
	if len(c) == 1 && t.nodes[c[0]].Start == t.nodes[i].Start && t.nodes[c[0]].End == t.nodes[i].End {
		return c[0]
	}
	return none
}

// bare returns what is in the parentheses around a node; of several expressions
// the last, as in (0, define).
func (t *tree) bare(i int) int {
	for t.kind(i) == scan.NodeParenthesis {
		c := t.children(i)
		if len(c) == 0 {
			return i
		}
		last := c[len(c)-1]
		left := bytes.TrimRight(t.src[t.start(i):t.start(last)], " \t\r\n")
		right := bytes.TrimLeft(t.src[t.end(last):t.end(i)], " \t\r\n")
		if len(left) > 0 && left[len(left)-1] != '(' && left[len(left)-1] != ',' || len(right) > 1 || len(right) == 1 && right[0] != ')' {
			return i
		}
		i = last
	}
	return i
}

// around returns the scope that a node lies in; of functions only, if asked.
func (t *tree) around(i int, functions bool) int {
	for i = t.parent[i]; i != none; i = t.parent[i] {
		if k := t.kind(i); k.IsFunction() || !functions && k.IsScope() {
			break
		}
	}
	return i
}

// declare enters a name that is declared into its scope.
func (t *tree) declare(i int) {
	k := t.kind(i)
	if k != scan.NodeBinding && k != scan.NodeVar && k != scan.NodeBlockFunction {
		return
	}
	from := i
	if p := t.parent[i]; p != none && (t.kind(p) == scan.NodeDeclaredFunction || t.kind(p) == scan.NodeDeclaredClass) {
		from = p // the name of a declaration belongs to the scope around it
	}
	name := t.text(i)
	add := func(scope int) { t.bound[binding{scope, name}] = append(t.bound[binding{scope, name}], i) }
	if k != scan.NodeVar {
		add(t.around(from, false))
	}
	if k != scan.NodeBinding {
		add(t.around(from, true))
	}
}

// scopeOf returns the scope that a name means at a node, and whether it is
// declared in the file at all.
func (t *tree) scopeOf(i int, name string) (scope int, ok bool) {
	for scope = t.around(i, false); ; scope = t.around(scope, false) {
		if t.bound[binding{scope, name}] != nil {
			return scope, true
		}
		if scope == none {
			return none, false
		}
	}
}

// isFree tells whether the file declares no such name around a node.
func (t *tree) isFree(i int, name string) bool {
	_, ok := t.scopeOf(i, name)
	return !ok
}

// isHidden tells whether the name of one of a module's own variables means
// something else at a node. At the top of a file, var require is the same variable.
func (t *tree) isHidden(i int, name string) bool {
	scope, ok := t.scopeOf(i, name)
	return ok && scope != none
}

// references returns the uses of a name that a scope declares.
func (t *tree) references(scope int, name string) []int {
	first, last := 0, len(t.nodes)
	if scope != none {
		first, last = scope-int(t.nodes[scope].Size)+1, scope
	}
	var list []int
	for i := first; i < last; i++ {
		n := &t.nodes[i]
		if n.Kind != scan.NodeName && n.Kind != scan.NodeShorthand || string(t.src[n.Start:n.End]) != name {
			continue
		}
		if s, ok := t.scopeOf(i, name); ok && s == scope {
			list = append(list, i)
		}
	}
	return list
}

// isTarget tells whether a value is put into what a node names.
func (t *tree) isTarget(i int) bool {
	for p := t.parent[i]; p != none; i, p = p, t.parent[p] {
		switch t.kind(p) {
		case scan.NodeTarget:
			return true
		case scan.NodeParenthesis, scan.NodeArray, scan.NodeObject:
		case scan.NodeArgument:
			if g := t.parent[p]; g == none || t.kind(g) != scan.NodeArray {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// globals are the names that a page's global object has everywhere.
var globals = []string{"window", "self", "globalThis"}

// global returns which of AMD's global variables an expression is: by its name,
// or as window.name, and so on; "" if it is none.
func (t *tree) global(i int) string {
	switch t.kind(i) {
	case scan.NodeName, scan.NodeShorthand:
		if name := t.text(i); (name == "define" || name == "require" || name == "requirejs") && t.isFree(i, name) {
			return name
		}
	case scan.NodeMember, scan.NodeIndex:
		c := t.children(i)
		if len(c) == 0 || t.kind(c[0]) != scan.NodeName || t.start(c[0]) != t.start(i) {
			return ""
		}
		if base := t.text(c[0]); slices.Contains(globals, base) && t.isFree(c[0], base) {
			return t.property(i)
		}
	}
	return ""
}

// property returns the name of the property that a member expression ends in,
// or "".
func (t *tree) property(i int) string {
	if t.kind(i) == scan.NodeMember {
		text := t.text(i)
		return text[1+strings.LastIndexFunc(text, func(r rune) bool {
			return r < 0x80 && r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
		}):]
	}
	if c := t.children(i); len(c) == 2 && t.kind(c[1]) == scan.NodeString {
		return t.string(c[1])
	}
	return ""
}

// string returns the value of a string.
func (t *tree) string(i int) string { return scan.StringValue(t.src[t.start(i):t.end(i)]) }

// memberOf returns the expression a.name that a node, its a, is part of, or none.
func (t *tree) memberOf(i int, name string) int {
	p := t.parent[i]
	if p == none || t.kind(p) != scan.NodeMember && t.kind(p) != scan.NodeIndex || t.start(p) != t.start(i) || t.children(p)[0] != i {
		return none
	}
	if t.property(p) != name {
		return none
	}
	return p
}

// callOf returns the call whose callee a node is, also in parentheses, or none.
func (t *tree) callOf(i int) int {
	for {
		p := t.parent[i]
		if p == none {
			return none
		}
		switch t.kind(p) {
		case scan.NodeCall:
			if t.children(p)[0] == i {
				return p
			}
			return none
		case scan.NodeParenthesis:
			if t.bare(p) != t.bare(i) {
				return none
			}
			i = p
		default:
			return none
		}
	}
}

// arguments returns the arguments of a call.
func (t *tree) arguments(call int) []int {
	c := t.children(call)
	first := slices.IndexFunc(c, func(i int) bool { return t.kind(i) == scan.NodeArgument })
	if first < 0 {
		return nil
	}
	return c[first:]
}
