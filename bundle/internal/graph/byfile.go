package graph

import (
	"sync/atomic"

	"sheaf/resolver"
)

// byFile is a table of the modules that are files. Many look up at once, without
// a lock, also while one enters something: nearly always what is looked up is
// there.
type byFile struct {
	blocks atomic.Pointer[[]atomic.Pointer[fileBlock]] // by the files' numbers
}

type fileBlock [256]atomic.Pointer[module]

// get returns a file's module, or nil.
func (t *byFile) get(f *resolver.File) *module {
	blocks, i := t.blocks.Load(), f.Number/len(fileBlock{})
	if blocks == nil || i >= len(*blocks) {
		return nil
	}
	if b := (*blocks)[i].Load(); b != nil {
		return b[f.Number%len(b)].Load()
	}
	return nil
}

// set enters a file's module; nil takes it out. The caller sees to it that
// nobody else does at the same time.
func (t *byFile) set(f *resolver.File, m *module) {
	blocks, i := t.blocks.Load(), f.Number/len(fileBlock{})
	if blocks == nil || i >= len(*blocks) {
		blocks = t.grow(i + 1)
	}
	b := (*blocks)[i].Load()
	if b == nil {
		b = new(fileBlock)
		(*blocks)[i].Store(b)
	}
	b[f.Number%len(b)].Store(m)
}

// grow makes room for so many blocks, and returns them.
func (t *byFile) grow(n int) *[]atomic.Pointer[fileBlock] {
	var old []atomic.Pointer[fileBlock]
	if blocks := t.blocks.Load(); blocks != nil {
		old = *blocks
	}
	larger := make([]atomic.Pointer[fileBlock], max(n, 2*len(old), 4))
	for i := range old {
		larger[i].Store(old[i].Load())
	}
	t.blocks.Store(&larger)
	return &larger
}
