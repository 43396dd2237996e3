package inline

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/token"
)

// An evaluator finds the value of an expression of which all parts are known:
// strings, __dirname, sums, functions of path, require.resolve, objects of
// such. The values are string, float64, bool, map[string]any, and nil for null
// and undefined.
type evaluator struct {
	*source
	at  int  // token
	end int  // token behind the expression
	bad bool // something is not known
}

// evaluate returns the value of the expression between two tokens.
func (s *source) evaluate(first, end int) (v any, ok bool) {
	e := &evaluator{source: s, at: first, end: end}
	v = e.sum()
	return v, !e.bad && e.at == end
}

func (e *evaluator) fail() any {
	e.bad = true
	return nil
}

// take passes over a token if it is the one given.
func (e *evaluator) take(text string) bool {
	if e.at < e.end && e.is(e.at, text) {
		e.at++
		return true
	}
	return false
}

func (e *evaluator) sum() any {
	v := e.operand()
	for !e.bad && e.take("+") {
		w := e.operand()
		a, ok := asString(v)
		b, ok2 := asString(w)
		if !ok || !ok2 {
			return e.fail()
		}
		v = a + b
	}
	return v
}

func asString(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), v == float64(int64(v))
	}
	return "", false
}

func (e *evaluator) operand() any {
	if e.at >= e.end {
		return e.fail()
	}
	i := e.at
	text := e.text(i)
	e.at++
	switch kind := e.kind(i); {
	case kind == js.StringToken || kind == js.TemplateToken:
		if s, ok := token.Unquote(text); ok {
			return s
		}
	case kind == js.TemplateStartToken:
		return e.template(text)
	case kind == js.OpenParenToken:
		if e.is(i+1, "0") && e.is(i+2, ",") { // (0, path.join)(…)
			return e.indirect(i + 3)
		}
		v := e.sum()
		if e.take(")") {
			return v
		}
	case kind == js.OpenBraceToken:
		return e.object()
	case kind == js.NullToken, text == "undefined":
		return nil
	case text == "true":
		return true
	case text == "false":
		return false
	case kind == js.DecimalToken || kind == js.IntegerToken:
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	case text == "__dirname":
		return filepath.Dir(e.file)
	case text == "__filename":
		return e.file
	case text == "require":
		return e.required(i)
	case js.IsIdentifier(kind):
		if v, ok := e.means[i]; ok && v.module == "path" {
			return e.path(i, v)
		}
		if v, ok := e.vars[text]; ok {
			return v
		}
	}
	return e.fail()
}

// template reads a template from its first substitution on.
func (e *evaluator) template(text string) any {
	var b strings.Builder
	for {
		piece, ok := token.Unquote(text)
		if !ok {
			return e.fail()
		}
		b.WriteString(piece)
		if strings.HasSuffix(text, "`") {
			return b.String()
		}
		s, ok := asString(e.sum())
		if kind := e.kind(e.at); e.bad || !ok || kind != js.TemplateMiddleToken && kind != js.TemplateEndToken {
			return e.fail()
		}
		b.WriteString(s)
		text = e.text(e.at)
		e.at++
	}
}

func (e *evaluator) object() any {
	object := map[string]any{}
	for !e.take("}") {
		key := e.text(e.at)
		if e.kind(e.at) == js.StringToken {
			key, _ = token.Unquote(key)
		}
		if e.at++; !e.take(":") {
			return e.fail()
		}
		if object[key] = e.sum(); e.bad || !e.take(",") && !e.is(e.at, "}") {
			return e.fail()
		}
	}
	return object
}

// required reads on from the word require at token i: require.resolve("x"), or
// require("path") and what is done with it.
func (e *evaluator) required(i int) any {
	if e.take(".") {
		if !e.take("resolve") {
			return e.fail()
		}
		args := e.arguments()
		if len(args) != 1 || e.scripts == nil {
			return e.fail()
		}
		spec, ok := args[0].(string)
		if !ok {
			return e.fail()
		}
		file, err := e.scripts.Resolve(filepath.Dir(e.file), spec)
		if err != nil {
			e.unresolved(i, spec, err)
			return e.fail()
		}
		return file
	}
	v, ok := e.means[i]
	if !ok || v.module != "path" {
		return e.fail()
	}
	e.at = i + 4 // require ( "path" )
	v.member = ""
	return e.path(e.at-1, v)
}

// path evaluates what is done with path, or a function of it, that ends at
// token i.
func (e *evaluator) path(i int, v value) any {
	if member, end := e.member(i); end >= 0 && v.member == "" {
		if next, after := e.member(end); member == "default" && after >= 0 {
			member, end = next, after
		}
		v.member, e.at = member, end+1
	}
	switch v.member {
	case "sep":
		return string(filepath.Separator)
	case "delimiter":
		return string(filepath.ListSeparator)
	}
	return e.call(v)
}

// call evaluates the call of a function of path whose arguments are next.
func (e *evaluator) call(v value) any {
	args := e.arguments()
	list := make([]string, len(args))
	for i, a := range args {
		s, ok := a.(string)
		if !ok {
			return e.fail()
		}
		list[i] = s
	}
	switch {
	case e.bad:
	case v.member == "join":
		return join(list)
	case v.member == "resolve":
		return e.absolute(list)
	case v.member == "normalize" && len(list) == 1:
		return normalize(list[0])
	case v.member == "dirname" && len(list) == 1:
		return dirname(list[0])
	case v.member == "extname" && len(list) == 1:
		return extname(list[0])
	case v.member == "basename" && len(list) == 1:
		return basename(list[0], "")
	case v.member == "basename" && len(list) == 2:
		return basename(list[0], list[1])
	}
	return e.fail()
}

// indirect evaluates the call of a function of path that is named between
// parentheses, from its name on.
func (e *evaluator) indirect(i int) any {
	v, ok := e.means[i]
	if !ok || v.module != "path" {
		return e.fail()
	}
	member, end := e.member(i)
	if end < 0 || v.member != "" || !e.is(end+1, ")") {
		return e.fail()
	}
	e.at = end + 2
	v.member = member
	return e.call(v)
}

// absolute is path.resolve.
func (s *source) absolute(parts []string) string {
	path := s.basedir
	for _, p := range parts {
		if filepath.IsAbs(p) {
			path = p
		} else {
			path = filepath.Join(path, p)
		}
	}
	return filepath.Clean(path)
}

// arguments reads the arguments of a call.
func (e *evaluator) arguments() []any {
	if !e.take("(") {
		e.fail()
	}
	var list []any
	for !e.bad && !e.take(")") {
		list = append(list, e.sum())
		if !e.take(",") && !e.is(e.at, ")") {
			e.fail()
		}
	}
	return list
}
