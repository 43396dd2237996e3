package pack

import (
	"iter"
	"sync"

	"sheaf/bundle/internal/row"
)

// Output is a bundle that is finished, or is being written by a goroutine of its
// own. The rows must not change before Code or Map has returned.
type Output struct {
	Rows []*row.Row // those in the bundle, in order
	All  []*row.Row // with those that other bundles hold

	mu    sync.Mutex
	more  sync.Cond // there are more pieces, or all
	ready [][]byte  // those that are known to others
	maps  [][]byte
	done  bool
}

// NewOutput returns a finished bundle of a script's pieces, and of its rows.
func NewOutput(code [][]byte, rows, all []*row.Row) *Output {
	o := newOutput(rows, all)
	o.ready, o.done = code, true
	return o
}

func newOutput(rows, all []*row.Row) *Output {
	o := &Output{Rows: rows, All: all}
	o.more.L = &o.mu
	return o
}

// Code returns the pieces of the script, including an inline map, when there
// are all.
func (o *Output) Code() [][]byte {
	code, _ := o.wait()
	return code
}

// Map returns the pieces of the map, if it goes into a file of its own.
func (o *Output) Map() [][]byte {
	_, maps := o.wait()
	return maps
}

// Ready yields the pieces of the script in order, as many at a time as have got
// ready.
func (o *Output) Ready() iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		for at, done := 0, false; !done; {
			var list [][]byte
			list, done = o.after(at)
			if len(list) > at && !yield(list[at:len(list):len(list)]) {
				return
			}
			at = len(list)
		}
	}
}

// after returns all pieces there are as soon as there are more than n, or will
// be no more.
func (o *Output) after(n int) (list [][]byte, done bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.ready) <= n && !o.done {
		o.more.Wait()
	}
	return o.ready, o.done
}

func (o *Output) wait() (code, maps [][]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.done {
		o.more.Wait()
	}
	return o.ready, o.maps
}

// publish makes pieces known. They are those that were known, and more.
func (o *Output) publish(list [][]byte) {
	o.mu.Lock()
	o.ready = list
	o.mu.Unlock()
	o.more.Broadcast()
}

// finish makes all pieces known, and that there are no more.
func (o *Output) finish(list, maps [][]byte) {
	o.mu.Lock()
	o.ready, o.maps, o.done = list, maps, true
	o.mu.Unlock()
	o.more.Broadcast()
}
