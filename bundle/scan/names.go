package scan

import (
	"bytes"
	"encoding/binary"
)

// names interns the names that a source declares, and only those: a reference
// costs nothing. Each name leads to its innermost binding.
type names struct {
	slots []int32 // index in entries plus one, by hash; a power of two long
	all   []int32 // the memory of slots
	list  []name
}

type name struct {
	key  uint64 // the name itself, if it has at most eight bytes
	off  int32  // where it stands in the source, or ^off in Scanner.decoded
	size int32
	top  int32 // index of the innermost binding (or private name), or -1
}

// minSlots is the least size of the hash table.
const minSlots = 256

func (t *names) reset(size int) {
	n := minSlots
	for n < size/64 && n < 1<<16 {
		n *= 2
	}
	if len(t.all) < n {
		t.all = make([]int32, n)
	}
	t.slots = t.all[:n]
	clear(t.slots)
	t.list = t.list[:0]
}

// intern returns the index of the name src[start:end] in names.list.
func (s *Scanner) intern(start, end int, esc bool) int32 {
	if esc {
		return s.internEscaped(start)
	}
	n := end - start
	var key uint64
	if src := s.src; start+8 <= len(src) {
		key = binary.LittleEndian.Uint64(src[start:])
		if n < 8 {
			key &= 1<<(8*n) - 1
		} else if n > 8 {
			key = key*0x9E3779B97F4A7C15 ^ binary.LittleEndian.Uint64(src[end-8:])
		}
	} else {
		key = nameKey(src[start:end])
	}
	return s.find(key, int32(start), int32(n))
}

// nameKey is intern's key for a name anywhere in memory.
func nameKey(text []byte) uint64 {
	key := wordKey(text)
	if len(text) > 8 {
		key = key*0x9E3779B97F4A7C15 ^ binary.LittleEndian.Uint64(text[len(text)-8:])
	}
	return key
}

// internEscaped interns the value of a name with escape sequences. It is kept in
// s.decoded.
func (s *Scanner) internEscaped(start int) int32 {
	at := len(s.decoded)
	if s.src[start] == '#' {
		s.decoded = append(s.decoded, '#')
		start++
	}
	s.decodeName(start)
	text := s.decoded[at:]
	return s.find(nameKey(text), ^int32(at), int32(len(text)))
}

// find returns the index of a name, adding it if it is new.
func (s *Scanner) find(key uint64, off, size int32) int32 {
	t := &s.names
	mask := uint32(len(t.slots) - 1)
	h := uint32((key^uint64(size))*0x9E3779B97F4A7C15>>40) & mask
	for {
		i := t.slots[h]
		if i == 0 {
			break
		}
		e := &t.list[i-1]
		if e.key == key && e.size == size && (size <= 8 || bytes.Equal(s.nameText(e.off, size), s.nameText(off, size))) {
			return i - 1
		}
		h = (h + 1) & mask
	}
	t.list = append(t.list, name{key: key, off: off, size: size, top: -1})
	t.slots[h] = int32(len(t.list))
	if len(t.list)*2 > len(t.slots) {
		t.grow()
	}
	return int32(len(t.list) - 1)
}

func (s *Scanner) nameText(off, size int32) []byte {
	if off < 0 {
		return s.decoded[^off : ^off+size]
	}
	return s.src[off : off+size]
}

func (t *names) grow() {
	n := len(t.slots) * 4
	if len(t.all) < n {
		t.all = make([]int32, n)
	}
	t.slots = t.all[:n]
	clear(t.slots)
	mask := uint32(n - 1)
	for i := range t.list {
		e := &t.list[i]
		h := uint32((e.key^uint64(e.size))*0x9E3779B97F4A7C15>>40) & mask
		for t.slots[h] != 0 {
			h = (h + 1) & mask
		}
		t.slots[h] = int32(i + 1)
	}
}
