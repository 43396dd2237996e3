package inline

import (
	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/token"
)

// findImports finds import and export declarations: what they import of fs and
// path, and what is to stand in their place if the source is read as a script,
// for the sake of its scopes.
func (s *source) findImports() {
	for i := range s.tokens {
		if s.is(i-1, ".") || s.is(i-1, "?.") || s.is(i+1, ":") {
			continue
		}
		switch s.tokens[i].Type {
		case js.ImportToken:
			s.importing(i)
		case js.ExportToken:
			s.exporting(i)
		}
	}
}

// importing looks at the word import.
func (s *source) importing(first int) {
	switch {
	case s.is(first+1, "("):
		return
	case s.is(first+1, "."): // import.meta
		s.asScript[first], s.asScript[first+1], s.asScript[first+2] = "_meta", "", ""
		return
	}
	last := first + 1
	for last < len(s.tokens) && s.kind(last) != js.StringToken {
		last++
	}
	spec, ok := token.Unquote(s.text(last))
	if !ok {
		return
	}
	v := value{module: moduleOf(spec)}
	b := binding{first: first, last: last, imports: true}
	for i := first; i < last; i++ {
		s.asScript[i] = ""
		next := s.text(i + 1)
		if s.kind(i) != js.IdentifierToken || next != "," && next != "}" && next != "from" {
			continue
		}
		delete(s.asScript, i)
		s.beforeIt[i] = ";var "
		b.names = append(b.names, s.text(i))
		if v.module == "" {
			continue
		}
		of := v
		switch {
		case s.is(i-1, "as") && !s.is(i-2, "*"):
			of.member = s.text(i - 2)
		case s.is(i-1, "{") || s.is(i-1, ",") && !s.is(i-1, "as") && s.within(first, i):
			of.member = s.text(i)
		}
		if of.member == "default" {
			of.member = ""
		}
		s.bind(s.text(i), i, of)
	}
	s.asScript[last] = ";"
	if v.module != "" && len(b.names) > 0 {
		s.bindings = append(s.bindings, b)
	}
}

// within tells whether token i of an import declaration stands in braces.
func (s *source) within(first, i int) bool {
	for ; i > first; i-- {
		if s.is(i, "{") {
			return true
		}
	}
	return false
}

// exporting looks at the word export.
func (s *source) exporting(first int) {
	switch s.text(first + 1) {
	case "default":
		s.asScript[first], s.asScript[first+1] = "_default=", ""
	case "{", "*":
		last := first + 1
		if s.is(last, "{") {
			last = s.close(last)
		}
		for i := last; i >= 0 && i < len(s.tokens); i++ {
			if s.kind(i) == js.StringToken && s.is(i-1, "from") {
				last = i
				break
			}
			if s.is(i, ";") || i > last && s.tokens[i].NewLine && !s.is(i, "from") && !s.is(last, "*") {
				break
			}
		}
		for i := first; i <= last; i++ {
			s.asScript[i] = ""
		}
		s.asScript[first] = ";"
	default:
		s.asScript[first] = ""
	}
}
