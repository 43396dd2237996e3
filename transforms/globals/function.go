package globals

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms"
	"sheaf/transforms/internal/token"
)

// function steps over a function if one is next: of any form, with its body.
func (e *evaluator) function() bool {
	l := token.New(bytes.Clone(e.d.text[e.skipped+e.Start:]))
	l.Next()
	if l.Type == js.AsyncToken {
		l.Next()
	}
	named := l.Type == js.FunctionToken
	for named && l.Type != js.OpenParenToken && l.Type != js.ErrorToken {
		l.Next()
	}
	switch {
	case l.Type == js.OpenParenToken:
		balanced(l)
	case js.IsIdentifier(l.Type):
		l.Next()
	default:
		return false
	}
	if arrow := l.Type == js.ArrowToken; arrow {
		l.Next()
	} else if l.Type != js.OpenBraceToken {
		return false
	}
	if l.Type == js.OpenBraceToken {
		balanced(l)
	} else {
		first := l.Start
		for l.Type != js.CommaToken && l.Type != js.CloseBraceToken && l.Type != js.SemicolonToken && l.Type != js.ErrorToken {
			balanced(l)
		}
		if l.Start == first {
			return false
		}
	}
	if l.Type == js.ErrorToken && l.Err() != nil {
		return false
	}
	for end := e.Start + l.Start; e.Start < end && e.Type != js.ErrorToken; {
		e.Next()
	}
	return true
}

// balanced steps over a token, or all up to what closes it.
func balanced(l *token.Lexer) {
	for depth := 0; l.Type != js.ErrorToken; {
		switch l.Type {
		case js.OpenParenToken, js.OpenBraceToken, js.OpenBracketToken:
			depth++
		case js.CloseParenToken, js.CloseBraceToken, js.CloseBracketToken:
			depth--
		}
		if l.Next(); depth == 0 {
			return
		}
	}
}

// A function is one of a configuration's: aliasify's replacements may be such.
type function struct {
	key   string
	file  string // of the configuration
	start func() (transforms.Transform, error)

	known sync.Map // what it has answered, by what it was asked
}

//go:embed adapter.js
var adapter string

// function returns the function that stands at a key of aliasify's replacements.
func (b *builder) function(key, v *value) *function {
	scripts, file := b.t.scripts, b.doc.file
	if scripts == nil || file == "" {
		b.fail(v, "there is nothing to run this function with")
		return nil
	}
	return &function{key: key.str, file: file, start: sync.OnceValues(func() (transforms.Transform, error) {
		return scripts.Adapt(file, adapter, nil)
	})}
}

// answer is what a function returns: a name, false, {relative: name}, or nothing.
type answer struct {
	replacement
	replaces bool
}

// call asks the function for what becomes of a name.
func (f *function) call(p *pattern, spec string) (replacement, bool, error) {
	if a, ok := f.known.Load(spec); ok {
		return a.(answer).replacement, a.(answer).replaces, nil
	}
	a, err := f.ask(p, spec)
	if err != nil {
		return replacement{}, false, fmt.Errorf("the function that replaces %q in %s: %w", f.key, f.file, err)
	}
	f.known.Store(spec, a)
	return a.replacement, a.replaces, nil
}

func (f *function) ask(p *pattern, spec string) (a answer, err error) {
	t, err := f.start()
	if err != nil {
		return a, err
	}
	question, _ := json.Marshal(map[string]string{"key": f.key, "spec": spec}) // strings always encode
	out, err := t.Transform(context.Background(), transforms.Input{File: f.file, Code: question})
	if err != nil {
		return a, err
	}
	var is struct {
		Is    json.RawMessage
		Error string
	}
	if err := json.Unmarshal(out.Code, &is); err != nil {
		return a, err
	}
	var name string
	var object struct{ Relative string }
	switch text := is.Is; {
	case is.Error != "":
		err = errors.New(is.Error)
	case len(text) == 0, string(text) == "null":
	case string(text) == "false":
		a = answer{replacement{expr: "({})", plain: "{}"}, true}
	case json.Unmarshal(text, &name) == nil:
		a = answer{p.become(name), true}
	case json.Unmarshal(text, &object) == nil && object.Relative != "":
		a = answer{replacement{name: object.Relative}, true}
	default:
		err = fmt.Errorf("it returned %s for %q, which is neither a name nor false", text, spec)
	}
	return a, err
}
