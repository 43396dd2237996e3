package amd

import (
	"bytes"
	"cmp"
	"slices"
)

// edits are what is to be changed in a source: texts for ranges of it, which
// do not overlap.
type edits struct {
	list []edit
	tail []string // functions to declare at the end, where they disturb no line
}

type edit struct {
	start, end int
	text       string
}

// replace puts text in the place of a range. Line ends in the range stay, so
// that what follows keeps its line.
func (e *edits) replace(src []byte, start, end int, text string) {
	for rest := src[start:end]; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		text += "\n"
		rest = rest[i+1:]
	}
	e.list = append(e.list, edit{start, end, text})
}

// insert puts text before an offset.
func (e *edits) insert(at int, text string) { e.list = append(e.list, edit{at, at, text}) }

// within tells whether a range lies in one that is replaced already.
func (e *edits) within(start, end int) bool {
	return slices.ContainsFunc(e.list, func(x edit) bool { return x.start <= start && end <= x.end && x.start < x.end })
}

// clear drops the edits within a range, which is about to be replaced as a whole.
func (e *edits) clear(start, end int) {
	e.list = slices.DeleteFunc(e.list, func(x edit) bool { return start <= x.start && x.end <= end })
}

// apply returns the source with the edits made.
func (e *edits) apply(src []byte) []byte {
	slices.SortStableFunc(e.list, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	out := make([]byte, 0, len(src)+256)
	at := 0
	for _, x := range e.list {
		out = append(out, src[at:x.start]...)
		out = append(out, x.text...)
		at = x.end
	}
	out = append(out, src[at:]...)
	if len(e.tail) > 0 {
		out = append(out, "\n;"...) // the last line may be a comment, or want a semicolon
		for _, f := range e.tail {
			out = append(out, f...)
		}
	}
	return out
}
