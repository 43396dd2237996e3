package cache

import (
	"encoding/json"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/trace"
)

// A world is what is known of the state of things. Nothing is looked at twice.
type world struct {
	store   *store
	env     map[string]string
	args    []string
	resolve func() Resolve // which begins when it is first asked for

	states sync.Map // kind and path → func() string
	traces sync.Map // id → func() *seen
	ids    map[*engine.Trace]kept
}

// seen is a trace that holds: all is as it was.
type seen struct {
	before                *seen
	reads, lists, modules []string
}

// kept is a trace that was written, or why it was not.
type kept struct {
	id  string
	ok  bool
	err error
}

func newWorld(s *store, env map[string]string, args []string, resolve func() Resolve) *world {
	return &world{store: s, env: env, args: args, resolve: sync.OnceValue(resolve), ids: map[*engine.Trace]kept{}}
}

// holds tells whether all is as a trace says.
func (w *world) holds(id string) (*seen, bool) {
	f, ok := w.traces.Load(id)
	if !ok {
		f, _ = w.traces.LoadOrStore(id, sync.OnceValue(func() *seen { return w.look(id) }))
	}
	s := f.(func() *seen)()
	return s, s != nil
}

func (w *world) look(id string) *seen {
	t, err := w.store.trace(id)
	if err != nil {
		return nil
	}
	s := &seen{}
	if t.Before != "" {
		var ok bool
		if s.before, ok = w.holds(t.Before); !ok {
			return nil
		}
	}
	if !w.asNoted(t.Notes) {
		return nil
	}
	for _, n := range t.Notes {
		switch path := n[1]; engine.NoteKind(n[0]) {
		case engine.Content:
			s.reads = append(s.reads, path)
		case engine.Listing:
			s.lists = append(s.lists, path)
		case engine.Module:
			if n[2] != "-" {
				s.modules = append(s.modules, path)
			}
		}
	}
	w.store.used("traces", id)
	return s
}

// asNoted tells whether the state of all is what was noted.
func (w *world) asNoted(notes [][3]string) bool {
	var failed atomic.Bool
	var next atomic.Int64
	const some = 32
	work := func() {
		for !failed.Load() {
			from := int(next.Add(some)) - some
			if from >= len(notes) {
				return
			}
			for _, n := range notes[from:min(from+some, len(notes))] {
				if w.state(engine.NoteKind(n[0]), n[1]) != n[2] {
					failed.Store(true)
					return
				}
			}
		}
	}
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(notes)/some) {
		all.Go(work)
	}
	work()
	all.Wait()
	return !failed.Load()
}

// keep writes a trace if all still is as it says, and returns its name.
func (w *world) keep(t *engine.Trace) (id string, ok bool, err error) {
	if t == nil {
		return "", true, nil
	}
	if k, done := w.ids[t]; done {
		return k.id, k.ok, k.err
	}
	k := w.write(t)
	w.ids[t] = k
	return k.id, k.ok, k.err
}

func (w *world) write(t *engine.Trace) kept {
	before, ok, err := w.keep(t.Before)
	if err != nil || !ok {
		return kept{err: err}
	}
	stored := storedTrace{Before: before}
	for _, n := range t.Notes {
		if n.Kind == engine.Variable || n.Kind == engine.Argument {
			n.State = w.state(n.Kind, n.Path)
		}
		if strings.HasPrefix(n.State, "o") {
			return kept{} // a device, something that may not be read
		}
		stored.Notes = append(stored.Notes, [3]string{string(n.Kind), n.Path, n.State})
	}
	if !w.asNoted(stored.Notes) {
		return kept{}
	}
	slices.SortFunc(stored.Notes, func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	text, err := json.Marshal(stored)
	if err != nil {
		return kept{err: err}
	}
	id, err := w.store.addTrace(text)
	return kept{id, err == nil, err}
}

// state returns what is there, in the words of engine.Note.
func (w *world) state(kind engine.NoteKind, path string) string {
	if kind == engine.Module {
		kind = engine.Content
	}
	key := string(kind) + path
	f, ok := w.states.Load(key)
	if !ok {
		f, _ = w.states.LoadOrStore(key, sync.OnceValue(func() string { return w.find(kind, path) }))
	}
	return f.(func() string)()
}

func (w *world) find(kind engine.NoteKind, path string) string {
	switch kind {
	case engine.Variable:
		return stateOfVariable(w.env, path)
	case engine.Argument:
		return stateOfArgument(w.args, path)
	}
	if kind == engine.Required || kind == engine.Imported {
		dir, name, _ := strings.Cut(path, "\x00")
		return trace.OfModule(w.resolve()(dir, name, kind == engine.Imported))
	}
	return trace.State(kind, path, func(dir string) string { return w.state(engine.Place, dir) })
}

// stateOfVariable is "-", or a hash of the value: there may be secrets.
func stateOfVariable(env map[string]string, name string) string {
	if name == "*" {
		return trace.Hash([]byte(strings.Join(slices.Sorted(maps.Keys(env)), "\x00")))
	}
	value, ok := env[name]
	if !ok {
		return "-"
	}
	return trace.Hash([]byte(value))
}

// stateOfArgument is where an argument stands, "-" if there is none, or a hash of
// all.
func stateOfArgument(args []string, name string) string {
	if name == "*" {
		return trace.Hash([]byte(strings.Join(args, "\x00")))
	}
	if i := slices.Index(args, name); i >= 0 {
		return strconv.Itoa(i)
	}
	return "-"
}
