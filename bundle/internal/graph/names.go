package graph

import "hash/maphash"

// A nameFilter tells most names that are new from those that may have come
// before: an index file requires hundreds, and to compare each with all before it
// would take as long as to find their files.
type nameFilter [32]uint64

// add enters a name, and tells whether it may have been entered before.
func (f *nameFilter) add(name string) bool {
	bit := maphash.String(seed(), name) % uint64(64*len(f))
	word, mask := &f[bit/64], uint64(1)<<(bit%64)
	known := *word&mask != 0
	*word |= mask
	return known
}
