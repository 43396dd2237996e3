package resolver

import (
	"strings"
	"sync"
)

// arena holds what lives as long as the resolver, many to an allocation.
type arena struct {
	text  strings.Builder
	files []File
}

const (
	arenaText  = 16 << 10 // bytes
	arenaFiles = 64
)

type arenas struct{ pool sync.Pool }

func (p *arenas) get() *arena {
	if a, ok := p.pool.Get().(*arena); ok {
		return a
	}
	return new(arena)
}

func (p *arenas) join(x, y, z string) string {
	a := p.get()
	s := a.join(x, y, z)
	p.pool.Put(a)
	return s
}

func (p *arenas) file() *File {
	a := p.get()
	f := a.file()
	p.pool.Put(a)
	return f
}

// join returns a+b+c. The result shares memory with others, none of which is
// ever freed alone.
func (a *arena) join(x, y, z string) string {
	n := len(x) + len(y) + len(z)
	if n > arenaText/16 {
		return x + y + z
	}
	if a.text.Cap()-a.text.Len() < n {
		a.text.Reset() // the old memory stays with the strings in it
		a.text.Grow(arenaText)
	}
	start := a.text.Len()
	a.text.WriteString(x)
	a.text.WriteString(y)
	a.text.WriteString(z)
	return a.text.String()[start:]
}

// file returns a new File.
func (a *arena) file() *File {
	if len(a.files) == 0 {
		a.files = make([]File, arenaFiles)
	}
	f := &a.files[0]
	a.files = a.files[1:]
	return f
}
