package watch

import (
	"path/filepath"
	"sync"
)

// An Also is a list of files that are watched besides those of a Watcher's Set,
// and that may grow while the Watcher waits. The zero value is empty. Its
// methods may be called by any goroutine.
type Also struct {
	mu    sync.Mutex
	seen  map[string]bool
	added map[string]stamp // by Add since the Watcher last took them over
	wake  chan struct{}
}

// Add adds files, there or not: absolute paths. Whatever changes after the call
// is reported, so it is to be made before a file is read.
func (a *Also) Add(paths ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, path := range paths {
		if a.seen[path] {
			continue
		}
		if a.seen == nil {
			a.seen, a.added = map[string]bool{}, map[string]stamp{}
		}
		a.seen[path] = true
		a.added[path] = stampOf(path)
	}
	if len(a.added) == 0 {
		return
	}
	select {
	case a.woken() <- struct{}{}:
	default: // it is told already
	}
}

// woken returns the channel that says that there is something to take over.
func (a *Also) woken() chan struct{} {
	if a.wake == nil {
		a.wake = make(chan struct{}, 1)
	}
	return a.wake
}

// channel is woken for others; a nil list never wakes.
func (a *Also) channel() <-chan struct{} {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.woken()
}

// take returns what was added since the last call.
func (a *Also) take() map[string]stamp {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	added := a.added
	a.added = map[string]stamp{}
	return added
}

// adopt watches what was added.
func (w *Watcher) adopt() {
	added := w.o.Also.take()
	if len(added) == 0 {
		return
	}
	if w.also == nil {
		w.also = map[string]struct{}{}
	}
	for path := range added {
		w.also[path] = struct{}{}
		w.addAbove(filepath.Dir(path))
	}
	w.arm()
	for path, was := range added {
		if _, ok := w.stamps[path]; ok || w.ignored(path) {
			continue
		}
		now := stampOf(path)
		w.stamps[path] = now
		if now.isLink() {
			w.follow(path)
		}
		if !was.same(now) {
			w.found = append(w.found, path)
		}
	}
	w.arm() // for what links lead to
}
