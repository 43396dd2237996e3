package esbuild

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/bundle/diag"
)

// messages puts esbuild's messages into the form of this house.
func (s *source) messages(list []api.Message, severity diag.Severity) diag.List {
	var out diag.List
	for i := range list {
		if list[i].ID == "empty-import-meta" {
			continue // it is not, see fillMeta
		}
		m := diag.Message{Severity: severity, Text: lower(list[i].Text), Where: s.where(list[i].Location)}
		for _, n := range list[i].Notes {
			m.Notes = append(m.Notes, diag.Note{Text: lower(n.Text), Where: s.where(n.Location)})
		}
		s.reword(&m)
		out = append(out, m)
	}
	return out
}

// reword says what is to be done where esbuild speaks of its own options.
func (s *source) reword(m *diag.Message) {
	switch {
	case strings.HasPrefix(m.Text, "top-level await"):
		m.Text = "top-level await cannot be bundled: what requires this module gets its exports at once"
		m.Notes = []diag.Note{{Text: "put the code into an async function, or export a promise and await it where it is used"}}
		m.Err = ErrTopLevelAwait
	case strings.HasPrefix(m.Text, "the JSX syntax extension is not"):
		m.Text = fmt.Sprintf("JSX in a %q file", s.ext)
		m.Notes = []diag.Note{{Text: "bundle with -t jsx, or give the file the extension .jsx"}}
	case m.Severity == diag.Error && (s.ext == ".ts" || s.ext == ".mts" || s.ext == ".cts") && strings.Contains(string(s.Code), "</"):
		m.Notes = append(m.Notes, diag.Note{Text: "if this is JSX, the file's extension must be .tsx"})
	}
}

func (s *source) where(l *api.Location) *diag.Range {
	if l == nil {
		return &diag.Range{File: s.File}
	}
	return &diag.Range{File: s.File, Line: l.Line, Column: l.Column + 1, Length: max(l.Length, 1), Text: l.LineText}
}

// lower makes the first letter small unless the word is an abbreviation or a
// name.
func lower(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	if !unicode.IsUpper(first) || !unicode.IsLower(second) && second != ' ' || strings.HasPrefix(text, "TypeScript") || strings.HasPrefix(text, "JavaScript") {
		return text
	}
	return string(unicode.ToLower(first)) + text[n:]
}
