package pool

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"sheaf/transforms/script/engine"
)

// A fake is a worker that does what its job's code says.
type fake struct {
	stopped chan struct{}
	stops   atomic.Int32
	broken  bool
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
	p := New(1, func() (*fake, error) {
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
