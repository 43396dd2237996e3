package bundle

import (
	"bytes"
	"context"
	"slices"
	"time"

	"sheaf/bundle/internal/graph"
	"sheaf/bundle/internal/pack"
	"sheaf/bundle/internal/watch"
	"sheaf/resolver"
)

// A Builder builds the same bundle again and again, and does of each build only
// what the changes since the last one make necessary: only changed files are
// read, transformed, scanned; names are resolved again only if files came or
// went or a package.json changed; and where a file's new text requires what the
// old one did, only that text is exchanged in the bundle. The result is byte
// for byte what [Build] would make.
//
// A Builder must not be used concurrently, but for Also. Its results may be
// written at any time, but asked for their modules and warnings only until the
// next Build.
type Builder struct {
	o       Options
	also    watch.Also
	plan    *plan
	walker  *graph.Walker
	last    *Result // nil if the last build failed
	moved   bool    // what the last build hangs on is not what the one before did
	changed []string
	quiet   bool // who says what changed waits until it is left alone
}

// New returns a Builder that has built nothing yet. The error is a diag.List.
func New(o Options) (*Builder, error) {
	b := &Builder{o: o}
	if err := b.reset(); err != nil {
		return nil, err
	}
	return b, nil
}

// reset forgets everything but what was made last, to compare the next with.
func (b *Builder) reset() error {
	o := b.o
	p, err := newPlan(&o)
	if err != nil {
		return failure(err)
	}
	b.Close()
	b.o, b.plan, b.walker = o, p, graph.NewWalker(p.graph)
	return nil
}

// Close ends what the Builder has running: Node, if transforms need it.
func (b *Builder) Close() {
	if b.plan != nil {
		b.plan.close()
	}
}

// Changed says that files or directories were changed, made or removed since
// the last build: absolute paths. What nobody said is taken to be as it was.
func (b *Builder) Changed(paths ...string) { b.changed = append(b.changed, paths...) }

// Build makes the bundle. Its errors are those of the function Build; after
// one, the Builder can be used on. If nothing came of the changes it returns
// the Result of the last build again.
func (b *Builder) Build(ctx context.Context) (*Result, error) {
	start := time.Now()
	moved, err := b.renew()
	if b.moved = moved; err != nil {
		return nil, err
	}
	g, err := b.walker.Walk(ctx)
	unkept, err := b.plan.settle(ctx, false, err)
	b.moved = moved || err != nil || !g.SameSeen
	if err != nil {
		b.last = nil
		return nil, err
	}
	g.Warnings = append(g.Warnings[:len(g.Warnings):len(g.Warnings)], unkept...)
	if last := b.last; last != nil && g.Same {
		if len(g.Changed) == 0 {
			last.Warnings = g.Warnings
			return last, nil
		}
		if out := pack.Again(last.out.Load(), g.Changed, b.plan.pack); out != nil {
			b.last = newResult(g, out, b.o, start)
			return b.last, nil
		}
	}
	r, err := b.plan.result(g, b.o, start)
	if err == nil {
		r.out.Load().Code() // all: the next build changes the rows
	}
	if err == nil && b.last != nil && r.same(b.last) {
		b.last.out.Store(r.out.Load()) // with the rows that are now
		b.last.Warnings = r.Warnings
		return b.last, nil
	}
	b.last = r
	return r, err
}

// same tells whether two results are written the same.
func (r *Result) same(s *Result) bool {
	x, y := r.out.Load(), s.out.Load()
	return equalPieces(x.Code(), y.Code()) && equalPieces(x.Map(), y.Map())
}

// equalPieces tells whether two lists of pieces make the same text.
func equalPieces(a, b [][]byte) bool {
	var x, y []byte
	for {
		for len(x) == 0 && len(a) > 0 {
			x, a = a[0], a[1:]
		}
		for len(y) == 0 && len(b) > 0 {
			y, b = b[0], b[1:]
		}
		n := min(len(x), len(y))
		if n == 0 {
			return len(x) == len(y)
		}
		if !bytes.Equal(x[:n], y[:n]) {
			return false
		}
		x, y = x[n:], y[n:]
	}
}

// renew tells the walker what changed. If that is what transforms are, or are
// made of, all begins anew. moved tells whether what builds hang on may be
// something else now.
func (b *Builder) renew() (moved bool, err error) {
	isChanged := func(path string) bool { return slices.Contains(b.changed, path) }
	moved, outdated := b.plan.finder.invalidate(b.changed)
	if outdated || len(b.changed) > 0 && slices.ContainsFunc(b.plan.finder.sources(), isChanged) {
		if err := b.reset(); err != nil {
			return true, err // and it is tried again next time
		}
	}
	b.walker.Changed(b.quiet, b.changed...)
	b.changed = nil
	return moved, nil
}

// seen tells what the builds so far hang on; see [graph.Walker.Seen].
func (b *Builder) seen(names func(dir string, seen resolver.Names), other, read func(path string)) {
	b.walker.Seen(names, other, read)
	f := b.plan.finder
	for _, path := range f.sources() {
		read(path)
	}
	if len(f.asked) > 0 {
		f.scripts.Seen(names, other)
	}
}
