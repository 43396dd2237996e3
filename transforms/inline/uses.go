package inline

import (
	"slices"
	"strconv"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/scan"
	"sheaf/transforms/internal/token"
)

// A mention is an occurrence of a name.
type mention struct {
	at  int  // token
	use bool // a property of it is read, or it is called
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
			m.use = true
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
