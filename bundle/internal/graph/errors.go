package graph

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/resolver"
)

// fail adds a message about the module in hand.
func (k *worker) fail(m diag.Message) { k.module.messages = append(k.module.messages, m) }

// place is where a message stands that concerns a module as a whole.
func (w *walk) place(m *module) *diag.Range {
	return &diag.Range{File: w.display(m.row.Path)}
}

// isNotFound tells whether a name simply means nothing, as opposed to a file
// that is there and is broken.
func isNotFound(err error) bool {
	var missing *resolver.NotFoundError
	var core *resolver.CoreError
	return errors.As(err, &missing) || errors.As(err, &core)
}

// resolveError is the message for a reference that resolves to nothing.
func (k *worker) resolveError(m *module, ref *scan.Ref, err error) diag.Message {
	msg := k.resolverMessage(err)
	msg.Where = k.refRange(m, ref)
	return msg
}

// refRange is where a reference stands, in the file as the user wrote it if it
// was converted here.
func (w *walk) refRange(m *module, ref *scan.Ref) *diag.Range {
	if m.original == nil {
		at := diag.At(w.display(m.row.Path), m.text(), int(ref.Start), int(ref.End))
		if start, ok := literalOn(m.before, at.Line, ref.Spec); ok {
			return diag.At(at.File, m.before, start, start+len(ref.Spec)+2)
		}
		return at
	}
	if start, end, ok := w.esbuild.Locate(*m.original, ref.Spec); ok {
		return diag.At(w.display(m.row.Path), m.original.Code, start, end)
	}
	return w.place(m)
}

// text is what a module's references stand in.
func (m *module) text() []byte {
	if m.scanned != nil {
		return m.scanned
	}
	return m.row.Source
}

