package globals

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/diag"
	"sheaf/transforms/internal/edit"
	"sheaf/transforms/internal/token"
)

// Isolating a file makes the globals that it is known for its own: what it sets
// on window, under whatever name it knows that by, and reads by bare names. For
// that every name of the file must be told apart from names that are spelt the
// same, and its place be known; the parser of tdewolff/parse knows the scopes
// and forgets the places. So it is given a text in which every name is followed
// by the number of its token: then no two are the same, each leads back to its
// place, and a scope declares a name if it declares one with any number.

// isolate rewrites the uses of the names that a file exports, and of those that
// it is given, unless they cannot all be told. It tells whether it did.
func (e *editor) isolate(s *shim) (a *analysis, warnings diag.List) {
	names, given := map[string]bool{}, map[string]bool{}
	for _, x := range s.exports {
		if name := headOf(x.expr); name != "" {
			names[name] = true
		}
	}
	for _, d := range slices.Concat(s.imports, s.depends) {
		if isName(d.as) {
			names[d.as], given[d.as] = true, true
		}
	}
	if !s.isolate || len(s.exports) == 0 {
		return nil, nil
	}
	a, err := analyse(e.code, names, given)
	if err != nil {
		return nil, e.kept(s, 0, 0, fmt.Sprintf("its scopes cannot be told: %v", err))
	}
	if a.unsafe != nil {
		return nil, e.kept(s, a.unsafe.Start, a.unsafe.End, "this may be any of them")
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !a.set[name] && !a.owns(name) {
			return nil, e.kept(s, 0, 0, fmt.Sprintf("%q is set nowhere in it in a way that could be seen", name))
		}
	}
	e.edits = append(e.edits, a.edits...)
	return a, nil
}

// kept warns that a file's globals stay global.
func (e *editor) kept(s *shim, start, end int, why string) diag.List {
	where := &diag.Range{File: e.file}
	if end > start {
		where = diag.At(e.file, e.code, start, end)
	}
	return diag.List{{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("the globals of %q are kept, not isolated: %s", s.key.str, why),
		Where:    where,
	}}
}

// mark stands between a name and its number.
const mark = "$$"

// An analysis is what becomes known of a file's names.
type analysis struct {
	code   []byte
	tokens []token.Token
	names  map[string]bool
	given  map[string]bool // those that are parameters of the function around the file
	top    *js.Scope

	declared map[*js.Scope]map[string]bool
	alias    map[binding]bool   // variables that hold the global object
	other    map[binding]bool   // variables that are given something else later
	global   map[*js.Scope]bool // functions that are called with it as this

	functions map[binding]*js.FuncDecl // that variables hold

	edits  []edit.Edit
	set    map[string]bool // names that the file mentions as globals
	unsafe *token.Token
}

// A binding is a name in the scope that declares it; nil for a global.
type binding struct {
	scope *js.Scope
	name  string
}

// analyse finds the uses of names as globals.
func analyse(code []byte, names, given map[string]bool) (*analysis, error) {
	code = modern(code)
	tokens, err := token.All(code[:len(code):len(code)])
	if err != nil {
		return nil, err
	}
	fn, err := parseFunction(numbered(code, tokens))
	if err != nil {
		return nil, err
	}
	a := &analysis{
		code: code, tokens: tokens, names: names, given: given, top: &fn.Body.Scope,
		declared: map[*js.Scope]map[string]bool{}, alias: map[binding]bool{}, other: map[binding]bool{},
		functions: map[binding]*js.FuncDecl{},
		global:    map[*js.Scope]bool{&fn.Body.Scope: true}, set: map[string]bool{},
	}
	at := position{a: a, scopes: []*js.Scope{a.top}, global: true}
	for range 3 { // an alias may be of an alias, and a function be called before its text is met
		clear(a.other)
		walk(at, position.learn, fn)
	}
	walk(at, position.rewrite, fn)
	return a, nil
}

