package bundle

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/graph"
	"sheaf/bundle/internal/pack"
	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
	"sheaf/transforms"
)

// Build makes a bundle. If it cannot, the error is a diag.List of everything
// that went wrong, or the cause for which ctx ended.
func Build(ctx context.Context, o Options) (*Result, error) {
	start := time.Now()
	p, err := newPlan(&o)
	if err != nil {
		return nil, failure(err)
	}
	defer p.close()
	g, err := graph.Walk(ctx, p.graph)
	unkept, err := p.settle(ctx, true, err)
	if err != nil {
		return nil, err
	}
	g.Warnings = append(g.Warnings, unkept...)
	return p.result(g, o, start)
}

// result packs what was walked.
func (p *plan) result(g *graph.Graph, o Options, start time.Time) (*Result, error) {
	p.pack.Exposed = g.Exposed
	p.pack.Resolves = g.Resolves
	out, err := pack.Pack(g.Rows, p.pack)
	if err != nil {
		return nil, failure(err)
	}
	return newResult(g, out, o, start), nil
}

func newResult(g *graph.Graph, out *pack.Output, o Options, start time.Time) *Result {
	r := resultOf(out)
	r.Warnings, r.options = g.Warnings, o
	r.Stats = Stats{Modules: len(out.Rows), Bytes: g.Bytes, Elapsed: time.Since(start)}
	return r
}

// failure makes a diag.List of an error that is none.
func failure(err error) diag.List {
	if list, ok := err.(diag.List); ok {
		return list
	}
	return diag.List{{Text: err.Error(), Err: err}}
}

// A plan is what the stages are told to do.
type plan struct {
	graph  graph.Options
	pack   pack.Options
	finder *finder
}

func newPlan(o *Options) (*plan, error) {
	if err := place(o); err != nil {
		return nil, err
	}
	l := newLists(o)
	p := &plan{graph: graphOptions(o, l), pack: packOptions(o, l)}
	p.finder = &finder{basedir: o.Basedir, scripts: newScripts(o), flags: ownFlagsOf(o)}
	for _, in := range p.graph.Inputs {
		if in.Entry {
			p.finder.entries = append(p.finder.entries, transforms.Entry{File: in.File, Source: in.Source})
		}
	}
	p.graph.Find = p.finder.findOwn
	var err error
	if p.graph.Transforms, err = p.finder.all(o); err != nil {
		p.close() // some may have been started
		return nil, err
	}
	return p, nil
}

// place makes the directories of the options absolute.
func place(o *Options) error {
	cwd, err := absolute(o.Cwd)
	if err != nil {
		return fmt.Errorf("the current directory is not known: %w", err)
	}
	o.Cwd = cwd
	if o.basedir == nil {
		basedir := o.Basedir
		o.basedir = &basedir
	}
	if o.Basedir == "" {
		o.Basedir = cwd
	} else if !filepath.IsAbs(o.Basedir) {
		o.Basedir = filepath.Join(cwd, o.Basedir)
	}
	if st, err := os.Stat(o.Basedir); err == nil && !st.IsDir() {
		return fmt.Errorf("base directory %q is not a directory", o.Basedir)
	}
	return nil
}

// absolute makes a directory's name absolute. The current directory is named as
// modules are, without links: os.Getwd goes by $PWD, which may be through some.
func absolute(dir string) (string, error) {
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir), nil
	}
	cwd, err := syscall.Getwd()
	return filepath.Join(cwd, dir), err
}

// graphOptions say how the modules are walked.
func graphOptions(o *Options, l lists) graph.Options {
	g := graph.Options{
		Basedir:          o.Basedir,
		Cwd:              o.Cwd,
		Inputs:           inputs(o),
		External:         l.external,
		Exclude:          l.exclude,
		Ignore:           l.ignore,
		NoParse:          noParse(o),
		NoBundleExternal: o.NoBundleExternal,
		NoBuiltins:       o.NoBuiltins,
		IgnoreMissing:    o.IgnoreMissing,
		Globals:          wrapper(o),
		Resolver:         resolving(o),
		TransformKey:     o.transformKey(),
		IgnoreTransforms: o.IgnoreTransforms,
		Minify:           o.Minify,
		Legal:            o.LegalComments.legal(),
		Map:              o.SourceMap != MapNone,
		MapForm:          o.mapForm(),
		Workers:          o.Workers,
		Converting:       o.Converting,
	}
	if o.Progress != nil {
		start := time.Now()
		g.Progress = func(modules int, bytes int64) {
			o.Progress(Progress{Modules: modules, Bytes: bytes, Elapsed: time.Since(start)})
		}
	}
	return g
}

// packOptions say how the bundle is put together.
func packOptions(o *Options, l lists) pack.Options {
	p := pack.Options{
		Basedir:    o.Basedir,
		FullPaths:  o.FullPaths,
		NoDedupe:   o.NoDedupe,
		Standalone: o.Standalone,
		NoAMD:      o.NoAMD,
		HasExports: hasExports(o),
		External:   l.external,
		Extensions: extensions(o),
		Map:        o.SourceMap != MapNone,
		MapForm:    o.mapForm(),
		MapFile:    "generated.js",
		MapBase:    o.Basedir,
	}
	if o.SourceMap == MapLinked || o.SourceMap == MapExternal {
		if o.MapFile != "" {
			p.MapFile = strings.TrimSuffix(filepath.Base(o.MapFile), ".map")
		}
		if o.MapBase != "" {
			p.MapBase = paths.Resolve(o.Cwd, o.MapBase)
		}
	}
	return p
}

func (o *Options) mapForm() srcmap.Form {
	if o.SourceMap == MapInline {
		return srcmap.Base64
	}
	return srcmap.JSON
}

// hasExports tells whether the bundle is to set the page's require, as
// Browserify's bundles do if they have modules to be required.
func hasExports(o *Options) bool {
	return len(o.Requires) > 0
}

// Stats say what a build amounted to.
type Stats struct {
	Modules int           // in the bundle
	Bytes   int64         // of source, as transforms left it
	Elapsed time.Duration // from the call of Build to its return
}

// A Module is one module of a bundle.
type Module struct {
	ID    string // in the bundle: a number, or a name
	File  string // absolute path, or the name it was asked for by
	Size  int    // bytes of source
	Entry bool   // it runs when the bundle is loaded
}

// Modules returns the modules of the bundle in the order in which they stand in
// it.
func (r *Result) Modules() []Module {
	rows := r.out.Load().Rows
	list := make([]Module, len(rows))
	for i, m := range rows {
		list[i] = Module{ID: labelText(m.Label), File: m.File, Size: len(m.Source), Entry: m.Entry}
	}
	return list
}

func labelText(l row.Label) string {
	if l.Number != 0 {
		return fmt.Sprint(l.Number)
	}
	return l.Name
}
