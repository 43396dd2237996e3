// Package watch tells when files change.
//
// What comes in are paths: files of which the contents count, there or not, and
// directories of which the names count. What goes out are those of them that
// changed, in batches, each batch after a moment of silence. The package never
// reads a file's contents, and knows nothing of what the files are for.
//
// Notifications of the system only say where to look. Whether something changed
// is told by stamps: what lstat says of a path, and the names in a directory.
// So a notification about nothing of interest is no change, one that is lost
// can be made up for (all stamps are compared after an overflow), and polling
// is the same but for who says where to look. A stamp taken within moments of
// the change that it shows may hide a second change, since the times of files
// are coarse: such a stamp is not relied on.
//
// Only directories are watched, never single files: editors replace files, and
// a watch on a file would stay with the old one. A directory that has several
// names, by links, is watched once, as the system tells of it by one name only.
package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options say how to watch.
type Options struct {
	// Delay is how long nothing must happen before changes are reported; 0
	// is DefaultDelay.
	Delay time.Duration

	// Poll, if not 0, is how often all paths are looked at, instead of
	// waiting for the system's notifications.
	Poll time.Duration

	// Ignore tells of paths that are never reported, nor counted among a
	// directory's names. It may be nil.
	Ignore func(path string) bool

	// Log is told, once, if notifications cannot be had. It may be nil.
	Log func(text string)

	// Also, if not nil, are files to watch besides the Set.
	Also *Also
}

const (
	// DefaultDelay is longer than programs take between two of the system
	// calls by which they save a file, cutting off and writing say: vim, sed,
	// perl, cp, Node's fs.writeFile and streams were seen to take 0.1 to 1 ms.
	// It is short beside what a build takes. That a text is complete is seen
	// to by who reads it.
	DefaultDelay = 2 * time.Millisecond

	// DefaultPoll is how often paths are looked at if notifications fail.
	DefaultPoll = 200 * time.Millisecond

	// Polling takes it from a directory's times that no names came or went,
	// but lists it now and then: some file systems do not keep these times.
	listAll = 2 * time.Second

	// What vanished is given this long to come again: many programs save a
	// file by moving the old one away first.
	vanished = 100 * time.Millisecond

	// Where directories come and go, more is on its way.
	settling = 25 * time.Millisecond

	// Changes that go on and on are reported at last.
	longest = 500 * time.Millisecond
)

// A Watcher watches. Its methods must not be used concurrently.
type Watcher struct {
	o     Options
	notes *fsnotify.Watcher      // nil: polling
	add   func(dir string) error // of notes
	begun time.Time              // of the build that Set is called after

	stamps map[string]stamp    // of files, there or not
	names  map[string]listing  // of directories
	also   map[string]struct{} // files that are watched besides the Set
	above  map[string]struct{} // directories that some watched path lies in, there or not
	armed  armed

	found  []string  // changes that were found in between
	listed time.Time // when polling listed all directories
}

// New returns a Watcher of nothing.
func New(o Options) (*Watcher, error) {
	if o.Delay == 0 {
		o.Delay = DefaultDelay
	}
	w := &Watcher{o: o, stamps: map[string]stamp{}, names: map[string]listing{}, armed: newArmed(), begun: time.Now()}
	if o.Poll == 0 {
		notes, err := fsnotify.NewBufferedWatcher(4096)
		if err != nil {
			w.fallBack(err)
			return w, nil
		}
		w.notes, w.add = notes, notes.Add
	}
	return w, nil
}

// Close ends all watching.
func (w *Watcher) Close() error {
	if w.notes == nil {
		return nil
	}
	return w.notes.Close()
}

// fallBack goes over to polling.
func (w *Watcher) fallBack(err error) {
	if w.notes != nil {
		_ = w.notes.Close() // it is of no more use
		w.notes = nil
	}
	w.o.Poll = DefaultPoll
	if w.o.Log != nil {
		w.o.Log(fmt.Sprintf("the system gives no notifications of changes (%v): looking at all files every %v instead%s", err, w.o.Poll, advice(err)))
	}
}

