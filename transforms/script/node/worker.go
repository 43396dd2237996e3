package node

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sheaf/transforms/script/driver"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/trace"
)

// A worker is one process.
type worker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser

	// What it has looked at so far.
	reads    []string
	lists    []string
	modules  map[string][]string // by transform
	trace    trace.Recorder
	said     *atomic.Bool    // the last job has printed
	before   []engine.Given  // the jobs it has had
	late     []*engine.Error // that were thrown while there was none
	ended    bool            // or about to
	cut      atomic.Bool     // it took too long to end
	told     atomic.Bool     // it has ended, and has said all
	stopping sync.Once
}

var (
	errEnded   = errors.New("the process ended")
	errGarbled = errors.New("something else was in the place of an answer")
)

// mark begins what a process says: no text does so.
const mark = "\x00\xffsheaf\x00"

// startWorker starts a process that loads the module ahead, if that is not "",
// before it is given a job.
func startWorker(path string, flags []string, ahead string, l link, o engine.Options) (*worker, error) {
	cmd := exec.Command(path, append(slices.Clip(flags), "-e", source(o.Trace, o.Args, ahead, l))...)
	cmd.Dir, cmd.Env, cmd.Stderr = o.Basedir, o.Environ, os.Stderr
	endWithParent(cmd)
	in, out, err := l.connect(cmd)
	if err != nil {
		return nil, err
	}
	err = cmd.Start()
	for _, f := range cmd.ExtraFiles {
		_ = f.Close() // it has its own
	}
	if err != nil {
		_, _ = in.Close(), out.Close()
		return nil, err
	}
	return &worker{cmd: cmd, in: in, out: out, modules: map[string][]string{}}, nil
}

// Stop ends the process, whatever it does.
func (w *worker) Stop() {
	w.stopping.Do(func() {
		if !w.told.Load() {
			w.trace.Opaque(trace.Everything) // nobody knows what it had still to say
		}
		_ = w.in.Close()
		_ = w.cmd.Process.Kill() // it may be gone
		_ = w.out.Close()
		_ = w.cmd.Wait()
	})
}

// lastWords says how the process ended.
func (w *worker) lastWords() string {
	if s := w.cmd.ProcessState; s != nil {
		return s.String()
	}
	return "for no known reason"
}

// request and answer are the heads of frames. A request without a module asks
// for no more than what is Late, at once or when the process has come to its end.
type request struct {
	Module  string `json:"module"`
	Options string `json:"options"`
	File    string `json:"file"`
	Pieces  bool   `json:"pieces"`
	End     bool   `json:"end,omitempty"`
}

type answer struct {
	Deps, Files []string
	Error       *driver.Failure
	Late        []*driver.Failure // what was thrown while there was no job

	// Since the last answer.
	Reads, Lists, Opaque []string
	Trace                [][3]string

	Printed, PrintedBefore bool // during the job, and after the one before

	Modules []string // all those of the transform; nil if they are those of the last answer
}

// Run has the process run one job.
func (w *worker) Run(job engine.Job) (engine.Result, error) {
	res, err := w.exchange(job)
	err = w.explain(err)
	var e *engine.Error
	if errors.As(err, &e) {
		w.ended = e.Kind == engine.Crashed || e.Kind == engine.Unfinished
		e.BlameAlso(w.before)
	}
	w.before = append(w.before, engine.Given{Module: job.Module, File: job.File})
	return res, err
}

// Uncaught returns what was thrown while there was no job, and asks the process
// for it if it has had one.
func (w *worker) Uncaught() []*engine.Error {
	w.askLate(request{})
	list := w.late
	w.late = nil
	for _, e := range list {
		e.BlameAlso(w.before)
	}
	return list
}

// End lets what jobs have left behind come to its end, for at most so long; then
// the process is stopped.
func (w *worker) End(limit time.Duration) {
	late := time.AfterFunc(limit, func() {
		w.cut.Store(true)
		w.Stop()
	})
	w.askLate(request{End: true})
	late.Stop()
	w.ended = true
	w.Stop()
}

// askLate asks for what was thrown while there was no job, if there has been one.
func (w *worker) askLate(r request) {
	if w.ended || len(w.before) == 0 {
		return
	}
	a, _, err := w.ask(r, nil)
	w.trace.Opaque(a.Opaque...)
	if err == nil && a.Error != nil {
		err = a.Error.Export()
	}
	if w.cut.Load() {
		return // that it does not answer is no fault of its own
	}
	if err == nil && r.End {
		w.told.Store(true)
		w.note(a, &engine.Result{})
	}
	if err = w.explain(err); err != nil {
		var e *engine.Error
		if w.ended = true; errors.As(err, &e) {
			w.late = append(w.late, e)
		}
	}
}

// Sound tells whether the process has more to say.
func (w *worker) Sound() bool { return !w.ended }

// explain stops the process if it has failed, and says how it has.
func (w *worker) explain(err error) error {
	switch err {
	case errEnded:
		w.Stop()
		return &engine.Error{Kind: engine.Crashed, Message: "the process that ran it ended: " + w.lastWords()}
	case errGarbled:
		w.Stop()
		return &engine.Error{Kind: engine.Crashed, Message: "it, or a process that it ran, wrote to standard output, which is not its own: process.stdout.write and console.log may be used"}
	}
	return err
}

// exchange sends a job to the process, and reads what it says.
func (w *worker) exchange(job engine.Job) (engine.Result, error) {
	options := job.Options
	if len(options) == 0 {
		options = json.RawMessage("{}")
	}
	a, code, err := w.ask(request{Module: job.Module, Options: string(options), File: job.File, Pieces: job.Pieces}, job.Code)
	if err != nil {
		return engine.Result{}, err
	}
	if a.Modules != nil {
		w.modules[job.Module] = a.Modules
	}
	res := engine.Result{Code: code, Deps: a.Deps, Files: a.Files, Modules: w.modules[job.Module]}
	w.note(a, &res)
	if a.Error != nil {
		return res, a.Error.Export()
	}
	return res, nil
}

// ask sends a frame and reads the next. Its errors are those that explain knows.
func (w *worker) ask(r request, body []byte) (a answer, code []byte, err error) {
	head, err := json.Marshal(r)
	if err != nil {
		return a, nil, err
	}
	var lengths [8]byte
	binary.BigEndian.PutUint32(lengths[:], uint32(len(head)))
	binary.BigEndian.PutUint32(lengths[4:], uint32(len(body)))
	_, _ = w.in.Write(bytes.Join([][]byte{lengths[:], head, body}, nil)) // what a process that has ended said is still to be read
	var begin [len(mark) + len(lengths)]byte
	if n, err := io.ReadFull(w.out, begin[:]); err != nil && n == 0 {
		return a, nil, errEnded
	}
	if copy(lengths[:], begin[len(mark):]); string(begin[:len(mark)]) != mark {
		return a, nil, errGarbled
	}
	n := int(binary.BigEndian.Uint32(lengths[:]))
	frame := make([]byte, n+int(binary.BigEndian.Uint32(lengths[4:])))
	if _, err := io.ReadFull(w.out, frame); err != nil {
		return a, nil, errEnded
	}
	if json.Unmarshal(frame[:n], &a) != nil {
		return a, nil, errGarbled
	}
	if a.PrintedBefore && w.said != nil {
		w.said.Store(true)
	}
	for _, f := range a.Late {
		w.late = append(w.late, f.Export())
	}
	return a, frame[n:], nil
}
