// Package pool keeps what engines run transforms in, one job at a time:
// processes, runtimes. It starts as many of them as it is told to at once and
// more only when somebody has waited, gives them jobs, and ends them if these
// take too long; it knows nothing of what they are.
//
// That is more than thrift. A transform that has state of its own, for what it
// saw in one file it does in another, works as long as one is enough.
package pool

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"sheaf/transforms/script/engine"
)

// patience is how long a job waits for a worker before another one is started,
// which takes about as long.
const patience = 40 * time.Millisecond

// A Pool hands out workers.
type Pool[W Worker] struct {
	most  int
	start func(nth, most int) (W, error)
	idle  chan W // the zero W: one is gone, and another may be started

	done chan struct{} // closed with the pool

	mu       sync.Mutex
	count    int
	closed   bool
	uncaught []*engine.Error // that nobody was told of
}

// New returns a pool without workers; there will be at most most, or as many as
// there are processors if that is 0. start starts one, which will be
// the nth of at most most.
func New[W Worker](most int, start func(nth, most int) (W, error)) *Pool[W] {
	if most <= 0 {
		most = runtime.GOMAXPROCS(0)
	}
	return &Pool[W]{most: most, start: start, idle: make(chan W, 2*most), done: make(chan struct{})}
}

// Begin starts workers until there are n, or as many as there may be, so that
// they are ready when jobs come.
func (p *Pool[W]) Begin(n int) {
	var none W
	for {
		w, _, err := p.more(min(n, p.most))
		if err != nil || w == none {
			return
		}
		p.give(w, true)
	}
}

var errClosed = errors.New("the engine is closed")

// take returns a worker that has nothing to do.
func (p *Pool[W]) take(ctx context.Context) (W, error) {
	var none W
	for {
		w, err := p.try(ctx)
		if w != none || err != nil {
			return w, err
		}
	}
}

func (p *Pool[W]) try(ctx context.Context) (W, error) {
	var none W
	select {
	case w := <-p.idle:
		return w, nil
	default:
	}
	w, full, err := p.more(1) // there may be none
	if w != none || err != nil {
		return w, err
	}
	var late <-chan time.Time
	if !full {
		wait := time.NewTimer(patience)
		defer wait.Stop()
		late = wait.C
	}
	select {
	case <-ctx.Done():
		return none, context.Cause(ctx)
	case <-p.done:
		return none, errClosed
	case w := <-p.idle:
		return w, nil
	case <-late:
		w, _, err := p.more(p.most)
		return w, err
	}
}

// more starts a worker if there are fewer than most. full tells whether there
// are as many as there will ever be.
func (p *Pool[W]) more(most int) (w W, full bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return w, false, errClosed
	}
	if p.count >= most {
		return w, p.count >= p.most, nil
	}
	if w, err = p.start(p.count+1, p.most); err == nil {
		p.count++
	}
	return w, false, err
}

// give takes a worker back; one that is not sound is ended.
func (p *Pool[W]) give(w W, sound bool) {
	p.mu.Lock()
	if !sound {
		p.count--
	}
	keep := sound && !p.closed
	if keep {
		p.idle <- w // there is room for all
	}
	p.mu.Unlock()
	if keep {
		return
	}
	w.Stop()
	if !sound {
		var none W
		select {
		case p.idle <- none: // somebody may wait for one that does not come any more
		default:
		}
	}
}

// resting takes the workers that have nothing to do.
func (p *Pool[W]) resting() (list []W) {
	var none W
	for {
		select {
		case w := <-p.idle:
			if w != none {
				list = append(list, w)
			}
		default:
			return list
		}
	}
}

// Close ends the workers that have nothing to do, and the others once they are
// given back. Who waits for one waits no more.
func (p *Pool[W]) Close() {
	p.mu.Lock()
	if !p.closed {
		close(p.done)
	}
	p.closed = true
	list := p.resting()
	p.mu.Unlock()
	for _, w := range list {
		w.Stop()
	}
}
