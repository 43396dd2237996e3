package amd

import (
	"unicode/utf8"

	"sheaf/bundle/srcmap"
)

// appendMap ends an edited text in its source map: from what stayed to where it
// stood in the source, called name.
func (e *edits) appendMap(code, source []byte, name string) []byte {
	m := mapper{Builder: srcmap.NewBuilder(srcmap.Base64, name, source)}
	m.Position(0, 0, 0, 0, 0)
	at := 0
	for _, x := range e.list {
		m.same(source[at:x.start])
		m.Position(m.line, m.column, 0, m.line, m.orig)
		m.other(x.text, source[x.start:x.end])
		m.Position(m.line, m.column, 0, m.line, m.orig)
		at = x.end
	}
	m.same(source[at:])
	if code[len(code)-1] != '\n' {
		code = append(code, '\n')
	}
	code = append(code, "//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
	for _, piece := range m.Finish(name) {
		code = append(code, piece...)
	}
	return append(code, '\n')
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
