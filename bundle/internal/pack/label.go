package pack

import (
	"bytes"
	"hash/maphash"
	"path/filepath"
	"slices"

	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
)

// Sort orders rows as deps-sort does, which compares row.id + row.hash; the
// hash being undefined, the id is followed by that very word. So "a/b.js" comes
// before "a/b". The shims of core modules, whose place in Browserify's order
// depends on where it is installed, come last: so a bundle does not depend on
// where the project lies.
func Sort(rows []*row.Row) {
	slices.SortFunc(rows, func(a, b *row.Row) int {
		switch last := isShim(a); {
		case last == isShim(b):
			return compareIDs(a.ID, b.ID)
		case last:
			return 1
		}
		return -1
	})
}

// isShim tells whether a row is a core module's shim that is not exposed under
// a name.
func isShim(r *row.Row) bool { return r.Virtual && r.ID == r.Path }

func compareIDs(a, b string) int {
	const hash = "undefined"
	if len(a) == len(b) {
		return paths.CompareUTF16(a, b)
	}
	n := min(len(a), len(b))
	if a[:n] != b[:n] {
		return paths.CompareUTF16(a, b)
	}
	return paths.CompareUTF16(a[n:]+hash, b[n:]+hash)
}

// Dedupe finds rows with the same text; the first in order keeps it.
func Dedupe(rows []*row.Row, o Options) {
	if o.NoDedupe {
		return
	}
	// Rows by their key: the last with that key in byKey, from which before
	// leads to the earlier ones. Numbers are one more than the row's index, 0
	// being none.
	byKey := make(map[textKey]int32, len(rows))
	before := make([]int32, len(rows))
	keys := keysOf(rows)
	for i, r := range rows {
		if o.Map && r.Head != "" {
			// The map that insert-module-globals leaves in the text
			// names the file, so no two are the same.
			continue
		}
		last := byKey[keys[i]]
		for at := last; at > 0 && r.Dup == nil; at = before[at-1] {
			if first := rows[at-1]; sameText(first, r) {
				r.Dup = first
			}
		}
		if r.Dup == nil {
			before[i] = last
			byKey[keys[i]] = int32(i + 1)
		}
	}
}

// A textKey is the same for the same text: its length and, where many texts are
// of that length, as generated ones are (icons, locales), a hash.
type textKey struct {
	size int
	hash uint64
}

// many is how many texts of one length are rather hashed, all of them, than
// compared with each other.
const many = 16

func keysOf(rows []*row.Row) []textKey {
	keys := make([]textKey, len(rows))
	count := make(map[int]int32, len(rows))
	for i, r := range rows {
		keys[i].size = len(r.Source)
		if r.JSON {
			keys[i].size += len(jsonHead)
		}
		count[keys[i].size]++
	}
	seed := maphash.MakeSeed()
	for i, r := range rows {
		if count[keys[i].size] > many {
			text := r.Source
			if !r.JSON { // so that a script has the hash of the JSON it may equal
				text = bytes.TrimPrefix(text, []byte(jsonHead))
			}
			keys[i].hash = maphash.Bytes(seed, text)
		}
	}
	return keys
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
