package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"sheaf/transforms/script/engine"
)

// A world is what is known of the state of things. Nothing is looked at twice.
type world struct {
	store *store
	env   map[string]string

	states sync.Map // kind and path → func() string
	traces sync.Map // id → func() *seen
	ids    map[*engine.Trace]kept
}

// seen is a trace that holds: all is as it was.
type seen struct {
	before              *seen
	reads, modules, env []string
}

// kept is a trace that was written, or why it was not.
type kept struct {
	id  string
	ok  bool
	err error
}

func newWorld(s *store, env map[string]string) *world {
	return &world{store: s, env: env, ids: map[*engine.Trace]kept{}}
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
		case engine.Content, engine.Listing:
			s.reads = append(s.reads, path)
		case engine.Module:
			if n[2] != "-" {
				s.modules = append(s.modules, path)
			}
		case engine.Variable:
			s.env = append(s.env, path)
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
		if n.Kind == engine.Variable {
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
	if kind == engine.Variable {
		return stateOfVariable(w.env, path)
	}
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		if st, err := os.Lstat(path); kind == engine.Place && err == nil && st.Mode()&os.ModeSymlink != 0 {
			return "o" // a link to nothing
		}
		return "-"
	case err != nil || !st.Mode().IsRegular() && !st.IsDir():
		return "o"
	}
	text := "f"
	if st.IsDir() {
		text = "d"
	}
	switch {
	case kind == engine.Place:
		var real string
		real, err = w.real(path)
		text += real
	case kind == engine.Content && text == "f":
		var sum string
		sum, err = hashFile(path)
		text += sum
	case kind == engine.Listing && text == "d":
		text, err = listing(path)
	}
	if err != nil {
		return "o"
	}
	return text
}

// real follows links. Most paths share their directories.
func (w *world) real(path string) (string, error) {
	dir, name := filepath.Split(path)
	if dir = filepath.Clean(dir); name == "" || dir == path {
		return filepath.EvalSymlinks(path)
	}
	st, err := os.Lstat(path)
	if err != nil || st.Mode()&os.ModeSymlink != 0 {
		return filepath.EvalSymlinks(path)
	}
	above := w.state(engine.Place, dir)
	if !strings.HasPrefix(above, "d") {
		return filepath.EvalSymlinks(path)
	}
	return filepath.Join(above[1:], name), nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// listing is in the form that engine.Note describes.
func listing(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var text []byte
	for _, e := range entries { // sorted by bytes
		text = append(text, e.Name()...)
		switch mode := e.Type(); {
		case mode.IsDir():
			text = append(text, '/')
		case mode&os.ModeSymlink != 0:
			text = append(text, '@')
		case !mode.IsRegular():
			text = append(text, '?')
		}
		text = append(text, 0)
	}
	return "l" + hashOf(text), nil
}

// stateOfVariable is "-", or a hash of the value: there may be secrets.
func stateOfVariable(env map[string]string, name string) string {
	if name == "*" {
		return hashOf([]byte(strings.Join(slices.Sorted(maps.Keys(env)), "\x00")))
	}
	value, ok := env[name]
	if !ok {
		return "-"
	}
	return hashOf([]byte(value))
}
