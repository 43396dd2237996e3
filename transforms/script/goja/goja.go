// Package goja runs npm transforms in this process, without Node: in goja, an
// interpreter of JavaScript written in Go, which this package gives what
// transforms expect of Node.
//
// What comes in are jobs; what goes out is what transforms made of files. A
// machine is one runtime with its event loop and modules; a job has a machine
// to itself, and machines are kept for the next. Compiled programs are shared
// by all machines.
//
// The core modules are of two kinds: JavaScript in js/, over the browser shims
// of package builtins where these serve, and beneath them functions in Go, a
// file a module. A transform can do nothing that these do not offer: there are
// no processes and no network, and files and the environment may be limited
// further; see sandbox.go.
//
// Sources that goja cannot read (ES modules, import(), async generators) are
// converted by esbuild first. The package never looks for modules: it asks
// engine.Options.Resolve.
package goja

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"sheaf/bundle/builtins"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/pool"
)

// An Engine is a set of machines.
type Engine struct {
	o    engine.Options
	pool *pool.Pool[*machine]
}

var _ engine.Engine = (*Engine)(nil)

// Problem says why there can be no engine, and what to do about it: the program
// was built without the shims of Node's core modules. It is nil if there can.
func Problem() error { return builtins.Problem() }

// New returns an engine that has started nothing. Its error is Problem's.
func New(o engine.Options) (*Engine, error) {
	if err := Problem(); err != nil {
		return nil, err
	}
	most := o.Workers
	if most <= 0 {
		most = runtime.GOMAXPROCS(0)
	}
	e := &Engine{o: o}
	e.pool = pool.New(most, func() (*machine, error) { return newMachine(&e.o), nil }, (*machine).stop)
	return e, nil
}

// Name returns "goja".
func (e *Engine) Name() string { return "goja" }

// Version returns that of the module goja, and of what it pretends to be.
func (e *Engine) Version() string { return version() }

var version = sync.OnceValue(func() string {
	v := "goja"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/dop251/goja" {
				v += " " + dep.Version
			}
		}
	}
	return v + ", as Node " + nodeVersion
})

// grace is how long a machine may take to stop once it is told to. One that
// does not, for it is in the middle of a regular expression or a system call,
// is left to itself.
const grace = 200 * time.Millisecond

// Run runs a transform on one file.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	m, err := e.pool.Take(ctx)
	if err != nil {
		return engine.Result{}, err
	}
	type answer struct {
		res engine.Result
		err error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if bug := recover(); bug != nil { // in goja, or here; not the end of the program
				m.over = true
				a.err = &engine.Error{Kind: engine.Crashed, Message: fmt.Sprintf("goja cannot run it, so it needs Node: %v", bug), Stack: string(debug.Stack())}
			}
			done <- a
		}()
		a.res, a.err = m.run(job)
	}()
	var late <-chan time.Time
	if e.o.Timeout > 0 {
		t := time.NewTimer(e.o.Timeout)
		defer t.Stop()
		late = t.C
	}
	select {
	case a := <-done:
		e.pool.Give(m, !m.over)
		return a.res, a.err
	case <-late:
		err = &engine.Error{Kind: engine.TimedOut, Message: fmt.Sprintf("it took longer than %v", e.o.Timeout)}
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	m.stop()
	select {
	case <-done:
	case <-time.After(grace):
	}
	e.pool.Give(m, false)
	return engine.Result{}, err
}

// Close forgets the machines.
func (e *Engine) Close() error {
	e.pool.Close()
	return nil
}
