package goja

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// repair works around a fault of goja's: in a function that is called with more
// arguments than it has parameters, those too many are what its variables begin
// with, if inner functions use both the parameters and the variables:
//
//	[1, 2].map(function (x) { var y; function f() { return x + y } return y })
//
// is [0, 1]. So such functions set their variables to undefined first, which
// changes nothing elsewhere.
//
// And around others, in regular expressions: see repairPattern.
func repair(program *ast.Program) {
	r := &repairer{}
	r.statements(program.Body)
}

// A repairer walks a tree. inner tells whether it came by a function since that
// was set to false.
type repairer struct {
	inner bool
	each  func(ast.Expression) // called with all expressions; may be nil
}

// function repairs one function and those in it.
func (r *repairer) function(params *ast.ParameterList, body *ast.BlockStatement, vars []*ast.VariableDeclaration) {
	r.inner = false
	r.bindings(params.List)
	r.expression(params.Rest)
	r.statements(body.List)
	if r.inner && len(vars) > 0 {
		if s := unset(params, body, vars); s != nil {
			i := directives(body.List)
			body.List = append(body.List[:i:i], append([]ast.Statement{s}, body.List[i:]...)...)
		}
	}
	r.inner = true
}

// directives returns how many statements are a function's "use strict" and the
// like.
func directives(list []ast.Statement) int {
	for i, s := range list {
		e, ok := s.(*ast.ExpressionStatement)
		if !ok {
			return i
		}
		if _, ok := e.Expression.(*ast.StringLiteral); !ok {
			return i
		}
	}
	return len(list)
}

// unset returns a statement that sets to undefined what a function declares
// with var, but what has a value when the function begins: parameters, inner
// functions, "arguments".
func unset(params *ast.ParameterList, body *ast.BlockStatement, vars []*ast.VariableDeclaration) ast.Statement {
	seen := map[unistring.String]bool{"arguments": true}
	note := func(id *ast.Identifier) { seen[id.Name] = true }
	for _, p := range params.List {
		names(p.Target, note)
	}
	names(params.Rest, note)
	for _, s := range body.List {
		for l, ok := s.(*ast.LabelledStatement); ok; l, ok = s.(*ast.LabelledStatement) {
			s = l.Statement
		}
		if f, ok := s.(*ast.FunctionDeclaration); ok {
			note(f.Function.Name)
		}
	}
	at := body.LeftBrace
	var list []*ast.Binding
	for _, v := range vars {
		for _, b := range v.List {
			names(b.Target, func(id *ast.Identifier) {
				if !seen[id.Name] {
					note(id)
					list = append(list, &ast.Binding{Target: &ast.Identifier{Name: id.Name, Idx: at}, Initializer: undefined(at)})
				}
			})
		}
	}
	if list == nil {
		return nil
	}
	return &ast.VariableStatement{Var: at, List: list}
}

func undefined(at file.Idx) ast.Expression {
	return &ast.UnaryExpression{Operator: token.VOID, Idx: at, Operand: &ast.NumberLiteral{Idx: at, Literal: "0", Value: int64(0)}}
}

// names hands on the names that a pattern binds.
func names(pattern ast.Expression, add func(*ast.Identifier)) {
	switch p := pattern.(type) {
	case *ast.Identifier:
		add(p)
	case *ast.Binding:
		names(p.Target, add)
	case *ast.AssignExpression:
		names(p.Left, add)
	case *ast.ArrayPattern:
		for _, e := range p.Elements {
			names(e, add)
		}
		names(p.Rest, add)
	case *ast.ObjectPattern:
		for _, e := range p.Properties {
			switch e := e.(type) {
			case *ast.PropertyShort:
				add(&e.Name)
			case *ast.PropertyKeyed:
				names(e.Value, add)
			}
		}
		names(p.Rest, add)
	}
}
