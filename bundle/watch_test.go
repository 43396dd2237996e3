package bundle_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// A watched is a project that is being watched.
type watched struct {
	t      *testing.T
	dir    string
	builds chan string
	last   string // of those that were looked at
}

func watch(t *testing.T, files map[string]string, o bundle.WatchOptions) *watched {
	t.Helper()
	w := unwatched(t, files)
	w.watch(bundle.Options{Basedir: w.dir}, o)
	return w
}

func unwatched(t *testing.T, files map[string]string) *watched {
	t.Helper()
	w := &watched{t: t, dir: t.TempDir(), builds: make(chan string, 1000)}
	for name, text := range files {
		w.write(name, text)
	}
	return w
}

// watch watches the project until the test ends.
func (w *watched) watch(build bundle.Options, o bundle.WatchOptions) {
	w.t.Helper()
	build.Cwd, build.Entries = build.Basedir, []bundle.Entry{{File: "main.js"}}
	b, err := bundle.New(build)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	done := make(chan error)
	go func() {
		done <- b.Watch(ctx, o, func(r *bundle.Result, err error) { w.builds <- output(r, err) })
	}()
	enough := errors.New("enough")
	w.t.Cleanup(func() {
		cancel(enough)
		if err := <-done; !errors.Is(err, enough) {
			w.t.Error(err)
		}
		b.Close()
	})
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watched) write(name, text string) {
	w.t.Helper()
	testenv.Write(w.t, w.dir, name, text)
}

// expect waits for a build whose output has a text, passing over others.
func (w *watched) expect(text string) {
	w.t.Helper()
	var got []string
	for late := time.After(10 * time.Second); ; {
		select {
		case w.last = <-w.builds:
			if strings.Contains(w.last, text) {
				return
			}
			got = append(got, w.last)
		case <-late:
			w.t.Fatalf("no build had %q, but:\n%s", text, strings.Join(got, "\n---\n"))
		}
	}
}

// quiet checks that nothing is built.
func (w *watched) quiet() {
	w.t.Helper()
	select {
	case out := <-w.builds:
		w.t.Fatalf("a build too many:\n%s", out)
	case <-time.After(300 * time.Millisecond):
	}
}

func eachWay(t *testing.T, test func(t *testing.T, o bundle.WatchOptions)) {
	t.Run("notified", func(t *testing.T) { t.Parallel(); test(t, bundle.WatchOptions{}) })
	t.Run("polling", func(t *testing.T) { t.Parallel(); test(t, bundle.WatchOptions{Poll: 20 * time.Millisecond}) })
}

// TestWatchSaving saves a file in every way that editors have.
func TestWatchSaving(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{"main.js": "require('./sub/a')", "sub/a.js": "first"}, o)
		w.expect("first")
		w.quiet()
		a := w.path("sub/a.js")
		w.write("sub/a.js", "in_place")
		w.expect("in_place")
		w.quiet()
		w.write("sub/.a.js.swp", "renamed_over")
		os.Rename(w.path("sub/.a.js.swp"), a)
		w.expect("renamed_over")
		os.Rename(a, a+"~")
		w.write("sub/a.js", "backed_up")
		w.expect("backed_up")
		os.Remove(a)
		w.write("sub/a.js", "made_again")
		w.expect("made_again")
		f, err := os.OpenFile(a, os.O_WRONLY|os.O_TRUNC, 0)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
		f.WriteString("cut_off(), ")
		time.Sleep(time.Millisecond)
		f.WriteString("then_written()")
		f.Close()
		w.expect("cut_off(), then_written()")
		for n, part := range []string{"", "", "by_bits(", "1, 2", ")\n"} { // at first it is not whole when it is read
			if n == 0 {
				w.write("sub/a.js", "")
			}
			f, err := os.OpenFile(a, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			f.WriteString(part)
			f.Close()
			time.Sleep(70 * time.Millisecond)
		}
		w.expect("by_bits(1, 2)")
		w.write("sub/a.js", "same_size()")
		w.expect("same_size()")
		old := time.Now().Add(-time.Hour)
		w.write("sub/a.js", "same_SIZE()")
		os.Chtimes(a, old, old)
		w.expect("same_SIZE()")
		for len(w.builds) > 0 {
			<-w.builds
		}
		os.Chmod(a, 0o600)
		os.Chtimes(a, time.Now(), time.Now())
		w.quiet()
	})
}

