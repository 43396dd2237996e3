// Package node runs npm transforms in Node: processes that are started when
// there is something to do, and are given one file at a time.
//
// What comes in are an executable and jobs; what goes out is what transforms
// made of files. The processes end with the one that started them. The package
// never looks for modules: it is told files.
package node

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/pool"
)

// Oldest is the oldest version of Node that will do.
const Oldest = 18

// Find returns the path of the node on PATH.
func Find() (path string, err error) {
	if path, err = exec.LookPath("node"); err != nil {
		return "", errors.New("there is no node on PATH")
	}
	return path, nil
}

// Version asks a Node for its version. It is an error if that is too old.
func Version(path string) (string, error) {
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	version := strings.TrimSpace(string(out))
	if major(version) < Oldest {
		return "", fmt.Errorf("%s is %s: transforms need version %d or newer", path, version, Oldest)
	}
	return version, nil
}

// An Engine is a set of Node processes.
type Engine struct {
	o     engine.Options
	pool  *pool.Pool[*worker]
	ahead ahead
}

var _ engine.Engine = (*Engine)(nil)

// New returns an engine for the Node at path, of which version is the version,
// and starts its first process: it takes a while until that is ready.
func New(path, version string, o engine.Options) *Engine {
	e := &Engine{o: o}
	e.pool = pool.New(o.Workers, func(nth, most int) (*worker, error) {
		flags := flagsFor(version, o.Environ, hasHelp(nth, most, runtime.GOMAXPROCS(0)))
		w, err := startWorker(path, flags, e.ahead.toLoad(), ours, o)
		if err != nil {
			return nil, fmt.Errorf("cannot start %s: %w", path, err)
		}
		return w, nil
	})
	e.pool.Begin(1)
	return e
}

// Name returns "node".
func (e *Engine) Name() string { return "node" }

// Run runs a transform on one file.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	if e.ahead.sees(job) {
		e.pool.Begin(2)
	}
	return e.pool.Run(ctx, job, e.o.Timeout)
}

// Uncaught returns what was thrown while no file was in hand.
func (e *Engine) Uncaught() []*engine.Error { return e.pool.Uncaught() }

// End lets what transforms have left behind come to its end.
func (e *Engine) End() []*engine.Error { return e.pool.End() }

// Close ends the processes.
func (e *Engine) Close() error {
	e.pool.Close()
	return nil
}
