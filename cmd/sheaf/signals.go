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
// asks to end, it cancels the context and waits for work to tidy up, unless
// there is nothing to tidy up; a second one ends the wait.
//
// Listening for signals takes as long to set up as a small bundle to build, so
// work waits for it only before it does what a signal must not break off, or
// what may take long: until then signals end the program as they do any.
func (p *program) untilSignal(work func(context.Context) int) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	done := make(chan int, 1)
	go func() { done <- work(ctx) }()
	signals := listen()
	close(p.listening)
	select {
	case code := <-done:
		return code
	case s := <-signals:
		cancel(errSignal)
		select {
		case <-done:
		case <-signals:
		case <-time.After(p.phase.patience()):
		}
		return 128 + int(s.(syscall.Signal))
	}
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
