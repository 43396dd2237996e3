package amd

import (
	"slices"
	"strings"

	"sheaf/transforms/internal/edit"
)

// edits are what is to be changed in a source: texts for ranges of it, which
// do not overlap.
type edits struct {
	list []edit.Edit
	tail []string // functions to declare at the end, where they disturb no line
}

// replace puts text in the place of a range.
func (e *edits) replace(start, end int, text string) {
	e.list = append(e.list, edit.Edit{Start: start, End: end, Text: text})
}

// insert puts text before an offset.
func (e *edits) insert(at int, text string) { e.replace(at, at, text) }

// within tells whether a range lies in one that is replaced already.
func (e *edits) within(start, end int) bool {
	return slices.ContainsFunc(e.list, func(x edit.Edit) bool { return x.Start <= start && end <= x.End && x.Start < x.End })
}

// clear drops the edits within a range, which is about to be replaced as a whole.
func (e *edits) clear(start, end int) {
	e.list = slices.DeleteFunc(e.list, func(x edit.Edit) bool { return start <= x.Start && x.End <= end })
}

// finish puts what is declared at the end there.
func (e *edits) finish(src []byte) {
	if len(e.tail) > 0 {
		e.insert(len(src), "\n;"+strings.Join(e.tail, "")) // the last line may be a comment, or want a semicolon
	}
}
