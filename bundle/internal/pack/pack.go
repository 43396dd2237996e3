// Package pack turns the rows of a walk into a bundle: Browserify's stages
// sort, dedupe, label and pack.
//
// What comes in are rows in any order; what goes out is the bundle's text as a
// list of byte slices, most of them the modules' own sources, which are never
// copied. It reads and writes no files and knows nothing of how a module was
// found.
package pack

import (
	"bytes"
	"strconv"

	"sheaf/bundle/internal/jstext"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
	"sheaf/resolver/pages"
)

// Options say how a bundle is written.
type Options struct {
	Basedir    string
	FullPaths  bool
	NoDedupe   bool
	Standalone string
	NoAMD      bool // modules see no define of the page's
	HasExports bool // modules are required from outside: the bundle sets require
	Resolves   bool // some module calls require.resolve
	External   map[string]bool
	Exposed    map[string]bool // names that modules are required by
	Extensions []string

	Map     bool        // a source map is made
	MapForm srcmap.Form // how it is written: Base64 goes into the bundle
	MapFile string      // the name of the script in its map
	MapBase string      // the directory that the map's sources are relative to
}

// Pack runs the stages on rows and returns the bundle, of which the last stage
// is still to come to an end: meanwhile what it has written can be put on disk.
func Pack(rows []*row.Row, o Options) (*Output, error) {
	wrap, err := umd(o.Standalone)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		r.Label, r.Dup = row.Label{}, nil // rows may have been packed before
	}
	Sort(rows)
	Dedupe(rows, o)
	all := rows
	rows = Label(rows, o)
	out := newOutput(rows, all)
	go func() {
		w := writer{o: o, pieces: make([][]byte, 0, 2*len(rows)+8)}
		w.more()
		w.write(wrap, rows, out)
		out.finish(w.pieces, w.mapPieces)
	}()
	return out, nil
}

// worthTelling is how many pieces are made before others hear of them.
const worthTelling = 128

// write writes the script, and publishes what it has written so far from time
// to time.
func (w *writer) write(wrap wrapper, rows []*row.Row, out *Output) {
	w.rows = rows
	w.begin(wrap, len(rows) > 0)
	told := 0
	for i, r := range rows {
		w.row(r, i == 0)
		if len(w.pieces)-told >= worthTelling {
			told = len(w.pieces)
			out.publish(w.pieces)
		}
	}
	w.end(wrap, rows)
}

// The sizes in bytes of the buffers that glue is collected in.
const firstChunk, chunk = 16 << 10, 64 << 10

// A writer collects a bundle's pieces: glue of its own, and sources.
type writer struct {
	o         Options
	rows      []*row.Row
	pieces    [][]byte
	glue      []byte // what was written since the last piece
	line      int    // lines ended so far
	maps      *srcmap.Builder
	mapPieces [][]byte
}

// raw adds bytes that are not copied, after the glue written so far.
func (w *writer) raw(text []byte) {
	if len(text) == 0 {
		return
	}
	w.flush()
	w.pieces = append(w.pieces, text)
}

func (w *writer) flush() {
	if len(w.glue) > 0 {
		w.pieces = append(w.pieces, w.glue)
	}
	if cap(w.glue)-len(w.glue) < 4<<10 {
		w.more()
	} else {
		w.glue = w.glue[len(w.glue):]
	}
}

// more gets memory for glue.
func (w *writer) more() { w.glue = pages.More(w.glue, firstChunk, chunk)[:0] }

func (w *writer) begin(wrap wrapper, any bool) {
	switch {
	case wrap.head != "" && any:
		w.glue = append(w.glue, wrap.head...)
	case w.o.HasExports && any:
		w.glue = append(w.glue, "require="...)
	}
	if w.hidesDefine(wrap) {
		w.glue = append(w.glue, noDefine.head...)
	}
	w.glue = append(w.glue, Prelude(w.o.Resolves)...)
	if w.hidesDefine(wrap) {
		w.glue = append(w.glue, ')')
	}
	w.glue = append(w.glue, "({"...)
}

// hidesDefine tells whether the bundle needs a function around it that hides
// the page's define: that of a UMD bundle does so already.
func (w *writer) hidesDefine(wrap wrapper) bool { return w.o.NoAMD && wrap.head == "" }

// PreludeName is what source maps call the bundle's own first line: the name
// that Browserify's has where it is installed in a project, which browsers are
// often told to step over.
const PreludeName = "node_modules/browser-pack/_prelude.js"

func (w *writer) row(r *row.Row, first bool) {
	if !first {
		w.glue = append(w.glue, ',')
	}
	w.label(r.Label)
	w.glue = append(w.glue, ":[function(require,module,exports){\n"...)
	w.line++
	r.Piece = -1
	if r.Dup != nil {
		w.dup(r)
	} else {
		w.source(r)
	}
	w.glue = append(w.glue, "\n},{"...)
	w.line++
	w.deps(r)
	w.glue = append(w.glue, "}]"...)
}

func (w *writer) label(l row.Label) {
	if l.Number != 0 {
		w.glue = strconv.AppendInt(w.glue, int64(l.Number), 10)
	} else {
		w.glue = jstext.AppendQuote(w.glue, l.Name)
	}
}

// dup writes what stands for a text that is in the bundle already.
func (w *writer) dup(r *row.Row) {
	w.glue = append(w.glue, "arguments[4]["...)
	w.label(r.Dup.Label)
	w.glue = append(w.glue, "][0].apply(exports,arguments)"...)
}

// jsonHead goes before the text of a JSON module.
const jsonHead = "module.exports="

