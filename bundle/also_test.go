package bundle_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// TestWatchAlso has files watched that the bundle does not hang on, while
// nothing else happens: their changes are told, in every manner of change, and
// make no new bundle.
func TestWatchAlso(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		dir := t.TempDir()
		write := func(name, text string) string { return testenv.Write(t, dir, name, text) }
		write("main.js", "1")
		css := write("css/a.css", "a{}")
		missing := filepath.Join(dir, "none", "b.css")
		b, err := bundle.New(bundle.Options{Basedir: dir, Cwd: dir, Entries: []bundle.Entry{{File: "main.js"}}})
		if err != nil {
			t.Fatal(err)
		}
		begun, ended, built := make(chan []string, 100), make(chan bool, 100), make(chan string, 100)
		o.Begin = func(changed []string) { begun <- changed }
		o.End = func() { ended <- true }
		ctx, cancel := context.WithCancelCause(t.Context())
		done := make(chan error)
		go func() {
			done <- b.Watch(ctx, o, func(r *bundle.Result, err error) { built <- output(r, err) })
		}()
		defer func() {
			enough := errors.New("enough")
			cancel(enough)
			if err := <-done; !errors.Is(err, enough) {
				t.Error(err)
			}
		}()
		<-begun
		<-built
		<-ended
		told := func(file string) {
			t.Helper()
			for late := time.After(10 * time.Second); ; {
				select {
				case list := <-begun:
					<-ended
					if slices.Contains(list, file) {
						return
					}
				case <-late:
					t.Fatalf("nothing was said of %s", file)
				}
			}
		}
		b.Also(css, missing)
		write("css/a.css", "at once{}")
		told(css)
		write("css/a.css", "later{}")
		told(css)
		os.Rename(write("css/.a.css.swp", "over{}"), css)
		told(css)
		os.Remove(css)
		told(css)
		write("css/a.css", "again{}")
		told(css)
		write("none/b.css", "b{}")
		told(missing)
		os.RemoveAll(filepath.Dir(missing))
		told(missing)
		write("none/b.css", "c{}")
		told(missing)
		select {
		case out := <-built:
			t.Errorf("a build came to something new: %s", out)
		default:
		}
		write("css/c.js", "1")
		write("main.js", "require('./css/c')") // other files are watched from now on
		<-built
		write("css/a.css", "last{}")
		told(css)
		write("none/b.css", "last{}")
		told(missing)
	})
}

// TestWatchAlsoAnytime adds files from many goroutines while builds run: for the
// race detector.
func TestWatchAlsoAnytime(t *testing.T) {
	w := watch(t, map[string]string{"main.js": "first"}, bundle.WatchOptions{})
	w.expect("first")
	b, err := bundle.New(bundle.Options{Basedir: w.dir, Entries: []bundle.Entry{{File: "main.js"}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	var last sync.Map
	go func() {
		done <- b.Watch(ctx, bundle.WatchOptions{Begin: func(changed []string) {
			for _, path := range changed {
				last.Store(path, true)
			}
		}}, func(*bundle.Result, error) {})
	}()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 20 {
				name := fmt.Sprintf("f%d-%d", i, k)
				b.Also(w.path(name))
				os.WriteFile(w.path(name), nil, 0o666)
				time.Sleep(time.Millisecond)
			}
		})
	}
	all.Wait()
	for i := range 8 {
		for k := range 20 {
			for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
				if _, ok := last.Load(w.path(fmt.Sprintf("f%d-%d", i, k))); ok {
					break
				}
				if time.Now().After(end) {
					t.Fatalf("nothing was said of f%d-%d", i, k)
				}
			}
		}
	}
	cancel()
	<-done
}
