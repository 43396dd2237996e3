package builtins

import (
	"bytes"
	"io"
	"io/fs"
)

// The tests lie outside of the package, for the generator imports it. This is
// what they need of its inside.

// LockHash is the hash that archives must have.
const LockHash = lockHash

// A Store stands for the embedded archive.
type Store struct{ store }

// NewStore returns one that reads an archive's bytes.
func NewStore(archive []byte) *Store {
	return &Store{store{open: func() (io.ReaderAt, int64, error) {
		return bytes.NewReader(archive), int64(len(archive)), nil
	}}}
}

// NewStoreFS returns one that looks for the archive in files, as the real one
// in what was embedded.
func NewStoreFS(files fs.FS) *Store {
	return &Store{store{open: func() (io.ReaderAt, int64, error) { return openEmbedded(files) }}}
}

func (s *Store) Lookup(name string) (*Module, bool) { return s.lookup(name) }
func (s *Store) IsBuffer() *Module                  { return s.named(IsBufferPackage) }
func (s *Store) Problem() error                     { return s.problem() }

// Embedded returns the archive that was embedded, or nil.
func Embedded() []byte {
	b, _ := files.ReadFile(ArchiveFile)
	return b
}