// json writes a JSON module. U+2028 and U+2029, which end a line in older
// JavaScript, are escaped, as Browserify does.
func (w *writer) json(r *row.Row) {
	w.glue = append(w.glue, jsonHead...)
	if w.o.Map {
		w.mapRow(r, nil)
		w.line += int(r.Lines)
	}
	text := r.Source
	for {
		i := bytes.Index(text, []byte("\u2028")[:2])
		if i < 0 || i+2 >= len(text) {
			break
		}
		c := text[i+2]
		if c != 0xA8 && c != 0xA9 {
			w.raw(text[:i+2])
			text = text[i+2:]
			continue
		}
		w.raw(text[:i])
		w.glue = append(w.glue, `\u202`...)
		w.glue = append(w.glue, '8'+c-0xA8)
		text = text[i+3:]
	}
	w.raw(text)
}

func (w *writer) source(r *row.Row) {
	if r.JSON {
		w.json(r)
		return
	}
	w.glue = append(w.glue, r.Head...)
	if r.Head != "" {
		w.line++
	}
	var comments []srcmap.Comment
	if r.MapComment >= 0 {
		comments = srcmap.Comments(r.Source, int(r.MapComment))
	}
	if w.o.Map {
		w.mapRow(r, comments)
	}
	at := 0
	if len(comments) == 0 && len(r.Source) > 0 {
		r.Piece = len(w.pieces) + 1 // after the glue
	}
	for _, c := range comments {
		w.raw(r.Source[at:c.Start])
		at = c.End
		if w.o.Map {
			w.line -= srcmap.CountLines(r.Source[c.Start:c.End])
		}
	}
	w.raw(r.Source[at:])
	if w.o.Map {
		w.line += int(r.Lines)
	}
	w.glue = append(w.glue, r.Tail...)
	if r.Tail != "" {
		w.line++
		if w.o.Map {
			// insert-module-globals leaves a line for its own map.
			w.glue = append(w.glue, '\n')
			w.line++
		}
	}
}

func (w *writer) deps(r *row.Row) {
	first := true
	dup := r.Dup != nil && !w.o.FullPaths
	for i := range r.Deps {
		d := &r.Deps[i]
		if dup && d.Key >= "dup" {
			w.dupDep(r, first)
			first, dup = false, false
		}
		if r.Dup != nil && !w.o.FullPaths && d.Key == "dup" {
			continue
		}
		if !first {
			w.glue = append(w.glue, ',')
		}
		first = false
		w.glue = append(jstext.AppendQuote(w.glue, d.Key), ':')
		w.value(d)
	}
	if dup {
		w.dupDep(r, first)
	}
}

func (w *writer) dupDep(r *row.Row, first bool) {
	if !first {
		w.glue = append(w.glue, ',')
	}
	w.glue = append(w.glue, `"dup":`...)
	w.label(r.Dup.Label)
}

func (w *writer) value(d *row.Dep) {
	switch {
	case d.Name != "":
		w.glue = jstext.AppendQuote(w.glue, d.Name)
	case d.To != nil:
		w.label(d.To.Label)
	case d.Value == row.False && w.o.FullPaths:
		w.glue = append(w.glue, "false"...)
	default:
		w.glue = append(w.glue, "undefined"...)
	}
}

func (w *writer) end(wrap wrapper, rows []*row.Row) {
	w.glue = append(w.glue, "},{},["...)
	for i, r := range entries(rows) {
		if i > 0 {
			w.glue = append(w.glue, ',')
		}
		w.label(r.Label)
	}
	w.glue = append(w.glue, "])"...)
	if wrap.head != "" && len(rows) > 0 {
		w.glue = append(w.glue, '(')
		if main := standaloneModule(rows); main != nil {
			w.label(main.Label)
		} else {
			w.glue = append(w.glue, "undefined"...)
		}
		w.glue = append(w.glue, ')')
		w.glue = append(w.glue, wrap.tail...)
	}
	if w.hidesDefine(wrap) {
		w.glue = append(w.glue, noDefine.tail...)
	}
	legal := legalComments(rows)
	if len(legal) > 0 {
		if w.glue[len(w.glue)-1] != '\n' {
			w.glue = append(w.glue, ";\n"...)
		}
		w.glue = append(w.glue, legal...)
	}
	if !w.endMap() && wrap.head == "" && len(legal) == 0 {
		w.glue = append(w.glue, ";\n"...)
	}
	w.flush()
}

// legalComments returns the comments about licences that were taken out of
// rows, each once, and each on lines of its own.
func legalComments(rows []*row.Row) []byte {
	var all []byte
	seen := map[string]bool{}
	for _, r := range rows {
		if len(r.Legal) == 0 || seen[string(r.Legal)] {
			continue
		}
		seen[string(r.Legal)] = true
		all = append(append(all, r.Legal...), '\n')
	}
	return all
}

// entries returns the rows that run on load, in the order asked for.
func entries(rows []*row.Row) []*row.Row {
	var ordered, rest []*row.Row
	for _, r := range rows {
		switch {
		case r.Entry && r.Order >= 0:
			for len(ordered) <= r.Order {
				ordered = append(ordered, nil)
			}
			ordered[r.Order] = r
		case r.Entry:
			rest = append(rest, r)
		}
	}
	list := ordered[:0]
	for _, r := range ordered {
		if r != nil {
			list = append(list, r)
		}
	}
	return append(list, rest...)
}

// standaloneModule returns the row whose exports a UMD bundle has: the last
// one that is an entry or exposed.
func standaloneModule(rows []*row.Row) *row.Row {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Entry || rows[i].Expose != "" {
			return rows[i]
		}
	}
	return nil
}
