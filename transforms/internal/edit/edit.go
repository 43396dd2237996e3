// Package edit puts replacements into source texts for transforms that leave
// everything else as it stands.
//
// What comes in are a text and edits by byte offsets; what goes out is the text
// with the same line numbers, and where a source map is wanted one that says
// so. It knows nothing of JavaScript but how a string is written.
package edit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// An Edit puts Text in the place of the bytes from Start to End.
type Edit struct {
	Start, End int
	Text       string
}

// text is what stands in the place of the bytes: the line ends that the edit
// takes away are put behind its text, so that what follows stays on its line.
func (e *Edit) text(of []byte) string {
	n := bytes.Count(of[e.Start:e.End], []byte{'\n'}) - strings.Count(e.Text, "\n")
	if n <= 0 {
		return e.Text
	}
	return e.Text + strings.Repeat("\n", n)
}

// Sort puts edits into the order of their places. What is only put in stands
// before what takes the place of something.
func Sort(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
}

// Apply returns the text with the edits made, which must not overlap and may
// come in any order: it sorts them.
func Apply(text []byte, edits []Edit) []byte {
	if len(edits) == 0 {
		return text
	}
	Sort(edits)
	out := make([]byte, 0, len(text)+256)
	at := 0
	for i := range edits {
		e := &edits[i]
		out = append(append(out, text[at:e.Start]...), e.text(text)...)
		at = e.End
	}
	return append(out, text[at:]...)
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
