package amd

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
)

// object evaluates an object literal as far as it can be without running it:
// what is no literal is left out. all tells whether nothing was.
func object(source []byte) (fields map[string]any, all bool) {
	text := append(append([]byte("("), source...), ')')
	ast, err := js.Parse(parse.NewInputBytes(text), js.Options{})
	if err != nil || len(ast.List) != 1 {
		return nil, false
	}
	st, ok := ast.List[0].(*js.ExprStmt)
	if !ok {
		return nil, false
	}
	e := evaluator{all: true}
	fields, _ = e.eval(st.Value).(map[string]any)
	return fields, e.all && fields != nil
}

type evaluator struct{ all bool }

// unknownValue stands for what only running the source tells.
type unknownValue struct{}

func isKnown(v any) bool {
	_, is := v.(unknownValue)
	return !is
}

func (e *evaluator) eval(x js.IExpr) any {
	switch x := x.(type) {
	case *js.GroupExpr:
		return e.eval(x.X)
	case *js.LiteralExpr:
		return e.literal(x)
	case js.LiteralExpr:
		return e.literal(&x)
	case *js.TemplateExpr:
		if x.Tag == nil && len(x.List) == 0 && !bytes.ContainsRune(x.Tail, '\\') {
			return string(x.Tail[1 : len(x.Tail)-1])
		}
	case *js.ArrayExpr:
		list := []any{}
		for _, el := range x.List {
			if v := e.eval(el.Value); isKnown(v) && !el.Spread {
				list = append(list, v)
			}
		}
		return list
	case *js.ObjectExpr:
		return e.object(x)
	case *js.UnaryExpr:
		switch v := e.eval(x.X).(type) {
		case float64:
			if x.Op == js.NegToken {
				return -v
			}
			if x.Op == js.NotToken {
				return v == 0
			}
		}
	case *js.BinaryExpr:
		a, isA := e.eval(x.X).(string)
		b, isB := e.eval(x.Y).(string)
		if x.Op == js.AddToken && isA && isB {
			return a + b
		}
	}
	e.all = false
	return unknownValue{}
}

func (e *evaluator) literal(x *js.LiteralExpr) any {
	switch x.TokenType {
	case js.StringToken:
		return scan.StringValue(x.Data)
	case js.TrueToken:
		return true
	case js.FalseToken:
		return false
	case js.NullToken:
		return nil
	}
	if v, err := strconv.ParseFloat(string(x.Data), 64); err == nil {
		return v
	}
	e.all = false
	return unknownValue{}
}

func (e *evaluator) object(x *js.ObjectExpr) any {
	m := map[string]any{}
	for _, p := range x.List {
		if p.Name == nil || p.Name.IsComputed() || p.Init != nil {
			e.all = false
			continue
		}
		name := string(p.Name.Literal.Data)
		if p.Name.Literal.TokenType == js.StringToken {
			name = scan.StringValue(p.Name.Literal.Data)
		}
		if v := e.eval(p.Value); isKnown(v) {
			m[name] = v
		}
	}
	return m
}

// decode puts evaluated fields into a struct, by the rules of JSON.
func decode(fields map[string]any, into any) error {
	b, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}
