package goja

import (
	"container/heap"
	"time"

	js "github.com/dop251/goja"
)

// A loop is the event loop of a machine: what is left to happen, in the order
// in which it happens. It is Node's but for I/O, which is done at once and
// reported as if by setImmediate.
type loop struct {
	now     []js.Callable // immediates, and what I/O has to report
	timers  timers
	ids     map[int64]*timer
	last    int64
	waiting int // timers that keep the loop alive
	stopped chan struct{}
}

// A timer calls fn, perhaps again and again.
type timer struct {
	id    int64
	at    time.Time
	every time.Duration // 0: once
	fn    js.Callable
	idle  bool // unref: nothing waits for it
	index int  // in the heap; -1: it is being run
}

type timers []*timer

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	return t[i].at.Before(t[j].at) || t[i].at.Equal(t[j].at) && t[i].id < t[j].id
}
func (t timers) Swap(i, j int) { t[i], t[j] = t[j], t[i]; t[i].index, t[j].index = i, j }
func (t *timers) Push(x any)   { x.(*timer).index = len(*t); *t = append(*t, x.(*timer)) }
func (t *timers) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	last.index = -1
	return last
}

// start makes a timer and returns its id.
func (l *loop) start(fn js.Callable, delay time.Duration, again bool) int64 {
	delay = max(delay, time.Millisecond)
	l.last++
	t := &timer{id: l.last, at: time.Now().Add(delay), fn: fn}
	if again {
		t.every = delay
	}
	if l.ids == nil {
		l.ids = map[int64]*timer{}
	}
	l.ids[t.id] = t
	l.waiting++
	heap.Push(&l.timers, t)
	return t.id
}

// clear forgets a timer.
func (l *loop) clear(id int64) {
	if t := l.ids[id]; t != nil {
		if t.index >= 0 {
			heap.Remove(&l.timers, t.index)
		}
		l.forget(t)
	}
}

func (l *loop) forget(t *timer) {
	delete(l.ids, t.id)
	if !t.idle {
		l.waiting--
	}
}

// ref says whether the loop is to wait for a timer.
func (l *loop) ref(id int64, wait bool) {
	if t := l.ids[id]; t != nil && t.idle == wait {
		t.idle = !wait
		if wait {
			l.waiting++
		} else {
			l.waiting--
		}
	}
}

// step runs call for what is due next, and waits for that if need be. It
// returns false when nothing is left to happen, or it was stopped.
func (l *loop) step(call func(js.Callable)) bool {
	due := l.due()
	if len(due) == 0 && len(l.now) == 0 {
		if l.waiting == 0 {
			return false
		}
		t := time.NewTimer(time.Until(l.timers[0].at))
		defer t.Stop()
		select {
		case <-t.C:
		case <-l.stopped:
			return false
		}
		due = l.due()
	}
	for _, t := range due {
		if l.ids[t.id] != t {
			continue // one before it cleared it
		}
		if t.every == 0 {
			l.forget(t)
		} else {
			t.at = time.Now().Add(t.every)
			heap.Push(&l.timers, t)
		}
		call(t.fn)
	}
	now := l.now
	l.now = nil
	for _, fn := range now {
		call(fn)
	}
	return true
}

// alive tells whether something is left to happen.
func (l *loop) alive() bool { return len(l.now) > 0 || l.waiting > 0 }

// due takes the timers whose time has come.
func (l *loop) due() []*timer {
	var list []*timer
	for now := time.Now(); len(l.timers) > 0 && !l.timers[0].at.After(now); {
		list = append(list, heap.Pop(&l.timers).(*timer))
	}
	return list
}
