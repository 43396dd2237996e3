package pack

import (
	"cmp"
	"slices"

	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
)

// Sort orders rows as deps-sort does, which compares row.id + row.hash; the
// hash being undefined, the id is followed by that very word. So "a/b.js" comes
// before "a/b". The shims of core modules, whose place in Browserify's order
// depends on where it is installed, come last: so a bundle does not depend on
// where the project lies.
//
// Most ids begin alike, with the directories the project lies in. So they are
// taken eight bytes at a time, and what is the same for all is looked at once a
// row rather than once a comparison.
func Sort(rows []*row.Row) {
	list := make([]sortItem, 0, len(rows))
	var shims []sortItem
	for _, r := range rows {
		if isShim(r) {
			shims = append(shims, sortItem{row: r})
		} else {
			list = append(list, sortItem{row: r})
		}
	}
	sortFrom(list, 0)
	sortFrom(shims, 0)
	for i, item := range append(list, shims...) {
		rows[i] = item.row
	}
}

// A sortItem is a row and the part of its id that is being looked at.
type sortItem struct {
	part uint64
	row  *row.Row
}

// sortFrom sorts rows whose ids are the same up to the byte at.
func sortFrom(list []sortItem, at int) {
	for len(list) > 1 {
		same, ends := true, false
		for i := range list {
			item := &list[i]
			item.part = part(item.row.ID, at)
			same = same && item.part == list[0].part
			ends = ends || at+8 > len(item.row.ID)+len(hash)
		}
		switch {
		case ends && same:
			slices.SortFunc(list, func(a, b sortItem) int { return compareIDs(a.row.ID, b.row.ID) })
			return
		case same:
			at += 8
			continue
		}
		slices.SortFunc(list, func(a, b sortItem) int { return cmp.Compare(a.part, b.part) })
		for start := 0; start < len(list); {
			end := start + 1
			for end < len(list) && list[end].part == list[start].part {
				end++
			}
			sortFrom(list[start:end], at+8)
			start = end
		}
		return
	}
}

// hash is what deps-sort puts after an id.
const hash = "undefined"

// part returns 8 bytes of id + hash from at on, as a number: the larger, the
// later its row comes. After the end follow zeros.
func part(id string, at int) (n uint64) {
	if at+8 <= len(id) {
		s := id[at : at+8]
		n = uint64(s[7]) | uint64(s[6])<<8 | uint64(s[5])<<16 | uint64(s[4])<<24 |
			uint64(s[3])<<32 | uint64(s[2])<<40 | uint64(s[1])<<48 | uint64(s[0])<<56
	} else {
		for i := at; i < at+8; i++ {
			n <<= 8
			switch {
			case i < len(id):
				n |= uint64(id[i])
			case i-len(id) < len(hash):
				n |= uint64(hash[i-len(id)])
			}
		}
	}
	if n&0x8080808080808080 != 0 {
		n = inUTF16Order(n)
	}
	return n
}

// inUTF16Order changes bytes so that their order is that of the UTF-16 code
// units they stand for: the characters from U+10000 on, which are surrogates
// there, come before those from U+E000 on.
func inUTF16Order(n uint64) (m uint64) {
	for shift := 56; shift >= 0; shift -= 8 {
		c := n >> shift & 0xFF
		switch {
		case c >= 0xF0:
			c -= 2
		case c >= 0xEE:
			c += 0x10
		}
		m = m<<8 | c
	}
	return m
}

// isShim tells whether a row is a core module's shim that is not exposed under
// a name.
func isShim(r *row.Row) bool { return r.Virtual && r.ID == r.Path }

func compareIDs(a, b string) int {
	if len(a) == len(b) {
		return paths.CompareUTF16(a, b)
	}
	n := min(len(a), len(b))
	if a[:n] != b[:n] {
		return paths.CompareUTF16(a, b)
	}
	return paths.CompareUTF16(a[n:]+hash, b[n:]+hash)
}
