// Package cache keeps on disk what npm transforms made of files, and gives it
// back for as long as all that it hung on is as it was.
//
// What comes in are an engine, which is not started before there is something
// to run, and jobs; what goes out are results, the engine's or those of a build
// before. An entry is found by what is known before a run: the engine, the
// transform, its options and sandbox, the file and its text. It is good if all is
// as it was that is known only after a run, the engine's [engine.Trace]: the texts
// of modules and of other files that were read, what the names of modules lead to,
// names in directories, paths where nothing was, variables of the environment.
// Texts are compared by hash, never by time or size.
//
// What a trace does not show makes no entry: a transform that ran a process,
// used the network or wrote a file, one that printed, which nobody would see any
// more, an error, a file that changed while it was used. The clock, chance, the
// times of files, and which files a transform saw before cannot be seen: one that
// puts these into what it makes is not for this.
package cache

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"sheaf/transforms/script/engine"
)

// format is part of the names below the cache's directory: what another format
// wrote is never looked at.
const format = "1"

// Options say where the cache is, and what all its entries hang on.
type Options struct {
	Dir     string                        // absolute; it is made if need be
	Name    string                        // the engine's
	Version string                        // the engine's
	Cwd     string                        // where transforms run
	Environ []string                      // as os.Environ; what transforms see
	Args    []string                      // engine.Options.Args
	Sandbox *engine.Sandbox               // what they may see of it, and of files
	Start   func() (engine.Engine, error) // with engine.Options.Trace

	// Resolve begins with a new look at the world, and returns what answers as
	// engine.Options.Resolve does. Engines that never ask that need none.
	Resolve func() Resolve
}

// Resolve is engine.Options.Resolve. It is safe for concurrent use.
type Resolve func(dir, spec string, imported bool) (file string, err error)

// An Engine answers from the cache what it can, and has an engine run the rest.
type Engine struct {
	o     Options
	store store
	start func() (engine.Engine, error)
	env   map[string]string

	mu      sync.Mutex
	world   *world
	learnt  []learnt
	started engine.Engine
}

// learnt is a result that is not on disk yet.
type learnt struct {
	key string
	res engine.Result
}

var _ engine.Engine = (*Engine)(nil)

// New returns an Engine that has started nothing. It makes the directory, as a
// transform may look at what that lies in.
func New(o Options) *Engine {
	e := &Engine{o: o, store: store{dir: o.Dir}, env: map[string]string{}}
	for _, kv := range o.Environ {
		name, value, _ := strings.Cut(kv, "=")
		e.env[name] = value
	}
	e.world = newWorld(&e.store, e.env, e.o.Args, e.o.Resolve)
	e.start = sync.OnceValues(func() (engine.Engine, error) {
		inner, err := o.Start()
		e.mu.Lock()
		defer e.mu.Unlock()
		e.started = inner
		return inner, err
	})
	_ = os.MkdirAll(o.Dir, 0o777) // if that fails it does so again when something is written
	return e
}

// Name returns the name of the engine that does the running.
func (e *Engine) Name() string { return e.o.Name }

// Run returns what is known, or runs the transform.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	key := e.key(job)
	if res, ok := e.recall(key); ok {
		return res, nil
	}
	inner, err := e.start()
	if err != nil {
		return engine.Result{}, err
	}
	res, err := inner.Run(ctx, job)
	if err == nil {
		e.mu.Lock()
		e.learnt = append(e.learnt, learnt{key, res})
		e.mu.Unlock()
	}
	return res, err
}

// Uncaught returns what was thrown while no file was in hand. If that is anything,
// what was learnt with it is not kept: it is to be thrown again.
func (e *Engine) Uncaught() []*engine.Error { return e.late(engine.Engine.Uncaught) }

