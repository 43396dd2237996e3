package resolver

import (
	"hash/maphash"
	"strings"
	"sync"
)

// listing is what a directory holds: a hash table of names over one string
// that holds them all. It does not change once built.
type listing struct {
	names  string
	table  []slot // its length is a power of two, or zero
	byStat bool   // the directory cannot be listed: names are asked for
	exists bool

	foldOnce sync.Once
	folded   map[string]bool // names in lower case, for systems that ignore it
}

// slot is an entry of the table; one with no kind is free.
type slot struct {
	hash uint32
	off  uint32
	n    uint16
	kind Kind
}

var absent = &listing{} // what is known of a directory that is not there

// find looks for the name that is name+ext. It returns the name as a part of
// the listing's own memory and its kind before links are followed, or 0.
func (l *listing) find(seed maphash.Seed, name, ext string) (string, Kind) {
	if len(l.table) == 0 {
		return "", 0
	}
	var h uint32
	if ext == "" {
		h = uint32(maphash.String(seed, name))
	} else {
		var room [64]byte
		h = uint32(maphash.Bytes(seed, append(append(room[:0], name...), ext...)))
	}
	mask := uint32(len(l.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &l.table[i]
		if s.kind == 0 {
			return "", 0
		}
		if s.hash != h || int(s.n) != len(name)+len(ext) {
			continue
		}
		full := l.names[s.off : s.off+uint32(s.n)]
		if full[:len(name)] == name && full[len(name):] == ext {
			return full, s.kind
		}
	}
}

// differsInCase reports whether the listing has a name that equals the given
// one when case is ignored.
func (l *listing) differsInCase(name string) bool {
	if len(l.table) == 0 {
		return false
	}
	l.foldOnce.Do(func() {
		l.folded = make(map[string]bool, len(l.table)/2)
		for _, s := range l.table {
			if s.kind != 0 {
				l.folded[strings.ToLower(l.names[s.off:s.off+uint32(s.n)])] = true
			}
		}
	})
	return l.folded[strings.ToLower(name)]
}

// each calls f for every name.
func (l *listing) each(f func(name string, k Kind)) {
	for _, s := range l.table {
		if s.kind != 0 {
			f(l.names[s.off:s.off+uint32(s.n)], s.kind)
		}
	}
}

// builder collects names for a listing; its memory serves many of them.
type builder struct {
	names []byte
	slots []slot
	raw   []byte // for system calls, at least rawSize long
}

const rawSize = 32 << 10

// newBuilder returns a builder with room for what most directories hold. As long
// as it is not used, the system need not provide it.
func newBuilder() *builder {
	return &builder{names: make([]byte, 0, rawSize), slots: make([]slot, 0, 2<<10), raw: make([]byte, rawSize)}
}

func (b *builder) reset() { b.names, b.slots = b.names[:0], b.slots[:0] }

func (b *builder) add(seed maphash.Seed, name []byte, k Kind) {
	b.slots = append(b.slots, slot{uint32(maphash.Bytes(seed, name)), uint32(len(b.names)), uint16(len(name)), k})
	b.names = append(b.names, name...)
}

func (b *builder) build() *listing {
	l := &listing{exists: true, names: string(b.names)}
	if len(b.slots) == 0 {
		return l
	}
	size := 4
	for size*3 < len(b.slots)*4 {
		size *= 2
	}
	l.table = make([]slot, size)
	clear(l.table) // memory that is read before it is written costs two page faults
	mask := uint32(size - 1)
	for _, s := range b.slots {
		i := s.hash & mask
		for l.table[i].kind != 0 {
			i = (i + 1) & mask
		}
		l.table[i] = s
	}
	return l
}
