package goja

import (
	"time"

	js "github.com/dop251/goja"
)

// End lets what jobs have left behind come to its end, as when a process of
// Node's ends: timers and the like, and those that wait for that. It takes at most
// limit; the machine is stopped then. What was thrown is Uncaught's.
func (m *machine) End(limit time.Duration) {
	if m.drive == nil || m.over {
		return
	}
	stop := time.AfterFunc(limit, m.Stop)
	defer stop.Stop()
	defer func() {
		_ = recover() // a fault of goja's, and nobody waits for anything any more
		m.over = true
	}()
	m.closing = true
	for m.rest() {
		m.call(func(js.Value, ...js.Value) (js.Value, error) {
			return m.enter(js.Undefined(), m.leave, m.vm.NewArray("beforeExit"))
		})
		if m.over || !m.loop.alive() {
			break
		}
	}
	if !m.over {
		_, _ = m.exit(js.Undefined(), m.vm.ToValue(min(len(m.late), 1)))
	}
}

// rest runs all that is left to happen. It returns false if that ended the
// machine, or something was thrown.
func (m *machine) rest() bool {
	thrown := len(m.late)
	for !m.over && len(m.late) == thrown && m.loop.step(m.call) {
	}
	return !m.over && len(m.late) == thrown && !m.loop.alive()
}

// end has nothing happen any more.
func (m *machine) end() {
	m.over = true
	m.vm.Interrupt(errStopped)
}
