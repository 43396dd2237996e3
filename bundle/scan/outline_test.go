package scan

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// shape writes an outline as nested lists: each node's kind and, of leaves, text.
func shape(src string, nodes []Node) string {
	names := map[NodeKind]string{
		NodeName: "name", NodeShorthand: "shorthand", NodeString: "string", NodeTemplate: "template", NodeArray: "array",
		NodeHole: "hole", NodeObject: "object", NodeParenthesis: "paren", NodeMember: "member", NodeIndex: "index",
		NodeCall: "call", NodeArgument: "arg", NodeNew: "new", NodeUnary: "unary", NodeTarget: "target",
		NodeIf: "if", NodeConditional: "conditional", NodeTest: "test", NodeThen: "then", NodeElse: "else",
		NodeFunction: "function", NodeArrow: "arrow", NodeDeclaredFunction: "declared", NodeMethod: "method",
		NodeParameters: "params", NodeParameter: "param", NodeDefault: "default", NodeBody: "body", NodeBlock: "block",
		NodeCatch: "catch", NodeClass: "class", NodeDeclaredClass: "declaredclass", NodeBinding: "binding", NodeVar: "var",
		NodeBlockFunction: "blockfunction", NodeExpressionStatement: "expr",
	}
	var write func(i int) string
	write = func(i int) string {
		var parts []string
		for j := i - 1; j > i-int(nodes[i].Size); j -= int(nodes[j].Size) {
			parts = append([]string{write(j)}, parts...)
		}
		if parts == nil {
			parts = []string{src[nodes[i].Start:nodes[i].End]}
		}
		return names[nodes[i].Kind] + "(" + strings.Join(parts, " ") + ")"
	}
	var roots []string
	for i := len(nodes) - 1; i >= 0; i -= int(nodes[i].Size) {
		roots = append([]string{write(i)}, roots...)
	}
	return strings.Join(roots, " ")
}

func TestOutline(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"f(a, 1, ...b.c);", "expr(call(name(f) arg(name(a)) arg(1) arg(member(name(b)))))"},
		{"var x = [, 'a'], {y, z: w = 1} = o", "var(x) array(hole(,) arg(string('a'))) var(y) var(w) default(1) name(o)"},
		{"if (a) b; else if (c) {d} else e", "if(test(name(a)) then(expr(name(b))) test(name(c)) then(block(expr(name(d)))) else(expr(name(e))))"},
		{"a && b ? c : d || e ? f : g", "expr(conditional(test(name(a) then(name(b))) then(name(c)) test(name(d) then(name(e))) then(name(f)) else(name(g))))"},
		{"(function f(a, b = 1, ...c) { let d })", "expr(paren(function(binding(f) params(param(binding(a)) param(binding(b) default(1)) param(binding(c))) body(binding(d)))))"},
		{"function f() { { function g() {} } }", "declared(var(f) params(()) body(block(declared(blockfunction(g) params(()) body({})))))"},
		{"(a, b) => a; async c => { c }", "expr(arrow(params(param(binding(a)) param(binding(b))) body(name(a)))) expr(arrow(params(param(binding(c))) body(expr(name(c)))))"},
		{"(a, (b) => b)", "expr(paren(name(a) arrow(params(param(binding(b))) body(name(b)))))"},
		{"a = (b)[c].d++; delete e", "expr(target(name(a)) target(member(index(paren(name(b)) name(c))))) expr(unary(name(e)))"},
		{"class A extends B { m() {} static { var x } }", "declaredclass(binding(A) name(B) method(params(()) body({})) method(block(var(x))))"},
		{"try {} catch ({e}) {} for (let i of j);", "block({}) catch(binding(e) block({})) block(binding(i) name(j))"},
		{"new A.B(c); `x${y}`", "expr(new(name(A) arg(name(c)))) expr(template(name(y)))"},
		{"({a, b: c, d() {}})", "expr(paren(object(shorthand(a) name(c) method(params(()) body({})))))"},
	} {
		var s Scanner
		_, nodes, err := s.Outline([]byte(c.src))
		if got := shape(c.src, nodes); err != nil || got != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.src, err, got, c.want)
		}
	}
}

// TestOutlineAlike holds that an outline changes nothing of what the scan says,
// and that its nodes lie in each other.
func TestOutlineAlike(t *testing.T) {
	for _, src := range append(append([]string{}, valid...), newer...) {
		checkOutline(t, []byte(src))
	}
	for _, tt := range invalid {
		checkOutline(t, []byte(tt.src))
	}
	for _, tt := range depths {
		checkOutline(t, []byte(nest(tt.open, tt.middle, tt.close, 50)))
	}
}

func FuzzOutline(f *testing.F) {
	for _, src := range append(append([]string{}, valid...), newer...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) { checkOutline(t, src) })
}

func checkOutline(t *testing.T, src []byte) {
	t.Helper()
	var plain, outlined Scanner
	want, wantErr := plain.Scan(src)
	got, nodes, err := outlined.Outline(src)
	if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("%q: %+v %v, without an outline %+v %v", src, got, err, want, wantErr)
	}
	if err != nil || got.ESM >= 0 {
		return
	}
	for i, n := range nodes {
		if n.Start >= n.End || int(n.End) > len(src) || n.Size < 1 || int(n.Size) > i+1 {
			t.Fatalf("%q: node %d is %+v", src, i, n)
		}
		end := n.End
		for j := i - 1; j > i-int(n.Size); j -= int(nodes[j].Size) {
			if nodes[j].Start < n.Start || nodes[j].End > end {
				t.Fatalf("%q: %+v does not lie in %+v before %d", src, nodes[j], n, end)
			}
			end = nodes[j].Start
		}
	}
}
