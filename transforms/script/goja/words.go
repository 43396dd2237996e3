package goja

import (
	"crypto/sha256"
	"os"
	"regexp"
	"strings"
	"sync"

	js "github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"sheaf/transforms/script/driver"
	"sheaf/transforms/script/engine"
)

var (
	misread = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^Cannot read property '([^']*)' of undefined(?: or null)?$`)
	})
	miscalled = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:Object has no member '[^']*'|Value is not an object: .*|Not a function: .*|Value is not a constructor)$`)
	})
)

// reported makes an error of a failure. What goja says in its own words of the
// commonest mistakes is said in V8's, and placed where V8 places it; but goja
// does not tell null from undefined.
func reported(f *driver.Failure) *engine.Error {
	e := f.Export()
	if call := mistakeAt(e, false, calledAt); call != nil {
		e.Column = call.column
		return e
	}
	if !strings.HasPrefix(f.Stack, "TypeError: ") {
		return e
	}
	if m := misread().FindStringSubmatch(e.Message); m != nil {
		e.Message = "Cannot read properties of undefined or null (reading '" + m[1] + "')"
		if read := mistakeAt(e, true, misreadAt); read != nil {
			e.Column = read.column
		}
	} else if miscalled().MatchString(e.Message) {
		if call := mistakeAt(e, true, miscalledAt); call != nil {
			e.Message, e.Column = call.message, call.column
		}
	}
	return e
}

// A mistake is an expression that fails.
type mistake struct {
	message string
	column  int
}

// mistakeAt looks for the expression of which an error tells: find is handed
// those of the file, and the place that goja gave. It is nil if that is not to be
// found in a text that is as it was when it was compiled. own tells whether it is
// one that fails itself; else what it calls does.
func mistakeAt(e *engine.Error, own bool, find func(ast.Expression, file.Idx) (at file.Idx, message string)) *mistake {
	first, _, _ := strings.Cut(e.Stack, "\n")
	if e.File == "" || strings.Contains(first, e.File) != own {
		return nil
	}
	text, err := os.ReadFile(e.File)
	if err != nil || !compiledAsIs(e.File, text) {
		return nil
	}
	lines := strings.SplitAfterN(string(text), "\n", e.Line+1)
	if e.Line > len(lines) {
		return nil
	}
	tree, err := js.Parse("", wrapHead+string(text)+wrapTail, parser.WithDisableSourceMaps)
	if err != nil {
		return nil
	}
	start := len(wrapHead) + len(strings.Join(lines[:e.Line-1], "")) // of the line
	var found *mistake
	r := &repairer{each: func(x ast.Expression) {
		if at, message := find(x, file.Idx(start+e.Column)); found == nil && at > file.Idx(start) {
			found = &mistake{message, int(at) - start}
		}
	}}
	r.statements(tree.Body)
	return found
}

// compiledAsIs tells whether this text of a file was compiled, and not a
// conversion of it.
func compiledAsIs(name string, text []byte) bool {
	programs.Lock()
	defer programs.Unlock()
	p := programs.all[name]
	return p != nil && p.sum == sha256.Sum256(text) && !p.lowered
}

// misreadAt finds where a property is read of what is to be called: goja gives
// the place of the object.
func misreadAt(x ast.Expression, at file.Idx) (file.Idx, string) {
	if call, ok := x.(*ast.CallExpression); ok {
		if dot, ok := call.Callee.(*ast.DotExpression); ok && placeOf(dot.Left) == at {
			return dot.Identifier.Idx, ""
		}
	}
	return 0, ""
}

// calledAt finds what is called: goja gives the place of the parenthesis.
func calledAt(x ast.Expression, at file.Idx) (file.Idx, string) {
	call, ok := x.(*ast.CallExpression)
	if !ok || call.LeftParenthesis != at {
		return 0, ""
	}
	switch call.Callee.(type) {
	case *ast.Identifier, *ast.DotExpression:
		return placeOf(call.Callee), ""
	}
	return at, ""
}

// miscalledAt finds what is called, and is no function.
func miscalledAt(x ast.Expression, at file.Idx) (file.Idx, string) {
	switch x := x.(type) {
	case *ast.CallExpression:
		if place, _ := calledAt(x, at); place != 0 {
			return place, spelt(x.Callee) + " is not a function"
		}
	case *ast.NewExpression:
		if x.New == at {
			return at, spelt(x.Callee) + " is not a constructor"
		}
	}
	return 0, ""
}

// placeOf returns where engines say that an expression is.
func placeOf(x ast.Expression) file.Idx {
	switch x := x.(type) {
	case *ast.DotExpression:
		return x.Identifier.Idx
	case *ast.CallExpression:
		return x.LeftParenthesis
	}
	return x.Idx0()
}

// spelt returns an expression as V8 writes it in messages.
func spelt(x ast.Expression) string {
	switch x := x.(type) {
	case *ast.Identifier:
		return x.Name.String()
	case *ast.ThisExpression:
		return "this"
	case *ast.NullLiteral:
		return "null"
	case *ast.BooleanLiteral:
		return x.Literal
	case *ast.NumberLiteral:
		return x.Literal
	case *ast.StringLiteral:
		return `"` + x.Value.String() + `"`
	case *ast.DotExpression:
		return spelt(x.Left) + "." + x.Identifier.Name.String()
	case *ast.BracketExpression:
		if key, ok := x.Member.(*ast.StringLiteral); ok {
			return spelt(x.Left) + "." + key.Value.String()
		}
		return spelt(x.Left) + "[" + spelt(x.Member) + "]"
	case *ast.CallExpression:
		return spelt(x.Callee) + "(...)"
	case *ast.NewExpression:
		return "new " + spelt(x.Callee)
	case *ast.UnaryExpression:
		operator := x.Operator.String()
		if isName(operator) {
			operator += " "
		}
		return "(" + operator + spelt(x.Operand) + ")"
	}
	return "(intermediate value)"
}
