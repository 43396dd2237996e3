package globals

import (
	"bytes"
	"errors"
	"slices"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
	"sheaf/transforms/internal/token"
)

// A decl is a name that a file declares at its top level.
type decl struct {
	name  string
	isVar bool // not a function, nor by let, const or class
}

// topLevel finds what a script declares at its top level.
func topLevel(code []byte) []decl {
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	_, nodes, err := s.Outline(code)
	if err != nil {
		return nil // whoever reads it next says so
	}
	parents := scan.Parents(nodes)
	strict := directive(code) != ""
	var list []decl
	for i, n := range nodes {
		d := decl{name: string(code[n.Start:n.End])}
		from, within := i, scan.NodeKind.IsFunction
		if p := parents[i]; p >= 0 && (nodes[p].Kind == scan.NodeDeclaredFunction || nodes[p].Kind == scan.NodeDeclaredClass) {
			from = p // the name of a declaration belongs to what is around it
		}
		switch {
		case n.Kind == scan.NodeVar:
			d.isVar = from == i
		case n.Kind == scan.NodeBlockFunction && !strict:
		case n.Kind == scan.NodeBinding:
			within = scan.NodeKind.IsScope
		default:
			continue
		}
		for from = parents[from]; from >= 0 && !within(nodes[from].Kind); {
			from = parents[from]
		}
		if from < 0 && d.name != "arguments" && d.name != "eval" && !slices.ContainsFunc(list, func(o decl) bool { return o.name == d.name }) {
			list = append(list, d)
		}
	}
	return list
}

var errNotBody = errors.New("the file ends before its end") // it closes braces that it does not open

// parseFunction parses a file as the body of a function: that is where it will
// be, and return is fine there.
func parseFunction(code []byte) (*js.FuncDecl, error) {
	var text []byte
	text = append(text, "(function(){"...)
	text = append(text, modern(code)...)
	text = append(text, "\n})"...)
	ast, err := js.Parse(parse.NewInputBytes(text), js.Options{})
	if err != nil {
		return nil, err
	}
	if len(ast.List) == 1 {
		if s, ok := ast.List[0].(*js.ExprStmt); ok {
			if g, ok := s.Value.(*js.GroupExpr); ok {
				if fn, ok := g.X.(*js.FuncDecl); ok {
					return fn, nil
				}
			}
		}
	}
	return nil, errNotBody
}

// modern returns a text that means nothing else to a parser that does not know
// numbers such as 010. Nothing moves.
func modern(code []byte) []byte {
	out := code
	if bytes.HasPrefix(out, byteOrderMark) || bytes.HasPrefix(bytes.TrimPrefix(out, byteOrderMark), []byte("#!")) {
		out = bytes.Clone(out)
		if bytes.HasPrefix(out, byteOrderMark) {
			copy(out, "   ")
		}
		if i := bytes.Index(out, []byte("#!")); i == 0 || i == len(byteOrderMark) {
			copy(out[i:], "//")
		}
	}
	const most = 1000 // each makes the text be read again
	for range most {
		l := token.New(out[:len(out):len(out)])
		for l.Next(); l.Type != js.ErrorToken; l.Next() {
		}
		at := l.Start
		if l.Err() == nil || at+1 >= len(out) || out[at] != '0' || out[at+1] < '0' || out[at+1] > '9' {
			return out
		}
		if &out[0] == &code[0] {
			out = bytes.Clone(out)
		}
		out[at] = '1'
	}
	return out
}
