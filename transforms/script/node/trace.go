package node

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"sheaf/transforms/script/driver"
	"sheaf/transforms/script/engine"
)

var (
	//go:embed worker.js
	workerSource string
	//go:embed watch.js
	watchSource string
	//go:embed env.js
	envSource string
	//go:embed modules.js
	modulesSource string
	//go:embed trace.js
	traceSource string
)

// source returns the text of a worker at the other end of a link, to which args
// follow the executable in process.argv. It loads the module ahead, if that is not
// "", before it is given a job.
func source(trace bool, args []string, ahead string, l link) string {
	text := "null"
	if trace {
		text = quote(traceSource)
	}
	if args == nil {
		args = []string{}
	}
	body := strings.NewReplacer("DRIVER", driver.Source, "WATCH", watchSource, "ENVIRONMENT", envSource, "MODULES", modulesSource, "TRACE", text,
		"ARGS", quote(args), "AHEAD", quote(ahead), "LINK", l.numbers).Replace(workerSource)
	return "(function (require) {" + body + "\n})(require)"
}

func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("node: strings that are no JSON: %v", err))
	}
	return string(text)
}

// Marked returns a version of Node with a mark of what workers do with it.
func Marked(version string) string {
	sum := sha256.Sum256([]byte(source(true, nil, "", ours)))
	return version + "+" + hex.EncodeToString(sum[:8])
}

// note adds what a process says it has looked at since its last answer to what
// it had before, which is the result's.
func (w *worker) note(a answer, res *engine.Result) {
	w.reads = append(w.reads, a.Reads...)
	w.lists = append(w.lists, a.Lists...)
	res.Reads, res.Lists = slices.Clip(w.reads), slices.Clip(w.lists)
	w.trace.Opaque(a.Opaque...)
	said := new(atomic.Bool)
	said.Store(a.Printed)
	if a.PrintedBefore && w.said == nil {
		said.Store(true) // while its module was loaded ahead
	}
	w.said, res.Printed = said, said.Load
	if a.Trace == nil {
		return
	}
	notes := make([]engine.Note, len(a.Trace))
	for i, n := range a.Trace {
		notes[i] = engine.Note{Kind: engine.NoteKind(n[0]), Path: n[1], State: n[2]}
	}
	res.Trace = w.trace.Next(notes, res.Modules)
}
