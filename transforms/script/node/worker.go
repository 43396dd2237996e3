package node

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"sheaf/transforms/script/engine"
)

// A worker is one process.
type worker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser

	// What it has looked at so far.
	reads, env []string
	modules    map[string][]string // by transform
	trace      *engine.Trace
	opaque     opaque
}

// errEnded says that a process is gone.
var errEnded = errors.New("the process ended")

func startWorker(path, source string, o engine.Options) (*worker, error) {
	cmd := exec.Command(path, "-e", source)
	cmd.Dir, cmd.Env, cmd.Stderr = o.Basedir, o.Environ, os.Stderr
	endWithParent(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &worker{cmd: cmd, in: in, out: out, modules: map[string][]string{}}, nil
}

// kill ends the process, whatever it does.
func (w *worker) kill() {
	w.opaque.add(everything) // nobody knows what it had still to say
	_ = w.in.Close()
	_ = w.cmd.Process.Kill() // it may be gone
	_ = w.cmd.Wait()
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
	Error       *failure

	// Since the last answer.
	Reads, Env, Opaque []string
	Trace              [][3]string

	Modules []string // all those of the transform; nil if they are those of the last answer
}

type failure struct {
	Kind, Message, Stack string
	Line, Column         int
}

// run has the process run one job.
func (w *worker) run(job engine.Job) (engine.Result, error) {
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
	if _, err := io.ReadFull(w.out, lengths[:]); err != nil {
		return engine.Result{}, errEnded
	}
	n := int(binary.BigEndian.Uint32(lengths[:]))
	frame := make([]byte, n+int(binary.BigEndian.Uint32(lengths[4:])))
	if _, err := io.ReadFull(w.out, frame); err != nil {
		return engine.Result{}, errEnded
	}
	var a answer
	if err := json.Unmarshal(frame[:n], &a); err != nil {
		return engine.Result{}, err
	}
	if a.Modules != nil {
		w.modules[job.Module] = a.Modules
	}
	res := engine.Result{Code: frame[n:], Deps: a.Deps, Files: a.Files, Modules: w.modules[job.Module]}
	w.note(a, &res)
	if a.Error != nil {
		return res, a.Error.export()
	}
	return res, nil
}

var kinds = map[string]engine.Kind{
	"failed": engine.Failed, "load": engine.NotLoaded, "function": engine.NoFunction, "stream": engine.NoStream,
	"unfinished": engine.Unfinished, "crashed": engine.Crashed,
}

func (f *failure) export() *engine.Error {
	e := &engine.Error{Kind: kinds[f.Kind], Message: f.Message, InputLine: f.Line, InputColumn: f.Column}
	e.File, e.Line, e.Column = place(f.Stack)
	if i := strings.Index(f.Stack, "\n    at "); i >= 0 {
		e.Stack = strings.TrimPrefix(f.Stack[i:], "\n")
	}
	return e
}

var (
	frame  = regexp.MustCompile(`(?m)^ +at (?:.*\()?(?:file://)?(/[^():]*|[A-Za-z]:[\\/][^():]*):(\d+):(\d+)\)?$`)
	syntax = regexp.MustCompile(`^(?:file://)?(/[^():\n]*|[A-Za-z]:[\\/][^():\n]*):(\d+)\n`)
)

// place returns the first place in a stack that is in a file.
func place(stack string) (file string, line, column int) {
	if m := syntax.FindStringSubmatch(stack); m != nil {
		line, _ = strconv.Atoi(m[2])
		return filepath.FromSlash(m[1]), line, 1
	}
	m := frame.FindStringSubmatch(stack)
	if m == nil {
		return "", 0, 0
	}
	line, _ = strconv.Atoi(m[2])
	column, _ = strconv.Atoi(m[3])
	return filepath.FromSlash(m[1]), line, column
}

// exits tells whether an error is the last that the process had to say.
func (w *worker) exits(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && (e.Kind == engine.Crashed || e.Kind == engine.Unfinished)
}
