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
		spec, _ := unquote(s.text(lit))
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
		if name, ok := unquote(s.text(i + 2)); ok {
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

// A mention is an occurrence of a name.
type mention struct {
	at   int // token
	use  bool
	call bool
}

// mentions returns where an identifier occurs, but as a property or a key, and
// but where it is bound.
func (s *source) mentions(text string, bound []int) []mention {
	var list []mention
	for i := range s.tokens {
		if s.tokens[i].End-s.tokens[i].Start != len(text) || s.tokens[i].Type != js.IdentifierToken || s.text(i) != text {
			continue
		}
		if s.is(i-1, ".") || s.is(i-1, "?.") || s.is(i+1, ":") && (s.is(i-1, "{") || s.is(i-1, ",")) || slices.Contains(bound, i) {
			continue
		}
		m := mention{at: i}
		if s.is(i+1, "(") && !s.is(i-1, "function") && !s.is(i-1, "*") && !s.is(s.close(i+1)+1, "{") {
			m.use, m.call = true, true
		}
		if _, end := s.member(i); end >= 0 {
			m.use = true
		}
		list = append(list, m)
	}
	return list
}

// findUses finds what is done with the names.
func (s *source) findUses() {
	for text, n := range s.names {
		if n.value.module == "" {
			continue
		}
		list := s.mentions(text, n.tokens)
		own := s.own(text, n.tokens, list)
		for k, m := range list {
			switch {
			case !m.use:
				if !s.declares(m.at) {
					n.others++
				}
			case !own[k]:
			default:
				s.used(text, n, m)
			}
		}
	}
	slices.SortFunc(s.uses, func(a, b use) int { return a.first - b.first })
}

// declares tells whether a mention is that of "var fs;".
func (s *source) declares(at int) bool {
	return (s.is(at-1, "var") || s.is(at-1, "let")) && (s.is(at+1, ";") || s.is(at+1, ",") || at+1 == len(s.tokens) || s.tokens[at+1].NewLine)
}

// used notes a use of a name.
func (s *source) used(text string, n *name, m mention) {
	u := use{first: m.at, value: n.value, paren: -1, name: text}
	end := m.at
	if member, at := s.member(m.at); at >= 0 && n.value.member == "" {
		if next, after := s.member(at); member == "default" && after >= 0 {
			member, at = next, after
		}
		u.value.member, end = member, at
	}
	switch {
	case s.is(end+1, "("):
		u.paren = end + 1
	case s.is(end+1, ")") && s.is(end+2, "(") && s.is(m.at-1, ",") && s.is(m.at-2, "0") && s.is(m.at-3, "("):
		u.first, u.paren = m.at-3, end+2 // (0, fs.readFileSync)(…), as compilers write it
	}
	s.means[m.at] = n.value
	s.uses = append(s.uses, u)
}

// own tells for each of a name's mentions whether it is of the variable that is
// bound at certain tokens, and not of another one of that name.
//
// The scanner knows scopes, but only for the name require: whether the file
// itself binds it around a call. So the name is given that name, and the
// mentions are made calls. They are of the variable if they are shadowed with
// its binding there, and are not without it.
func (s *source) own(text string, bound []int, list []mention) map[int]bool {
	with, without := s.probe(text, bound, list, "require"), s.probe(text, bound, list, "")
	own := map[int]bool{}
	for k := range list {
		_, ok := with[k]
		own[k] = ok && with[k] && !without[k]
	}
	return own
}

// probe tells of each mention whether a variable called as is bound around it.
func (s *source) probe(text string, bound []int, list []mention, as string) map[int]bool {
	use := map[int]int{}
	for k, m := range list {
		if m.use {
			use[m.at] = k
		}
	}
	code := s.rewrite(func(i int, t *token.Token) (string, bool) {
		if t.Type != js.IdentifierToken {
			return "", false
		}
		word := string(s.code[t.Start:t.End])
		if word != text && word != "require" || s.is(i-1, ".") || s.is(i-1, "?.") {
			return "", false
		}
		k, used := use[i]
		switch {
		case word == "require":
			return "_require", true
		case slices.Contains(bound, i) || s.declares(i):
			if as == "" {
				return "_" + strconv.Itoa(i), true
			}
			return as, true
		case used:
			return `require("` + strconv.Itoa(k) + `")`, true
		}
		return "require", true
	})
	shadowed := map[int]bool{}
	res, err := scanned(code)
	if err != nil {
		return shadowed
	}
	for i := range res.Refs {
		if k, err := strconv.Atoi(res.Refs[i].Spec); err == nil && res.Refs[i].Kind == scan.Require {
			shadowed[k] = res.Refs[i].Shadowed
		}
	}
	return shadowed
}

// rewrite returns the source, made a script if it is an ES module, with tokens
// replaced.
func (s *source) rewrite(by func(i int, t *token.Token) (string, bool)) []byte {
	var out []byte
	at := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		word, ok := s.asScript[i]
		if !ok {
			word, ok = by(i, t)
		}
		before := s.beforeIt[i]
		if !ok && before == "" {
			continue
		}
		if !ok {
			word = string(s.code[t.Start:t.End])
		}
		out = append(append(append(out, s.code[at:t.Start]...), before...), word...)
		at = t.End
	}
	return append(out, s.code[at:]...)
}
