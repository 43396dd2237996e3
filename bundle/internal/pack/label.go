package pack

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"path/filepath"
	"slices"

	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
)

// Dedupe finds rows with the same text; the first in order keeps it.
func Dedupe(rows []*row.Row, o Options) {
	if o.NoDedupe {
		return
	}
	texts := newTextTable(rows)
	// From the last row with a key, before leads to the earlier ones. Numbers
	// are one more than the row's index, 0 being none.
	before := make([]int32, len(rows))
	for i, r := range rows {
		if o.Map && r.Head != "" {
			// The map that insert-module-globals leaves in the text
			// names the file, so no two are the same.
			continue
		}
		last := texts.last(r)
		for at := *last; at > 0 && r.Dup == nil; at = before[at-1] {
			if first := rows[at-1]; sameText(first, r) {
				r.Dup = first
			}
		}
		if r.Dup == nil {
			before[i] = *last
			*last = int32(i + 1)
		}
	}
}

// A textTable finds the last row with a text like a row's: of the same length
// and, where many texts are of that length, as generated ones are (icons,
// locales), with the same hash.
type textTable struct {
	lengths []lengthSlot // open addressing: a power of two, half of it free
	shift   int
	seed    maphash.Seed
	hashed  map[textKey]*int32
}

type lengthSlot struct {
	length int // of a text, and 1; 0 is a free slot
	count  int32
	last   int32
}

type textKey struct {
	length int
	hash   uint64
}

// many is how many texts of one length are rather hashed, all of them, than
// compared with each other.
const many = 16

func newTextTable(rows []*row.Row) *textTable {
	n := bits.Len(uint(len(rows))) + 1
	t := &textTable{lengths: make([]lengthSlot, 1<<n), shift: 64 - n}
	clear(t.lengths) // memory that is read before it is written costs two page faults
	for _, r := range rows {
		t.slot(textLength(r)).count++
	}
	return t
}

func textLength(r *row.Row) int {
	if r.JSON {
		return len(jsonHead) + len(r.Source)
	}
	return len(r.Source)
}

func (t *textTable) slot(length int) *lengthSlot {
	const golden = 0x9E3779B97F4A7C15 // spreads lengths that lie close together
	i := uint64(length) * golden >> t.shift
	for {
		s := &t.lengths[i]
		if s.length == length+1 {
			return s
		}
		if s.length == 0 {
			s.length = length + 1
			return s
		}
		i = (i + 1) & uint64(len(t.lengths)-1)
	}
}

// last returns where the number of the last row with a text like r's is kept.
func (t *textTable) last(r *row.Row) *int32 {
	length := textLength(r)
	s := t.slot(length)
	if s.count <= many {
		return &s.last
	}
	if t.hashed == nil {
		t.hashed, t.seed = map[textKey]*int32{}, maphash.MakeSeed()
	}
	text := r.Source
	if !r.JSON { // so that a script has the hash of the JSON it may equal
		text = bytes.TrimPrefix(text, []byte(jsonHead))
	}
	key := textKey{length, maphash.Bytes(t.seed, text)}
	last := t.hashed[key]
	if last == nil {
		last = new(int32)
		t.hashed[key] = last
	}
	return last
}

func sameText(a, b *row.Row) bool {
	if a.Head != b.Head || a.Tail != b.Tail {
		return false
	}
	if a.JSON == b.JSON {
		return bytes.Equal(a.Source, b.Source)
	}
	if b.JSON {
		a, b = b, a
	}
	script, ok := bytes.CutPrefix(b.Source, []byte(jsonHead))
	return ok && bytes.Equal(a.Source, script)
}

// Label gives rows, which must be sorted, their ids in the bundle and leaves
// out those that other bundles hold. Dependencies on exposed and external
// modules get the names these are required by.
func Label(rows []*row.Row, o Options) []*row.Row {
	number := 0
	for _, r := range rows {
		if o.FullPaths || o.Exposed[r.ID] {
			r.Label = row.Label{Name: r.ID}
			continue
		}
		number++
		r.Label = row.Label{Number: number}
	}
	if len(o.External) > 0 {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r *row.Row) bool {
			return o.External[r.ID] || o.External[r.File] || o.External["/"+paths.Relative(o.Basedir, r.ID)]
		})
	}
	if len(o.External)+len(o.Exposed) > 0 {
		for _, r := range rows {
			for i := range r.Deps {
				relabel(&r.Deps[i], r, o)
			}
		}
	}
	return rows
}

// relabel gives a dependency the name that an exposed or external module is
// required by, if it is one.
func relabel(d *row.Dep, r *row.Row, o Options) {
	if o.Exposed[d.Key] {
		d.Name = d.Key
		return
	}
	if len(o.External) == 0 {
		return
	}
	file := paths.Resolve(filepath.Dir(r.File), filepath.FromSlash(d.Key))
	name := "/" + paths.Relative(o.Basedir, file)
	if o.External[name] || o.External[file] {
		d.Name = name
	}
	if o.External[d.Key] {
		d.Name = d.Key
		return
	}
	for _, ext := range o.Extensions {
		if o.External[name+ext] {
			d.Name = name + ext
			return
		}
	}
}
