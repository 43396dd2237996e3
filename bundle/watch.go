package bundle

import (
	"context"
	"os"
	"slices"
	"time"

	"sheaf/bundle/internal/watch"
	"sheaf/resolver"
)

// WatchOptions say how a Builder watches. The zero value serves.
type WatchOptions struct {
	// Delay is how long files must be left alone before a build begins. 0 is
	// two milliseconds: between the calls with which vim, sed, cp, git and
	// Node's fs write a file there is one at most, of what is cut off and not
	// yet written a build waits for the rest, and what is half written when it
	// is read leads to another build. Where directories come and go it is 25
	// milliseconds at least; a file that vanished is waited for for 100. If
	// changes go on and on, a build begins after half a second.
	Delay time.Duration

	// Poll, if not 0, is how often all files are looked at, instead of waiting
	// for notifications of the system: for file systems that give none.
	Poll time.Duration

	// Ignore tells of absolute paths of which changes do not matter: at least
	// that of the bundle, if it is written where modules are looked for. It
	// may be nil.
	Ignore func(path string) bool

	// Log is told if notifications cannot be had. It may be nil.
	Log func(text string)

	// Begin, if not nil, is called before each build with the paths that
	// changed: none before the first.
	Begin func(changed []string)

	// End, if not nil, is called after each build, whatever came of it, and
	// after onBuild if that was called.
	End func()
}

// Watch builds, and builds again whenever something changed that the last build
// hangs on: modules, package.json and tsconfig.json files, paths that were
// looked for and not there, what transforms read and are made of. onBuild is
// called after each build that came to something new, with the result or the
// error; that a build fails does not end the watching. A change during a build
// or during onBuild leads to another.
//
// It returns when ctx ends, with its cause.
func (b *Builder) Watch(ctx context.Context, o WatchOptions, onBuild func(*Result, error)) error {
	w, err := watch.New(watch.Options{Delay: o.Delay, Poll: o.Poll, Ignore: o.Ignore, Log: o.Log, Also: &b.also})
	if err != nil {
		return err
	}
	defer w.Close()
	b.quiet = true
	defer func() { b.quiet = false }()
	var changed []string
	var set watch.Set
	var last *Result
	var failed failedBuild
	for {
		if o.Begin != nil {
			o.Begin(changed)
		}
		w.Begin()
		b.Changed(changed...)
		r, err := b.Build(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if b.moved {
			set = b.watched()
			w.Set(set)
		}
		switch {
		case err != nil:
			last = nil
			if failed.isNews(err, set.Files) {
				onBuild(nil, err)
			}
		case r != last:
			failed, last = failedBuild{}, r
			onBuild(r, nil)
		}
		if o.End != nil {
			o.End()
		}
		if changed, err = w.Wait(ctx); err != nil {
			return err
		}
	}
}

// A failedBuild is the last build's, if it failed.
type failedBuild struct {
	text string
	of   map[string]saved // the sources
}

// saved is when a file was written last, and how long it was then.
type saved struct{ mtime, size int64 }

// isNews tells whether an error is to be told, and keeps it: it is another than
// the last, or sources were saved since and it is still there. Who waits for a
// module to be installed, say, need not be told of each file that comes. Of files
// the sources are those that are true.
func (f *failedBuild) isNews(err error, files map[string]bool) bool {
	was := *f
	f.text = string(slices.Concat(ErrorScript(err).out.Load().Code()...)) // with warnings and notes
	f.of = map[string]saved{}
	isNews := f.text != was.text
	for path, isSource := range files {
		if st, err := os.Stat(path); isSource && err == nil {
			now := saved{st.ModTime().UnixNano(), st.Size()}
			f.of[path] = now
			then, ok := was.of[path]
			isNews = isNews || ok && then != now
		}
	}
	return isNews
}

// watched returns what the last build hangs on.
func (b *Builder) watched() watch.Set {
	s := watch.Set{Files: map[string]bool{}, Dirs: map[string][]func(func(string)){}}
	b.seen(
		func(dir string, seen resolver.Names) { s.Dirs[dir] = append(s.Dirs[dir], seen) },
		func(path string) {
			if !s.Files[path] {
				s.Files[path] = false
			}
		},
		func(path string) { s.Files[path] = true },
	)
	return s
}
