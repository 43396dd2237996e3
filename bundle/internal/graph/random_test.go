package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"weak"

	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// marking is a transform that shows in the text what it was given.
type marking struct{}

func (marking) Name() string { return "marking" }

func (marking) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	return transforms.Output{Code: append([]byte("/* "+filepath.Base(in.File)+" */"), in.Code...)}, nil
}

// A wood is a project of files that require each other at random, some of them
// through links, some that are not there.
type wood struct {
	t    *testing.T
	rnd  *rand.Rand
	dir  string
	main string
}

const woodFiles = 60

func newWood(t *testing.T, seed uint64) *wood {
	w := &wood{t: t, rnd: rand.New(rand.NewPCG(seed, 5)), dir: tree(t, map[string]string{
		"lib/a.js": "", "node_modules/p/package.json": `{"name":"p","browserify":{}}`, "node_modules/p/index.js": "",
	})}
	for link, to := range map[string]string{"node_modules/liblink": "../lib", "plink": "node_modules/p"} {
		if err := os.Symlink(filepath.FromSlash(to), filepath.Join(w.dir, filepath.FromSlash(link))); err != nil {
			t.Skip("no links:", err)
		}
	}
	for i := range woodFiles {
		w.write(i)
	}
	var text strings.Builder
	for range 20 {
		fmt.Fprintf(&text, "require(%q);", w.spec(w.rnd.IntN(woodFiles)))
	}
	w.main = filepath.Join(w.dir, "main.js")
	testenv.Write(t, w.dir, "main.js", text.String())
	return w
}

// name returns a file's name in the project.
func (w *wood) name(i int) string {
	return fmt.Sprintf([...]string{"m%d.js", "lib/l%d.js", "node_modules/p/n%d.js", "t%d.ts"}[i%4], i)
}

// spec returns a path by which a file may be required.
func (w *wood) spec(i int) string {
	name := w.name(i)
	if w.rnd.IntN(4) == 0 {
		name = strings.Replace(name, "lib/", "node_modules/liblink/", 1)
	} else if w.rnd.IntN(3) == 0 {
		name = strings.Replace(name, "node_modules/p/", "plink/", 1)
	}
	return filepath.ToSlash(filepath.Join(w.dir, strings.TrimSuffix(name, ".ts")))
}

// write gives a file another text, and returns its path.
func (w *wood) write(i int) string {
	var text strings.Builder
	for range w.rnd.IntN(8) {
		fmt.Fprintf(&text, "require(%q);", w.spec(w.rnd.IntN(woodFiles)))
	}
	fmt.Fprintf(&text, "console.log(%d, %d)", i, w.rnd.IntN(1000))
	testenv.Write(w.t, w.dir, w.name(i), text.String())
	return filepath.Join(w.dir, filepath.FromSlash(w.name(i)))
}

// said returns all that a walk has to say.
func said(g *Graph, err error) string {
	if err != nil {
		return err.Error()
	}
	var list []string
	for _, r := range g.Rows {
		s := fmt.Sprint(r.Path, " ", r.ID, " ", string(r.Source), r.Head, r.Entry, r.Order, r.Expose)
		for _, d := range r.Deps {
			s += " " + d.Key
			if d.To != nil {
				s += " => " + d.To.Path
			}
		}
		list = append(list, s)
	}
	slices.Sort(list)
	return strings.Join(list, "\n") + g.Warnings.Error()
}

