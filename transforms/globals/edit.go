package globals

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/transforms/internal/edit"
)

// An editor collects what is to be changed in a source.
type editor struct {
	code  []byte
	file  string
	rules *rules
	edits []edit.Edit
	told  diag.List // what was replaced, if that is asked for
}

func (e *editor) put(start, end int, text string) {
	e.edits = append(e.edits, edit.Edit{Start: start, End: end, Text: text})
}

// text returns the source with all changes made. An edit within another does
// not count.
func (e *editor) text() []byte {
	slices.SortStableFunc(e.edits, func(a, b edit.Edit) int {
		if a.Start == b.Start && (a.End == a.Start) != (b.End == b.Start) {
			return a.End - b.End // what is put in goes before what is taken out
		}
		return cmp.Or(a.Start-b.Start, b.End-a.End)
	})
	kept := e.edits[:0]
	at := 0
	for _, c := range e.edits {
		if c.Start >= at {
			kept = append(kept, c)
			at = max(at, c.End)
		}
	}
	e.edits = kept
	return edit.Apply(e.code, kept)
}

// requires replaces calls. In a shimmed file those of require that are left must
// not be followed: it is written for pages that have no require.
func (e *editor) requires(list []call, s *shim) error {
	var failed diag.List
	for _, c := range list {
		to, ok, err := e.rules.replaced(e.file, c.name(), c.spec)
		if err != nil {
			failed = append(failed, diag.Message{Text: err.Error(), Where: diag.At(e.file, e.code, c.litStart, c.litEnd), Err: err})
			continue
		}
		if ok && e.rules.verbose {
			e.tell(c, to)
		}
		switch {
		case ok && to.expr != "":
			text := to.expr
			if e.continues(c.callee) {
				text = to.onNewLine()
			}
			e.put(c.callee, c.end, text)
			continue
		case ok && to.path != "":
			e.put(c.litStart, c.litEnd, edit.Quote(relative(e.file, to.path)))
		case ok:
			e.put(c.litStart, c.litEnd, edit.Quote(to.name))
		}
		if s != nil && !s.loose && !c.shadowed && !ok && c.other == "" {
			e.put(c.callee, c.callee+len("require"), ownRequire)
		}
	}
	if failed != nil {
		return failed
	}
	return nil
}

// tell says what becomes of a call.
func (e *editor) tell(c call, to replacement) {
	what := cmp.Or(to.plain, to.name)
	if to.path != "" {
		what = relative(e.file, to.path)
	}
	e.told = append(e.told, diag.Message{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("%s(%q) is replaced: %s", c.name(), c.spec, what),
		Where:    diag.At(e.file, e.code, c.litStart, c.litEnd),
	})
}

// continues tells whether a parenthesis in the place of what stands at an offset
// may make a call of the line before. After a comment that is not looked into.
func (e *editor) continues(at int) bool {
	newline := false
	for at--; at >= 0; at-- {
		switch c := e.code[at]; {
		case c == '\n' || c == '\r':
			newline = true
		case c == ' ' || c == '\t':
		case c == '/' && at > 0 && e.code[at-1] == '*':
			return true
		default:
			return newline && (c >= 0x80 || strings.IndexByte(")]}'\"`$_/", c) >= 0 ||
				c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
		}
	}
	return false
}

// relative returns the name by which a file requires another.
func relative(from, to string) string {
	rel, err := filepath.Rel(filepath.Dir(from), to)
	if err != nil {
		return filepath.ToSlash(to) // another volume
	}
	rel = filepath.ToSlash(rel)
	if !strings.HasPrefix(rel, "../") && rel != ".." {
		rel = "./" + rel
	}
	return rel
}
