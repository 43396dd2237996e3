package graph

import (
	"bytes"
	"context"
	"hash/maphash"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/resolver"
	"sheaf/transforms"
	"sheaf/transforms/esbuild"
)

// A Walker walks from the same inputs again and again, and does of each walk
// only what changed since the last. It must not be used concurrently.
type Walker struct {
	o       Options
	r       *resolving
	memory  memory
	last    *walk
	graph   *Graph   // of the last walk; nil if it failed
	changed []string // paths since the last walk
	quiet   bool     // these had been left alone for a moment
	spare   *worker  // for patches
}

// NewWalker returns a Walker that has seen nothing yet.
func NewWalker(o Options) *Walker { return &Walker{o: o, r: newResolver(&o)} }

// A memory is what is known from the walks before.
type memory struct {
	modules map[*resolver.File]*module
	stale   map[string]bool // paths whose contents are no longer what was read
	quiet   bool            // and of which nobody writes the contents just now
	forgot  bool            // names may mean something else now
}

// A memo is what a module leaves to later walks.
type memo struct {
	loaded  bool       // all went well as far as to its references
	read    uint64     // a hash of the file's text
	refs    []scan.Ref // what its text refers to
	extra   []string   // what its transforms say it depends on
	own     diag.List  // messages about its text
	targets []target   // what all it refers to means

	// unsettled says that targets may have become others.
	unsettled bool

	// What else it hung on besides its text.
	pkg  *resolver.Package
	name string // what its transforms were told it is called
}

func (m *memo) keep(refs []scan.Ref, extra []string, own diag.List) {
	m.loaded, m.refs, m.extra, m.own = true, refs, extra, slices.Clip(own)
}

// Changed says that files or directories were changed, made or removed:
// absolute paths. quiet says that since then they were left alone for a moment.
func (w *Walker) Changed(quiet bool, paths ...string) {
	w.quiet = quiet && (w.quiet || len(w.changed) == 0)
	w.changed = append(w.changed, paths...)
}

// Walk walks from the inputs, as the function Walk does.
func (w *Walker) Walk(ctx context.Context) (*Graph, error) {
	w.forget()
	if g := w.patch(ctx); g != nil {
		return g, nil
	}
	next := newWalk(w.o, w.r)
	next.memory = &w.memory
	if w.last != nil {
		if !w.memory.forgot {
			next.packages = w.last.packages
		}
		if !w.reconfigured() {
			next.esbuild = w.last.esbuild
		}
	}
	g, err := next.graph(ctx)
	if ctx.Err() == nil {
		w.remember(next, g)
	}
	return g, err
}

// A change is a module of the last graph, and what has become of it.
type change struct{ old, now *module }

// patch brings the last graph up to date if no more happened than that texts
// changed which refer to what they referred to; else it returns nil.
func (w *Walker) patch(ctx context.Context) *Graph {
	if w.graph == nil || w.memory.forgot || w.reconfigured() {
		return nil
	}
	list, ok := w.reload(ctx)
	if !ok {
		return nil
	}
	g := *w.graph
	g.Same, g.SameSeen, g.Changed = true, true, nil
	for _, c := range list {
		g.SameSeen = g.SameSeen && slices.Equal(c.old.watch, c.now.watch) && len(c.old.listings)+len(c.now.listings) == 0
		if c.old.takeOver(c.now) {
			g.Changed = append(g.Changed, &c.old.row)
		}
	}
	w.memory.stale = nil
	g.Warnings = w.last.allMessages()
	g.Bytes = 0
	for _, r := range g.Rows {
		g.Bytes += int64(len(r.Source))
	}
	w.graph = &g
	return &g
}

// reload loads the modules again that changed, and tells whether there is no
// more to do. If there is, those that can be used are in memory.
func (w *Walker) reload(ctx context.Context) (list []change, ok bool) {
	k := w.patcher()
	defer k.files.close()
	w.last.ctx, w.last.memory = ctx, &w.memory
	again := map[*module]*module{}
	for _, m := range w.memory.modules {
		if !w.memory.isStale(m) || k.unchanged(m) {
			continue
		}
		now := k.reload(m, false)
		if ctx.Err() != nil {
			return nil, false
		}
		again[m] = now
	}
	// What transforms learn of these may only matter to these.
	others := false
	for _, m := range w.last.outdated() {
		if others = again[m] == nil; others {
			break
		}
		again[m] = k.reload(m, true)
	}
	ok = !others && w.last.outdated() == nil && ctx.Err() == nil
	for m, now := range again {
		ok = ok && now.loaded && !now.messages.Failed() && now.sameShape(m)
		list = append(list, change{m, now})
	}
	if ok {
		return list, true
	}
	w.graph = nil // memory is ahead of it
	for m, now := range again {
		delete(w.memory.stale, m.row.Path)
		delete(w.memory.modules, m.file)
		if now.loaded && !now.messages.Failed() {
			w.memory.modules[m.file] = now // so that it is not loaded twice
		}
	}
	return nil, false
}

// reload loads a module of the last walk again. late says that transforms have
// learned from all files there are.
func (k *worker) reload(m *module, late bool) *module {
	now := &module{file: m.file, dir: m.dir, as: m.as, top: m.top, late: late, memo: new(memo)}
	now.row.Path = m.row.Path
	k.as = now.as
	if c := k.load(now); c != nil {
		k.convert([]*conversion{c})
		k.resume(c)
	}
	now.targets = slices.Clone(k.targets)
	return now
}

// patcher returns a worker for a patch: always the same, since what it needs
// memory for is little beside what it has.
func (w *Walker) patcher() *worker {
	if w.spare == nil {
		w.spare = newWorker(w.last)
	}
	k := w.spare
	memory := k.files.memory
	k.walk, k.files, k.ahead = w.last, newReader(), nil
	k.files.exact, k.files.memory = true, memory
	return k
}

