package inline

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/transforms/internal/edit"
)

// removeDead removes the bindings of fs whose names nothing mentions any more.
func (s *source) removeDead() {
	needed := map[string]bool{}
	for text, n := range s.names {
		needed[text] = n.value.module != "fs" || n.others > 0
	}
	for i := range s.uses {
		if u := &s.uses[i]; !u.gone && u.name != "" {
			needed[u.name] = true
		}
	}
	for i := range s.bindings {
		b := &s.bindings[i]
		dead := true
		for _, text := range b.names {
			dead = dead && s.names[text] != nil && !needed[text]
		}
		if !dead {
			continue
		}
		if e, ok := s.removal(b); ok && !s.overlaps(e) {
			s.edits = append(s.edits, e)
		}
	}
}

func (s *source) overlaps(e edit.Edit) bool {
	return slices.ContainsFunc(s.edits, func(o edit.Edit) bool { return e.Start < o.End && o.Start < e.End })
}

// removal returns the edit that takes a binding out, if it can be taken out.
func (s *source) removal(b *binding) (edit.Edit, bool) {
	before, after := b.first-1, b.last+1
	switch {
	case b.imports:
		if !s.endsStatement(after) {
			return edit.Edit{}, false
		}
		return s.cut(b.first, after), true
	case s.is(before, "var"), s.is(before, "let"), s.is(before, "const"):
		if s.is(after, ",") {
			return edit.Edit{Start: s.tokens[b.first].Start, End: s.tokens[after+1].Start}, after+1 < len(s.tokens)
		}
		if !s.beginsStatement(before) || !s.endsStatement(after) {
			return edit.Edit{}, false
		}
		return s.cut(before, after), true
	case s.is(before, ","):
		if !s.inDeclaration(before) || !s.is(after, ",") && !s.endsStatement(after) {
			return edit.Edit{}, false
		}
		return edit.Edit{Start: s.tokens[before-1].End, End: s.tokens[b.last].End}, true
	case s.beginsStatement(b.first) && s.endsStatement(after):
		return s.cut(b.first, after), true
	}
	return edit.Edit{}, false
}

// cut removes the statement that begins with token first and ends before token
// after, or with it if that is a semicolon. That stays if the line before would
// go on with what comes then.
func (s *source) cut(first, after int) edit.Edit {
	end := after
	if s.is(after, ";") && !(s.mayGoOn(first-1) && s.mayContinue(after+1)) {
		end++
	}
	return edit.Edit{Start: s.tokens[first].Start, End: s.tokens[end-1].End}
}

// mayGoOn tells whether a statement that ends with a token may have been ended
// by the line's end alone.
func (s *source) mayGoOn(i int) bool {
	switch s.text(i) {
	case "", ";", "{":
		return false
	}
	return true
}

// mayContinue tells whether what a token begins may belong to the line before.
func (s *source) mayContinue(i int) bool {
	text := s.text(i)
	return text != "" && strings.IndexByte("([`+-*/", text[0]) >= 0
}

// beginsStatement tells whether a token surely begins a statement of a list, so
// that it may go without a trace.
func (s *source) beginsStatement(i int) bool {
	switch s.text(i - 1) {
	case "", ";", "{", "}":
		return true
	case ")", "else", "do", ":", "=>", "(", "export", ",":
		return false
	}
	// A line before it that ends in a value or a word.
	return s.tokens[i].NewLine && !js.IsPunctuator(s.kind(i-1)) && !js.IsOperator(s.kind(i-1)) || s.tokens[i].NewLine && s.is(i-1, "]")
}

// endsStatement tells whether a statement surely ends before a token, or with
// it.
func (s *source) endsStatement(i int) bool {
	switch s.text(i) {
	case "", ";", "}":
		return true
	case "in", "instanceof", "of":
		return false
	}
	return s.tokens[i].NewLine && (js.IsIdentifierName(s.kind(i)))
}

// inDeclaration tells whether a comma stands in the list of a var, let or const.
func (s *source) inDeclaration(i int) bool {
	depth := 0
	for i--; i >= 0; i-- {
		switch s.tokens[i].Type {
		case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.TemplateEndToken:
			depth++
		case js.OpenParenToken, js.OpenBracketToken, js.OpenBraceToken, js.TemplateStartToken:
			if depth--; depth < 0 {
				return false
			}
		case js.SemicolonToken:
			if depth == 0 {
				return false
			}
		case js.VarToken, js.LetToken, js.ConstToken:
			if depth == 0 {
				return true
			}
		}
	}
	return false
}
