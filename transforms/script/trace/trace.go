// Package trace makes the traces that engines give with their results: of what
// a process, or a runtime, has looked at.
//
// What comes in is what was looked at; what goes out are [engine.Trace] values
// and, in the words of [engine.Note], the states of paths. The package never
// writes, and keeps nothing but what it is told.
package trace

import (
	"slices"
	"sync"

	"sheaf/transforms/script/engine"
)

// Everything stands for all modules of a process.
const Everything = "*"

// A Recorder makes the traces of one process.
type Recorder struct {
	last *engine.Trace

	mu     sync.Mutex
	known  map[string]bool // modules of transforms
	opaque []string
}

// Next returns the trace of a run, which made notes. modules are those of the
// transform.
func (r *Recorder) Next(notes []engine.Note, modules []string) *engine.Trace {
	r.mu.Lock()
	for _, m := range modules {
		if r.known == nil {
			r.known = map[string]bool{}
		}
		r.known[m] = true
	}
	r.mu.Unlock()
	if len(notes) > 0 || r.last == nil {
		r.last = &engine.Trace{Before: r.last, Notes: notes, Opaque: r.isOpaque}
	}
	return r.last
}

// Opaque notes that modules did what leaves no trace. It is safe for concurrent
// use.
func (r *Recorder) Opaque(modules ...string) {
	if len(modules) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opaque = append(r.opaque, modules...)
}

// isOpaque tells whether one of modules did, or one of which nobody knows whose it
// is.
func (r *Recorder) isOpaque(modules []string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.opaque, func(m string) bool {
		return m == Everything || !r.known[m] || slices.Contains(modules, m)
	})
}