// Begin is to be called before what is watched is read: whatever changes from
// then on is reported, though Set comes later.
func (w *Watcher) Begin() { w.begun = time.Now() }

// A Set is what is to be watched: absolute paths.
type Set struct {
	Files map[string]bool // what they are and hold counts, there or not; whether they were read

	// Dirs are those of which the names count, each with what calls a function
	// for the names that were seen there, by one or by several.
	Dirs map[string][]func(each func(name string))
}

// Set replaces what is watched.
func (w *Watcher) Set(s Set) {
	maps.DeleteFunc(w.stamps, func(path string, _ stamp) bool {
		_, ok := s.Files[path]
		_, also := w.also[path]
		return !ok && !also
	})
	maps.DeleteFunc(w.names, func(dir string, _ listing) bool { _, ok := s.Dirs[dir]; return !ok })
	w.above = map[string]struct{}{}
	for path := range s.Files {
		w.addAbove(filepath.Dir(path))
	}
	for path := range w.also {
		w.addAbove(filepath.Dir(path))
	}
	for dir := range s.Dirs {
		w.addAbove(dir)
	}
	w.arm()
	w.found = append(w.found, w.stampNew(s.Files)...)
	for dir, seen := range s.Dirs {
		now, ok := w.names[dir]
		if !ok {
			now = w.list(dir)
			w.names[dir] = now
		}
		// A name that was gone for a moment, just when it was looked for,
		// shows in no later listing.
		for _, seen := range seen {
			w.found = append(w.found, w.unseen(dir, now, seen)...)
		}
	}
}

// stampNew stamps the paths that have no stamp yet, and returns those that
// changed since they were read.
func (w *Watcher) stampNew(paths map[string]bool) (changed []string) {
	var links []string
	for path, read := range paths {
		if _, ok := w.stamps[path]; ok || w.ignored(path) {
			continue
		}
		now := stampOf(path)
		w.stamps[path] = now
		switch {
		case w.changedMeanwhile(path, now, read):
			changed = append(changed, path)
		case now.isLink():
			links = append(links, path)
		}
		if now.isLink() {
			w.follow(path)
		}
	}
	w.arm() // for what links lead to
	for _, path := range links {
		now := stampOf(path)
		if !now.same(w.stamps[path]) {
			changed = append(changed, path)
		}
		w.stamps[path] = now
	}
	return changed
}

// changedMeanwhile tells whether a path may have changed since it was read, or
// found missing. What was read and is not there now may have been there: the
// directory knows when a name last went from it.
func (w *Watcher) changedMeanwhile(path string, now stamp, read bool) bool {
	if !now.exists() {
		return read && stampOf(filepath.Dir(path)).mtime >= w.begun.Add(-coarse).UnixNano()
	}
	return !now.mode.IsDir() && now.changedAfter(w.begun)
}

// unseen returns the paths of names in which a listing is not what was seen.
func (w *Watcher) unseen(dir string, now listing, seen func(func(string))) (list []string) {
	n := 0
	seen(func(name string) {
		if _, ok := now.names[name]; ok {
			n++
		} else if path := filepath.Join(dir, name); !w.ignored(path) {
			list = append(list, path)
		}
	})
	if n == len(now.names) {
		return list
	}
	known := map[string]bool{}
	seen(func(name string) { known[name] = true })
	for name := range now.names {
		if !known[name] {
			list = append(list, filepath.Join(dir, name))
		}
	}
	return list
}

func (w *Watcher) ignored(path string) bool { return w.o.Ignore != nil && w.o.Ignore(path) }

// Wait waits until something changed, and returns it: paths of the Set, sorted.
// Of a directory whose names changed it returns these names' paths. The error
// is that of ctx.
func (w *Watcher) Wait(ctx context.Context) ([]string, error) {
	for {
		var changed []string
		var err error
		if w.notes == nil {
			changed, err = w.poll(ctx)
		} else {
			changed, err = w.listen(ctx)
		}
		if err != nil {
			return nil, err
		}
		if len(changed) > 0 {
			slices.Sort(changed)
			return slices.Compact(changed), nil
		}
	}
}

// errLost says that notifications were lost, or have ended.
var errLost = errors.New("notifications were lost")
