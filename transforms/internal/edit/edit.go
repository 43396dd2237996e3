// Package edit puts replacements into source texts for transforms that leave
// everything else as it stands.
//
// What comes in are a text and edits by byte offsets; what goes out is the text
// with the same line numbers, and where a source map is wanted one that says
// so. It knows nothing of JavaScript but how a string is written.
package edit

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"sheaf/bundle/srcmap"
)

// An Edit puts Text in the place of the bytes from Start to End.
type Edit struct {
	Start, End int
	Text       string
}

// Apply returns the text with the edits made, which must not overlap and may
// come in any order; several at one place keep that of the list. The line ends
// that an edit takes away are put behind its text, so that what follows stays on
// its line.
func Apply(text []byte, edits []Edit) []byte {
	if len(edits) == 0 {
		return text
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.Text...)
		for n := bytes.Count(text[e.Start:e.End], []byte{'\n'}) - strings.Count(e.Text, "\n"); n > 0; n-- {
			out = append(out, '\n')
		}
		at = e.End
	}
	return append(out, text[at:]...)
}

// WithMap ends an edited text in a map to the original, line by line, so that
// the map of the bundle shows what the user wrote. A text that has a map
// already keeps it: it speaks of the same lines.
func WithMap(edited, original []byte, file string) []byte {
	if bytes.Contains(edited, []byte("sourceMappingURL=")) {
		return edited
	}
	name := filepath.Base(file)
	b := srcmap.NewBuilder(srcmap.Base64, name, original)
	b.Lines(0, 0, 0, srcmap.CountLines(original)+1)
	if n := len(edited); n > 0 && edited[n-1] != '\n' {
		edited = append(edited, '\n')
	}
	edited = append(edited, "//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
	for _, piece := range b.Finish(name) {
		edited = append(edited, piece...)
	}
	return append(edited, '\n')
}

// Quote returns a string as a literal that is both JSON and JavaScript of any
// age: U+2028 and U+2029, which older engines take for line ends, are escaped.
func Quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// Decode returns bytes as Node reads them as UTF-8: what is broken becomes
// U+FFFD, one for as many bytes as could begin a character.
func Decode(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 {
			n = brokenLen(text)
			b.WriteRune(utf8.RuneError)
		} else {
			b.Write(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// brokenLen is the length of the longest beginning of a character that text,
// which is broken, begins with; at least 1.
func brokenLen(text []byte) int {
	for n := min(3, len(text)); n > 1; n-- {
		// Whatever begins a character is not a full rune yet.
		if !utf8.FullRune(text[:n]) {
			return n
		}
	}
	return 1
}
