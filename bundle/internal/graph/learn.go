package graph

import (
	"slices"

	"sheaf/transforms"
)

// outdated returns modules of which transforms have learned more than they knew
// when they saw them.
func (w *walk) outdated() []*module {
	if len(w.o.Transforms) == 0 && !w.packages.any() {
		return nil
	}
	var asked []transforms.Learner
	var list []*module
	for _, m := range w.modules {
		for _, f := range m.finders {
			l, ok := f.(transforms.Learner)
			if !ok || slices.Contains(asked, l) {
				continue
			}
			asked = append(asked, l)
			for _, path := range l.Outdated() {
				list = append(list, w.modulesAt(path)...)
			}
		}
	}
	return list
}

func (w *walk) modulesAt(path string) []*module {
	var list []*module
	for _, m := range w.modules {
		if m.file != nil && m.row.Path == path && len(m.finders) > 0 {
			list = append(list, m)
		}
	}
	return list
}

// relearn queues the outdated modules once more, and tells whether there are
// any. What they are to others (entries, exposed) stays. The lock is held.
func (w *walk) relearn() bool {
	list := slices.DeleteFunc(w.outdated(), func(m *module) bool { return m.again })
	for _, m := range list {
		was := *m
		*m = module{file: was.file, dir: was.dir, as: was.as, top: was.top, done: true, again: true}
		m.row.ID, m.row.File, m.row.Path = was.row.ID, was.row.File, was.row.Path
		m.row.Entry, m.row.Order, m.row.Expose = was.row.Entry, was.row.Order, was.row.Expose
		w.queue = append(w.queue, m)
	}
	return len(list) > 0
}

// any tells whether there are transforms that package.json files name.
func (p *packageTransforms) any() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.made) > 0
}
