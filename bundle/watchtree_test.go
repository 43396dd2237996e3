package bundle_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

func (w *watched) link(to, name string) {
	w.t.Helper()
	os.MkdirAll(filepath.Dir(w.path(name)), 0o777)
	if err := os.Symlink(filepath.FromSlash(to), w.path(name)); err != nil {
		if runtime.GOOS == "windows" {
			w.t.Skipf("links may not be made here: %v", err)
		}
		w.t.Fatal(err)
	}
}

func (w *watched) rename(from, to string) {
	w.t.Helper()
	if err := os.Rename(w.path(from), w.path(to)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) remove(name string) {
	w.t.Helper()
	if err := os.RemoveAll(w.path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// TestWatchTwoNames watches a project that is reached by a link, with a package
// that is one: the system tells of a directory by one of its names only.
func TestWatchTwoNames(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := unwatched(t, map[string]string{
			"real/main.js":  "require('./lib/a'); require('w'); require('w/lib/x')",
			"real/lib/a.js": "first", "ws/w/index.js": "require('./lib/x')", "ws/w/lib/x.js": "",
		})
		w.link("../../ws/w", "real/node_modules/w")
		w.link("real", "link")
		w.watch(bundle.Options{Basedir: w.path("link")}, o)
		w.expect("first")
		for n := range 4 { // what is watched by which name may depend on luck
			for _, name := range []string{"real/lib/a.js", "ws/w/lib/x.js"} {
				w.write(name, fmt.Sprintf("text_%d(%q)", n, name))
				w.expect(fmt.Sprintf("text_%d(%q)", n, name))
			}
			w.write("ws/w/index.js", fmt.Sprintf("require('./lib/x'); in_%d", n))
			w.expect(fmt.Sprintf("in_%d", n))
		}
	})
}

// TestWatchLinks makes links, links to links, and lets them lead elsewhere.
func TestWatchLinks(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{
			"main.js": "require('./a'); require('p')", "r/one.js": "one", "r/two.js": "two",
			"v1/p/index.js": "version_1", "v2/p/index.js": "version_2",
		}, o)
		w.expect("cannot find")
		w.link("s/b.js", "a.js")
		w.link("../current/p", "node_modules/p")
		w.expect("leads nowhere")
		time.Sleep(200 * time.Millisecond)
		w.link("../r/one.js", "s/b.js")
		w.link("v1", "current")
		w.expect("one")
		w.link("../r/two.js", "s/c.js")
		w.rename("s/c.js", "s/b.js")
		w.expect("two")
		w.link("v2", "next")
		w.rename("next", "current")
		w.expect("version_2")
		w.remove("r/two.js")
		w.expect("error")
		w.write("r/two.js", "three")
		w.expect("three")
		w.remove("v2/p")
		w.expect("error")
		w.write("v2/p/index.js", "version_3")
		w.expect("version_3")
	})
}

// TestWatchKeptLinks has files be links, whose names count and not those of what
// they lead to.
func TestWatchKeptLinks(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := unwatched(t, map[string]string{"main.js": "require('./a'); require('./d/b')", "r/one.js": "one()", "e/b.js": "b_one()"})
		w.link("l.js", "a.js")
		w.link("r/one.js", "l.js")
		w.link("e", "d")
		w.watch(bundle.Options{Basedir: w.dir, PreserveSymlinks: true}, o)
		w.expect("one()")
		for n := range 3 {
			w.write("r/one.js", fmt.Sprintf("text_%d()", n))
			w.expect(fmt.Sprintf("text_%d()", n))
			w.write("e/b.js", fmt.Sprintf("other_%d()", n))
			w.expect(fmt.Sprintf("other_%d()", n))
			w.write("r/new.js", fmt.Sprintf("anew_%d()", n))
			w.rename("r/new.js", "r/one.js")
			w.expect(fmt.Sprintf("anew_%d()", n))
		}
	})
}

// TestWatchTransforms has npm transforms come, go, and change: that which a
// package.json names, what it requires, what it reads.
func TestWatchTransforms(t *testing.T) {
	testenv.Node(t)
	transform := func(name string) string {
		return `var dep = require('dep'), fs = require('fs'), stream = require('stream');
			module.exports = function (file) {
				return new stream.Transform({ transform: function (chunk, enc, next) {
					this.emit('file', __dirname + '/../../note.txt');
					var note = ''; try { note = fs.readFileSync(__dirname + '/../../note.txt') } catch (e) {}
					next(null, '` + name + `_' + dep + note + '_' + chunk) } }) }`
	}
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{
			"main.js": "one", "package.json": `{"browserify": {"transform": ["tr"]}}`, "node_modules/other/index.js": "",
		}, o)
		w.expect("not installed")
		w.write("node_modules/tr/index.js", transform("tr"))
		w.expect("Cannot find module 'dep'")
		w.write("node_modules/dep/index.js", "module.exports = 'dep1'")
		w.expect("tr_dep1_one")
		w.write("node_modules/dep/index.js", "module.exports = 'dep2'")
		w.expect("tr_dep2_one")
		w.write("note.txt", "_noted")
		w.expect("tr_dep2_noted_one")
		w.remove("note.txt")
		w.expect("tr_dep2_one")
		w.remove("node_modules/tr")
		w.expect("not installed")
		w.write("node_modules/tr/index.js", transform("again"))
		w.expect("again_dep2_one")
		w.write("node_modules/tr/other.js", transform("other"))
		w.write("node_modules/tr/package.json", `{"main": "other"}`)
		w.expect("other_dep2_one")
		w.write("package.json", "{}")
		w.expect("one")
	})
}

