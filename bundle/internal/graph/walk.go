package graph

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"sheaf/bundle/builtins"
	"sheaf/bundle/diag"
	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/scan"
	"sheaf/resolver"
	"sheaf/resolver/pages"
	"sheaf/transforms"
	"sheaf/transforms/esbuild"
)

// A module is a row in the making.
type module struct {
	row      row.Row
	file     *resolver.File    // nil for shims, and for sources that were given
	shim     *builtins.Module  // nil for all but shims
	dir      *resolver.Dir     // where its requires are looked up from; nil for shims
	as       string            // the path by which it was reached, if not its own: an input's, or the least
	before   []byte            // the text as it was read, if transforms made another of it
	original *transforms.Input // what was converted to CommonJS, nil if nothing was

	finders []transforms.Finder // of its transforms
	watch   []string            // what its text hangs on besides its file

	listings []transforms.Listing // and of which directories on the names

	scanned []byte // the text that references are in, if that is not the row's

	messages diag.List // about it
	unread   error     // why its text could not be had
	*memo              // for a later walk; nil if there is to be none

	given    []byte       // source given by the user
	used     scan.Globals // globals that are defined for it
	resolves bool         // it calls require.resolve
	top      bool         // transforms of top-level files apply
	done     bool         // it was taken from the queue, or is to be
	again    uint8        // how often a transform has learned of it, and had to see it again
	late     bool         // it was loaded when transforms had learned
	asked    bool         // it is an input, and as is that one's
	imports  bool         // it was an ES module, and looks names up as such
	folds    bool         // conditions in it have become constant
}

// A walk is the state of one walk, which workers share.
type walk struct {
	ctx      context.Context
	o        Options
	resolver *resolver.Resolver
	entries  []string               // directories of entries, for what is top level
	exposed  map[string]*module     // complete before the workers start
	layered  bool                   // there are transforms for top-level files only
	late     bool                   // transforms have learned from all files there were
	global   []transforms.Transform // of entries' packages, for all files
	packages *packageTransforms
	esbuild  *esbuild.Converter
	bytes    atomic.Int64
	memory   *memory // of the walks before; nil if there are to be no others

	mu       sync.Mutex // guards what follows, and the as and top of modules
	wake     *sync.Cond
	files    byFile // looked up without mu, too
	shims    map[*builtins.Module]*module
	made     map[string]*module // by path; they are in no file
	modules  []*module
	stock    stock // modules for inputs
	queue    []*module
	deferred []*module // not top level, while those that are come first

	waiting   []*conversion // of modules that are to be converted
	converted []*conversion // and of those that were
	many      sync.Once     // calls the option Converting

	active   int       // workers with a module in hand
	messages diag.List // about the inputs
}

// A resolving is a resolver and the walk that it serves.
type resolving struct {
	*resolver.Resolver
	walk *walk
}

func newResolver(o *Options) *resolving {
	r := &resolving{}
	ro := o.Resolver
	ro.Supplied = func(name string) bool { return r.walk.supplies(name) }
	ro.LateExtensions, ro.Modules = esbuild.Extensions(), true
	r.Resolver = resolver.New(ro)
	return r
}

func newWalk(o Options, r *resolving) *walk {
	w := &walk{
		o:        o,
		resolver: r.Resolver,
		exposed:  map[string]*module{},
		packages: &packageTransforms{},
		esbuild:  esbuild.New(),
		shims:    map[*builtins.Module]*module{},
	}
	r.walk = w
	w.wake = sync.NewCond(&w.mu)
	for _, t := range o.Transforms {
		w.layered = w.layered || !t.Global
	}
	return w
}

// run lets workers walk until nothing is left to do.
func (w *walk) run() {
	n := w.o.workers()
	var all sync.WaitGroup
	for range n - 1 {
		all.Go(w.work)
	}
	w.work()
	all.Wait()
}

func (w *walk) work() {
	k := newWorker(w)
	defer k.files.close()
	k.walks = true
	k.files.exact = w.memory != nil && len(w.memory.modules) > 0 // few are read, and kept long
	w.mu.Lock()
	for {
		for !w.ready() && w.active > 0 {
			w.wake.Wait()
		}
		if !w.ready() {
			if len(w.deferred) == 0 && !w.relearn() {
				break
			}
			w.release()
		}
		w.active++
		w.step(k)
		w.active--
		if w.active == 0 && !w.ready() {
			w.wake.Broadcast()
		}
	}
	w.wake.Broadcast()
	w.mu.Unlock() // not deferred: a panic in step finds it unlocked
}

// release queues what was put off, but for what has become top level since. The
// lock is held.
func (w *walk) release() {
	w.layered = false
	for _, m := range w.deferred {
		w.enqueue(m)
	}
	w.deferred = nil
}

// ready tells whether there is something to do. The lock is held.
func (w *walk) ready() bool {
	return len(w.queue) > 0 || len(w.waiting) > 0 || len(w.converted) > 0
}

