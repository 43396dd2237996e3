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
	e := &Engine{o: o}
	e.pool = pool.New(o.Workers, func(int, int) (*machine, error) { return newMachine(&e.o), nil })
	return e, nil
}

// Name returns "goja".
func (e *Engine) Name() string { return "goja" }

// Run runs a transform on one file.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	return e.pool.Run(ctx, job, e.o.Timeout)
}

// Uncaught returns what was thrown while no file was in hand.
func (e *Engine) Uncaught() []*engine.Error { return e.pool.Uncaught() }

// Close forgets the machines.
func (e *Engine) Close() error {
	e.pool.Close()
	return nil
}

// End lets what transforms have left behind come to its end.
func (e *Engine) End() []*engine.Error { return e.pool.End() }
