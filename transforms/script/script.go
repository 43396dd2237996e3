// Package script runs npm transforms, as they are, for sheaf: functions that
// take a file's name and options and return a stream.
//
// What comes in are the files that export them; what goes out are
// transforms.Transform values. An engine does the running; which one is the
// user's choice. Nothing is started before a transform is asked for. The
// package finds transforms by Node's rules, and never learns of the bundle.
//
// There are two engines behind package engine's interface: packages node and
// goja. Both run the same driver.
// What is to come, plugins and Browserify's JavaScript API, would speak the
// protocol of package node with other kinds of jobs: a stage of the pipeline in
// the place of a file.
package script

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sheaf/resolver"
	"sheaf/transforms"
	"sheaf/transforms/script/cache"
	"sheaf/transforms/script/engine"
)

// DefaultTimeout is how long a transform may take for one file.
const DefaultTimeout = 60 * time.Second

// Options say how transforms are run.
type Options struct {
	// Engine is "node", "goja", or "auto" or "": Node if there is one that will
	// do, else goja.
	Engine string

	// Sandbox limits what transforms may touch, in goja; nil does not. "auto"
	// is then goja.
	Sandbox *engine.Sandbox

	Cwd     string                   // where transforms run: absolute
	Flags   func() json.RawMessage   // what they find as _flags in their options; may be nil
	Display func(path string) string // how paths are shown; nil shows them as they are
	Timeout time.Duration            // 0 is DefaultTimeout
	Workers int                      // 0: one a processor
	Environ []string                 // nil is the process's own
	Args    []string                 // what they find in process.argv after the executable; nil is the process's own
	Cache   string                   // where what they make is kept: absolute; "" keeps nothing
}

// A Host finds and runs transforms for one build or, while somebody watches,
// for many. It is safe for concurrent use.
type Host struct {
	o        Options
	resolver func() *resolver.Resolver // finds transforms

	// What finds the modules that transforms require, and import, for engines
	// that have no rules of their own.
	resolving          sync.RWMutex // held for writing while they forget
	required, imported func() *resolver.Resolver

	engine func() (engine.Engine, error)
	alone  func() (engine.Engine, error) // one that runs one job at a time

	mu      sync.Mutex
	started []engine.Engine
}

// stateful are the packages of transforms that do to one file what they have
// seen in another: they run in one place, a file at a time, and what they make is
// not kept.
var stateful = map[string]bool{
	"deglobalify": true, // require(file, [names]) says what is to be done to the file
}

var _ transforms.Scripts = (*Host)(nil)

// New returns a Host that has started nothing.
func New(o Options) *Host {
	h := &Host{o: o}
	if h.o.Environ == nil {
		h.o.Environ = os.Environ()
	}
	h.resolver = rules("require", resolver.ExportsFallback, nil) // Browserify finds transforms by main alone
	h.required, h.imported = finders(h.nodePath())
	h.engine = sync.OnceValues(func() (engine.Engine, error) { return h.start(o.Workers, o.Cache) })
	h.alone = sync.OnceValues(func() (engine.Engine, error) { return h.start(1, "") })
	return h
}

// rules returns what finds modules as Node does, by an own condition of packages'
// exports, which count as exports says, and in the directories paths, too. It
// begins when it is first asked for.
func rules(condition string, exports resolver.ExportsMode, paths []string) func() *resolver.Resolver {
	return sync.OnceValue(func() *resolver.Resolver {
		return resolver.New(resolver.Options{
			Extensions:     []string{".js", ".json", ".node"},
			NoBrowserField: true,
			Exports:        exports,
			Conditions:     []string{"node", condition},
			Paths:          paths,
		})
	})
}

// finders returns what finds the modules that transforms require, and import. As
// in Node, only require looks into paths.
func finders(paths []string) (required, imported func() *resolver.Resolver) {
	return rules("require", resolver.ExportsFirst, paths), rules("import", resolver.ExportsFirst, nil)
}

// nodePath returns the directories of NODE_PATH. In a sandbox there are none.
func (h *Host) nodePath() (dirs []string) {
	if h.o.Sandbox != nil {
		return nil
	}
	for _, pair := range h.o.Environ {
		list, ok := strings.CutPrefix(pair, "NODE_PATH=")
		if !ok {
			continue
		}
		dirs = nil // the last one counts
		for _, dir := range filepath.SplitList(list) {
			switch {
			case dir == "":
			case filepath.IsAbs(dir):
				dirs = append(dirs, filepath.Clean(dir))
			default:
				dirs = append(dirs, filepath.Join(h.o.Cwd, dir))
			}
		}
	}
	return dirs
}

func finder(required, imported func() *resolver.Resolver) cache.Resolve {
	return func(dir, spec string, isImport bool) (file string, err error) {
		if isImport {
			return find(imported(), dir, spec)
		}
		return find(required(), dir, spec)
	}
}

// start starts an engine, or has the cache dir in front of it start one.
func (h *Host) start(workers int, dir string) (engine.Engine, error) {
	o := engine.Options{
		Basedir: h.o.Cwd, Environ: h.o.Environ, Timeout: h.o.Timeout, Workers: workers,
		Sandbox: h.o.Sandbox, Resolve: h.within,
	}
	o.Args = h.args()
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	c, err := h.choose()
	if err != nil {
		return nil, err
	}
	e, err := c.behind(dir, o, h.nodePath())
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.started = append(h.started, e)
	h.mu.Unlock()
	return e, nil
}

