package resolver

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"sheaf/resolver/pages"
)

// arenas holds what is of one age, many to an allocation. Each
// processor takes from memory of its own: what one writes does not lie beside
// what another does, and nobody waits.
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
		a.moreText()
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
		a.moreFiles(&p.numbers)
	}
	f := &a.files[0]
	a.files = a.files[1:]
	p.pool.Put(a)
	return f
}

func (a *arena) moreText() {
	n := arenaText
	if a.text == nil {
		n = firstText
	}
	a.text = make([]byte, 0, n) // the old memory stays with the strings in it
	if n == arenaText {
		pages.Provide(a.text)
	}
}

func (a *arena) moreFiles(numbers *atomic.Int64) {
	n := arenaFiles
	if a.files == nil {
		n = firstFiles
	}
	a.files = make([]File, n)
	if n == arenaFiles {
		pages.Provide(a.files)
	}
	first := int(numbers.Add(int64(n))) - n
	for i := range a.files {
		a.files[i].Number = first + i
	}
}
