package graph

import (
	"fmt"
	"slices"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/row"
)

// leaveResolved leaves out what only require.resolve leads to and cannot be
// bundled: to Browserify such a call means nothing, and code that is written for
// Node asks for the paths of files that are no modules. inputs is how many of the
// modules were asked for. It tells whether it has left out anything.
func (w *walk) leaveResolved(inputs int) bool {
	byRow := make(map[*row.Row]*module, len(w.modules))
	for _, m := range w.modules {
		byRow[&m.row] = m
	}
	kept := map[*module]bool{}
	var list []*module // of kept
	// reach returns the modules that are required from some, themselves included,
	// but for those that are kept.
	reach := func(from ...*module) (found []*module) {
		seen := map[*module]bool{}
		add := func(m *module) {
			if m != nil && !kept[m] && !seen[m] {
				seen[m] = true
				found = append(found, m)
			}
		}
		for _, m := range from {
			add(m)
		}
		for i := 0; i < len(found); i++ {
			for _, d := range found[i].row.Deps {
				if !d.Soft {
					add(byRow[d.To])
				}
			}
		}
		return found
	}
	keep := func(found []*module) {
		for _, m := range found {
			kept[m] = true
		}
		list = append(list, found...)
	}
	keep(reach(w.modules[:inputs]...))
	left := false
	for i := 0; i < len(list); i++ {
		m := list[i]
		m.row.Deps = slices.DeleteFunc(m.row.Deps, func(d row.Dep) bool {
			to := byRow[d.To]
			if !d.Soft || to == nil || kept[to] {
				return false
			}
			found := reach(to)
			at := slices.IndexFunc(found, func(m *module) bool { return m.unread != nil || m.messages.Failed() })
			if at < 0 {
				keep(found)
				return false
			}
			left = true
			m.messages = append(m.messages, w.leftOut(m, d.Key, found[at]))
			return true
		})
	}
	w.modules = slices.DeleteFunc(w.modules, func(m *module) bool { return !kept[m] })
	return left
}

// leftOut is the warning for a name that a module asks for the id of, and that
// leads to a broken module.
func (w *walk) leftOut(m *module, name string, broken *module) diag.Message {
	why := broken.unread
	for _, msg := range broken.messages {
		if why == nil && msg.Severity == diag.Error {
			why = fmt.Errorf("%s", msg.Text)
		}
	}
	msg := diag.Message{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("require.resolve(%q) is left as it is: %s: %v", name, w.display(broken.row.Path), why),
		Where:    w.refersTo(m, name),
	}
	if msg.Where == nil {
		msg.Where = w.place(m)
	}
	return msg
}