// args returns what transforms see of the command line: all of it but in a
// sandbox, as a Node program that has the transforms run would show it.
func (h *Host) args() []string {
	if h.o.Args != nil {
		return h.o.Args
	}
	exe, err := os.Executable()
	if err != nil {
		exe = os.Args[0]
	}
	if h.o.Sandbox != nil {
		return []string{exe}
	}
	return append([]string{exe}, os.Args[1:]...)
}

// Close ends what was started.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for _, e := range h.started {
		errs = append(errs, e.Close())
	}
	return errors.Join(errs...)
}

// Resolve finds a module as Node's require would in a directory.
func (h *Host) Resolve(dir, spec string) (file string, err error) {
	return find(h.resolver(), dir, spec)
}

// within is Resolve for what transforms require or, if imported is true, import.
func (h *Host) within(dir, spec string, imported bool) (file string, err error) {
	h.resolving.RLock()
	defer h.resolving.RUnlock()
	return finder(h.required, h.imported)(dir, spec, imported)
}

func find(rules *resolver.Resolver, dir, spec string) (file string, err error) {
	res, err := rules.Resolve(resolver.Request{Spec: spec, From: dir})
	if err != nil {
		return "", err
	}
	if res.File == nil {
		return "", fmt.Errorf("%q is not a file", spec)
	}
	return res.File.Path, nil
}

// Load returns the transform that a file exports. The file is not looked at
// before there is something to transform.
func (h *Host) Load(file string, options json.RawMessage) (transforms.Transform, error) {
	choose := h.engine
	if stateful[packageOf(file)] {
		choose = h.alone
	}
	e, err := choose()
	if err != nil {
		return nil, err
	}
	if h.o.Flags != nil {
		if options, err = WithFlags(options, h.o.Flags()); err != nil {
			return nil, err
		}
	}
	return &transform{host: h, engine: e, file: file, options: options, sources: map[string]bool{file: true}}, nil
}

// Adapt is Load for a module that an adapter makes a transform.
func (h *Host) Adapt(file, adapter string, options json.RawMessage) (transforms.Transform, error) {
	text, _ := json.Marshal(adapter) // a string always encodes
	options, err := with(options, "_adapter", text)
	if err != nil {
		return nil, err
	}
	return h.Load(file, options)
}

// WithFlags adds a build's own options to those of a transform, unless they
// have some. What is no object, as a package.json may have it, stays as it is.
func WithFlags(options, flags json.RawMessage) (json.RawMessage, error) {
	if text := bytes.TrimLeft(options, " \t\r\n"); len(text) > 0 && text[0] != '{' && json.Valid(text) {
		return options, nil
	}
	return with(options, "_flags", flags)
}

// with adds an option, unless it is there.
func with(options json.RawMessage, name string, value json.RawMessage) (json.RawMessage, error) {
	var given map[string]json.RawMessage
	if len(options) > 0 {
		if err := json.Unmarshal(options, &given); err != nil {
			return nil, fmt.Errorf("options are not an object: %s", options)
		}
	}
	if _, ok := given[name]; ok {
		return options, nil
	}
	text := append(json.RawMessage(`{"`+name+`":`), value...)
	if len(given) == 0 {
		return append(text, '}'), nil
	}
	return append(append(text, ','), strings.TrimLeft(string(options), " \t\r\n{")...), nil
}

// A transform is one npm transform with its options.
type transform struct {
	host    *Host
	engine  engine.Engine
	file    string
	options json.RawMessage

	mu      sync.Mutex
	sources map[string]bool
}

// Name returns the name of the module as people know it: that of the package,
// or the path.
func (t *transform) Name() string { return t.host.name(t.file) }

func (h *Host) name(file string) string {
	if name := packageOf(file); name != "" {
		return name
	}
	return h.display(file)
}

// packageOf returns the name of the package in node_modules that a file is of,
// or "".
func packageOf(file string) string {
	slashed := filepath.ToSlash(file)
	i := strings.LastIndex(slashed, "/node_modules/")
	if i < 0 {
		return ""
	}
	name := slashed[i+len("/node_modules/"):]
	parts := strings.SplitN(name, "/", 3)
	if strings.HasPrefix(name, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func (h *Host) display(path string) string {
	if h.o.Display == nil {
		return path
	}
	return h.o.Display(path)
}

// Sources returns the files of the modules that the transform has loaded.
func (t *transform) Sources() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]string, 0, len(t.sources))
	for file := range t.sources {
		list = append(list, file)
	}
	return list
}

// Transform runs the transform on a file.
func (t *transform) Transform(ctx context.Context, in transforms.Input) (transforms.Output, error) {
	res, err := t.engine.Run(ctx, engine.Job{Module: t.file, Options: t.options, File: in.File, Code: in.Code, Pieces: in.AsRead})
	t.mu.Lock()
	for _, file := range res.Modules {
		t.sources[file] = true
	}
	t.mu.Unlock()
	out := transforms.Output{Code: res.Code, Deps: res.Deps}
	for _, file := range append(res.Files, res.Reads...) {
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(in.File), file)
		}
		if file != in.File && !t.isSource(file) {
			out.Watch = append(out.Watch, file)
		}
	}
	for _, dir := range res.Lists {
		out.Listings = append(out.Listings, listing(dir))
	}
	var e *engine.Error
	if errors.As(err, &e) {
		out.Watch = append(out.Watch, t.missing(e)...)
		err = t.explain(in, e)
	}
	return out, err
}

func (t *transform) isSource(file string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sources[file]
}

// listing returns what a directory that a transform has listed holds now: the
// little while since is not worth more.
func listing(dir string) transforms.Listing {
	l := transforms.Listing{Dir: dir}
	entries, _ := os.ReadDir(dir) // it may be gone
	for _, e := range entries {
		l.Names = append(l.Names, e.Name())
	}
	return l
}