// numbered returns a text in which each name ends in the number of its token.
func numbered(code []byte, tokens []token.Token) []byte {
	out := make([]byte, 0, 2*len(code))
	at := 0
	for i, t := range tokens {
		out = append(out, code[at:t.Start]...)
		at = t.Start
		isMember := i > 0 && (tokens[i-1].Type == js.DotToken || tokens[i-1].Type == js.OptChainToken)
		if (t.Type == js.IdentifierToken || t.Type == js.ThisToken) && !isMember {
			out = append(out, code[t.Start:t.End]...)
			out = append(out, mark...)
			out = strconv.AppendInt(out, int64(i), 10)
			at = t.End
		}
	}
	return append(out, code[at:]...)
}

// parts takes a numbered name apart; index is -1 if it has no number.
func parts(name []byte) (base string, index int) {
	s := string(name)
	i := strings.LastIndex(s, mark)
	if i < 0 {
		return s, -1
	}
	n, err := strconv.Atoi(s[i+len(mark):])
	if err != nil {
		return s, -1
	}
	return s[:i], n
}

// declares tells whether a scope declares a name.
func (a *analysis) declares(s *js.Scope, name string) bool {
	set, ok := a.declared[s]
	if !ok {
		set = map[string]bool{}
		for _, v := range s.Declared {
			base, _ := parts(v.Data)
			set[base] = true
		}
		a.declared[s] = set
	}
	return set[name]
}

// owns tells whether a name is a variable of the file, or a parameter of the
// function around it, so that there it need not be rewritten.
func (a *analysis) owns(name string) bool { return a.given[name] || a.declares(a.top, name) }

// A position is where a walk is.
type position struct {
	a      *analysis
	scopes []*js.Scope
	global bool // this is the global object
	do     func(position, js.INode)
}

// walk calls do for each node of a function with the position there.
func walk(at position, do func(position, js.INode), fn *js.FuncDecl) {
	at.do = do
	js.Walk(at, &fn.Body)
}

// Enter makes positions visitors of a syntax tree. The parser keeps the
// variables of a loop's head and a function's parameters in the scope of the
// body, beside which the tree has them.
func (p position) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.FuncDecl:
		p = p.inside(&n.Body.Scope, p.a.global[&n.Body.Scope])
	case *js.MethodDecl:
		p = p.inside(&n.Body.Scope, false)
	case *js.ArrowFunc:
		p = p.inside(&n.Body.Scope, p.global)
	case *js.Field:
		p.global = false
	case *js.BlockStmt:
		p = p.inside(&n.Scope, p.global)
	case *js.ForStmt:
		if n.Body != nil {
			p = p.inside(&n.Body.Scope, p.global)
		}
	case *js.ForInStmt:
		if n.Body != nil {
			p = p.inside(&n.Body.Scope, p.global)
		}
	case *js.ForOfStmt:
		if n.Body != nil {
			p = p.inside(&n.Body.Scope, p.global)
		}
	case *js.SwitchStmt:
		p = p.inside(&n.Scope, p.global)
	case *js.ClassDecl:
		p = p.inside(&n.Scope, p.global)
	}
	p.do(p, n)
	return p
}

// Exit does nothing: a position is for the nodes below it only.
func (p position) Exit(js.INode) {}

func (p position) inside(s *js.Scope, global bool) position {
	p.scopes = append(slices.Clip(p.scopes), s)
	p.global = global
	return p
}

// find returns the binding that a name has at the position.
func (p position) find(name string) binding {
	for _, s := range slices.Backward(p.scopes) {
		if p.a.declares(s, name) {
			return binding{s, name}
		}
	}
	return binding{nil, name}
}

