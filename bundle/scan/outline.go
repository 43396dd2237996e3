package scan

// NodeKind says what piece of syntax a Node is.
type NodeKind uint8

// The kinds of nodes. What is not among them (numbers, operators, most
// statements) has no node, but what it is made of has.
const (
	NodeName      NodeKind = iota // a name that is a reference
	NodeShorthand                 // the a of {a}: a reference, and a property's name
	NodeString
	NodeTemplate // with or without substitutions
	NodeArray    // its elements are NodeArgument and NodeHole
	NodeHole     // a comma of an array before which there is no element
	NodeObject
	NodeParenthesis // with what is in it, be it several expressions
	NodeMember      // a.b and a?.b
	NodeIndex       // a[b]
	NodeCall        // the callee, and a NodeArgument each
	NodeArgument    // of a call or an array; it may begin with "..."
	NodeNew
	NodeUnary  // a word or sign before an operand
	NodeTarget // what is assigned to, counted up or down, or given values by a loop

	// These are made of NodeTest, NodeThen and NodeElse; of the last one there
	// may be none. A chain ("else if", "a ? b : c ? d : e") is one node.
	NodeIf
	NodeConditional

	NodeTest
	NodeThen // also the right side of && || ??, which have no node of their own
	NodeElse

	NodeFunction         // an expression; with its name, if it has one
	NodeArrow            // from its parameters on
	NodeDeclaredFunction // the name belongs to the scope around it
	NodeMethod           // from its parameters on; also a static block
	NodeParameters
	NodeParameter // a name, pattern, rest or default
	NodeDefault   // the value after "=" in a parameter or pattern
	NodeBody      // of a function: a block, or an arrow function's expression

	NodeBlock // a scope: a block, the head and body of a for loop, a switch
	NodeCatch
	NodeClass
	NodeDeclaredClass // the name belongs to the scope around it

	NodeBinding       // a name that is declared here: by let, const or a class, a parameter, a function expression's own
	NodeVar           // one that is declared for the whole function
	NodeBlockFunction // one of a function in a block: for the block, and in sloppy code for the function

	NodeExpressionStatement // without the semicolon
)

// A Node is one piece of syntax. The children of a node stand before it, each
// with all of its own: going back from a node at i, the last child is at i-1,
// and the one before a child at j is at j-nodes[j].Size.
type Node struct {
	Kind       NodeKind
	Start, End int32 // byte range, without blanks and comments around it
	Size       int32 // how many nodes it is, itself and all within
}

// Parents returns the index of each node's parent, -1 for those that have none.
func Parents(nodes []Node) []int {
	parents := make([]int, len(nodes))
	for i := range parents {
		parents[i] = -1
	}
	for i := range nodes {
		for j := i - 1; j > i-int(nodes[i].Size); j -= int(nodes[j].Size) {
			parents[j] = i
		}
	}
	return parents
}

// IsFunction tells whether names are declared in such a node that are declared for
// a whole function.
func (k NodeKind) IsFunction() bool {
	return k == NodeFunction || k == NodeArrow || k == NodeDeclaredFunction || k == NodeMethod
}

// IsScope tells whether names are declared in such a node.
func (k NodeKind) IsScope() bool {
	return k.IsFunction() || k == NodeBlock || k == NodeCatch || k == NodeClass || k == NodeDeclaredClass
}

// outline collects nodes during a scan.
type outline struct {
	nodes []Node
}

// Outline is Scan that also notes the shape of the source, for those who change
// sources: its nodes in the order in which they end. Of an ES module there are
// only those before ESM.
func (s *Scanner) Outline(src []byte) (Result, []Node, error) {
	s.outline = &outline{nodes: make([]Node, 0, len(src)/8)}
	defer func() { s.outline = nil }()
	res, err := s.Scan(src)
	return res, s.outline.nodes, err
}

// note adds a node to the outline, if there is one.
func (s *Scanner) note(kind NodeKind, start, end int) {
	if s.outline != nil {
		s.outline.add(kind, start, end)
	}
}

// add adds a node that is made of those added since start.
func (o *outline) add(kind NodeKind, start, end int) {
	first := len(o.nodes)
	for first > 0 && int(o.nodes[first-1].Start) >= start {
		first -= int(o.nodes[first-1].Size)
	}
	o.nodes = append(o.nodes, Node{kind, int32(start), int32(end), int32(len(o.nodes) - first + 1)})
}

// bind adds a name that is declared.
func (o *outline) bind(kind bindKind, start, end int) {
	switch kind {
	case bindVar:
		o.add(NodeVar, start, end)
	case bindBlockFunction:
		o.add(NodeBlockFunction, start, end)
	default:
		o.add(NodeBinding, start, end)
	}
}

// StringValue returns the value of a string literal, which is given with its
// quotes and must be a valid one.
func StringValue(literal []byte) string {
	return string(appendString(nil, literal[1:len(literal)-1]))
}
