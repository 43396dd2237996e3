package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// armed is what the system tells of. It has one name for each directory, that
// without links; watched paths may have others.
type armed struct {
	real  map[string]string   // of directories above watched paths, where they really lie
	names map[string][]string // of those real ones that the system tells of, all names
	links map[string]struct{} // what links that lead to something watched say, there or not
}

func newArmed() armed {
	return armed{real: map[string]string{}, names: map[string][]string{}, links: map[string]struct{}{}}
}

// namesOf returns the names that a path has which the system told.
func (a *armed) namesOf(path string) (list []string) {
	base := filepath.Base(path)
	for _, dir := range a.names[filepath.Dir(path)] {
		list = append(list, filepath.Join(dir, base))
	}
	for _, dir := range a.names[path] {
		if !slices.Contains(list, dir) {
			list = append(list, dir)
		}
	}
	return list
}

func (w *Watcher) addAbove(dir string) {
	for {
		if _, ok := w.above[dir]; ok {
			return
		}
		w.above[dir] = struct{}{}
		up := filepath.Dir(dir)
		if up == dir {
			return
		}
		dir = up
	}
}

// arm has the system tell of changes in all directories that a watched path
// lies in, up to the root, where it has its name and where it really is: one in
// between may be moved, or made anew.
func (w *Watcher) arm() {
	if w.notes == nil {
		return
	}
	for link := range w.armed.links {
		w.addAbove(filepath.Dir(link))
	}
	for dir, real := range w.armed.real {
		if _, ok := w.above[dir]; ok {
			w.addAbove(real)
		}
	}
	for dir := range w.armed.real {
		if _, ok := w.above[dir]; !ok {
			w.disarm(dir)
		}
	}
	gone := map[string]error{}
	for known := 0; known < len(w.above); {
		known = len(w.above)
		for dir := range w.above {
			if _, err := w.locate(dir, gone); err != nil && !isGone(err) {
				w.fallBack(err)
				return
			}
		}
	}
}

// locate has the system tell of a directory, and returns where it really lies.
// Those in gone are not looked for again: what lies below them, and it may lie
// thousands of directories deep, has not to ask for each of them.
func (w *Watcher) locate(dir string, gone map[string]error) (real string, err error) {
	if real, ok := w.armed.real[dir]; ok {
		return real, nil
	}
	if err := gone[dir]; err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			gone[dir] = err
		}
	}()
	real = dir
	if up := filepath.Dir(dir); up != dir {
		place, err := w.locate(up, gone)
		if err != nil {
			return "", err
		}
		real = filepath.Join(place, filepath.Base(dir))
		if w.follow(real) {
			if real, err = filepath.EvalSymlinks(real); err != nil {
				return "", err
			}
			w.addAbove(real)
		}
	}
	if len(w.armed.names[real]) == 0 {
		switch err := w.add(real); {
		case errors.Is(err, fs.ErrPermission): // what lies in it may still be open
			w.armed.real[dir] = real
			return real, nil
		case err != nil:
			return "", err
		}
	}
	w.armed.names[real] = append(w.armed.names[real], dir)
	w.armed.real[dir] = real
	return real, nil
}

// disarm forgets one name of a directory, and with the last the directory.
func (w *Watcher) disarm(dir string) {
	real := w.armed.real[dir]
	delete(w.armed.real, dir)
	left := slices.DeleteFunc(w.armed.names[real], func(name string) bool { return name == dir })
	if w.armed.names[real] = left; len(left) == 0 {
		delete(w.armed.names, real)
		_ = w.notes.Remove(real) // it may be gone
	}
}

// rearm watches directories anew after some came, went or moved.
func (w *Watcher) rearm() {
	if w.notes == nil {
		return
	}
	for _, dir := range w.notes.WatchList() {
		_ = w.notes.Remove(dir) // it may be gone
	}
	w.armed = newArmed()
	for path, s := range w.stamps {
		if s.isLink() {
			w.follow(path)
		}
	}
	w.arm()
}

// maxLinks is how many links may lead to links.
const maxLinks = 40

// follow notes what a path leads to if it is a link, step by step, and tells
// whether it is one: each step may come to lead elsewhere.
func (w *Watcher) follow(path string) bool {
	for n := range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return n > 0
		}
		if !filepath.IsAbs(to) {
			dir := filepath.Dir(path)
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				dir = real // ".." means its parent
			}
			to = filepath.Join(dir, to)
		}
		w.armed.links[to] = struct{}{}
		w.addAbove(filepath.Dir(to))
		path = to
	}
	return true
}

// isGone tells whether an error is about this directory alone.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) ||
		errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP)
}

// advice says what can be done about there being no notifications.
func advice(err error) string {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return "; raise fs.inotify.max_user_watches and max_user_instances (sysctl) to have them"
	}
	return ""
}