// TestRandom changes projects, and compares what a Walker makes of them, what a
// walk with many workers does, and what one with a single worker does.
func TestRandom(t *testing.T) {
	steps := 12
	if testing.Short() {
		steps = 4
	}
	for seed := range uint64(3) {
		for _, o := range []Options{{}, {Minify: true}, {Transforms: []Transform{{Transform: marking{}}}}} {
			w := newWood(t, seed)
			o.Basedir, o.Cwd, o.Workers = w.dir, w.dir, 6
			o.Inputs = []Input{{ID: w.main, File: w.main, Entry: true, Named: "main.js"}}
			single := o
			single.Workers = 1
			walker := NewWalker(o)
			for step := range steps {
				want := said(Walk(t.Context(), single))
				if got := said(Walk(t.Context(), o)); got != want {
					t.Fatalf("seed %d, step %d, minify %t: with many workers\n%s\nwith one\n%s", seed, step, o.Minify, got, want)
				}
				if got := said(walker.Walk(t.Context())); got != want {
					t.Fatalf("seed %d, step %d, minify %t: after changes\n%s\nfrom nothing\n%s", seed, step, o.Minify, got, want)
				}
				for range 1 + w.rnd.IntN(3) {
					i := w.rnd.IntN(woodFiles)
					path := filepath.Join(w.dir, filepath.FromSlash(w.name(i)))
					if w.rnd.IntN(6) > 0 {
						path = w.write(i)
					} else if err := os.RemoveAll(path); err != nil {
						t.Fatal(err)
					}
					walker.Changed(true, path)
				}
			}
		}
	}
}

// A Walker keeps no text that is not in the bundle any more.
func TestTextsLetGo(t *testing.T) {
	dir := tree(t, map[string]string{"main.js": "require('./a')", "a.js": ""})
	w := walker(t, dir, Options{})
	var texts []weak.Pointer[byte]
	const saves = 30
	for i := range saves {
		// Each time one reference less: the last ones' memory is not written to.
		text := fmt.Sprintf("%s console.log(%d, '%s')", strings.Repeat("require('./a');", saves+1-i), i, strings.Repeat("x", 1<<16))
		g := rewalk(t, w, filepath.Join(dir, "main.js"), text)
		texts = append(texts, weak.Make(&find(g, dir, "main.js").Source[0]))
	}
	for range 3 {
		runtime.GC()
	}
	kept := 0
	for _, p := range texts {
		if p.Value() != nil {
			kept++
		}
	}
	if kept > 3 {
		t.Errorf("of %d texts %d are kept", saves, kept)
	}
	runtime.KeepAlive(w)
}

// counting is a transform that counts what it is given.
type counting struct{ seen *sync.Map }

func (counting) Name() string { return "counting" }

func (c counting) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	n, _ := c.seen.LoadOrStore(filepath.Base(in.File), new(atomic.Int32))
	n.(*atomic.Int32).Add(1)
	return transforms.Output{Code: in.Code}, nil
}

// What is put off until top-level files are done, and then turns out to be one
// of them, is loaded once.
func TestPutOffOnce(t *testing.T) {
	dir := tree(t, map[string]string{
		"node_modules/p/package.json": `{"name":"p"}`, "node_modules/p/n.js": "", "node_modules/p/other.js": "",
	})
	if err := os.Symlink(filepath.FromSlash("node_modules/p"), filepath.Join(dir, "plink")); err != nil {
		t.Skip("no links:", err)
	}
	// Names are taken in order: the one through node_modules comes first.
	main := testenv.Write(t, dir, "main.js", "require('../"+filepath.Base(dir)+"/node_modules/p/n'); require('./plink/n'); require('p/other')")
	seen := counting{new(sync.Map)}
	_, err := Walk(t.Context(), Options{Basedir: dir, Cwd: dir, Workers: 1, Transforms: []Transform{{Transform: seen}},
		Inputs: []Input{{ID: main, File: main, Entry: true, Named: "main.js"}}})
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int32{"main.js": 1, "n.js": 1} {
		n, _ := seen.seen.LoadOrStore(file, new(atomic.Int32))
		if got := n.(*atomic.Int32).Load(); got != want {
			t.Errorf("%s was transformed %d times, want %d", file, got, want)
		}
	}
	if _, ok := seen.seen.Load("other.js"); ok {
		t.Error("other.js was transformed")
	}
}