// literalOn finds a string on a line of a text, counted from 1: transforms that
// keep lines also keep what they do not change.
func literalOn(text []byte, line int, spec string) (start int, ok bool) {
	for range line - 1 {
		i := bytes.IndexByte(text[start:], '\n')
		if i < 0 {
			return 0, false
		}
		start += i + 1
	}
	rest := text[start:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	for _, q := range []string{"'", `"`} {
		if i := bytes.Index(rest, []byte(q+spec+q)); i >= 0 {
			return start + i, true
		}
	}
	return 0, false
}

// resolverMessage says what the resolver found wrong.
func (w *walk) resolverMessage(err error) diag.Message {
	msg := diag.Message{Text: err.Error(), Err: err}
	var missing *resolver.NotFoundError
	var broken *resolver.PackageError
	switch {
	case errors.As(err, &missing):
		msg.Text = fmt.Sprintf("cannot find module %q from %q", missing.Spec, missing.From)
		if missing.Reason != "" {
			msg.Text += ": " + missing.Reason
		}
		msg.Notes = w.triedNotes(missing)
	case errors.As(err, &broken):
		file := w.display(broken.File)
		msg.Text = fmt.Sprintf("%q: %v", file, broken.Err)
		if broken.Line == 0 {
			msg.Text = fmt.Sprintf("cannot read %q: %v", file, broken.Err)
			break
		}
		text, _ := os.ReadFile(broken.File)
		msg.Notes = []diag.Note{{Text: "here:", Where: diag.At(file, text, broken.Offset, broken.Offset+1)}}
	}
	return msg
}

// mostTried bounds the places a message lists.
const mostTried = 4

func (w *walk) triedNotes(e *resolver.NotFoundError) []diag.Note {
	var notes []diag.Note
	if e.Hint != "" {
		notes = append(notes, diag.Note{Text: e.Hint})
	}
	if len(e.Tried) > 0 {
		notes = append(notes, diag.Note{Text: w.looked(e.Tried)})
	}
	return notes
}

// looked says where a module was looked for: names, each of which was tried
// alone, with extensions, and as a directory.
func (w *walk) looked(tried []string) string {
	var names, exts []string
	asDir := false
	for _, path := range tried {
		isForm := func(name string) bool {
			rest, ok := strings.CutPrefix(path, name)
			switch {
			case !ok || rest == "":
			case os.IsPathSeparator(rest[0]):
				asDir = true
				return true
			case rest[0] == '.' && !strings.ContainsAny(rest, `/\`):
				if !slices.Contains(exts, rest) {
					exts = append(exts, rest)
				}
				return true
			}
			return false
		}
		if !slices.ContainsFunc(names, isForm) {
			names = append(names, path)
		}
	}
	more := len(names) - mostTried
	for i, path := range names {
		names[i] = w.display(path)
	}
	text := "looked for " + strings.Join(names[:min(len(names), mostTried)], ", ")
	if more > 0 {
		text += fmt.Sprintf(" … and %d more", more)
	}
	if len(exts) > 0 {
		text += ", with and without " + strings.Join(exts, ", ")
	}
	if asDir {
		text += ", and as a directory"
	}
	return text
}

// inputError is the message for an entry, or a module to expose, that cannot be
// found.
func (w *walk) inputError(in Input, err error) diag.Message {
	msg := w.resolverMessage(err)
	what := "-r"
	if in.Entry {
		what = "entry"
	}
	var missing *resolver.NotFoundError
	if errors.As(err, &missing) {
		msg.Text = fmt.Sprintf("cannot find module %q from %q", in.Named, w.o.Basedir)
		if missing.Reason != "" {
			msg.Text += ": " + missing.Reason
		}
	}
	msg.Notes = append([]diag.Note{{Text: fmt.Sprintf("asked for as %s %q", what, in.Named)}}, msg.Notes...)
	return msg
}

// warnOptional tells of a reference that is left alone though it resolves to
// nothing.
func (k *worker) warnOptional(m *module, ref *scan.Ref) {
	if ref.Kind == scan.Resolve {
		return
	}
	why := "it stands in a try statement"
	if ref.Shadowed {
		why = "the file has a require of its own there"
	}
	k.fail(diag.Message{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("cannot find module %q: left as it is, since %s", ref.Spec, why),
		Where:    k.refRange(m, ref),
	})
}

// readError is the message for a file that cannot be read. It stands where the
// file is required, if it is.
func (w *walk) readError(unread *module) diag.Message {
	why := unread.unread
	var path *fs.PathError
	if errors.As(unread.unread, &path) {
		why = path.Err
	}
	msg := diag.Message{
		Text:  fmt.Sprintf("cannot read %q: %v", w.display(unread.row.Path), why),
		Where: w.place(unread),
		Err:   unread.unread,
	}
	var from *module
	var as string
	for _, m := range w.modules {
		for _, d := range m.row.Deps {
			if d.To == &unread.row && (from == nil || m.row.Path < from.row.Path) {
				from, as = m, d.Key
			}
		}
	}
	if from == nil || from.shim != nil {
		return msg
	}
	if where := w.refersTo(from, as); where != nil {
		msg.Where = where
	}
	return msg
}

// refersTo returns where a module first refers to a name, or nil.
func (w *walk) refersTo(m *module, name string) *diag.Range {
	var s scan.Scanner
	res, _ := s.Scan(m.text()) // it was scanned before
	for _, ref := range res.Refs {
		if ref.Spec == name {
			return w.refRange(m, &ref)
		}
	}
	return nil
}

func (k *worker) syntaxError(m *module, code []byte, err error) diag.Message {
	file := k.display(m.row.Path)
	var e *scan.SyntaxError
	if !errors.As(err, &e) {
		return diag.Message{Text: err.Error(), Where: k.place(m), Err: err}
	}
	if m.original != nil {
		msg := diag.Message{Text: e.Msg, Where: k.place(m), Err: err}
		if start, end, ok := k.esbuild.LocateError(*m.original); ok {
			msg.Where = diag.At(file, m.original.Code, start, end)
		}
		return msg // other places are in what it was converted to
	}
	msg := diag.Message{Text: e.Msg, Where: diag.At(file, code, int(e.Start), int(e.End)), Err: err}
	for _, n := range e.Notes {
		msg.Notes = append(msg.Notes, diag.Note{Text: n.Msg, Where: diag.At(file, code, int(n.Start), int(n.End))})
	}
	switch ext := extension(file); {
	case bytes.HasPrefix(code, []byte("\uFFFD\uFFFD")):
		msg.Notes = append(msg.Notes, diag.Note{Text: "the file does not seem to be UTF-8 text"})
	case ext != "" && ext != ".js" && ext != ".cjs":
		msg.Notes = append(msg.Notes, diag.Note{Text: fmt.Sprintf("%q files are no JavaScript: a transform (-t), or a command (-c), has to turn them into it%s", ext, transformFor(ext))})
	case int(e.Start) < len(code) && code[e.Start] == '<':
		msg.Notes = append(msg.Notes, diag.Note{Text: "if this is JSX, bundle with -t jsx, or give the file the extension .jsx"})
	}
	return msg
}

// transformFor names a transform for files that are required often and are no
// scripts.
func transformFor(ext string) string {
	switch ext {
	case ".css":
		return ", such as browserify-css; or bundle style sheets apart from scripts"
	case ".less":
		return ", such as node-lessify"
	case ".html", ".htm", ".txt", ".text", ".md", ".svg", ".xml", ".glsl", ".tpl", ".tmpl":
		return fmt.Sprintf(": -t [ text --extensions %s ] makes strings of them", ext)
	case ".vue":
		return ", such as vueify"
	case ".coffee":
		return ": -t coffee, with the npm package coffeescript"
	}
	return ""
}

func extension(file string) string {
	if i := strings.LastIndexAny(file, "./\\"); i > 0 && file[i] == '.' {
		return file[i:]
	}
	return ""
}

// replaceInvalid does to bytes that are not UTF-8 what Browserify does, and
// warns of it: each becomes U+FFFD, "�".
func (k *worker) replaceInvalid(m *module, code []byte) []byte {
	out := make([]byte, 0, len(code)+16)
	first := -1
	for i := 0; i < len(code); {
		r, n := utf8.DecodeRune(code[i:])
		if r == utf8.RuneError && n == 1 {
			if first < 0 {
				first = i
			}
			i += brokenLen(code[i:])
			out = append(out, "\uFFFD"...)
			continue
		}
		out = append(out, code[i:i+n]...)
		i += n
	}
	what := "file"
	if m.before != nil {
		what = "text"
	}
	k.failIn(m, diag.Message{
		Severity: diag.Warning,
		Text:     "the " + what + " is not valid UTF-8: what is broken becomes U+FFFD",
		Where:    diag.At(k.display(m.row.Path), code, first, first+1),
	})
	return out
}

// brokenLen returns how many bytes of a broken UTF-8 sequence one U+FFFD stands
// for, by the Encoding Standard: as many as could begin a character.
func brokenLen(b []byte) int {
	need, low, high := 0, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for n <= need && n < len(b) && b[n] >= low && b[n] <= high {
		n++
		low, high = 0x80, 0xBF
	}
	return n
}
