package watch

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A batch is what notifications told since the last report.
type batch struct {
	paths map[string]struct{} // where something happened
	all   bool                // anywhere
	moved bool                // directories came or went
}

// listen waits for notifications, and then for silence.
func (w *Watcher) listen(ctx context.Context) ([]string, error) {
	b := batch{paths: map[string]struct{}{}}
	var quiet <-chan time.Time
	var begun time.Time
	if len(w.found) > 0 {
		quiet = time.After(w.o.Delay)
	}
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case e, ok := <-w.notes.Events:
			if !ok {
				w.fallBack(errLost)
				return w.lookAtAll(false), nil
			}
			if !w.note(&b, e) {
				continue
			}
		case _, ok := <-w.notes.Errors:
			if !ok {
				w.fallBack(errLost)
				return w.lookAtAll(false), nil
			}
			b.all, b.moved = true, true // most likely too much happened at once
		case <-w.o.Also.channel():
			w.adopt()
			switch {
			case w.notes == nil: // fallen back
				return w.take(), nil
			case len(w.found) == 0:
				continue
			}
		case <-quiet:
			changed, gone := w.look(&b, time.Since(begun) > vanished)
			if gone {
				quiet = time.After(b.wait(w.o.Delay))
				continue
			}
			return changed, nil
		}
		if begun.IsZero() {
			begun = time.Now()
		}
		quiet = time.After(min(b.wait(w.o.Delay), max(0, longest-time.Since(begun))))
	}
}

// wait is how long to wait for more.
func (b *batch) wait(delay time.Duration) time.Duration {
	if b.all {
		return max(delay, settling)
	}
	return delay
}

// take returns what was found in between.
func (w *Watcher) take() []string {
	list := w.found
	w.found = nil
	return list
}

// note notes a notification, and tells whether it is about anything watched.
func (w *Watcher) note(b *batch, e fsnotify.Event) bool {
	any := false
	for _, path := range w.armed.namesOf(e.Name) {
		any = w.noteAt(b, path, e.Op) || any
	}
	return any
}

func (w *Watcher) noteAt(b *batch, path string, op fsnotify.Op) bool {
	if w.ignored(path) {
		return false
	}
	_, above := w.above[path]
	_, link := w.armed.links[path]
	if link {
		w.noteLinks(b)
	}
	switch op {
	case fsnotify.Write:
	case fsnotify.Chmod: // or owner, or times
		if above && len(w.armed.names[w.armed.real[path]]) == 0 {
			b.all, b.moved = true, true // it may be open now
			return true
		}
	default:
		if above || link {
			b.all, b.moved = true, true
			return true
		}
	}
	_, isFile := w.stamps[path]
	_, isDir := w.names[path]
	_, listed := w.names[filepath.Dir(path)]
	if !isFile && !isDir && (!listed || op == fsnotify.Write || op == fsnotify.Chmod) {
		return link
	}
	b.paths[path] = struct{}{}
	return true
}

// noteLinks has all links looked at: what one of them leads to changed.
func (w *Watcher) noteLinks(b *batch) {
	for path, s := range w.stamps {
		if s.isLink() {
			b.paths[path] = struct{}{}
		}
	}
}

// look finds out what changed. Unless it is final, gone may tell that something
// vanished that was there before, and that it is to be asked again.
func (w *Watcher) look(b *batch, final bool) (changed []string, gone bool) {
	if b.moved {
		w.rearm()
		b.moved = false
	}
	if b.all {
		w.found = append(w.found, w.lookAtAll(false)...)
		if !final && w.notes != nil && w.anyGone(w.found) {
			return nil, true
		}
		return w.take(), false
	}
	stamps := map[string]stamp{}
	dirs := map[string]struct{}{}
	for path := range b.paths {
		if was, ok := w.stamps[path]; ok {
			now := stampOf(path)
			gone = gone || was.exists() && !now.exists()
			stamps[path] = now
		}
		for _, dir := range []string{path, filepath.Dir(path)} {
			if _, ok := w.names[dir]; ok {
				dirs[dir] = struct{}{}
			}
		}
	}
	if gone && !final {
		return nil, true
	}
	leads := false
	for path, now := range stamps {
		if was := w.stamps[path]; !was.same(now) || !was.sound() {
			changed = append(changed, path)
		}
		leads = w.keep(path, now) || leads
	}
	if leads {
		w.arm()
	}
	for dir := range dirs {
		now := w.list(dir)
		changed = append(changed, w.names[dir].difference(dir, now)...)
		w.names[dir] = now
	}
	return append(changed, w.take()...), false
}

// keep keeps the new stamp of a path, and tells whether arm must be called: for
// what a new link leads to, or an old one that leads elsewhere now.
func (w *Watcher) keep(path string, now stamp) bool {
	leads := now.isLink() && !now.same(w.stamps[path])
	if leads {
		w.follow(path)
	}
	w.stamps[path] = now
	return leads
}

// anyGone tells whether some of these paths are files that are not there.
func (w *Watcher) anyGone(paths []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		s, ok := w.stamps[path]
		return ok && !s.exists()
	})
}

// lookAtAll compares every stamp, and every listing, unless it is sparing:
// then those of directories whose times are what they were are taken to be, too.
func (w *Watcher) lookAtAll(sparing bool) (changed []string) {
	leads := false
	for path, was := range w.stamps {
		now := stampOf(path)
		if !was.same(now) || !was.sound() && was.exists() && now.sound() {
			changed = append(changed, path)
		}
		leads = w.keep(path, now) || leads
	}
	if leads {
		w.arm()
	}
	for dir, was := range w.names {
		if sparing && was.stamp.sound() && was.stamp.sameTimes(stampOf(dir)) {
			continue
		}
		now := w.list(dir)
		changed = append(changed, was.difference(dir, now)...)
		w.names[dir] = now
	}
	return changed
}

// poll looks at everything now and then.
func (w *Watcher) poll(ctx context.Context) ([]string, error) {
	w.adopt()
	if len(w.found) == 0 {
		tick := time.NewTimer(w.o.Poll)
		defer tick.Stop()
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-tick.C:
		}
	}
	sparing := time.Since(w.listed) < listAll
	if !sparing {
		w.listed = time.Now()
	}
	changed := append(w.lookAtAll(sparing), w.take()...)
	if len(changed) == 0 {
		return nil, nil
	}
	// What goes on changing, or is being replaced, is not done yet.
	for end := time.Now().Add(vanished); time.Now().Before(end); {
		time.Sleep(max(w.o.Delay, 10*time.Millisecond))
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		more := w.lookAtAll(true)
		changed = append(changed, more...)
		if len(more) == 0 && !w.anyGone(changed) {
			break
		}
	}
	return changed, nil
}
