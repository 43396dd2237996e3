package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"sheaf/bundle"
)

const (
	quiet    = 500 * time.Millisecond // how long a build may take without a sign of life
	interval = 100 * time.Millisecond // between two signs
)

// A progress is a line on a terminal that says how far a build has come, and is
// erased when it ends. A nil progress does nothing.
type progress struct {
	mu      sync.Mutex
	now     bundle.Progress
	end     chan struct{}
	stopped chan struct{}
}

// newProgress has the build report to a new progress, if standard error is a
// terminal.
func newProgress(o *bundle.Options) *progress {
	if !isTerminal(os.Stderr) {
		return nil
	}
	b := &progress{end: make(chan struct{}), stopped: make(chan struct{})}
	o.Progress = func(now bundle.Progress) {
		b.mu.Lock()
		b.now = now
		b.mu.Unlock()
	}
	go b.run()
	return b
}

func (b *progress) run() {
	defer close(b.stopped)
	wait := time.NewTimer(quiet)
	drawn := false
	for {
		select {
		case <-b.end:
			if drawn {
				os.Stderr.WriteString("\r\x1b[K")
			}
			return
		case <-wait.C:
			os.Stderr.WriteString("\r" + b.line() + "\x1b[K")
			drawn = true
			wait.Reset(interval)
		}
	}
}

// line is what there is to say, cut to the terminal's width.
func (b *progress) line() string {
	b.mu.Lock()
	now := b.now
	b.mu.Unlock()
	text := fmt.Sprintf("%s, %s", modules(now.Modules), size(now.Bytes))
	if width, _, err := term.GetSize(int(os.Stderr.Fd())); err == nil && width > 0 && len(text) >= width {
		text = text[:width-1]
	}
	return text
}

// stop erases the line.
func (b *progress) stop() {
	if b == nil {
		return
	}
	close(b.end)
	<-b.stopped
}
