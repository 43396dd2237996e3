package script

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/script/engine"
)

// explain makes messages for people of what went wrong in a transform.
func (t *transform) explain(in transforms.Input, e *engine.Error) diag.List {
	msg := diag.Message{Err: e, Where: &diag.Range{File: in.File}}
	switch e.Kind {
	case engine.NotLoaded:
		msg.Text = fmt.Sprintf("transform %q cannot be loaded: %s", t.Name(), e.Message)
	case engine.NoFunction:
		msg.Text = fmt.Sprintf("transform %q: %q is no transform: %s", t.Name(), t.host.display(t.file), e.Message)
	default:
		msg.Text = fmt.Sprintf("transform %q failed: %s", t.Name(), e.Message)
	}
	if e.Kind == engine.TimedOut {
		msg.Notes = append(msg.Notes, diag.Note{Text: "if it is only slow, --transform-timeout=SECONDS gives it more time"})
	}
	if e.InputLine > 0 {
		file, text := t.blamed(in, e.InputFile)
		if start, ok := offset(text, e.InputLine, max(e.InputColumn, 1)); ok && text != nil {
			msg.Where = diag.At(file, text, start, start+1)
		} else if text == nil && file != in.File {
			msg.Where = &diag.Range{File: file, Line: e.InputLine, Column: max(e.InputColumn, 1)}
		}
		if file != in.File {
			msg.Notes = append(msg.Notes, diag.Note{Text: "while it transformed", Where: &diag.Range{File: t.host.display(in.File)}})
		}
	}
	msg.Notes = append(msg.Notes, t.host.thrown(e)...)
	if len(e.Before) > 0 {
		msg.Notes = append(msg.Notes, diag.Note{Text: "it may come of what the same process was given before: " + t.host.list(e.Before)})
	}
	return diag.List{msg}
}

// blamed returns the file that a transform names in an error, and its text, if that
// is another than the one it was given; else that. A path may lead to nothing.
func (t *transform) blamed(in transforms.Input, name string) (file string, text []byte) {
	if name == "" {
		return in.File, in.Code
	}
	for _, dir := range []string{t.host.o.Cwd, filepath.Dir(in.File)} {
		if file = name; !filepath.IsAbs(file) {
			file = filepath.Join(dir, name)
		}
		if filepath.Clean(file) == in.File {
			break
		}
		if text, err := os.ReadFile(file); err == nil {
			return file, text
		}
	}
	if filepath.IsAbs(name) && filepath.Clean(name) != in.File {
		return name, nil
	}
	return in.File, in.Code
}

// Uncaught returns what transforms threw since it was last called where nobody
// catches it, after they were done with their files. It must not be called while
// they run.
func (h *Host) Uncaught() diag.List { return h.late(engine.Engine.Uncaught) }

// End lets what transforms have left behind come to its end, for some seconds, and
// returns what Uncaught would. That it took longer is a warning. Transforms must
// not be run any more.
func (h *Host) End() diag.List { return h.late(engine.Engine.End) }

func (h *Host) late(ask func(engine.Engine) []*engine.Error) (list diag.List) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, started := range h.started {
		for _, e := range ask(started) {
			if e.Kind == engine.TimedOut {
				list = append(list, diag.Message{Err: e, Severity: diag.Warning, Text: "what transforms left behind was stopped: " + e.Message})
				continue
			}
			notes := append(h.thrown(e), diag.Note{Text: "the process that it comes from was given " + h.list(e.Before)})
			list = append(list, diag.Message{Err: e, Text: "a transform failed after it was done: " + e.Message, Notes: notes})
		}
	}
	return list
}

// thrown shows where an error was thrown, if that is known.
func (h *Host) thrown(e *engine.Error) []diag.Note {
	if e.File == "" {
		return nil
	}
	note := diag.Note{Text: "thrown here:", Where: &diag.Range{File: h.display(e.File), Line: e.Line, Column: e.Column}}
	if text, err := os.ReadFile(e.File); err == nil {
		if start, ok := offset(text, e.Line, e.Column); ok {
			note.Where = diag.At(h.display(e.File), text, start, start+1)
		}
	}
	return []diag.Note{note}
}

// list names what a process was given, the last first, and not all of it.
func (h *Host) list(given []engine.Given) string {
	const most = 3
	var names []string
	for _, g := range slices.Backward(given) {
		if len(names) == most {
			names = append(names, fmt.Sprintf("and %d more", len(given)-most))
			break
		}
		names = append(names, fmt.Sprintf("%q on %q", h.name(g.Module), h.display(g.File)))
	}
	return strings.Join(names, ", ")
}

// offset returns where a line and column, both from 1, are in a text.
func offset(text []byte, line, column int) (int, bool) {
	at := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return 0, false
		}
		at += i + 1
	}
	end := len(text)
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		end = at + i
	}
	return min(at+column-1, end), true
}