// sameShape tells whether a module differs from what it was in its text alone.
func (m *module) sameShape(was *module) bool {
	return m.used == was.used && m.imports == was.imports && m.resolves == was.resolves &&
		m.row.JSON == was.row.JSON && m.row.Verbatim == was.row.Verbatim && slices.Equal(m.targets, was.targets)
}

// takeOver gives a module a new text with what hangs on it, and tells whether
// the text is another.
func (m *module) takeOver(now *module) bool {
	m.original, m.before, m.watch, m.finders, m.messages = now.original, now.before, now.watch, now.finders, now.messages
	m.read, m.refs, m.extra, m.own = now.read, now.refs, now.extra, now.own
	m.listings, m.scanned, m.row.Legal, m.late = now.listings, now.scanned, now.row.Legal, now.late
	r := &m.row
	if bytes.Equal(r.Source, now.row.Source) {
		return false
	}
	r.Source, r.Lines, r.Content, r.MapComment = now.row.Source, now.row.Lines, now.row.Content, now.row.MapComment
	return true
}

// reconfigured tells whether a tsconfig.json changed. What was converted by it
// is forgotten then.
func (w *Walker) reconfigured() bool {
	if len(w.memory.stale) == 0 || !slices.ContainsFunc(w.last.esbuild.Seen(), w.memory.changed) {
		return false
	}
	maps.DeleteFunc(w.memory.modules, func(_ *resolver.File, m *module) bool {
		return m.original != nil || esbuild.Wants(m.row.Path)
	})
	return true
}

// forget takes note of what changed.
func (w *Walker) forget() {
	if len(w.changed) == 0 {
		return
	}
	if w.memory.stale == nil {
		w.memory.stale = map[string]bool{}
	}
	for _, path := range w.changed {
		w.memory.stale[path] = true
	}
	w.memory.quiet = w.quiet
	if w.r.Invalidate(w.changed...) {
		w.memory.forgot = true
	}
	w.changed = w.changed[:0]
}

// remember keeps a walk's modules for the next.
func (w *Walker) remember(walk *walk, g *Graph) {
	modules := make(map[*resolver.File]*module, len(walk.modules))
	if g == nil {
		// What was not reached for an error elsewhere is wanted again when
		// that is mended.
		for file, m := range w.memory.modules {
			if !w.memory.isStale(m) {
				m.unsettled = m.unsettled || w.memory.forgot
				modules[file] = m
			}
		}
	}
	w.memory = memory{modules: modules}
	for _, m := range walk.modules {
		if m.file != nil && m.memo != nil && m.loaded {
			w.memory.modules[m.file] = m
		}
	}
	w.last, w.graph = walk, g
}

// isStale tells whether a module's text, or what it was made of, changed.
func (y *memory) isStale(m *module) bool {
	return len(y.stale) > 0 && (y.changed(m.row.Path) || slices.ContainsFunc(m.watch, y.changed) || slices.ContainsFunc(m.listings, y.differs))
}

// differs tells whether what a directory holds may have changed.
func (y *memory) differs(l transforms.Listing) bool {
	for path := range y.stale {
		if filepath.Dir(path) == l.Dir {
			return true
		}
	}
	return y.changed(l.Dir)
}

// unchanged tells whether a module that seems to be stale is not: its file was
// saved as it was, and nothing else that its text hangs on changed.
func (k *worker) unchanged(m *module) bool {
	if m.file == nil || slices.ContainsFunc(m.watch, k.memory.changed) || slices.ContainsFunc(m.listings, k.memory.differs) {
		return false
	}
	text, err := k.text(m)
	if err != nil {
		return false
	}
	k.ahead, k.aheadText = m.file, text
	return hash(text) == m.read
}

var seed = sync.OnceValue(maphash.MakeSeed)

func hash(text []byte) uint64 { return maphash.Bytes(seed(), text) }

// changed tells whether a path, or what it lies in, changed.
func (y *memory) changed(path string) bool {
	if y.stale[path] {
		return true
	}
	if !y.forgot {
		return false // no more than files did
	}
	for {
		dir := filepath.Dir(path)
		if dir == path {
			return false
		}
		if path = dir; y.stale[path] {
			return true
		}
	}
}

// recall loads a module from memory, and tells whether that could be.
func (k *worker) recall(m *module) bool {
	if m.file == nil {
		return false
	}
	m.pkg, m.name = m.file.Package, k.input(m, nil).File
	was := k.memory.modules[m.file]
	if was == nil || was.late || m.again > 0 || was.pkg != m.pkg || was.name != m.name || was.top != m.top || k.memory.isStale(was) && !k.unchanged(was) {
		return false
	}
	m.read = was.read
	r := &m.row
	r.JSON, r.Verbatim, r.MapComment = was.row.JSON, was.row.Verbatim, was.row.MapComment
	r.Source, r.Lines, r.Content = was.row.Source, was.row.Lines, was.row.Content
	m.finders, m.watch, m.imports, m.original, m.before = was.finders, was.watch, was.imports, was.original, was.before
	m.listings, m.scanned, r.Legal = was.listings, was.scanned, was.row.Legal
	m.used = was.used
	k.bytes.Add(int64(len(r.Source)))
	if k.memory.forgot || was.unsettled || slices.ContainsFunc(was.targets, func(t target) bool { return t.module != nil }) {
		m.messages = was.own
		k.resolveAll(m, was.refs, was.extra)
		return true
	}
	m.memo.keep(was.refs, was.extra, was.own)
	m.messages, m.resolves = was.messages, was.resolves
	k.targets = append(k.targets, was.targets...)
	return true
}
