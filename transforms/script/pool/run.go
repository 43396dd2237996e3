package pool

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sheaf/transforms/script/engine"
)

// A Worker runs jobs, one at a time. Its zero value is none.
type Worker interface {
	comparable

	// Run runs a job. Its error is an *engine.Error if the transform is to
	// blame.
	Run(engine.Job) (engine.Result, error)

	// Uncaught returns what was thrown since it was last called while there
	// was no job. Of a worker that is not sound, it returns what is known.
	Uncaught() []*engine.Error

	// End lets what jobs have left behind come to its end, for at most limit, and
	// then stops the worker. What was thrown meanwhile is Uncaught.
	End(limit time.Duration)

	// Sound tells whether there may be another job after the last.
	Sound() bool

	// Stop ends the worker, whatever it does. It may be called while a job
	// runs, and more than once.
	Stop()
}

// grace is how long a worker may take to stop once it is told to. One that does
// not, for it is in the middle of something that cannot be interrupted, is left
// to itself.
const grace = 200 * time.Millisecond

// Run has a worker run a job. timeout is how long that may take; 0 is no limit.
func (p *Pool[W]) Run(ctx context.Context, job engine.Job, timeout time.Duration) (engine.Result, error) {
	w, err := p.take(ctx)
	if err != nil {
		return engine.Result{}, err
	}
	type answer struct {
		res engine.Result
		err error
	}
	done := make(chan answer, 1)
	go func() {
		res, err := w.Run(job)
		done <- answer{res, err}
	}()
	var late <-chan time.Time
	if timeout > 0 {
		t := time.NewTimer(timeout)
		defer t.Stop()
		late = t.C
	}
	select {
	case a := <-done:
		p.giveBack(w)
		return a.res, a.err
	case <-late:
		err = &engine.Error{Kind: engine.TimedOut, Message: fmt.Sprintf("it took longer than %v", timeout)}
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	w.Stop()
	select {
	case <-done:
	case <-time.After(grace):
	}
	p.give(w, false)
	return engine.Result{}, err
}

// giveBack takes a worker back that has no job any more. What one that ends has
// not told yet is kept.
func (p *Pool[W]) giveBack(w W) {
	sound := w.Sound()
	if !sound {
		p.add(w.Uncaught()...)
	}
	p.give(w, sound)
}

// add keeps what is to be told.
func (p *Pool[W]) add(list ...*engine.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.uncaught = append(p.uncaught, list...)
}

// lastWord is how long a worker that has no job may take to say what was thrown
// since. One that takes longer is busy with what a job has left behind.
const lastWord = 2 * time.Second

// farewell is how long what jobs have left behind may take.
const farewell = 5 * time.Second

// End lets what jobs have left behind come to its end, in all workers, and returns
// what Uncaught would. Nothing may run any more but Close.
func (p *Pool[W]) End() []*engine.Error {
	var asked sync.WaitGroup
	var stopped sync.Once
	for _, w := range p.resting() {
		asked.Go(func() {
			start := time.Now()
			w.End(farewell)
			if time.Since(start) >= farewell {
				stopped.Do(func() {
					p.add(&engine.Error{Kind: engine.TimedOut, Message: fmt.Sprintf("it was not done %v after the last file", farewell)})
				})
			}
			p.giveBack(w)
		})
	}
	asked.Wait()
	return p.takeUncaught()
}

// Uncaught returns what was thrown in any worker while it had no job, and was not
// returned before. It must not be called while jobs run.
func (p *Pool[W]) Uncaught() []*engine.Error {
	var asked sync.WaitGroup
	for _, w := range p.resting() {
		asked.Go(func() {
			done := make(chan []*engine.Error, 1)
			go func() { done <- w.Uncaught() }()
			select {
			case list := <-done:
				p.add(list...)
				p.giveBack(w)
			case <-time.After(lastWord):
				p.give(w, false)
			}
		})
	}
	asked.Wait()
	return p.takeUncaught()
}

func (p *Pool[W]) takeUncaught() []*engine.Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.uncaught
	p.uncaught = nil
	return list
}
