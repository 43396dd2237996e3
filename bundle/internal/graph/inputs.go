package graph

import (
	"path/filepath"

	"sheaf/bundle/internal/paths"
	"sheaf/resolver"
)

// addInputs resolves the inputs and makes modules of them, in order: what they
// are exposed as is known before the first require is looked at.
func (w *walk) addInputs() {
	for i := range w.o.Inputs {
		in := &w.o.Inputs[i]
		if in.Entry {
			w.entries = append(w.entries, filepath.Dir(in.File))
		}
	}
	for _, in := range merge(w.o.Inputs) {
		if in.Source != nil {
			w.addGiven(in)
			continue
		}
		t, ok := w.input(in)
		if !ok {
			continue
		}
		isTop := t.file != nil
		w.mu.Lock()
		if m := w.module(&w.stock, &t, isTop); m != nil {
			m.become(in)
			if in.Expose != "" {
				w.exposed[in.Expose] = m
			}
		}
		w.mu.Unlock()
	}
}

// merge joins inputs that name the same file, as module-deps does: a file may
// be an entry and exposed at once.
func merge(inputs []Input) []Input {
	var list []Input
	at := map[string]int{}
	for _, in := range inputs {
		i, ok := at[in.File]
		if !ok {
			at[in.File] = len(list)
			list = append(list, in)
			continue
		}
		f := &list[i]
		f.join(in)
		if f.Expose != "" && f.File == f.ID && in.File != in.ID {
			f.ID = in.ID
		}
	}
	return list
}

func (f *Input) join(in Input) {
	if in.Entry && !f.Entry {
		f.Order = in.Order
	}
	f.Entry = f.Entry || in.Entry
	if f.Expose == "" {
		f.Expose = in.Expose
	}
}

// become makes a module what an input asks for.
func (m *module) become(in Input) {
	m.asked = true
	r := &m.row
	if r.ID == "" {
		r.ID, r.File = in.ID, in.File
	}
	if in.Entry && !r.Entry {
		r.Entry, r.Order = true, in.Order
	}
	if in.Expose != "" && r.Expose == "" {
		r.Expose = in.Expose
		r.ID = in.ID
	}
}

// input resolves an input, from the base directory.
func (w *walk) input(in Input) (target, bool) {
	if w.o.Ignore[in.File] {
		return w.emptied(), true
	}
	var res resolver.Result
	var err error
	if filepath.IsAbs(in.File) {
		res, err = w.resolver.Entry(in.File)
	} else {
		res, err = w.resolver.Dir(w.o.Basedir).Entry(in.File)
	}
	if err != nil {
		if !w.o.IgnoreMissing {
			w.messages = append(w.messages, w.inputError(in, err))
		}
		return target{}, false
	}
	t, err := w.target(res)
	if err != nil {
		w.messages = append(w.messages, w.inputError(in, err))
		return target{}, false
	}
	w.leaveOut(&t)
	return t, t.file != nil || t.shim != nil || t.module != nil
}

// addGiven makes a module of an input whose text was given.
func (w *walk) addGiven(in Input) {
	m := &module{given: in.Source, top: true}
	m.row.Path = paths.Resolve(w.o.Basedir, in.File)
	m.row.Order, m.row.Given = -1, true
	m.dir = w.resolver.Dir(filepath.Dir(m.row.Path))
	m.become(in)
	if in.Expose != "" {
		w.exposed[in.Expose] = m
	}
	w.mu.Lock()
	w.add(m)
	w.mu.Unlock()
}
