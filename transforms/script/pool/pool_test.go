package pool

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sheaf/transforms/script/engine"
)

// A fake is a worker that does what its job's code says.
type fake struct {
	stopped chan struct{}
	stops   atomic.Int32
	broken  bool
	busy    bool
	late    []*engine.Error
}

var errBroken = errors.New("broken")

func (f *fake) Run(job engine.Job) (engine.Result, error) {
	switch string(job.Code) {
	case "break":
		f.broken = true
		return engine.Result{}, errBroken
	case "wait":
		<-f.stopped
		return engine.Result{}, errBroken
	case "hang":
		<-f.stopped
		select {} // whatever is done to it
	}
	return engine.Result{Code: job.Code}, nil
}

func (f *fake) Uncaught() []*engine.Error {
	if f.busy {
		<-f.stopped
	}
	list := f.late
	f.late = nil
	return list
}

func (f *fake) End(time.Duration) { f.broken = true }

func (f *fake) Sound() bool { return !f.broken }

func (f *fake) Stop() {
	if f.stops.Add(1) == 1 {
		close(f.stopped)
	}
}

// TestRun: a worker serves until it is broken, or takes too long, or is not
// wanted any more; then another does.
func TestRun(t *testing.T) {
	var workers []*fake
	p := New(1, func(int, int) (*fake, error) {
		w := &fake{stopped: make(chan struct{})}
		workers = append(workers, w)
		return w, nil
	})
	run := func(ctx context.Context, code string) error {
		t.Helper()
		res, err := p.Run(ctx, engine.Job{Code: []byte(code)}, 50*time.Millisecond)
		if err == nil && string(res.Code) != code {
			t.Errorf("%s: %q", code, res.Code)
		}
		return err
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late := func(err error) bool {
		var e *engine.Error
		return errors.As(err, &e) && e.Kind == engine.TimedOut && e.Message == "it took longer than 50ms"
	}
	for i, test := range []struct {
		ctx   context.Context
		code  string
		is    func(error) bool
		count int // of the workers that were started by then
	}{
		{t.Context(), "x", func(err error) bool { return err == nil }, 1},
		{t.Context(), "y", func(err error) bool { return err == nil }, 1},
		{t.Context(), "break", func(err error) bool { return err == errBroken }, 1},
		{t.Context(), "wait", late, 2},
		{t.Context(), "hang", late, 3},
		{cancelled, "wait", func(err error) bool { return errors.Is(err, context.Canceled) }, 4},
		{t.Context(), "x", func(err error) bool { return err == nil }, 5},
	} {
		if err := run(test.ctx, test.code); !test.is(err) || len(workers) != test.count {
			t.Errorf("%d, %s: %v, with %d workers, want %d", i, test.code, err, len(workers), test.count)
		}
	}
	p.Close()
	for i, w := range workers {
		if w.stops.Load() == 0 {
			t.Errorf("worker %d still runs", i)
		}
	}
	if err := run(t.Context(), "x"); err == nil {
		t.Error("a closed pool runs jobs")
	}
}

// TestClose: nobody waits for a closed pool, and what is given back to it ends.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &fake{stopped: make(chan struct{})}
		p := New(1, func(int, int) (*fake, error) { return w, nil })
		out, err := p.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waiter := make(chan error)
		go func() {
			_, err := p.take(t.Context())
			waiter <- err
		}()
		synctest.Wait() // it waits by now
		p.Close()
		if err := <-waiter; err != errClosed {
			t.Errorf("who waited got %v", err)
		}
		if w.stops.Load() != 0 {
			t.Error("a worker that is out was ended")
		}
		p.give(out, true)
		if w.stops.Load() != 1 {
			t.Error("a worker that was given back still runs")
		}
		p.Close()
	})
}

// TestGiveWhileClosing gives workers back while the pool is closed: none is left
// running.
func TestGiveWhileClosing(t *testing.T) {
	for range 20_000 {
		var started []*fake
		p := New(4, func(int, int) (*fake, error) {
			w := &fake{stopped: make(chan struct{})}
			started = append(started, w)
			return w, nil
		})
		p.Begin(4)
		var done sync.WaitGroup
		for range 4 {
			w, err := p.take(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			done.Go(func() { p.give(w, true) })
		}
		done.Go(p.Close)
		done.Wait()
		for i, w := range started {
			if w.stops.Load() == 0 {
				t.Fatalf("worker %d still runs", i)
			}
		}
	}
}

// TestUncaught: workers are asked what was thrown while they had no job. One that
// has ended is not forgotten, and one that does not answer is ended.
func TestUncaught(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started []*fake
		p := New(4, func(int, int) (*fake, error) {
			w := &fake{stopped: make(chan struct{}), late: []*engine.Error{{Message: strconv.Itoa(len(started))}}}
			started = append(started, w)
			return w, nil
		})
		defer p.Close()
		p.Begin(4)
		started[1].busy = true
		for i := range started { // they come in the order in which they were started
			code := "x"
			if i == 2 {
				code = "break"
			}
			if _, err := p.Run(t.Context(), engine.Job{Code: []byte(code)}, 0); (err != nil) != (i == 2) {
				t.Fatal(err)
			}
		}
		for _, want := range []string{"0 2 3", ""} {
			var got []string
			for _, e := range p.Uncaught() {
				got = append(got, e.Message)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
		for i, w := range started {
			if ended := w.stops.Load() > 0; ended != (i == 1 || i == 2) {
				t.Errorf("worker %d: ended: %v", i, ended)
			}
		}
	})
}
