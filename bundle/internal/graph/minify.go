package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/bundle/srcmap"
	"sheaf/transforms/esbuild"
)

// minify shortens the text of the module in hand, after all else was done to
// it and it was scanned, and returns what the scan would have said of the short
// text. The references stay those of the long one, which messages speak of,
// but for those that are gone: branches that can never be taken are.
//
// A reference by a require of the module's own stays in any case: that is
// called otherwise now, and may be handed the real one.
func (k *worker) minify(m *module, code []byte, long scan.Result) scan.Result {
	short, err := esbuild.Minify(m.row.Path, code, k.o.Legal, k.o.Map)
	if err == nil {
		var res scan.Result
		if res, err = k.look(short.Code); err == nil {
			res.Refs = living(long.Refs, res.Refs)
			m.scanned, m.row.Legal = code, short.Legal
			m.row.Source, m.row.Content = short.Code, nil // that is in the text's own map
			m.row.Lines = int32(srcmap.CountLines(short.Code))
			return res
		}
	}
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Severity: diag.Warning, Text: "the file is not minified: " + err.Error(), Where: k.place(m), Err: err}}
	}
	k.warn(list)
	return long
}

// fold returns the references that remain if the branches are left out that
// constant conditions exclude.
func (k *worker) fold(code []byte, refs []scan.Ref) []scan.Ref {
	text, err := esbuild.Fold(code)
	if err != nil {
		return refs
	}
	res, err := k.look(text)
	if err != nil {
		return refs
	}
	return living(refs, res.Refs)
}

// living returns those of refs, which it changes, that are among now, too.
func living(refs, now []scan.Ref) []scan.Ref {
	return slices.DeleteFunc(refs, func(r scan.Ref) bool {
		return !r.Shadowed && !slices.ContainsFunc(now, func(n scan.Ref) bool { return n.Spec == r.Spec && n.Kind == r.Kind })
	})
}

// minifyJSON takes the blanks out of a JSON text.
func (k *worker) minifyJSON(m *module, code []byte) {
	var b bytes.Buffer
	if err := json.Compact(&b, code); err != nil || b.Len() >= len(code) {
		return
	}
	m.row.Source, m.row.Lines = b.Bytes(), 0
}
