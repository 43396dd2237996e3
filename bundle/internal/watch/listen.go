package watch

import (
	"context"
	"path/filepath"
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
				return w.lookAtAll(), nil
			}
			if !w.note(&b, e) {
				continue
			}
		case _, ok := <-w.notes.Errors:
			if !ok {
				w.fallBack(errLost)
				return w.lookAtAll(), nil
			}
			b.all, b.moved = true, true // most likely too much happened at once
		case <-quiet:
			changed, gone := w.look(&b, time.Since(begun) > vanished)
			if gone {
				quiet = time.After(w.o.Delay)
				continue
			}
			return append(changed, w.take()...), nil
		}
		if begun.IsZero() {
			begun = time.Now()
		}
		wait := w.o.Delay
		if b.moved {
			wait = max(wait, settling)
		}
		quiet = time.After(min(wait, max(0, longest-time.Since(begun))))
	}
}

// take returns what was found in between.
func (w *Watcher) take() []string {
	list := w.found
	w.found = nil
	return list
}

// note notes a notification, and tells whether it is about anything watched.
func (w *Watcher) note(b *batch, e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod || w.ignored(e.Name) {
		return false // times and permissions
	}
	if _, ok := w.above[e.Name]; ok && !e.Has(fsnotify.Write) {
		b.all, b.moved = true, true
		return true
	}
	_, isFile := w.stamps[e.Name]
	_, listed := w.names[filepath.Dir(e.Name)]
	if !isFile && (!listed || e.Op == fsnotify.Write) {
		return false
	}
	b.paths[e.Name] = struct{}{}
	return true
}

// look finds out what changed. Unless it is final, gone may tell that something
// vanished that was there before; nothing counts as seen then.
func (w *Watcher) look(b *batch, final bool) (changed []string, gone bool) {
	if b.moved {
		w.rearm()
	}
	if b.all {
		return w.lookAtAll(), false
	}
	stamps := map[string]stamp{}
	dirs := map[string]listing{}
	for path := range b.paths {
		if was, ok := w.stamps[path]; ok {
			now := stampOf(path)
			gone = gone || was.exists() && !now.exists()
			stamps[path] = now
		}
		dir := filepath.Dir(path)
		if _, ok := w.names[dir]; ok {
			dirs[dir] = listing{}
		}
	}
	if gone && !final {
		return nil, true
	}
	for path, now := range stamps {
		if was := w.stamps[path]; !was.same(now) || !was.sound() {
			changed = append(changed, path)
		}
		w.stamps[path] = now
	}
	for dir := range dirs {
		now := w.list(dir)
		changed = append(changed, w.names[dir].difference(dir, now)...)
		w.names[dir] = now
	}
	return changed, false
}

// lookAtAll compares every stamp.
func (w *Watcher) lookAtAll() (changed []string) {
	for path, was := range w.stamps {
		now := stampOf(path)
		if !was.same(now) || !was.sound() && was.exists() && now.sound() {
			changed = append(changed, path)
		}
		w.stamps[path] = now
	}
	for dir, was := range w.names {
		now := w.list(dir)
		changed = append(changed, was.difference(dir, now)...)
		w.names[dir] = now
	}
	return changed
}

// poll looks at everything now and then.
func (w *Watcher) poll(ctx context.Context) ([]string, error) {
	if len(w.found) == 0 {
		tick := time.NewTimer(w.o.Poll)
		defer tick.Stop()
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-tick.C:
		}
	}
	changed := append(w.lookAtAll(), w.take()...)
	if len(changed) == 0 {
		return nil, nil
	}
	// What goes on changing, or is being replaced, is not done yet.
	for end := time.Now().Add(vanished); time.Now().Before(end); {
		time.Sleep(max(w.o.Delay, 10*time.Millisecond))
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		more := w.lookAtAll()
		if len(more) == 0 {
			break
		}
		changed = append(changed, more...)
	}
	return changed, nil
}
