package difftest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"sheaf/testdata/testenv"
)

//go:embed testdata/inspect.js
var inspectScript []byte

// A table is what a bundle is made of. See testdata/inspect.js.
type table struct {
	Before     string // the text before the prelude
	Rows       []tableRow
	Entries    string
	After      string // the text after the modules, a source map left out
	Standalone string
}

type tableRow struct {
	ID, Hash, Head string
	Size           int
	Deps           []string
	Entry          int
}

// inspector is one Node process that looks into bundles.
var inspector struct {
	sync.Mutex
	cmd     *exec.Cmd
	in      io.WriteCloser
	next    int
	pending map[int]chan answer
	err     error
}

type answer struct {
	ID     int
	Result json.RawMessage
	Error  string
}

type request struct {
	ID    int      `json:"id"`
	Op    string   `json:"op"`
	File  string   `json:"file,omitempty"`
	Files []string `json:"files,omitempty"`
	Node  bool     `json:"node,omitempty"`
}

// inspect sends a request to the inspector and decodes its answer into v.
func inspect(t testing.TB, r request, v any) {
	t.Helper()
	reply := make(chan answer, 1)
	inspector.Lock()
	if inspector.cmd == nil {
		startInspector(t)
	}
	r.ID = inspector.next
	inspector.next++
	inspector.pending[r.ID] = reply
	b, err := json.Marshal(r)
	if err == nil {
		_, err = inspector.in.Write(append(b, '\n'))
	}
	inspector.Unlock()
	if err != nil {
		t.Fatalf("inspect.js: %v", err)
	}
	a := <-reply
	if a.Error != "" {
		t.Fatalf("inspect.js: %s %s: %s", r.Op, r.File, a.Error)
	}
	if err := json.Unmarshal(a.Result, v); err != nil {
		t.Fatal(err)
	}
}

func startInspector(t testing.TB) {
	t.Helper()
	script := filepath.Join(scratch, "inspect.js")
	write(t, script, inspectScript)
	cmd := exec.Command(testenv.Node(t), "--max-old-space-size=3000", script)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr tail
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inspector.cmd, inspector.in, inspector.pending = cmd, in, map[int]chan answer{}
	go func() {
		r := bufio.NewReaderSize(out, 1<<20)
		for {
			line, err := r.ReadBytes('\n')
			var a answer
			if err == nil {
				err = json.Unmarshal(line, &a)
			}
			inspector.Lock()
			if err != nil {
				for id, c := range inspector.pending {
					c <- answer{Error: errors.Join(err, errors.New(stderr.String())).Error()}
					delete(inspector.pending, id)
				}
				inspector.cmd = nil
				inspector.Unlock()
				return
			}
			c := inspector.pending[a.ID]
			delete(inspector.pending, a.ID)
			inspector.Unlock()
			c <- a
		}
	}()
}

func stopInspector() {
	inspector.Lock()
	defer inspector.Unlock()
	if inspector.cmd != nil {
		inspector.in.Close()
	}
}

// A tail keeps the last bytes written to it.
type tail struct {
	sync.Mutex
	b []byte
}

func (w *tail) Write(p []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	w.b = append(w.b, p...)
	if len(w.b) > 4000 {
		w.b = w.b[len(w.b)-4000:]
	}
	return len(p), nil
}

func (w *tail) String() string {
	w.Lock()
	defer w.Unlock()
	return string(w.b)
}

// tableOf returns what the bundle in a file is made of, or nil if it is none.
func tableOf(t testing.TB, file string) *table {
	t.Helper()
	var v *table
	inspect(t, request{Op: "table", File: file}, &v)
	return v
}

// printed returns what scripts print when they run one after the other in one
// global scope, a page's or Node's.
func printed(t testing.TB, node bool, files ...string) string {
	t.Helper()
	var v string
	inspect(t, request{Op: "run", Files: files, Node: node}, &v)
	return v
}
