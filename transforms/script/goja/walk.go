package goja

import "github.com/dop251/goja/ast"

// The walk of a repairer: everything in which a function may stand.

func (r *repairer) statements(list []ast.Statement) {
	for _, s := range list {
		r.statement(s)
	}
}

func (r *repairer) block(b *ast.BlockStatement) {
	if b != nil {
		r.statements(b.List)
	}
}

func (r *repairer) statement(s ast.Statement) {
	switch s := s.(type) {
	case *ast.BlockStatement:
		r.block(s)
	case *ast.ExpressionStatement:
		r.expression(s.Expression)
	case *ast.VariableStatement:
		r.bindings(s.List)
	case *ast.LexicalDeclaration:
		r.bindings(s.List)
	case *ast.FunctionDeclaration:
		r.expression(s.Function)
	case *ast.ClassDeclaration:
		r.class(s.Class)
	case *ast.IfStatement:
		r.expression(s.Test)
		r.statement(s.Consequent)
		r.statement(s.Alternate)
	case *ast.ReturnStatement:
		r.expression(s.Argument)
	case *ast.ThrowStatement:
		r.expression(s.Argument)
	case *ast.LabelledStatement:
		r.statement(s.Statement)
	case *ast.WithStatement:
		r.expression(s.Object)
		r.statement(s.Body)
	case *ast.SwitchStatement:
		r.expression(s.Discriminant)
		for _, c := range s.Body {
			r.expression(c.Test)
			r.statements(c.Consequent)
		}
	case *ast.TryStatement:
		r.block(s.Body)
		if s.Catch != nil {
			r.expression(s.Catch.Parameter)
			r.block(s.Catch.Body)
		}
		r.block(s.Finally)
	default:
		r.loop(s)
	}
}

func (r *repairer) loop(s ast.Statement) {
	switch s := s.(type) {
	case *ast.WhileStatement:
		r.expression(s.Test)
		r.statement(s.Body)
	case *ast.DoWhileStatement:
		r.expression(s.Test)
		r.statement(s.Body)
	case *ast.ForStatement:
		switch init := s.Initializer.(type) {
		case *ast.ForLoopInitializerExpression:
			r.expression(init.Expression)
		case *ast.ForLoopInitializerVarDeclList:
			r.bindings(init.List)
		case *ast.ForLoopInitializerLexicalDecl:
			r.bindings(init.LexicalDeclaration.List)
		}
		r.expression(s.Test)
		r.expression(s.Update)
		r.statement(s.Body)
	case *ast.ForInStatement:
		r.into(s.Into)
		r.expression(s.Source)
		r.statement(s.Body)
	case *ast.ForOfStatement:
		r.into(s.Into)
		r.expression(s.Source)
		r.statement(s.Body)
	}
}

func (r *repairer) into(f ast.ForInto) {
	switch f := f.(type) {
	case *ast.ForIntoVar:
		r.expression(f.Binding)
	case *ast.ForDeclaration:
		r.expression(f.Target)
	case *ast.ForIntoExpression:
		r.expression(f.Expression)
	}
}

func (r *repairer) bindings(list []*ast.Binding) {
	for _, b := range list {
		r.expression(b)
	}
}

func (r *repairer) expressions(list []ast.Expression) {
	for _, e := range list {
		r.expression(e)
	}
}

func (r *repairer) expression(e ast.Expression) {
	if r.each != nil {
		r.each(e)
	}
	switch e := e.(type) {
	case nil, *ast.Identifier, *ast.StringLiteral, *ast.NumberLiteral, *ast.ThisExpression:
	case *ast.DotExpression:
		r.expression(e.Left)
	case *ast.CallExpression:
		r.expression(e.Callee)
		r.expressions(e.ArgumentList)
	case *ast.FunctionLiteral:
		r.function(e.ParameterList, e.Body, e.DeclarationList)
	case *ast.ArrowFunctionLiteral:
		r.arrow(e)
	case *ast.AssignExpression:
		r.expression(e.Left)
		r.expression(e.Right)
	case *ast.BinaryExpression:
		r.expression(e.Left)
		r.expression(e.Right)
	case *ast.BracketExpression:
		r.expression(e.Left)
		r.expression(e.Member)
	case *ast.Binding:
		if e != nil {
			r.expression(e.Target)
			r.expression(e.Initializer)
		}
	case *ast.ConditionalExpression:
		r.expression(e.Test)
		r.expression(e.Consequent)
		r.expression(e.Alternate)
	case *ast.NewExpression:
		r.expression(e.Callee)
		r.expressions(e.ArgumentList)
	case *ast.SequenceExpression:
		r.expressions(e.Sequence)
	case *ast.UnaryExpression:
		r.expression(e.Operand)
	case *ast.ClassLiteral:
		r.class(e)
	default:
		r.literal(e)
	}
}

func (r *repairer) literal(e ast.Expression) {
	switch e := e.(type) {
	case *ast.ArrayLiteral:
		r.expressions(e.Value)
	case *ast.ObjectLiteral:
		r.properties(e.Value)
	case *ast.ArrayPattern:
		r.expressions(e.Elements)
		r.expression(e.Rest)
	case *ast.ObjectPattern:
		r.properties(e.Properties)
		r.expression(e.Rest)
	case *ast.PropertyShort:
		r.expression(e.Initializer)
	case *ast.PropertyKeyed:
		r.expression(e.Key)
		r.expression(e.Value)
	case *ast.RegExpLiteral:
		e.Pattern = repairPattern(e.Pattern, e.Flags)
	case *ast.SpreadElement:
		r.expression(e.Expression)
	case *ast.TemplateLiteral:
		r.expression(e.Tag)
		r.expressions(e.Expressions)
	case *ast.PrivateDotExpression:
		r.expression(e.Left)
	case *ast.OptionalChain:
		r.expression(e.Expression)
	case *ast.Optional:
		r.expression(e.Expression)
	case *ast.YieldExpression:
		r.expression(e.Argument)
	case *ast.AwaitExpression:
		r.expression(e.Argument)
	}
}

func (r *repairer) properties(list []ast.Property) {
	for _, p := range list {
		r.expression(p)
	}
}

func (r *repairer) arrow(e *ast.ArrowFunctionLiteral) {
	switch body := e.Body.(type) {
	case *ast.BlockStatement:
		r.function(e.ParameterList, body, e.DeclarationList)
	case *ast.ExpressionBody:
		r.bindings(e.ParameterList.List)
		r.expression(body.Expression)
	}
	r.inner = true
}

func (r *repairer) class(c *ast.ClassLiteral) {
	r.expression(c.SuperClass)
	for _, element := range c.Body {
		switch element := element.(type) {
		case *ast.MethodDefinition:
			r.expression(element.Key)
			r.expression(element.Body)
		case *ast.FieldDefinition:
			r.expression(element.Key)
			r.expression(element.Initializer)
		case *ast.ClassStaticBlock:
			r.block(element.Block)
		}
	}
	r.inner = true
}
