package pack

import (
	"slices"

	"sheaf/bundle/internal/row"
)

// Again returns what Pack would make of the rows of an earlier output after
// some of them, changed, got other texts, by putting these in the places of the
// old ones. It returns nil if that is not all there is to it.
func Again(last *Output, changed []*row.Row, o Options) *Output {
	if o.Map || len(legalComments(last.Rows)) > 0 {
		return nil // what stands behind the sources may change
	}
	for _, r := range changed {
		if r.Piece < 0 || len(r.Source) == 0 || r.MapComment >= 0 || !o.NoDedupe && hasTwin(last.All, r) {
			return nil
		}
	}
	code := slices.Clone(last.Code())
	for _, r := range changed {
		code[r.Piece] = r.Source
	}
	return NewOutput(code, last.Rows, last.All)
}

// hasTwin tells whether r is one of several rows with the same text, or was.
func hasTwin(rows []*row.Row, r *row.Row) bool {
	return slices.ContainsFunc(rows, func(x *row.Row) bool {
		return x.Dup == r || x != r && (x.JSON || len(x.Source) == len(r.Source)) && sameText(x, r)
	})
}
