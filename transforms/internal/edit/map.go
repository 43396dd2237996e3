package edit

import (
	"bytes"
	"path/filepath"
	"unicode/utf8"

	"sheaf/bundle/srcmap"
)

// WithMap ends an edited text in a map to the original: from what stayed to where
// it stood. A text that has a map already keeps it: it speaks of the same lines.
func WithMap(edited, original []byte, edits []Edit, file string) []byte {
	if bytes.Contains(edited, []byte("sourceMappingURL=")) {
		return edited
	}
	Sort(edits)
	name := filepath.Base(file)
	m := mapper{Builder: srcmap.NewBuilder(srcmap.Base64, name, original)}
	m.Position(0, 0, 0, 0, 0)
	at := 0
	for _, e := range edits {
		m.same(original[at:e.Start])
		if at = e.End; e.Start == len(original) {
			break // what is added at the end is nowhere in the original
		}
		m.Position(m.line, m.column, 0, m.line, m.orig)
		m.other(e.text(original), original[e.Start:e.End])
		m.Position(m.line, m.column, 0, m.line, m.orig)
	}
	m.same(original[at:])
	if n := len(edited); n > 0 && edited[n-1] != '\n' {
		edited = append(edited, '\n')
	}
	edited = append(edited, "//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
	for _, piece := range m.Finish(name) {
		edited = append(edited, piece...)
	}
	return append(edited, '\n')
}

// A mapper follows the positions of two texts that have the same lines: columns
// are UTF-16 code units.
type mapper struct {
	*srcmap.Builder
	line, column, orig int
}

// same passes over what both texts have.
func (m *mapper) same(text []byte) {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if r == '\n' {
			m.line, m.column, m.orig = m.line+1, 0, 0
			m.Position(m.line, 0, 0, m.line, 0)
			continue
		}
		m.column += units(r)
		m.orig += units(r)
	}
}

// other passes over an edit: the new text, and the old one, whose line ends are
// at the end of the new.
func (m *mapper) other(text string, old []byte) {
	for _, r := range text {
		if r == '\n' {
			m.line, m.column, m.orig = m.line+1, 0, 0
			m.Position(m.line, 0, 0, m.line, 0)
			continue
		}
		m.column += units(r)
	}
	for len(old) > 0 {
		r, n := utf8.DecodeRune(old)
		old = old[n:]
		if m.orig += units(r); r == '\n' {
			m.orig = 0
		}
	}
}

func units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}
