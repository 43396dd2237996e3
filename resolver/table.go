package resolver

import (
	"hash/maphash"
	"iter"
	"sync/atomic"
)

// A table is a hash table from names to what is known of them. Many look up
// at once, without a lock, also while one adds to it: in a directory of many
// files all workers are busy with the same table. Nothing is removed.
type table[V any] struct {
	slots atomic.Pointer[[]atomic.Pointer[entry[V]]] // their number is a power of two
	n     int                                        // of entries
}

type entry[V any] struct {
	name  string
	value *V
	hash  uint32
}

const firstSlots = 8

// get returns what is known of a name, or nil.
func (t *table[V]) get(seed maphash.Seed, name string) *V {
	slots := t.slots.Load()
	if slots == nil {
		return nil
	}
	if e := at(*slots, uint32(maphash.String(seed, name)), name).Load(); e != nil {
		return e.value
	}
	return nil
}

// at returns the slot that has a name or is free for it.
func at[V any](slots []atomic.Pointer[entry[V]], hash uint32, name string) *atomic.Pointer[entry[V]] {
	mask := uint32(len(slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := slots[i].Load()
		if e == nil || e.hash == hash && e.name == name {
			return &slots[i]
		}
	}
}

// add enters what is known of a name, unless something is, and returns what is
// known then. The caller sees to it that nobody else adds at the same time, and
// that the name stays valid.
func (t *table[V]) add(seed maphash.Seed, name string, value *V) *V {
	hash := uint32(maphash.String(seed, name))
	slots := t.grown()
	slot := at(slots, hash, name)
	if e := slot.Load(); e != nil {
		return e.value
	}
	slot.Store(&entry[V]{name, value, hash})
	t.n++
	return value
}

// grown returns the slots with room for one more entry.
func (t *table[V]) grown() []atomic.Pointer[entry[V]] {
	old := t.slots.Load()
	if old != nil && t.n*4 < len(*old)*3 {
		return *old
	}
	if old == nil {
		slots := make([]atomic.Pointer[entry[V]], firstSlots)
		t.slots.Store(&slots)
		return slots
	}
	slots := make([]atomic.Pointer[entry[V]], 2*len(*old))
	for i := range *old {
		e := (*old)[i].Load()
		if e == nil {
			continue
		}
		at(slots, e.hash, e.name).Store(e)
	}
	t.slots.Store(&slots)
	return slots
}

// all yields the names and what is known of them, in no order.
func (t *table[V]) all() iter.Seq2[string, *V] {
	return func(yield func(string, *V) bool) {
		slots := t.slots.Load()
		if slots == nil {
			return
		}
		for i := range *slots {
			if e := (*slots)[i].Load(); e != nil && !yield(e.name, e.value) {
				return
			}
		}
	}
}

// clear forgets everything. Nobody may use the table meanwhile.
func (t *table[V]) clear() {
	t.slots.Store(nil)
	t.n = 0
}
