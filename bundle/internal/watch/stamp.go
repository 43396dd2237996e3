package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A stamp is what a path was when it was looked at. The zero stamp is nothing.
type stamp struct {
	mode    fs.FileMode // type and permissions
	size    int64
	mtime   int64 // nanoseconds
	changed int64 // when anything about it changed last (ctime), or mtime
	inode   uint64
	to      uint64 // of a link, what it leads to, and how that is
	taken   int64
}

const (
	// coarse is how much later than its time in the file system a change may
	// have been: times are those of the system's last tick.
	coarse = 20 * time.Millisecond

	// Some file systems know whole seconds, or every second one.
	coarser = 2*time.Second + coarse
)

func stampOf(path string) stamp {
	st, err := os.Lstat(path)
	now := time.Now().UnixNano()
	if err != nil {
		return stamp{taken: now}
	}
	s := stamp{mode: st.Mode() & (fs.ModeType | fs.ModePerm), mtime: st.ModTime().UnixNano(), taken: now}
	s.changed, s.inode = system(st)
	s.changed = max(s.changed, s.mtime)
	if !st.IsDir() { // what is in a directory is another matter
		s.size = st.Size()
	}
	if s.isLink() {
		to, changed := target(path)
		s.to, s.changed = to, max(s.changed, changed)
	}
	return s
}

// target is a number for what a link leads to in the end, 0 for nothing: which
// file or directory it is, and of a file its state. changed is when that changed
// last.
func target(link string) (to uint64, changed int64) {
	st, err := os.Stat(link)
	if err != nil {
		return 0, 0
	}
	changed, to = system(st)
	if st.IsDir() {
		return max(to, 1), 0
	}
	for _, n := range []int64{st.Size(), st.ModTime().UnixNano(), changed} {
		to = to*1_000_003 + uint64(n)
	}
	return max(to, 1), max(changed, st.ModTime().UnixNano())
}

func (s stamp) isLink() bool { return s.mode&fs.ModeSymlink != 0 }

func (s stamp) exists() bool { return s.inode != 0 || s.changed != 0 }

// same tells whether two stamps show the same state.
func (s stamp) same(t stamp) bool {
	if s.mode.IsDir() && t.mode.IsDir() {
		return s.inode == t.inode
	}
	return s.mode == t.mode && s.size == t.size && s.mtime == t.mtime && s.changed == t.changed && s.inode == t.inode && s.to == t.to
}

// sameTimes tells whether two stamps of a directory show that no names came or
// went in between.
func (s stamp) sameTimes(t stamp) bool {
	return s.mode == t.mode && s.inode == t.inode && s.mtime == t.mtime && s.changed == t.changed
}

// changedAfter tells whether the last change may have been after a moment.
func (s stamp) changedAfter(t time.Time) bool { return s.changed >= t.Add(-coarse).UnixNano() }

// sound tells whether the stamp was taken long enough after the change that it
// shows for a later change to show, too.
func (s stamp) sound() bool {
	grain := coarse
	if s.changed%int64(time.Second) == 0 {
		grain = coarser
	}
	return s.taken-s.changed > int64(grain)
}

// A listing is what names a directory held.
type listing struct {
	stamp stamp
	names map[string]fs.FileMode // with their types
}

func (w *Watcher) list(dir string) listing {
	l := listing{stamp: stampOf(dir)}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return l
	}
	l.names = make(map[string]fs.FileMode, len(entries))
	for _, e := range entries {
		if w.o.Ignore == nil || !w.o.Ignore(filepath.Join(dir, e.Name())) {
			l.names[e.Name()] = e.Type()
		}
	}
	return l
}

// difference returns the paths of the names in which two listings differ.
func (l listing) difference(dir string, now listing) []string {
	var list []string
	for name, mode := range l.names {
		if m, ok := now.names[name]; !ok || m != mode {
			list = append(list, filepath.Join(dir, name))
		}
	}
	for name := range now.names {
		if _, ok := l.names[name]; !ok {
			list = append(list, filepath.Join(dir, name))
		}
	}
	if l.stamp.exists() != now.stamp.exists() || l.stamp.inode != now.stamp.inode {
		list = append(list, dir)
	}
	return list
}
