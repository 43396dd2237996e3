package graph

import "sheaf/resolver"

// Seen tells what the walks so far hang on: names is called for directories of
// which the names count, with those that were seen, other for paths of which it
// counts what is there, read for files that were read, or tried to. All are
// absolute; some may come twice.
func (w *Walker) Seen(names func(dir string, seen resolver.Names), other, read func(path string)) {
	w.r.Seen(names, other)
	if w.last == nil {
		return
	}
	for _, path := range w.last.esbuild.Seen() {
		read(path)
	}
	all := w.last.modules
	for _, m := range w.memory.modules {
		if w.last.files.get(m.file) != m {
			all = append(all, m) // kept over a walk that failed
		}
	}
	for _, m := range all {
		if m.file != nil {
			read(m.row.Path)
		}
		for _, path := range m.watch {
			read(path)
		}
		for _, l := range m.listings {
			other(l.Dir)
			names(l.Dir, func(each func(string)) {
				for _, name := range l.Names {
					each(name)
				}
			})
		}
	}
}
