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
	"strconv"
	"strings"
	"time"

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
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < Oldest {
		return "", fmt.Errorf("%s is %s: transforms need version %d or newer", path, version, Oldest)
	}
	return version, nil
}

// An Engine is a set of Node processes.
type Engine struct {
	version string
	o       engine.Options
	pool    *pool.Pool[*worker]
	ahead   ahead
}

var _ engine.Engine = (*Engine)(nil)

// New returns an engine for the Node at path, and starts its first process: it
// takes a while until that is ready.
func New(path, version string, o engine.Options) *Engine {
	most := o.Workers
	if most <= 0 {
		most = runtime.GOMAXPROCS(0)
	}
	e := &Engine{version: version, o: o}
	e.pool = pool.New(most, func() (*worker, error) {
		w, err := startWorker(path, source(o.Trace, e.ahead.toLoad()), o)
		if err != nil {
			return nil, fmt.Errorf("cannot start %s: %w", path, err)
		}
		return w, nil
	}, (*worker).kill)
	e.pool.Begin(1)
	return e
}

// Name returns "node".
func (e *Engine) Name() string { return "node" }

// Version returns Node's, and a mark of the worker's own text.
func (e *Engine) Version() string { return Marked(e.version) }

// Run runs a transform on one file.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	if e.ahead.sees(job) {
		e.pool.Begin(2)
	}
	w, err := e.pool.Take(ctx)
	if err != nil {
		return engine.Result{}, err
	}
	type answer struct {
		res engine.Result
		err error
	}
	done := make(chan answer, 1)
	go func() {
		res, err := w.run(job)
		done <- answer{res, err}
	}()
	var late <-chan time.Time
	if e.o.Timeout > 0 {
		t := time.NewTimer(e.o.Timeout)
		defer t.Stop()
		late = t.C
	}
	select {
	case a := <-done:
		e.pool.Give(w, !errors.Is(a.err, errEnded) && !w.exits(a.err))
		if errors.Is(a.err, errEnded) {
			a.err = &engine.Error{Kind: engine.Crashed, Message: "the process that ran it ended: " + w.lastWords()}
		}
		return a.res, a.err
	case <-late:
		w.kill()
		<-done
		e.pool.Give(w, false)
		return engine.Result{}, &engine.Error{Kind: engine.TimedOut, Message: fmt.Sprintf("it took longer than %v", e.o.Timeout)}
	case <-ctx.Done():
		w.kill()
		<-done
		e.pool.Give(w, false)
		return engine.Result{}, context.Cause(ctx)
	}
}

// Close ends the processes.
func (e *Engine) Close() error {
	e.pool.Close()
	return nil
}
