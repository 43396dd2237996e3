package pack

import (
	"path"
	"path/filepath"
	"strings"

	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
)

// mapRow adds a row's lines, of which the first is about to be written, to the
// source map. A map that a transform left in the source is composed.
func (w *writer) mapRow(r *row.Row, comments []srcmap.Comment) {
	if w.maps == nil {
		w.maps = srcmap.NewBuilder(w.o.MapForm, PreludeName, []byte(Prelude(w.o.Resolves)))
		lines := 0
		for _, r := range w.rows {
			lines += int(r.Lines) + 1
		}
		w.maps.Expect(len(w.rows), lines)
		w.maps.Lines(0, 0, 0, 1)
	}
	name := w.sourceName(r)
	lines := int(r.Lines) + 1
	for _, c := range comments {
		lines -= srcmap.CountLines(r.Source[c.Start:c.End])
	}
	for i := len(comments) - 1; i >= 0; i-- {
		if comments[i].Data == nil {
			continue
		}
		if m, err := srcmap.ParseData(comments[i].Data); err == nil && m.HasText() {
			w.compose(name, m, lines)
			return
		}
		break // Browserify looks at the last one only
	}
	content := r.Content
	if content == nil {
		content = w.o.MapForm.Encode(r.Source)
	}
	w.maps.Lines(w.line, w.maps.Source(name, content), 0, lines)
}

// sourceName is what the map calls a row's file: its path from the base
// directory. What does not lie on a disk keeps its name.
func (w *writer) sourceName(r *row.Row) string {
	if r.Virtual {
		return strings.TrimPrefix(r.Path, "/")
	}
	return paths.Relative(w.o.MapBase, r.Path)
}

// compose adds the positions of a map that came with a source, but those past
// the source's end.
func (w *writer) compose(name string, m *srcmap.Map, lines int) {
	sources := make([]int, len(m.Sources))
	for i, s := range m.Sources {
		var text []byte
		if i < len(m.SourcesContent) && m.SourcesContent[i] != nil {
			text = append([]byte{}, *m.SourcesContent[i]...)
		}
		sources[i] = w.maps.Source(rebase(name, m.SourceRoot, s), w.o.MapForm.Encode(text))
	}
	for _, p := range m.Positions {
		switch {
		case p.Line >= lines:
			return // they are in order
		case p.Source < 0:
			w.maps.Unmapped(w.line+p.Line, p.Column)
		default:
			w.maps.Position(w.line+p.Line, p.Column, sources[p.Source], p.OrigLine, p.OrigColumn)
		}
	}
}

// rebase returns the name of a source that the map of file calls by a path
// relative to itself.
func rebase(file, root, source string) string {
	source = filepath.ToSlash(source)
	if hasScheme(source) {
		return source
	}
	if root != "" && !path.IsAbs(source) {
		if hasScheme(root) {
			return strings.TrimSuffix(root, "/") + "/" + source
		}
		source = path.Join(filepath.ToSlash(root), source)
	}
	if source == "" || source == file || path.IsAbs(source) {
		return source
	}
	return path.Join(path.Dir(file), source)
}

func hasScheme(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	if !ok || scheme == "" {
		return false
	}
	for _, c := range scheme {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// endMap writes the source map's comment and reports whether it ended the
// bundle.
func (w *writer) endMap() bool {
	if w.maps == nil {
		return false
	}
	w.flush()
	pieces := w.maps.Finish(w.o.MapFile)
	if w.o.MapForm == srcmap.Base64 {
		w.glue = append(w.glue, "\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
		w.flush()
		w.pieces = append(w.pieces, pieces...)
		w.glue = append(w.glue, '\n')
		return true
	}
	w.mapPieces = pieces
	return false
}
