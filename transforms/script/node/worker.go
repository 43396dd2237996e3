package node

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"

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
	reads, env []string
	modules    map[string][]string // by transform
	trace      trace.Recorder
	ended      bool // or about to
	stopping   sync.Once
}

var (
	errEnded   = errors.New("the process ended")
	errGarbled = errors.New("something else was in the place of an answer")
)

// mark begins what a process says: no text does so.
const mark = "\x00\xffsheaf\x00"

// startWorker starts a process that loads the module ahead, if that is not "",
// before it is given a job.
func startWorker(path, ahead string, l link, o engine.Options) (*worker, error) {
	cmd := exec.Command(path, "-e", source(o.Trace, ahead, l))
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
		w.trace.Opaque(trace.Everything) // nobody knows what it had still to say
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

// request and answer are the heads of frames.
type request struct {
	Module  string `json:"module"`
	Options string `json:"options"`
	File    string `json:"file"`
}

type answer struct {
	Deps, Files []string
	Error       *driver.Failure

	// Since the last answer.
	Reads, Env, Opaque []string
	Trace              [][3]string

	Modules []string // all those of the transform; nil if they are those of the last answer
}

// Run has the process run one job.
func (w *worker) Run(job engine.Job) (engine.Result, error) {
	res, err := w.exchange(job)
	var e *engine.Error
	if errors.Is(err, errEnded) {
		w.Stop()
		err = &engine.Error{Kind: engine.Crashed, Message: "the process that ran it ended: " + w.lastWords()}
	}
	if errors.Is(err, errGarbled) {
		w.Stop()
		err = &engine.Error{Kind: engine.Crashed, Message: "it, or a process that it ran, wrote to standard output, which is not its own: process.stdout.write and console.log may be used"}
	}
	w.ended = errors.As(err, &e) && (e.Kind == engine.Crashed || e.Kind == engine.Unfinished)
	return res, err
}

// Sound tells whether the process has more to say.
func (w *worker) Sound() bool { return !w.ended }

// exchange sends a job to the process, and reads what it says.
func (w *worker) exchange(job engine.Job) (engine.Result, error) {
	options := job.Options
	if len(options) == 0 {
		options = json.RawMessage("{}")
	}
	head, err := json.Marshal(request{job.Module, string(options), job.File})
	if err != nil {
		return engine.Result{}, err
	}
	var lengths [8]byte
	binary.BigEndian.PutUint32(lengths[:], uint32(len(head)))
	binary.BigEndian.PutUint32(lengths[4:], uint32(len(job.Code)))
	if _, err := w.in.Write(bytes.Join([][]byte{lengths[:], head, job.Code}, nil)); err != nil {
		return engine.Result{}, errEnded
	}
	var begin [len(mark) + len(lengths)]byte
	if n, err := io.ReadFull(w.out, begin[:]); err != nil && n == 0 {
		return engine.Result{}, errEnded
	}
	if copy(lengths[:], begin[len(mark):]); string(begin[:len(mark)]) != mark {
		return engine.Result{}, errGarbled
	}
	n := int(binary.BigEndian.Uint32(lengths[:]))
	frame := make([]byte, n+int(binary.BigEndian.Uint32(lengths[4:])))
	if _, err := io.ReadFull(w.out, frame); err != nil {
		return engine.Result{}, errEnded
	}
	var a answer
	if err := json.Unmarshal(frame[:n], &a); err != nil {
		return engine.Result{}, errGarbled
	}
	if a.Modules != nil {
		w.modules[job.Module] = a.Modules
	}
	res := engine.Result{Code: frame[n:], Deps: a.Deps, Files: a.Files, Modules: w.modules[job.Module]}
	w.note(a, &res)
	if a.Error != nil {
		return res, a.Error.Export()
	}
	return res, nil
}
