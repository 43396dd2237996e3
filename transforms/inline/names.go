package inline

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
	"sheaf/transforms/internal/token"
)

// A value is a module, or a property of one.
type value struct {
	module string // "fs" or "path"
	member string // "" for the module itself
}

// A name is a variable that stands for a value.
type name struct {
	value  value
	tokens []int // where it is bound: indices of tokens
	others int   // how often it is mentioned in ways that are not understood, and stays needed
}

// A binding is a require call that gives names to a module or to what it has.
type binding struct {
	first, last int // tokens: of the names, of the call
	names       []string
	imports     bool // an import declaration; first is the word import
}

// A use is a call of a function of a module, or another mention of one.
type use struct {
	first int // token
	value value
	paren int    // the token "(" of a call, or -1
	name  string // the variable, "" for a direct require("fs").readFileSync()
	gone  bool   // it was replaced
}

func (s *source) text(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return string(s.code[s.tokens[i].Start:s.tokens[i].End])
}

func (s *source) kind(i int) js.TokenType {
	if i < 0 || i >= len(s.tokens) {
		return js.ErrorToken
	}
	return s.tokens[i].Type
}

// is tells whether a token is a certain punctuator or word.
func (s *source) is(i int, text string) bool { return s.text(i) == text }

// close returns the token that closes the bracket at token i.
func (s *source) close(i int) int {
	depth := 0
	for ; i < len(s.tokens); i++ {
		switch s.tokens[i].Type {
		case js.OpenParenToken, js.OpenBracketToken, js.OpenBraceToken, js.TemplateStartToken:
			depth++
		case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.TemplateEndToken:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// moduleOf returns the module that a name in a require call means.
func moduleOf(spec string) string {
	switch spec = strings.TrimPrefix(spec, "node:"); spec {
	case "fs", "path":
		return spec
	}
	return ""
}

// findNames finds what requires fs and path, and tells whether fs is required
// at all. An error says that the source is no JavaScript.
func (s *source) findNames() (bool, error) {
	s.findImports()
	// The literal is what the scanner names a call by; here it is to be the
	// token's number.
	res, err := scanned(s.rewrite(func(i int, t *token.Token) (string, bool) {
		if t.Type != js.StringToken || !s.is(i-1, "(") || !s.is(i-2, "require") || !s.is(i+1, ")") {
			return "", false
		}
		return `"` + strconv.Itoa(i) + `"`, true
	}))
	if err != nil || res.ESM >= 0 {
		return false, err
	}
	found := false
	for i := range res.Refs {
		r := &res.Refs[i]
		lit, err := strconv.Atoi(r.Spec)
		if err != nil || r.Kind != scan.Require || r.Shadowed || s.kind(lit) != js.StringToken {
			continue
		}
		spec, _ := token.Unquote(s.text(lit))
		if module := moduleOf(spec); module != "" {
			found = found || module == "fs"
			s.required(lit-2, lit+1, value{module: module})
		}
	}
	for _, n := range s.names {
		found = found || n.value.module == "fs"
	}
	return found, nil
}

// helpers are what Babel, TypeScript and esbuild put around a require call that
// was an import. What they return has what fs has, and fs as its default.
var helpers = []string{"_interopRequireDefault", "_interopRequireWildcard", "__importDefault", "__importStar", "__toESM"}

// required looks at what is done with the require call between two tokens.
func (s *source) required(first, last int, v value) {
	if member, end := s.member(last); end >= 0 {
		v.member, last = member, end
		if s.is(last+1, "(") {
			s.means[first] = v
			s.uses = append(s.uses, use{first: first, value: v, paren: last + 1})
			return
		}
	}
	if s.is(first-1, "(") && slices.Contains(helpers, s.text(first-2)) {
		if end := s.close(first - 1); end >= 0 {
			first, last = first-2, end
		}
	}
	if !s.is(first-1, "=") {
		return
	}
	switch at := first - 2; {
	case s.kind(at) == js.IdentifierToken && !s.is(at-1, ".") && !s.is(at-1, "?."):
		s.bind(s.text(at), at, v)
		s.bindings = append(s.bindings, binding{first: at, last: last, names: []string{s.text(at)}})
	case s.is(at, "}") && v.member == "":
		s.pattern(at, last, v)
	}
}

// member returns the name of the property that is read of what ends at token i,
// and the token where that ends, or -1.
func (s *source) member(i int) (name string, end int) {
	switch {
	case (s.is(i+1, ".") || s.is(i+1, "?.")) && js.IsIdentifierName(s.kind(i+2)):
		return s.text(i + 2), i + 2
	case s.is(i+1, "[") && s.kind(i+2) == js.StringToken && s.is(i+3, "]"):
		if name, ok := token.Unquote(s.text(i + 2)); ok {
			return name, i + 3
		}
	}
	return "", -1
}

// pattern binds the names of a destructuring pattern that ends at token end.
func (s *source) pattern(end, last int, v value) {
	i := end - 1
	b := binding{last: last}
	type pair struct {
		member string
		at     int
	}
	var pairs []pair
	for i > 0 && !s.is(i, "{") {
		if s.is(i, ",") {
			i--
			continue
		}
		p := pair{s.text(i), i}
		if s.is(i-1, ":") {
			i -= 2
			p.member = s.text(i)
		}
		if s.kind(p.at) != js.IdentifierToken || !js.IsIdentifierName(s.kind(i)) || !s.is(i-1, ",") && !s.is(i-1, "{") {
			return
		}
		pairs = append(pairs, p)
		i--
	}
	if !s.is(i, "{") || !s.is(i-1, "var") && !s.is(i-1, "let") && !s.is(i-1, "const") && !s.is(i-1, ",") {
		return
	}
	b.first = i
	for _, p := range pairs {
		s.bind(s.text(p.at), p.at, value{v.module, p.member})
		b.names = append(b.names, s.text(p.at))
	}
	s.bindings = append(s.bindings, b)
}

// bind notes that the name at a token stands for a value. A name that stands
// for two is none that can be followed.
func (s *source) bind(text string, at int, v value) {
	n := s.names[text]
	if n == nil {
		n = &name{value: v}
		s.names[text] = n
	}
	if n.value != v {
		n.value = value{}
	}
	n.tokens = append(n.tokens, at)
}