func (e *Engine) late(ask func(engine.Engine) []*engine.Error) []*engine.Error {
	e.mu.Lock()
	inner := e.started
	e.mu.Unlock()
	if inner == nil {
		return nil
	}
	list := ask(inner)
	if len(list) > 0 {
		e.mu.Lock()
		e.learnt = nil
		e.mu.Unlock()
	}
	return list
}

// End lets what transforms have left behind come to its end.
func (e *Engine) End() []*engine.Error { return e.late(engine.Engine.End) }

// ambient are variables that change what JavaScript does without its asking.
var ambient = []string{"NODE_OPTIONS", "NODE_PATH", "NODE_ICU_DATA", "TZ", "LANG", "LC_ALL", "LC_TIME", "LC_COLLATE", "LC_NUMERIC", "LC_MESSAGES"}

// key returns the name of the entry for a job.
func (e *Engine) key(job engine.Job) string {
	h := newHash()
	h.add(format, runtime.GOOS, runtime.GOARCH, e.o.Name, e.o.Version, e.o.Cwd)
	for _, name := range ambient {
		h.add(stateOfVariable(e.env, name))
	}
	sandbox, _ := json.Marshal(e.o.Sandbox) // lists of strings always encode
	h.add(string(sandbox), job.Module, string(job.Options), job.File, string(job.Code), strconv.FormatBool(job.Pieces))
	return h.sum()
}

// recall returns the result that the cache has for a key, if it is good.
func (e *Engine) recall(key string) (engine.Result, bool) {
	list, err := e.store.entry(key)
	if err != nil {
		return engine.Result{}, false
	}
	e.mu.Lock()
	w := e.world
	e.mu.Unlock()
	for _, v := range list {
		notes, ok := w.holds(v.Trace)
		if !ok {
			continue
		}
		e.store.used("entries", key)
		res := engine.Result{Code: v.code, Deps: v.Deps, Files: v.Files}
		for ; notes != nil; notes = notes.before {
			res.Reads = append(res.Reads, notes.reads...)
			res.Lists = append(res.Lists, notes.lists...)
			res.Modules = append(res.Modules, notes.modules...)
		}
		return res, true
	}
	return engine.Result{}, false
}

// Settle writes what was learnt since it was last called, and forgets what was
// seen of the world: it may be another from now on. The error is for people, and
// means no more than that the next build does the same work again.
func (e *Engine) Settle() error {
	e.mu.Lock()
	list := e.learnt
	e.learnt, e.world = nil, newWorld(&e.store, e.env, e.o.Args, e.o.Resolve)
	e.mu.Unlock()
	w := newWorld(&e.store, e.env, e.o.Args, e.o.Resolve)
	if len(list) == 0 {
		return nil
	}
	wrote := false
	for _, l := range list {
		if l.res.Trace == nil {
			return fmt.Errorf("the engine %s does not tell what it hangs on", e.o.Name)
		}
		if l.res.Trace.Opaque(l.res.Modules) || l.res.Printed != nil && l.res.Printed() {
			continue
		}
		id, ok, err := w.keep(l.res.Trace)
		if err == nil && ok {
			err = e.store.add(l.key, variant{Trace: id, Deps: l.res.Deps, Files: l.res.Files, code: l.res.Code})
		}
		if err != nil {
			return err // so would the others
		}
		wrote = wrote || ok
	}
	if !wrote {
		return nil
	}
	return e.store.prune()
}

// Close settles, and ends what was started.
func (e *Engine) Close() error {
	_ = e.Settle()
	e.mu.Lock()
	inner := e.started
	e.mu.Unlock()
	if inner == nil {
		return nil
	}
	return inner.Close()
}

// A hash is of a list of texts.
type hash struct{ text []byte }

func newHash() *hash { return &hash{} }

func (h *hash) add(list ...string) {
	for _, s := range list {
		sum := sha256.Sum256([]byte(s))
		h.text = append(h.text, sum[:]...)
	}
}

func (h *hash) sum() string {
	sum := sha256.Sum256(h.text)
	return hex.EncodeToString(sum[:])
}