// isGlobal tells whether an expression is the global object.
func (p position) isGlobal(x js.IExpr) bool {
	switch x := x.(type) {
	case *js.Var:
		name, _ := parts(x.Data)
		if name == "this" {
			return p.global
		}
		b := p.find(name)
		if b.scope == nil {
			return name == "window" || name == "self" || name == "globalThis" || name == "global" || name == "root"
		}
		return p.a.alias[b] && !p.a.other[b]
	case *js.GroupExpr:
		return p.isGlobal(x.X)
	case *js.CondExpr:
		return p.isGlobal(x.X) || p.isGlobal(x.Y)
	case *js.BinaryExpr:
		switch x.Op {
		case js.OrToken, js.NullishToken:
			return p.isGlobal(x.X) || p.isGlobal(x.Y)
		case js.AndToken, js.EqToken:
			return p.isGlobal(x.Y)
		}
	case *js.CommaExpr:
		return len(x.List) > 0 && p.isGlobal(x.List[len(x.List)-1])
	}
	return false
}

// learn notes variables that hold the global object.
func (p position) learn(n js.INode) {
	switch n := n.(type) {
	case *js.BindingElement:
		if v, ok := n.Binding.(*js.Var); ok && n.Default != nil {
			p.give(v, n.Default)
		}
	case *js.BinaryExpr:
		if v, ok := n.X.(*js.Var); ok && n.Op == js.EqToken {
			p.give(v, n.Y)
		}
	case *js.CallExpr:
		p.call(n)
	}
}

// give notes what a variable is given.
func (p position) give(v *js.Var, x js.IExpr) {
	name, _ := parts(v.Data)
	if b := p.find(name); b.scope != nil {
		p.hold(b, x)
	}
}

// hold notes what a variable holds at some time.
func (p position) hold(b binding, x js.IExpr) {
	if f, ok := ungroup(x).(*js.FuncDecl); ok {
		p.a.functions[b] = f
		return
	}
	_, isVar := x.(*js.Var)
	switch {
	case p.isGlobal(x):
		p.a.alias[b] = true
	case !isVar:
		p.a.other[b] = true
	}
	// A variable that nothing is known of says nothing: jQuery calls one function
	// with the window of a page, and with any that it is given in Node.
}

// call looks at what a function is called with whose text is known: one that is
// called where it stands, or by the name of a variable.
func (p position) call(n *js.CallExpr) {
	args := n.Args.List
	this := true // a sloppy function that is called plainly has the global object
	callee := ungroup(n.X)
	if dot, ok := callee.(*js.DotExpr); ok {
		method := propertyName(dot)
		if method != "call" && method != "apply" {
			return
		}
		this = len(args) > 0 && p.isGlobal(args[0].Value)
		if method == "apply" || len(args) == 0 {
			args = nil
		} else {
			args = args[1:]
		}
		callee = ungroup(dot.X)
	}
	if v, ok := callee.(*js.Var); ok {
		name, _ := parts(v.Data)
		if f := p.a.functions[p.find(name)]; f != nil {
			callee = f
		}
	}
	switch f := callee.(type) {
	case *js.FuncDecl:
		p.a.global[&f.Body.Scope] = this
		p.params(&f.Params, &f.Body.Scope, args)
	case *js.ArrowFunc:
		p.params(&f.Params, &f.Body.Scope, args)
	}
}

func ungroup(x js.IExpr) js.IExpr {
	if g, ok := x.(*js.GroupExpr); ok {
		return g.X
	}
	return x
}

// params notes what the parameters of a function are given.
func (p position) params(params *js.Params, body *js.Scope, args []js.Arg) {
	for i, param := range params.List {
		v, ok := param.Binding.(*js.Var)
		if !ok || i >= len(args) || args[i].Rest {
			return
		}
		name, _ := parts(v.Data)
		p.hold(binding{body, name}, args[i].Value)
	}
}

// rewrite changes the uses of the names.
func (p position) rewrite(n js.INode) {
	a := p.a
	switch n := n.(type) {
	case *js.DotExpr:
		if name := propertyName(n); a.names[name] && p.isGlobal(n.X) {
			p.member(n.X, name, 2)
		}
	case *js.IndexExpr:
		if !p.isGlobal(n.X) {
			return
		}
		lit, ok := n.Y.(*js.LiteralExpr)
		if !ok || lit.TokenType != js.StringToken {
			a.fail(n.X)
			return
		}
		if name := unquote(lit.Data); a.names[name] {
			p.member(n.X, name, 3)
		}
	case *js.Property:
		if v, ok := n.Value.(*js.Var); ok && (n.Name == nil || n.Name.IsIdent(v.Data)) {
			p.bare(v, true)
		}
	case *js.WithStmt:
		a.unsafe = &a.tokens[0]
	case *js.Var:
		p.bare(n, false)
	}
}

