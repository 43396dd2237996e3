package goja

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	js "github.com/dop251/goja"

	"sheaf/bundle/builtins"
	"sheaf/transforms/script/driver"
	"sheaf/transforms/script/engine"
)

// deepest is how many calls may be under way in a machine: about as many as
// Node has room for.
const deepest = 12_000

// A machine is a runtime with what transforms expect around them. It is made
// by its first job; it does one at a time.
type machine struct {
	o    *engine.Options
	vm   *js.Runtime
	loop loop
	cwd  string
	safe *limits // nil: none

	env   *environment
	trace *tracer      // nil: nobody asked for one
	said  *atomic.Bool // the last job has printed

	drive    js.Value                        // driver: (job, done); nil: the machine is not made yet
	enter    js.Callable                     // calls a function, then what it left for the next tick
	leave    js.Value                        // emits an event of process's: (name)
	exit     js.Callable                     // emits its last: (code)
	drain    js.Callable                     // does what promises left for the next tick; false if nothing
	modules  js.Callable                     // the files of all that a module requires
	asBuffer js.Callable                     // a Buffer on an ArrayBuffer
	require  js.Callable                     // a core module
	shims    map[*builtins.Module]*js.Object // the shims that were loaded, as module objects

	rejected []*js.Promise              // that nobody handles yet
	reads    map[string]map[string]bool // by transform; true: the names in a directory
	job      *task
	before   []engine.Given  // the jobs it has had
	late     []*engine.Error // that were thrown while there was none

	closing  bool // there are no more jobs
	over     bool // it must not be used any more
	ending   *engine.Error
	stopping sync.Once
}

// A task is the job in hand.
type task struct {
	engine.Job
	reads map[string]bool
	res   engine.Result
	err   *engine.Error
	done  bool
}

func newMachine(o *engine.Options) *machine {
	m := &machine{o: o, cwd: o.Basedir, reads: map[string]map[string]bool{}, trace: newTracer(o.Trace)}
	m.loop.stopped = make(chan struct{})
	m.vm = js.New()
	m.shims = map[*builtins.Module]*js.Object{}
	return m
}

// Stop ends whatever the machine does. It may be called from any goroutine.
func (m *machine) Stop() {
	m.stopping.Do(func() { close(m.loop.stopped) })
	m.vm.Interrupt(errStopped)
}

var errStopped = errors.New("stopped")

// Sound tells whether the machine may be used again.
func (m *machine) Sound() bool { return !m.over }

// Run runs one job. What goja cannot cope with is not the end of the program.
func (m *machine) Run(job engine.Job) (res engine.Result, err error) {
	defer func() {
		if bug := recover(); bug != nil { // in goja, or here
			m.over = true
			err = &engine.Error{Kind: engine.Crashed, Message: fmt.Sprintf("goja cannot run it, so it needs Node: %v", bug), Stack: string(debug.Stack())}
		}
	}()
	return m.run(job)
}

func (m *machine) run(job engine.Job) (res engine.Result, err error) {
	if m.drive == nil {
		if err := m.boot(); err != nil {
			m.over = true
			return res, err
		}
	}
	t := &task{Job: job, reads: m.readsOf(job.Module)}
	m.job, m.said = t, new(atomic.Bool)
	defer func() {
		m.job = nil
		m.before = append(m.before, engine.Given{Module: job.Module, File: job.File})
	}()
	if m.safe != nil {
		m.safe.package_(job.Module)
	}
	if err := m.given(job.File); err != nil {
		return res, err
	}
	options := string(job.Options)
	if options == "" {
		options = "{}"
	}
	o := m.vm.NewObject()
	for name, v := range map[string]any{"module": job.Module, "options": options, "file": job.File, "code": m.buffer(slices.Clone(job.Code)), "pieces": job.Pieces} {
		_ = o.Set(name, v) // it is a plain object
	}
	m.call(func(js.Value, ...js.Value) (js.Value, error) {
		return m.enter(js.Undefined(), m.drive, m.vm.NewArray(o, m.vm.ToValue(m.finished)))
	})
	for !t.done && !m.over {
		if !m.loop.step(m.call) && !t.done && !m.over {
			m.fail(&engine.Error{Kind: engine.Unfinished, Message: "its stream never ended, and nothing was left that could end it"})
			m.over = true
		}
	}
	return m.result(t)
}

