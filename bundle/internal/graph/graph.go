// Package graph walks the requires of a bundle's inputs: it loads each module
// once, transforms and scans it, and resolves what it requires.
//
// What comes in are inputs (entries and modules to expose) and options; what
// goes out are rows, one a module, with their dependencies linked. It knows
// nothing of how a bundle is written, and writes nothing.
//
// The walk has workers that each take a module from a last-in-first-out queue
// and do all that is to be done for it while its text is in the processor's
// caches. What they share, the table of modules and the queue, is changed under
// one lock, taken once a module; what is in the table is found without. Modules
// that are to be converted to CommonJS wait until there are several, and are taken
// up again when that is done. The rows do not depend on who came first.
package graph

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"time"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/globals"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
	"sheaf/resolver"
	"sheaf/transforms"
	"sheaf/transforms/esbuild"
)

// Options say what to walk and how. All paths are absolute and in the system's
// form.
type Options struct {
	Basedir string
	Cwd     string // what paths in messages are relative to
	Inputs  []Input

	// Sets of names and paths, in all the forms that Browserify compares:
	// as required, as an absolute path, and "/" with the path from Basedir.
	External, Exclude, Ignore map[string]bool

	NoParse          []string // as given, and absolute
	NoBundleExternal bool
	NoBuiltins       bool
	IgnoreMissing    bool
	Globals          *globals.Wrapper // nil: free globals are left alone

	Resolver         resolver.Options // Supplied is set by the walk
	Transforms       []Transform
	TransformKey     string
	IgnoreTransforms []string

	// Find makes the transform that a package.json in the last of dirs names,
	// looked up from each of them.
	Find func(name string, options json.RawMessage, dirs ...string) (transforms.Transform, error)

	Minify bool          // texts are shortened, after all else
	Legal  esbuild.Legal // what becomes of comments about licences then

	Map     bool        // line counts and map texts are wanted
	MapForm srcmap.Form // the form of the texts
	Workers int         // 0: one a processor

	Progress func(modules int, bytes int64)

	Converting func() // called once, before many modules are converted
}

// A Transform is one of the transforms the bundle was asked to run.
type Transform struct {
	transforms.Transform
	Global bool
}

// An Input is a module that the bundle was asked to contain.
type Input struct {
	ID     string // as row.Row
	File   string // as row.Row; it is resolved
	Expose string
	Entry  bool
	Order  int    // of entries; -1 for others
	Source []byte // if not nil, the text, and nothing is resolved or read
	Named  string // how the user wrote it, for messages
}

// A Graph is what a walk found.
type Graph struct {
	Rows     []*row.Row // in no order
	Changed  []*row.Row // of a Walker that had no more to do: the only rows that are not as in the last Graph, and of these only the texts
	Same     bool       // of a Walker: nothing but Changed is new
	SameSeen bool       // of a Walker: and Seen tells what it told before
	Exposed  map[string]bool
	Resolves bool // some module calls require.resolve
	Bytes    int64
	Warnings diag.List
}

// Walk walks from the inputs. Its error is a diag.List of all that went wrong,
// or the cause for which ctx ended.
func Walk(ctx context.Context, o Options) (*Graph, error) {
	return newWalk(o, newResolver(&o)).graph(ctx)
}

func (w *walk) graph(ctx context.Context) (*Graph, error) {
	w.ctx = ctx
	w.addInputs()
	w.addGlobal()
	inputs := len(w.modules)
	stop := w.report()
	w.run()
	stop()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if w.late {
		w.sweep(inputs)
	}
	messages := w.allMessages()
	if messages.Failed() && w.leaveResolved(inputs) {
		messages = w.allMessages()
	}
	if messages.Failed() {
		return nil, messages
	}
	g := &Graph{Warnings: messages, Exposed: map[string]bool{}}
	for name := range w.exposed {
		g.Exposed[name] = true
	}
	g.Rows = make([]*row.Row, len(w.modules))
	for i, m := range w.modules {
		w.finish(m)
		g.Rows[i] = &m.row
		g.Resolves = g.Resolves || m.resolves
		g.Bytes += int64(len(m.row.Source))
	}
	return g, nil
}

// allMessages returns what is to be said of the modules and the inputs.
func (w *walk) allMessages() diag.List {
	list := w.messages
	for _, m := range w.modules {
		list = append(list, m.messages...)
		if m.unread != nil {
			list = append(list, w.readError(m))
		}
	}
	return list.Sort()
}

// finish completes a module's row with what the whole walk had to end for.
func (w *walk) finish(m *module) {
	if w.o.Globals != nil && m.used != 0 {
		m.row.Head, m.row.Tail = w.wrap(m)
	}
	if m.row.File == "" {
		m.row.File = m.row.Path
	}
	if m.row.ID == "" {
		m.row.ID = m.row.File
	}
}

// report calls the Progress option now and then until the function it returns
// is called.
func (w *walk) report() (stop func()) {
	if w.o.Progress == nil {
		return func() {}
	}
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				w.mu.Lock()
				n := len(w.modules)
				w.mu.Unlock()
				w.o.Progress(n, w.bytes.Load())
			}
		}
	}()
	return func() { close(done); <-gone }
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// inNodeModules tells whether a slash-separated relative path leads through a
// node_modules directory.
func inNodeModules(rel string) bool {
	return slices.Contains(strings.Split(rel, "/"), "node_modules")
}
