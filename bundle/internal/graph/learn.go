package graph

import (
	"slices"

	"sheaf/bundle/internal/row"
	"sheaf/transforms"
)

// outdated returns modules of which transforms have learned more than they knew
// when they saw them.
func (w *walk) outdated() []*module {
	if len(w.o.Transforms) == 0 && !w.packages.any() {
		return nil
	}
	var asked []transforms.Learner
	var at map[string][]*module
	var found map[*module]bool
	var list []*module
	for _, m := range w.modules {
		for _, f := range m.finders {
			l, ok := f.(transforms.Learner)
			if !ok || slices.Contains(asked, l) {
				continue
			}
			asked = append(asked, l)
			if at == nil {
				at, found = w.seenModules(), map[*module]bool{}
			}
			for _, path := range l.Outdated(func(file string) bool { return at[file] != nil }) {
				for _, m := range at[path] {
					if !found[m] {
						found[m] = true
						list = append(list, m)
					}
				}
			}
		}
	}
	return list
}

// seenModules returns the modules that such transforms may have seen, by their
// files' paths and by those that they were reached by.
func (w *walk) seenModules() map[string][]*module {
	at := make(map[string][]*module, len(w.modules))
	for _, m := range w.modules {
		if len(m.finders) == 0 {
			continue
		}
		at[m.row.Path] = append(at[m.row.Path], m)
		if m.as != "" {
			at[m.as] = append(at[m.as], m)
		}
	}
	return at
}

// mostAgain is how often a module is transformed again at most: for what has been
// learned, and for what has been learned of what came of that.
const mostAgain = 2

// relearn queues the outdated modules once more, and tells whether there are
// any. What they are to others (entries, exposed) stays. The lock is held.
func (w *walk) relearn() bool {
	list := slices.DeleteFunc(w.outdated(), func(m *module) bool { return m.again == mostAgain })
	for _, m := range list {
		was := *m
		*m = module{file: was.file, shim: was.shim, given: was.given, dir: was.dir, as: was.as, top: was.top, asked: was.asked, done: true, again: was.again + 1}
		m.row.ID, m.row.File, m.row.Path = was.row.ID, was.row.File, was.row.Path
		m.row.Entry, m.row.Order, m.row.Expose = was.row.Entry, was.row.Order, was.row.Expose
		m.row.Given, m.row.Virtual = was.row.Given, was.row.Virtual
		w.queue = append(w.queue, m)
	}
	w.late = w.late || len(list) > 0
	return len(list) > 0
}

// sweep takes out of the table of modules what nothing requires since others were
// transformed again. first is how many there were before anything was required.
func (w *walk) sweep(first int) {
	of := make(map[*row.Row]*module, len(w.modules))
	for _, m := range w.modules {
		of[&m.row] = m
	}
	reached := make(map[*module]bool, len(w.modules))
	todo := slices.Clone(w.modules[:first])
	for _, m := range todo {
		reached[m] = true
	}
	for len(todo) > 0 {
		m := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for i := range m.row.Deps {
			if to := of[m.row.Deps[i].To]; to != nil && !reached[to] {
				reached[to] = true
				todo = append(todo, to)
			}
		}
	}
	w.modules = slices.DeleteFunc(w.modules, func(m *module) bool {
		if !reached[m] && m.file != nil {
			w.files.set(m.file, nil)
		}
		return !reached[m]
	})
}

// any tells whether there are transforms that package.json files name.
func (p *packageTransforms) any() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.made) > 0
}
