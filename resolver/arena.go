package resolver

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"sheaf/resolver/pages"
)

// arenas holds what is of one age, many to an allocation. Each processor takes
// from memory of its own: what one writes does not lie beside what another does,
// and nobody waits.
type arenas struct {
	pool    sync.Pool // of *arena
	numbers atomic.Int64
}

type arena struct {
	text  []byte // what is written to it stays as it is
	files []File
}

// How much memory is taken at first, and then.
const (
	firstText, arenaText   = 8 << 10, 64 << 10 // bytes
	firstFiles, arenaFiles = 31, 256
)

func (p *arenas) get() *arena {
	if a, ok := p.pool.Get().(*arena); ok {
		return a
	}
	return new(arena)
}

// join returns x+y+z. The result shares memory with others, none of which is
// ever freed alone.
func (p *arenas) join(x, y, z string) string {
	n := len(x) + len(y) + len(z)
	if n == 0 || n > firstText/8 {
		return x + y + z
	}
	a := p.get()
	if cap(a.text)-len(a.text) < n {
		a.text = pages.More(a.text, firstText, arenaText)[:0] // the old memory stays with the strings in it
	}
	start := len(a.text)
	a.text = append(append(append(a.text, x...), y...), z...)
	s := unsafe.String(unsafe.SliceData(a.text[start:]), n)
	p.pool.Put(a)
	return s
}

// file returns a new File.
func (p *arenas) file() *File {
	a := p.get()
	if len(a.files) == 0 {
		a.files = pages.More(a.files, firstFiles, arenaFiles)
		first := int(p.numbers.Add(int64(len(a.files)))) - len(a.files)
		for i := range a.files {
			a.files[i].Number = first + i
		}
	}
	f := &a.files[0]
	a.files = a.files[1:]
	p.pool.Put(a)
	return f
}
