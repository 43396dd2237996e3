package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// errSignal is the cause for which a run is cancelled by a signal.
var errSignal = errors.New("interrupted")

// A phase is what a run is doing: what a signal has to wait for depends on it.
type phase struct{ now atomic.Int32 }

const (
	talking  int32 = iota // reading arguments and standard input, writing to standard output: nothing to tidy up
	building              // commands may be running
	writing               // there may be temporary files
)

func (p *phase) set(to int32) { p.now.Store(to) }

// patience is how long a cancelled run may take to tidy up.
func (p *phase) patience() time.Duration {
	if p.now.Load() == talking {
		return 0
	}
	return 5 * time.Second
}

// untilSignal runs work and returns its exit code. On the first signal that
// asks to end, the context is cancelled and work may tidy up, unless there is
// nothing to tidy up; a second one ends the wait.
//
// Listening for signals takes as long to set up as a small bundle to build, so
// work waits for it only before it does what a signal must not break off, or
// what may take long: until then signals end the program as they do any. It is
// work that stays on the thread that runs: another one takes a while to come.
func (p *program) untilSignal(work func(context.Context) int) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go p.heed(cancel)
	code := work(ctx)
	if ended := p.ended.Load(); ended != 0 {
		return int(ended)
	}
	return code
}

// heed listens for signals. The first one cancels; if the program is still there
// after a while, or when a second one comes, it ends the program.
func (p *program) heed(cancel context.CancelCauseFunc) {
	signals := listen()
	close(p.listening)
	code := 128 + int32((<-signals).(syscall.Signal))
	p.ended.Store(code)
	cancel(errSignal)
	select {
	case <-signals:
	case <-time.After(p.phase.patience()):
	}
	os.Exit(int(code))
}

// listen returns a channel of the signals that ask a program to end.
func listen() <-chan os.Signal {
	signals := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup has it
			signal.Notify(signals, s)
		}
	}
	// A write to a closed pipe is to be an error, not the end by SIGPIPE.
	// (Ignoring the signal would make the children of this process ignore it.)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return signals
}

// isBrokenPipe tells whether an error says that nobody reads a pipe any more.
func isBrokenPipe(err error) bool {
	const errorBrokenPipe, errorNoData = syscall.Errno(109), syscall.Errno(232) // Windows' names for it
	return errors.Is(err, syscall.EPIPE) ||
		os.PathSeparator == '\\' && (errors.Is(err, errorBrokenPipe) || errors.Is(err, errorNoData))
}
