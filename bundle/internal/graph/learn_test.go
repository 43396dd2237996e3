package graph

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sheaf/transforms"
)

// A counter is a transform that puts into each file how often it is required, as
// it learns when others are looked at; and that knows a module of its own.
type counter struct {
	dir string

	mu    sync.Mutex
	uses  map[string]int // by path
	saw   map[string]int // what a file was transformed with
	calls map[string]int
}

func newCounter(dir string) *counter {
	return &counter{dir: dir, uses: map[string]int{}, saw: map[string]int{}, calls: map[string]int{}}
}

func (c *counter) Name() string { return "counter" }

func (c *counter) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[in.File]++
	c.saw[in.File] = c.uses[in.File]
	return transforms.Output{Code: append(slices.Clip(in.Code), strings.Repeat("\n!0;", c.uses[in.File])...)}, nil
}

func (c *counter) Find(_, spec string, ordinary func() (string, error)) (string, error) {
	if spec == "made" {
		return filepath.Join(c.dir, "sub", "made:"), nil
	}
	path, err := ordinary()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uses[path]++
	return "", err
}

func (c *counter) Source(path string) ([]byte, bool) {
	return []byte("require('./b')"), strings.HasSuffix(path, "made:")
}

func (c *counter) Outdated(func(string) bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for path, n := range c.uses {
		if c.saw[path] != n {
			list = append(list, path)
		}
	}
	return list
}

// TestLearn checks that a file is transformed again when more has become known
// of it, once, whoever comes first, and stays what it is to others.
func TestLearn(t *testing.T) {
	dir := tree(t, map[string]string{
		"main.js":   "require('./a'); require('./c'); require('made')",
		"a.js":      "require('./c'); require('./main'); require('made')",
		"c.js":      "require('./sub/b')",
		"sub/b.js":  "require('../c'); require('made')",
		"second.js": "require('./c')",
	})
	for _, workers := range []int{1, 2, 8, 8} {
		c := newCounter(dir)
		g, err := walkTree(t, dir, Options{Workers: workers, Transforms: []Transform{{Transform: c, Global: true}}}, "main.js", "second.js")
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Rows) != 6 {
			t.Errorf("%d workers: %d rows", workers, len(g.Rows))
		}
		// What is learned while files are looked at again counts no more.
		for name, n := range map[string]int{"a.js": 1, "c.js": 4, "second.js": 0} {
			if got := strings.Count(string(find(g, dir, name).Source), "!0;"); got < n {
				t.Errorf("%d workers: %s was last transformed when it was known to be required %d times, not %d", workers, name, got, n)
			}
		}
		for file, n := range c.calls {
			if n > 1+mostAgain {
				t.Errorf("%d workers: %s was transformed %d times", workers, file, n)
			}
		}
		main, made := find(g, dir, "main.js"), find(g, dir, "sub/made:")
		if !main.Entry || main.Order != 0 || len(main.Deps) != 3 || main.Deps[2].Key != "made" || main.Deps[2].To != made {
			t.Errorf("%d workers: the entry has become %+v", workers, main)
		}
		if made == nil || len(made.Deps) != 1 || made.Deps[0].To != find(g, dir, "sub/b.js") {
			t.Errorf("%d workers: the made-up module is %+v", workers, made)
		}
	}
}

// TestLearnOfShims has a transform that learns of a module that is no file.
func TestLearnOfShims(t *testing.T) {
	dir := tree(t, map[string]string{"main.js": "require('events')"})
	c := &restless{counter: newCounter(dir)}
	g, err := walkTree(t, dir, Options{Transforms: []Transform{{Transform: c, Global: true}}}, "main.js")
	if err != nil {
		t.Fatal(err)
	}
	var shims int
	for _, r := range g.Rows {
		if r.Virtual {
			shims++
			if !strings.Contains(string(r.Source), "EventEmitter") {
				t.Errorf("%s has become %q", r.Path, r.Source)
			}
		}
	}
	if shims != 1 {
		t.Errorf("%d shims, not 1", shims)
	}
}

// A restless is a counter that wants to see everything again.
type restless struct{ *counter }

func (r *restless) Outdated(func(string) bool) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.calls))
}
