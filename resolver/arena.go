package resolver

import (
	"strings"
	"sync"
)

// arena holds what lives as long as the resolver, many to an allocation.
type arena struct {
	mu    sync.Mutex
	text  strings.Builder
	files []File
}

const (
	arenaText  = 16 << 10 // bytes
	arenaFiles = 64
)

// join returns a+b+c. The result shares memory with others, none of which is
// ever freed alone.
func (a *arena) join(x, y, z string) string {
	n := len(x) + len(y) + len(z)
	if n > arenaText/16 {
		return x + y + z
	}
	a.mu.Lock()
	defer a.mu.Unlock()
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
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.files) == 0 {
		a.files = make([]File, arenaFiles)
	}
	f := &a.files[0]
	a.files = a.files[1:]
	return f
}