// step does the next thing there is to do. Modules wait to be converted while
// there is something else, so that there are many. The lock is held, but not in
// the meantime.
func (w *walk) step(k *worker) {
	switch {
	case len(w.converted) > 0:
		c := w.converted[len(w.converted)-1]
		w.converted = w.converted[:len(w.converted)-1]
		k.layered = w.layered
		w.mu.Unlock()
		k.resume(c)
		c.module.row.Deps = k.deps()
		w.mu.Lock()
		w.link(k, c.module)
	case len(w.queue) > 0 && len(w.waiting) < batchModules:
		m := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		k.as, k.layered, m.late = m.as, w.layered, w.late
		w.mu.Unlock()
		if w.memory != nil {
			m.memo = new(memo)
		}
		var c *conversion
		if w.ctx.Err() == nil {
			c = k.load(m)
		}
		if c == nil {
			m.row.Deps = k.deps()
		}
		k.stock.refill()
		w.mu.Lock()
		if c == nil {
			w.link(k, m)
		} else {
			w.waiting = append(w.waiting, c)
		}
	default:
		batch := w.batch()
		w.mu.Unlock()
		if len(batch) >= manyModules && w.o.Converting != nil {
			w.many.Do(w.o.Converting)
		}
		k.convert(batch)
		w.mu.Lock()
		w.converted = append(w.converted, batch...)
		w.wake.Broadcast()
	}
}

// link takes a loaded module's dependencies into the table of modules, but for
// those that were known to be there, and queues those that are new. The lock is
// held.
func (w *walk) link(k *worker, m *module) {
	for i := range k.targets {
		if m.row.Deps[i].To != nil {
			continue
		}
		if to := w.module(&k.stock, &k.targets[i], m.top); to != nil {
			m.row.Deps[i].To = &to.row
		}
	}
	if w.memory != nil {
		m.targets = slices.Clone(k.targets)
	}
}

// module returns the module that a target means, or nil. from tells whether it
// was asked for by a top-level file. The lock is held.
func (w *walk) module(s *stock, t *target, from bool) *module {
	switch {
	case t.module != nil:
		return t.module
	case t.shim != nil:
		m := w.shims[t.shim]
		if m == nil {
			m = &module{shim: t.shim}
			m.row.Path, m.row.Virtual, m.row.Order = t.shim.Path, true, -1
			w.shims[t.shim] = m
			w.add(m)
		}
		return m
	case t.supplier != nil:
		return w.supply(t)
	case t.file != nil:
		m := w.files.get(t.file)
		isNew := m == nil
		if isNew {
			m = s.module()
			m.file, m.dir, m.as = t.file, t.file.Dir, t.as
			m.row.Path = t.file.Path
			w.files.set(t.file, m)
		} else if t.as != m.as && t.as != "" && !m.asked && (m.as == "" || t.as < m.as) {
			m.as = t.as
		}
		if w.layered && from && !m.top && w.isTopLevel(t.path()) {
			m.top = true
			if !isNew {
				w.enqueue(m)
			}
		}
		if isNew {
			w.add(m)
		}
		return m
	}
	return nil
}

// supply returns the module for a target that is in no file. The lock is held.
func (w *walk) supply(t *target) *module {
	if m := w.made[t.as]; m != nil {
		return m
	}
	m := &module{dir: w.resolver.Dir(filepath.Dir(t.as))}
	m.given, _ = t.supplier.Source(t.as)
	m.row.Path, m.row.Order, m.row.Given = t.as, -1, true
	if w.made == nil {
		w.made = map[string]*module{}
	}
	w.made[t.as] = m
	w.add(m)
	return m
}

// A stock supplies empty modules.
type stock struct {
	free []module // to cut modules from
	next []module // to go on with
}

// How many modules share memory: 8 KiB at first, with what the runtime adds, and
// then 64.
const (
	atFirst = 15
	atOnce  = 128
)

// refill prepares for the lock to be held: who waits for it should not wait for
// memory.
func (s *stock) refill() {
	if s.next != nil {
		return
	}
	s.next = pages.More(s.free, atFirst, atOnce)
	for i := range s.next {
		s.next[i].row.Order = -1
	}
}

// module returns an empty module.
func (s *stock) module() *module {
	if len(s.free) == 0 {
		s.refill()
		s.free, s.next = s.next, nil
	}
	m := &s.free[0]
	s.free = s.free[1:]
	return m
}

// add puts a new module into the table and queues it. The lock is held.
func (w *walk) add(m *module) {
	w.modules = append(w.modules, m)
	w.enqueue(m)
}

// enqueue queues a module, or puts it off until all top-level ones are done,
// lest it depend on who comes first whether its transforms run.
func (w *walk) enqueue(m *module) {
	if m.done {
		return
	}
	if w.layered && !m.top {
		w.deferred = append(w.deferred, m)
		return
	}
	m.done = true
	w.queue = append(w.queue, m)
	if w.active > 0 {
		w.wake.Signal()
	}
}

// isTopLevel tells whether a file belongs to the project rather than to what is
// installed in it: whether it can be reached from an entry's directory or the
// base directory without going through node_modules.
func (w *walk) isTopLevel(file string) bool {
	for _, dir := range w.entries {
		if !inNodeModules(paths.Relative(dir, file)) {
			return true
		}
	}
	return !inNodeModules(paths.Relative(w.o.Basedir, file))
}

// path returns the path by which the target was reached.
func (t *target) path() string {
	if t.as != "" {
		return t.as
	}
	return t.file.Path
}

// wrap returns the text that defines a module's globals.
func (w *walk) wrap(m *module) (head, tail string) {
	file := m.row.Path
	if m.as != "" {
		file = m.as
	}
	if m.shim != nil {
		return w.o.Globals.Wrap(m.used, file[1:])
	}
	return w.o.Globals.Wrap(m.used, paths.Relative(w.o.Basedir, file))
}

// display returns a path as the user would write it: relative to the current
// directory if it lies below, else absolute.
func (w *walk) display(file string) string {
	rel, err := filepath.Rel(w.o.Cwd, file)
	if err != nil || rel == ".." || len(rel) > 2 && rel[:2] == ".." && rel[2] == filepath.Separator {
		return file
	}
	return rel
}
