package builtins

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"

	"sheaf/bundle/builtins/internal/format"
	"sheaf/bundle/scan"
)

// The directory, not the file, is embedded, for the file may not be there.
//
//go:embed archive
var files embed.FS

// ArchiveFile is where the generator puts the archive, below the directory of
// this package.
const ArchiveFile = "archive/shims.bin"

// Hint is what to do when there is no archive, as the end of a sentence.
const Hint = `run "go generate ./bundle/builtins" in sheaf's source, then build sheaf again`

// shims is the embedded archive.
var shims = store{open: func() (io.ReaderAt, int64, error) { return openEmbedded(files) }}

// A store hands out the modules of one archive.
type store struct {
	open   func() (file io.ReaderAt, size int64, err error)
	opened sync.Once
	reader *format.Reader
	err    error

	// modules holds those that were decoded, with all they lead to, by their
	// number in the archive.
	modules []atomic.Pointer[Module]
	mu      sync.Mutex // held while decoding; guards broken
	broken  error      // set when a record could not be decoded
}

func openEmbedded(files fs.FS) (io.ReaderAt, int64, error) {
	f, err := files.Open(ArchiveFile)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	r, ok := f.(io.ReaderAt)
	if !ok {
		return nil, 0, fmt.Errorf("%T cannot be read at an offset", f)
	}
	return r, info.Size(), nil
}

// ready reports whether the archive can be read; the first call opens it.
func (s *store) ready() bool {
	s.opened.Do(func() {
		file, size, err := s.open()
		if err != nil {
			s.err = err
			return
		}
		s.reader, s.err = format.Open(file, size, lockHash)
		if s.err == nil {
			s.modules = make([]atomic.Pointer[Module], s.reader.Len())
		}
	})
	return s.err == nil
}

func (s *store) problem() error {
	var err error
	if !s.ready() {
		err = s.err
	} else {
		s.mu.Lock()
		err = s.broken
		s.mu.Unlock()
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("sheaf was built without the browser versions of Node's core modules; %s", Hint)
	}
	return fmt.Errorf("the browser versions of Node's core modules that sheaf was built with cannot be used: %w; %s", err, Hint)
}

func (s *store) lookup(name string) (*Module, bool) {
	r := find(name)
	if r == nil {
		return nil, false
	}
	if r.module != nil {
		return r.module, true
	}
	m := s.named(r.npm)
	return m, m != nil
}

// named returns the module of a package as the rows name it, or nil.
func (s *store) named(npm string) *Module {
	if !s.ready() {
		return nil
	}
	i, ok := s.reader.Find(npm)
	if !ok {
		return nil
	}
	if m := s.modules[i].Load(); m != nil {
		return m
	}
	return s.decode(i)
}

// decode makes a module and all those it leads to, and publishes them
// together, so that whoever sees one sees its dependencies whole.
func (s *store) decode(i int) *Module {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := make([]*Module, len(s.modules))
	var todo []int
	get := func(i int) *Module {
		if m := s.modules[i].Load(); m != nil {
			return m
		}
		if fresh[i] == nil {
			fresh[i] = new(Module)
			todo = append(todo, i)
		}
		return fresh[i]
	}
	m := get(i)
	for k := 0; k < len(todo); k++ {
		record, err := s.reader.Module(todo[k])
		if err != nil {
			s.broken = err
			return nil
		}
		fresh[todo[k]].fill(&record, get)
	}
	for _, i := range todo {
		s.modules[i].Store(fresh[i])
	}
	return m
}

// fill sets m to what a record says; get returns the module of a number.
func (m *Module) fill(record *format.Module, get func(int) *Module) {
	*m = Module{
		Path:       Root + record.Path,
		Source:     record.Source,
		JSON:       record.JSON,
		Globals:    scan.Globals(record.Globals),
		MapComment: record.MapComment,
		Deps:       make([]Dep, len(record.Deps)),
	}
	for k, d := range record.Deps {
		to := &m.Deps[k]
		to.Spec = d.Spec
		switch d.Kind {
		case format.To:
			to.To = get(d.To)
		case format.Core:
			to.Core = d.Core
		case format.Empty:
			to.Empty = true
		}
	}
}
