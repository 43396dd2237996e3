package resolver

import (
	"hash/maphash"
	"iter"
	"sync/atomic"
	"unsafe"

	"sheaf/resolver/pages"
)

// A table is a hash table from names to what is known of them. Many look up
// at once, without a lock, also while one adds to it: in a directory of many
// files all workers are busy with the same table. Nothing is removed.
type table[V any] struct {
	now atomic.Pointer[slots[V]]
}

// slots is a table of one size. Those who look up read only at: what who adds
// writes does not lie beside it, or each entry would take the processors' copies
// of it away.
type slots[V any] struct {
	at []atomic.Pointer[entry[V]] // their number is a power of two
	_  [cacheLine]byte
	n  int // how many are taken
}

type entry[V any] struct {
	name  string
	value *V
	hash  uint32
}

const (
	firstSlots = 8
	cacheLine  = 64      // bytes
	aPage      = 4 << 10 // bytes
)

// get returns what is known of a name, or nil.
func (t *table[V]) get(seed maphash.Seed, name string) *V {
	s := t.now.Load()
	if s == nil {
		return nil
	}
	if _, e := s.find(uint32(maphash.String(seed, name)), name); e != nil {
		return e.value
	}
	return nil
}

// find returns the slot that has a name or is free for it, and what was in it:
// by now another name may be.
func (s *slots[V]) find(hash uint32, name string) (*atomic.Pointer[entry[V]], *entry[V]) {
	mask := uint32(len(s.at) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := s.at[i].Load()
		if e == nil || e.hash == hash && e.name == name {
			return &s.at[i], e
		}
	}
}

// add enters what is known of a name, unless something is, and returns what is
// known then. The caller sees to it that nobody else adds at the same time, and
// that the name stays valid.
func (t *table[V]) add(seed maphash.Seed, name string, value *V) *V {
	hash := uint32(maphash.String(seed, name))
	s := t.now.Load()
	if s == nil || s.n*4 >= len(s.at)*3 {
		s = s.grown()
		t.now.Store(s)
	}
	slot, e := s.find(hash, name)
	if e != nil {
		return e.value
	}
	slot.Store(&entry[V]{name, value, hash})
	s.n++
	return value
}

// grown returns the same entries with room for more.
func (s *slots[V]) grown() *slots[V] {
	if s == nil {
		return &slots[V]{at: make([]atomic.Pointer[entry[V]], firstSlots)}
	}
	larger := &slots[V]{at: make([]atomic.Pointer[entry[V]], 2*len(s.at)), n: s.n}
	if len(larger.at) > aPage/int(unsafe.Sizeof(larger.at[0])) {
		// If looking at a page came before writing to it, the system would provide it
		// twice, and the second time have all processors forget the first.
		pages.Provide(larger.at)
	}
	for i := range s.at {
		if e := s.at[i].Load(); e != nil {
			slot, _ := larger.find(e.hash, e.name)
			slot.Store(e)
		}
	}
	return larger
}

// len returns the number of names.
func (t *table[V]) len() int {
	if s := t.now.Load(); s != nil {
		return s.n
	}
	return 0
}

// all yields the names and what is known of them, in no order.
func (t *table[V]) all() iter.Seq2[string, *V] {
	return func(yield func(string, *V) bool) {
		s := t.now.Load()
		if s == nil {
			return
		}
		for i := range s.at {
			if e := s.at[i].Load(); e != nil && !yield(e.name, e.value) {
				return
			}
		}
	}
}

// clear forgets everything. Nobody may use the table meanwhile.
func (t *table[V]) clear() { t.now.Store(nil) }