// fail notes that a use of the global object cannot be told.
func (a *analysis) fail(x js.IExpr) {
	if v, ok := x.(*js.Var); ok {
		if _, i := parts(v.Data); i >= 0 {
			a.unsafe = &a.tokens[i]
			return
		}
	}
	a.unsafe = &a.tokens[0]
}

// member changes a property of the global object, of which more tokens follow
// the object.
func (p position) member(x js.IExpr, name string, more int) {
	a := p.a
	i := -1
	if v, ok := x.(*js.Var); ok {
		_, i = parts(v.Data)
	}
	own := a.owns(name)
	if at := p.find(name).scope; at != a.top && at != nil && a.given[name] {
		own = false // the object has it too
	} else if own && at != a.top && at != nil {
		i = -1
	}
	if g, ok := x.(*js.GroupExpr); ok && !own {
		p.memberOfGroup(g, name)
		return
	}
	if i < 0 {
		a.fail(x)
		return
	}
	text := ownNames + "." + name
	if own {
		text = name
	}
	a.set[name] = true
	a.put(a.tokens[i].Start, a.tokens[i+more].End, text)
}

// memberOfGroup changes a property of the global object where that is what an
// expression in parentheses comes to: the expression stays, and then gives the
// file's own names.
func (p position) memberOfGroup(g *js.GroupExpr, name string) {
	a := p.a
	last := finalName(-1)
	js.Walk(&last, g)
	i := int(last) + 1
	if last < 0 || i >= len(a.tokens) || a.tokens[i].Type != js.CloseParenToken {
		a.fail(g)
		return
	}
	for i+1 < len(a.tokens) && a.tokens[i+1].Type == js.CloseParenToken {
		i++
	}
	a.set[name] = true
	a.put(a.tokens[i].Start, a.tokens[i].Start, ","+ownNames)
}

// finalName visits a syntax tree for the token of the last name in it.
type finalName int

// Enter looks at a node.
func (l *finalName) Enter(n js.INode) js.IVisitor {
	if v, ok := n.(*js.Var); ok {
		_, i := parts(v.Data)
		*l = max(*l, finalName(i))
	}
	return l
}

// Exit does nothing.
func (l *finalName) Exit(js.INode) {}

// bare changes a global that is mentioned by its name.
func (p position) bare(v *js.Var, shorthand bool) {
	a := p.a
	name, i := parts(v.Data)
	if i < 0 || !a.names[name] || a.given[name] || v.Decl != js.NoDecl || p.find(name).scope != nil {
		return
	}
	t := a.tokens[i]
	text := ownNames + "." + name
	called := i+1 < len(a.tokens) && a.tokens[i+1].Type == js.OpenParenToken
	switch {
	case shorthand:
		text = name + ":" + text
	case called && (i == 0 || a.tokens[i-1].Type != js.NewToken):
		text = "(0," + text + ")" // so that this is not the object
	}
	a.set[name] = true
	a.put(t.Start, t.End, text)
}

func (a *analysis) put(start, end int, text string) {
	for _, e := range a.edits {
		if e.Start == start {
			return // a shorthand property is met twice
		}
	}
	a.edits = append(a.edits, edit.Edit{Start: start, End: end, Text: text})
}

// propertyName is the b of a.b.
func propertyName(n *js.DotExpr) string {
	if lit, ok := n.Y.(js.LiteralExpr); ok {
		return string(lit.Data)
	}
	if lit, ok := n.Y.(*js.LiteralExpr); ok {
		return string(lit.Data)
	}
	return ""
}
