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
	"sync"
	"time"

	"sheaf/transforms/script/engine"
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
	path, version string
	o             engine.Options
	most          int

	idle chan *worker

	mu     sync.Mutex
	count  int // of processes
	closed bool
}

var _ engine.Engine = (*Engine)(nil)

// New returns an engine for the Node at path, and starts its first process: it
// takes a while until that is ready.
func New(path, version string, o engine.Options) *Engine {
	e := &Engine{path: path, version: version, o: o, most: o.Workers}
	if e.most <= 0 {
		e.most = runtime.GOMAXPROCS(0)
	}
	e.idle = make(chan *worker, 2*e.most)
	if w, _, err := e.start(1); err == nil {
		e.idle <- w
	}
	return e
}

// Name returns "node".
func (e *Engine) Name() string { return "node" }

// Version returns Node's, and a mark of the worker's own text.
func (e *Engine) Version() string { return Marked(e.version) }

// patience is how long a job waits for a process before another one is
// started, which takes about as long.
const patience = 40 * time.Millisecond

// take returns a process that has nothing to do.
func (e *Engine) take(ctx context.Context) (*worker, error) {
	select {
	case w := <-e.idle:
		return w, nil
	default:
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	for {
		w, full, err := e.start(1) // there may be none
		if w != nil || err != nil {
			return w, err
		}
		var more <-chan time.Time
		if !full {
			more = wait.C
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case w := <-e.idle:
			if w != nil {
				return w, nil
			}
		case <-more:
			if w, _, err := e.start(e.most); w != nil || err != nil {
				return w, err
			}
		}
	}
}

// start starts a process if there are fewer than most. full tells whether
// there are as many as there will ever be.
func (e *Engine) start(most int) (w *worker, full bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, false, errors.New("the engine is closed")
	}
	if e.count >= most {
		return nil, e.count >= e.most, nil
	}
	w, err = startWorker(e.path, source(e.o.Trace), e.o)
	if err != nil {
		return nil, false, fmt.Errorf("cannot start %s: %w", e.path, err)
	}
	e.count++
	return w, false, nil
}

// give takes a process back, or notes that it is gone.
func (e *Engine) give(w *worker, alive bool) {
	e.mu.Lock()
	if !alive {
		e.count--
	}
	closed := e.closed
	e.mu.Unlock()
	switch {
	case closed:
		w.kill()
	case alive:
		e.idle <- w
	default:
		w.kill()
		select {
		case e.idle <- nil: // somebody may wait for one that does not come any more
		default:
		}
	}
}

// Run runs a transform on one file.
func (e *Engine) Run(ctx context.Context, job engine.Job) (engine.Result, error) {
	var w *worker
	for w == nil {
		var err error
		if w, err = e.take(ctx); err != nil {
			return engine.Result{}, err
		}
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
		e.give(w, !errors.Is(a.err, errEnded) && !w.exits(a.err))
		if errors.Is(a.err, errEnded) {
			a.err = &engine.Error{Kind: engine.Crashed, Message: "the process that ran it ended: " + w.lastWords()}
		}
		return a.res, a.err
	case <-late:
		w.kill()
		<-done
		e.give(w, false)
		return engine.Result{}, &engine.Error{Kind: engine.TimedOut, Message: fmt.Sprintf("it took longer than %v", e.o.Timeout)}
	case <-ctx.Done():
		w.kill()
		<-done
		e.give(w, false)
		return engine.Result{}, context.Cause(ctx)
	}
}

// Close ends the processes.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	for {
		select {
		case w := <-e.idle:
			if w != nil {
				w.kill()
			}
		default:
			return nil
		}
	}
}
