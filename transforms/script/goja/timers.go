package goja

import (
	"time"

	js "github.com/dop251/goja"
)

// timersModule is what js/timers.js stands on.
func (m *machine) timersModule() map[string]any {
	return map[string]any{
		"start": func(fn js.Value, ms float64, again bool) int64 {
			if !(ms >= 1 && ms <= 1<<31-1) { // and NaN, as in Node
				ms = 1
			}
			return m.loop.start(m.bare(fn), time.Duration(ms*float64(time.Millisecond)), again)
		},
		"clear":     m.loop.clear,
		"ref":       m.loop.ref,
		"immediate": func(fn js.Value) { m.loop.now = append(m.loop.now, m.bare(fn)) },
	}
}

// bare returns a function that runs fn as the event loop does.
func (m *machine) bare(fn js.Value) js.Callable {
	return func(js.Value, ...js.Value) (js.Value, error) { return m.enter(js.Undefined(), fn) }
}