// result is what came of a task.
func (m *machine) result(t *task) (engine.Result, error) {
	if !m.over || t.done {
		if v, err := m.modules(js.Undefined(), m.vm.ToValue(t.Module)); err == nil {
			_ = m.vm.ExportTo(v, &t.res.Modules)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(t.reads)) {
		if t.reads[path] {
			t.res.Lists = append(t.res.Lists, path)
		} else {
			t.res.Reads = append(t.res.Reads, path)
		}
	}
	m.traced(t)
	switch {
	case t.err != nil:
		return t.res, t.err
	case !t.done:
		return t.res, errStopped
	}
	return t.res, nil
}

// call calls into the runtime, and does all that has to be done before
// anything else happens: ticks, promises' reactions.
func (m *machine) call(fn js.Callable) {
	if m.over {
		return
	}
	_, err := fn(js.Undefined())
	for err == nil {
		var more js.Value
		if more, err = m.drain(js.Undefined()); err == nil && !more.ToBoolean() {
			break
		}
	}
	var thrown *js.Exception
	switch {
	case err == nil:
	case errors.As(err, &thrown):
		m.uncaught(thrown.Value())
	default:
		m.aborted(err)
	}
	m.unhandled()
}

// aborted ends a machine that was told to stop, or that is out of stack.
func (m *machine) aborted(err error) {
	m.over = true
	var overflow *js.StackOverflowError
	switch {
	case m.ending != nil:
		m.fail(m.ending)
	case errors.As(err, &overflow):
		m.fail(m.export("failed", "RangeError: Maximum call stack size exceeded", overflow.Stack()))
	}
}

// quit ends the machine in the midst of what it does, because of e.
func (m *machine) quit(e *engine.Error) {
	m.ending = e
	m.vm.Interrupt(e)
}

// fail ends the job in hand. If there is none, the error is told later.
func (m *machine) fail(e *engine.Error) {
	if t := m.job; t != nil && !t.done {
		e.BlameAlso(m.before)
		t.done, t.err = true, e
	} else if len(m.late) < 10 {
		m.late = append(m.late, e)
	}
}

// Uncaught returns what was thrown while there was no job, after what was left to
// happen at once.
func (m *machine) Uncaught() []*engine.Error {
	if !m.over && len(m.before) > 0 {
		waited := false
		m.loop.start(func(js.Value, ...js.Value) (js.Value, error) {
			waited = true
			return js.Undefined(), nil
		}, time.Millisecond, false)
		for !waited && !m.over && m.loop.step(m.call) {
		}
	}
	list := m.late
	m.late = nil
	for _, e := range list {
		e.BlameAlso(m.before)
	}
	return list
}

// finished takes the driver's answer.
func (m *machine) finished(call js.FunctionCall) js.Value {
	t := m.job
	if t == nil || t.done {
		return js.Undefined()
	}
	res := call.Argument(0).ToObject(m.vm)
	for name, list := range map[string]*[]string{"deps": &t.res.Deps, "files": &t.res.Files} {
		if v := res.Get(name); v != nil {
			_ = m.vm.ExportTo(v, list) // they are arrays of strings
		}
	}
	t.done = true
	if e := res.Get("error"); e != nil && !js.IsUndefined(e) {
		t.err = m.failure(e)
		return js.Undefined()
	}
	t.res.Code = slices.Clone(bytesOf(res.Get("code")))
	return js.Undefined()
}

// failure makes an error of the driver's description of one.
func (m *machine) failure(v js.Value) *engine.Error {
	var f driver.Failure
	text, err := v.ToObject(m.vm).MarshalJSON()
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		f = driver.Failure{Kind: "failed", Message: v.String()}
	}
	f.Stack = asV8(f.Stack)
	return reported(&f)
}

// export is failure for what was not described by the driver.
func (m *machine) export(kind, message string, frames []js.StackFrame) *engine.Error {
	return (&driver.Failure{Kind: kind, Message: message, Stack: message + "\n" + framesAsV8(frames)}).Export()
}

// uncaught takes what was thrown where nobody catches it, or rejected.
func (m *machine) uncaught(v js.Value) {
	f := driver.Failure{Kind: "uncaught"}
	_ = m.vm.Try(func() { f.Message = v.String() })
	switch v := v.(type) {
	case *js.Object:
		m.look(v, &f)
	case *js.Symbol:
		f.Message = "Symbol(" + f.Message + ")"
	}
	m.fail(reported(&f))
}

// look finds what a failure tells of an object that was thrown. There may be
// anything in it.
func (m *machine) look(o *js.Object, f *driver.Failure) {
	get := func(name string, take func(js.Value)) {
		_ = m.vm.Try(func() {
			if v := o.Get(name); v != nil {
				take(v)
			}
		})
	}
	get("message", func(v js.Value) { f.Message = v.String() })
	get("stack", func(v js.Value) { f.Stack = asV8(v.String()) })
	get("forbidden", func(js.Value) { f.Kind = "forbidden" })
	if f.Message == "" && f.Stack == "" { // not even what objects have
		fields, err := o.MarshalJSON()
		if err != nil {
			fields = []byte("{}")
		}
		f.Message = "an object without a message: " + string(fields)
	}
}

// track notes promises that are rejected while nobody handles that.
func (m *machine) track(p *js.Promise, op js.PromiseRejectionOperation) {
	if op == js.PromiseRejectionReject {
		m.rejected = append(m.rejected, p)
		return
	}
	m.rejected = slices.DeleteFunc(m.rejected, func(q *js.Promise) bool { return p == q })
}

// unhandled ends the job if promises were rejected that nobody has handled by
// the time when all that was to happen at once has happened.
func (m *machine) unhandled() {
	list := m.rejected
	m.rejected = nil
	if len(list) > 0 && !m.over {
		m.uncaught(list[0].Result())
	}
}