// TestWatchAppearing has files come and go that change what names mean.
func TestWatchAppearing(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{"main.js": "require('./x'); require('pkg')", "x/index.js": "by_index"}, o)
		w.expect(`cannot find module "pkg"`)
		w.write("node_modules/pkg/index.js", "installed")
		w.expect("installed")
		w.write("x.js", "by_file")
		w.expect("by_file")
		os.Remove(w.path("x.js"))
		w.expect("by_index")
		w.write("node_modules/pkg/package.json", `{"main": "other"}`)
		w.write("node_modules/pkg/other.js", "by_main")
		w.expect("by_main")
		w.write("main.js", "require('./x'); syntax error")
		w.expect("error: main.js:1")
		w.write("main.js", "require('./x'); mended")
		w.expect("mended")
		os.Rename(w.path("x"), w.path("y"))
		w.expect(`cannot find module "./x"`)
		w.write("y/index.js", "moved_back")
		os.Rename(w.path("y"), w.path("x"))
		w.expect("moved_back")
		w.write("x/index.js", "seen_there")
		w.expect("seen_there")
		os.RemoveAll(w.path("x"))
		time.Sleep(50 * time.Millisecond)
		w.write("x/index.js", "made_anew")
		w.expect("made_anew")
		os.Remove(w.path("main.js"))
		w.expect("error: cannot find module")
		w.write("main.js", "back")
		w.expect("back")
	})
}

// TestWatchInlined changes what a transform read, a directory's list included.
func TestWatchInlined(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{
			"package.json": `{"browserify": {"transform": ["inline"]}}`,
			"main.js":      "var fs = require('fs'); x(fs.readFileSync(__dirname + '/a.txt', 'utf8'), fs.readdirSync(__dirname + '/d'))",
			"d/one":        "",
		}, o)
		w.expect(`"a.txt": there is no such file`)
		w.write("a.txt", "first")
		w.expect(`x("first", ["one"])`)
		w.write("a.txt", "second")
		w.expect(`x("second", ["one"])`)
		w.write("d/two", "")
		w.expect(`x("second", ["one","two"])`)
		os.Remove(w.path("d/one"))
		w.expect(`x("second", ["two"])`)
	})
}

// TestWatchListed changes what a directory holds that a transform has listed.
func TestWatchListed(t *testing.T) {
	for _, engine := range []string{"node", "goja"} {
		t.Run(engine, func(t *testing.T) {
			if engine == "node" {
				testenv.Node(t)
			}
			w := unwatched(t, map[string]string{
				"package.json": `{"browserify": {"transform": ["./tr.js"]}}`,
				"tr.js": `
var fs = require('fs'), stream = require('stream');
module.exports = function () {
  return new stream.Transform({ transform: function (c, e, next) { next(null, 'x("' + fs.readdirSync('a/b') + '", "' + fs.existsSync('c') + '")') } });
}`,
				"main.js": "x",
				"a/b/one": "",
			})
			w.watch(bundle.Options{Basedir: w.dir, Engine: engine}, bundle.WatchOptions{})
			w.expect(`x("one", "false")`)
			w.write("a/b/two", "")
			w.expect(`x("one,two", "false")`)
			w.write("c/d", "")
			w.expect(`x("one,two", "true")`)
			os.Remove(w.path("a/b/one"))
			w.expect(`x("two", "true")`)
		})
	}
}

// TestWatchDuringBuild changes a file at some moment of each of many builds,
// or while its result is dealt with. The last change must be seen.
func TestWatchDuringBuild(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		const last = 25
		w := &watched{t: t, dir: t.TempDir(), builds: make(chan string, 10*last)}
		w.write("main.js", "require('./a')")
		w.write("a.js", "build_0()")
		var builds, writes atomic.Int32
		o.Begin = func([]string) {
			if n := writes.Add(1); n <= last {
				go func() {
					time.Sleep(time.Duration(rand.IntN(5_000)) * time.Microsecond)
					os.WriteFile(w.path("a.js"), fmt.Appendf(nil, "build_%d()", n), 0o666)
				}()
			}
		}
		b, err := bundle.New(bundle.Options{Basedir: w.dir, Cwd: w.dir, Entries: []bundle.Entry{{File: "main.js"}}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go b.Watch(ctx, o, func(r *bundle.Result, err error) {
			w.builds <- output(r, err)
			if builds.Add(1)%5 == 0 {
				time.Sleep(5 * time.Millisecond)
			}
		})
		w.expect(fmt.Sprintf("build_%d()", last))
	})
}

// TestWatchSameError makes the same error again: it is told when sources were
// changed, and not for what else happens.
func TestWatchSameError(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{"main.js": "require('./a'); require('none')", "a.js": "", "node_modules/x/index.js": ""}, o)
		w.expect("cannot find")
		w.quiet()
		w.write("b.js", "")
		w.write("node_modules/other/index.js", "")
		w.quiet()
		for n := range 3 {
			w.write("a.js", fmt.Sprintf("a(%d)", n))
			w.only(`cannot find module "none"`)
			w.quiet()
		}
	})
}
