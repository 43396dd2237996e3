package goja

import (
	"path/filepath"

	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/trace"
)

// A tracer notes what a machine looks at, for a cache. It is nil if nobody
// asked for that: its methods then do nothing.
type tracer struct {
	trace.Recorder
	seen  map[engine.Note]bool // without the state: of what was looked at; with it
	notes []engine.Note        // since the last job
}

func newTracer(wanted bool) *tracer {
	if !wanted {
		return nil
	}
	return &tracer{seen: map[engine.Note]bool{}}
}

// look notes what is at a path, unless that was looked at before.
func (t *tracer) look(kind engine.NoteKind, path string) {
	if t != nil && !t.seen[engine.Note{Kind: kind, Path: path}] {
		t.again(kind, path)
	}
}

// again notes what is at a path even if that was looked at before.
func (t *tracer) again(kind engine.NoteKind, path string) {
	t.saw(kind, path, trace.State(kind, path, nil))
}

// saw notes what was there. If it was something else before, both are noted,
// and what hangs on that is never kept.
func (t *tracer) saw(kind engine.NoteKind, path, state string) {
	if t == nil {
		return
	}
	n := engine.Note{Kind: kind, Path: path, State: state}
	if t.seen[n] {
		return
	}
	t.seen[n] = true
	t.seen[engine.Note{Kind: kind, Path: path}] = true
	t.notes = append(t.notes, n)
}

// read notes the text that a file had when it was read.
func (t *tracer) read(kind engine.NoteKind, path string, text []byte) {
	if t != nil {
		t.saw(kind, path, trace.OfText(text))
	}
}

// places notes what a path really is or, if there is nothing, where it would be.
func (t *tracer) places(path string) {
	if t == nil {
		return
	}
	for {
		t.look(engine.Place, path)
		up := filepath.Dir(path)
		if up == path || !t.seen[engine.Note{Kind: engine.Place, Path: path, State: "-"}] {
			return
		}
		path = up
	}
}

// looked notes what a function of fs looks at. what is the function's name, or
// that of the system call.
func (t *tracer) looked(what, path string) {
	if t == nil {
		return
	}
	switch what {
	case "scandir":
		t.again(engine.Listing, path)
	case "realpath", "readlink":
		t.again(engine.Place, path)
	case "lstat":
		t.again(engine.Place, path)
		fallthrough
	case "stat", "access", "fstat":
		t.again(engine.Rights, path)
		fallthrough
	default:
		t.again(engine.Content, path)
	}
}

// untraced says that the module that called does what leaves no trace. If it is
// not known which that is, it may be any.
func (m *machine) untraced() {
	if m.trace == nil {
		return
	}
	for _, f := range m.vm.CaptureCallStack(0, nil) {
		if file := f.SrcName(); filepath.IsAbs(file) {
			if m.trace.seen[engine.Note{Kind: engine.Module, Path: file}] {
				m.trace.Opaque(file)
				return
			}
			break
		}
	}
	m.trace.Opaque(trace.Everything)
}

// printed says that the job in hand has printed or, if there is none, the one that
// was the last.
func (m *machine) printed() {
	if m.said != nil {
		m.said.Store(true)
	}
}

// traced gives the task in hand the trace of what was looked at by now.
func (m *machine) traced(t *task) {
	if m.trace == nil {
		return
	}
	for _, file := range t.res.Files {
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(t.File), file)
		}
		m.trace.look(engine.Content, filepath.Clean(file))
	}
	t.res.Printed = m.said.Load
	t.res.Trace = m.trace.Next(m.trace.notes, t.res.Modules)
	m.trace.notes = nil
}
