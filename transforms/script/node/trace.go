package node

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sheaf/transforms/script/driver"
	"sheaf/transforms/script/engine"
)

var (
	//go:embed worker.js
	workerSource string
	//go:embed watch.js
	watchSource string
	//go:embed modules.js
	modulesSource string
	//go:embed trace.js
	traceSource string
)

// source returns the text of a worker.
func source(trace bool) string {
	text := "null"
	if trace {
		quoted, err := json.Marshal(traceSource)
		if err != nil {
			panic(fmt.Sprintf("node: trace.js is no text: %v", err))
		}
		text = string(quoted)
	}
	return strings.NewReplacer("DRIVER", driver.Source, "WATCH", watchSource, "MODULES", modulesSource, "TRACE", text).Replace(workerSource)
}

// Marked returns a version of Node with a mark of what workers do with it.
func Marked(version string) string {
	sum := sha256.Sum256([]byte(source(true)))
	return version + "+" + hex.EncodeToString(sum[:8])
}

// note adds what a process says it has looked at since its last answer to what
// it had before, which is the result's.
func (w *worker) note(a answer, res *engine.Result) {
	w.reads = append(w.reads, a.Reads...)
	w.env = append(w.env, a.Env...)
	res.Reads, res.Env = slices.Clip(w.reads), slices.Clip(w.env)
	w.trace.Opaque(a.Opaque...)
	if a.Trace == nil {
		return
	}
	notes := make([]engine.Note, len(a.Trace))
	for i, n := range a.Trace {
		notes[i] = engine.Note{Kind: engine.NoteKind(n[0]), Path: n[1], State: n[2]}
	}
	res.Trace = w.trace.Next(notes, res.Modules)
}