// TestWatchDirectories has directories go and come again, by moving and
// otherwise. What is back within a moment was never gone.
func TestWatchDirectories(t *testing.T) {
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{"main.js": "require('./s/t/a')", "s/t/a.js": "first", "z/t/a.js": "last"}, o)
		w.expect("first")
		// back removes something, and has the file there again with another text.
		back := func(name, text string) {
			begin := time.Now()
			w.remove(name)
			time.Sleep(40 * time.Millisecond)
			w.write("s/t/a.js", text)
			if time.Since(begin) < 80*time.Millisecond {
				w.only(text)
			} else { // a machine that is too busy for a moment
				w.expect(text)
			}
		}
		back("s/t/a.js", "second")
		back("s", "third")
		for n := range 3 { // the watches of the system must follow
			w.rename("s", "moved")
			w.expect("error: main.js:1:9: cannot find module")
			w.write("moved/t/a.js", fmt.Sprintf("changed_%d", n))
			w.rename("moved", "s")
			w.expect(fmt.Sprintf("changed_%d", n))
			w.write("s/t/a.js", fmt.Sprintf("written_%d", n))
			w.expect(fmt.Sprintf("written_%d", n))
		}
		w.rename("s", "old")
		w.rename("z", "s")
		w.only("last")
		w.write("s/t/a.js", "still_watched")
		w.expect("still_watched")
		w.rename("main.js", "s/main.js")
		w.expect("error: cannot find module")
		w.rename("s/main.js", "main.js")
		w.expect("still_watched")
	})
}

// only waits for the next build, and checks that it has a text.
func (w *watched) only(text string) {
	w.t.Helper()
	select {
	case out := <-w.builds:
		if !strings.Contains(out, text) {
			w.t.Errorf("the next build has no %q, but is\n%s", text, out)
		}
	case <-time.After(10 * time.Second):
		w.t.Fatalf("no build had %q", text)
	}
}

// TestWatchCheckout has git go from one branch to another, and back, where
// hundreds of files differ.
func TestWatchCheckout(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		testenv.Missing(t, "this test needs git on PATH: %v", err)
	}
	const files = 300
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := unwatched(t, nil)
		run := func(args ...string) {
			t.Helper()
			cmd := exec.Command(git, append([]string{"-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "init.defaultBranch=one"}, args...)...)
			cmd.Dir = w.dir
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git %q: %v\n%s", args, err, out)
			}
		}
		run("init", "-q")
		for i, branch := range []string{"one", "two"} {
			if i > 0 {
				run("checkout", "-q", "-b", branch)
				w.remove("only-one")
			}
			main := ""
			for n := range files {
				name := fmt.Sprintf("d%d/m%d.js", n%7, n)
				if n%10 == 0 { // these are not on both branches
					name = fmt.Sprintf("only-%s/m%d.js", branch, n)
				}
				main += fmt.Sprintf("require('./%s')\n", name)
				w.write(name, fmt.Sprintf("%s_%d()", branch, n))
			}
			w.write("main.js", main)
			run("add", "-A")
			run("commit", "-q", "-m", branch)
		}
		w.watch(bundle.Options{Basedir: w.dir}, o)
		w.expect(fmt.Sprintf("two_%d()", files-1))
		for _, branch := range []string{"one", "two", "one"} {
			run("checkout", "-q", branch)
			w.settles(bundle.Options{Basedir: w.dir})
		}
	})
}

// settles waits for a build that is what a fresh build would be now, and after
// which there is no other.
func (w *watched) settles(o bundle.Options) {
	w.t.Helper()
	o.Cwd, o.Entries = o.Basedir, []bundle.Entry{{File: "main.js"}}
	want := output(bundle.Build(w.t.Context(), o))
	late := time.After(10 * time.Second)
	for {
		var still <-chan time.Time
		if w.last == want { // what came of the way there may follow
			still = time.After(300 * time.Millisecond)
		}
		select {
		case w.last = <-w.builds:
		case <-still:
			return
		case <-late:
			w.t.Fatalf("the last build was not what a fresh one is:\n%s\n---\n%s", w.last, want)
		}
	}
}

// TestWatchInstall has npm install a package that is missing, another version
// of it, and none.
func TestWatchInstall(t *testing.T) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		testenv.Missing(t, "this test needs npm on PATH: %v", err)
	}
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := unwatched(t, map[string]string{"main.js": "require('pkg')", "package.json": `{"name": "app", "private": true}`})
		away := unwatched(t, nil) // what is installed must not lie where it is watched
		run := func(dir string, args ...string) {
			t.Helper()
			cmd := exec.Command(npm, append(args, "--offline", "--no-audit", "--no-fund", "--loglevel=error")...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("npm %q: %v\n%s", args, err, out)
			}
		}
		for _, version := range []string{"1.0.0", "2.0.0"} {
			main := ""
			for n := range 100 {
				name := fmt.Sprintf("lib/v%s/m%d.js", version[:1], n)
				main += fmt.Sprintf("require('./%s')\n", name)
				away.write("pkg/"+name, fmt.Sprintf("version_%s_%d()", version[:1], n))
			}
			away.write("pkg/start.js", main)
			away.write("pkg/package.json", fmt.Sprintf(`{"name": "pkg", "version": %q, "main": "start.js"}`, version))
			run(away.path("pkg"), "pack", "--pack-destination", away.dir)
		}
		w.watch(bundle.Options{Basedir: w.dir}, o)
		w.expect(`cannot find module "pkg"`)
		for _, version := range []string{"1.0.0", "2.0.0", "1.0.0"} {
			run(w.dir, "install", away.path("pkg-"+version+".tgz"))
			w.expect(fmt.Sprintf("version_%s_99()", version[:1]))
			w.settles(bundle.Options{Basedir: w.dir})
		}
		run(w.dir, "uninstall", "pkg")
		w.expect(`cannot find module "pkg"`)
	})
}
