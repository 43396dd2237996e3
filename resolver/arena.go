package resolver

import (
	"strings"
	"sync"
	"sync/atomic"
)

// arenas holds what lives as long as the resolver, many to an allocation. Each
// processor takes from memory of its own: what one writes does not lie beside
// what another does, and nobody waits.
type arenas struct {
	pool    sync.Pool // of *arena
	numbers atomic.Int64
}

type arena struct {
	text  strings.Builder
	files []File
}

const (
	arenaText  = 16 << 10 // bytes
	arenaFiles = 64
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
	if n > arenaText/16 {
		return x + y + z
	}
	a := p.get()
	if a.text.Cap()-a.text.Len() < n {
		a.text.Reset() // the old memory stays with the strings in it
		a.text.Grow(arenaText)
	}
	start := a.text.Len()
	a.text.WriteString(x)
	a.text.WriteString(y)
	a.text.WriteString(z)
	s := a.text.String()[start:]
	p.pool.Put(a)
	return s
}

// file returns a new File.
func (p *arenas) file() *File {
	a := p.get()
	if len(a.files) == 0 {
		a.files = make([]File, arenaFiles)
		first := p.numbers.Add(arenaFiles) - arenaFiles
		for i := range a.files {
			a.files[i].Number = int(first) + i
		}
	}
	f := &a.files[0]
	a.files = a.files[1:]
	p.pool.Put(a)
	return f
}
