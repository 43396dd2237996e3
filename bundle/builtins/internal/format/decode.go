package format

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"sheaf/resolver/pages"
)

// A Reader reads modules out of a file. It is safe for concurrent use if its
// file is.
type Reader struct {
	file  io.ReaderAt
	size  int64
	index []byte
	names []name
}

type name struct {
	text   string
	module int
}

// Open reads the header and the index of a file of size bytes that must have
// been made from what lock is the hash of.
func Open(file io.ReaderAt, size int64, lock string) (*Reader, error) {
	var header [headerLen]byte
	if size < int64(headerLen) || size > math.MaxInt32 {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, size)
	}
	if err := readFull(file, header[:], 0); err != nil {
		return nil, err
	}
	rest, ok := strings.CutPrefix(string(header[:]), magic)
	if !ok {
		return nil, fmt.Errorf("%w: it does not begin as one", ErrVersion)
	}
	number := func() uint32 {
		n := binary.LittleEndian.Uint32([]byte(rest[:4]))
		rest = rest[4:]
		return n
	}
	if v := number(); v != Version {
		return nil, fmt.Errorf("%w: version %d, not %d", ErrVersion, v, Version)
	}
	if rest[:HashLen] != lock {
		return nil, ErrLock
	}
	rest = rest[HashLen:]
	modules, names, total := number(), number(), number()
	if int64(total) != size {
		return nil, fmt.Errorf("%w: it has %d bytes, not %d", ErrDamaged, size, total)
	}
	tables := int64(modules)*int64(entryLen) + int64(names)
	if tables > size-int64(headerLen) {
		return nil, fmt.Errorf("%w: its index would have %d bytes", ErrDamaged, tables)
	}
	b := make([]byte, tables)
	if err := readFull(file, b, int64(headerLen)); err != nil {
		return nil, err
	}
	if checksum(header[:headerLen-4], b) != number() {
		return nil, fmt.Errorf("%w: its index has another checksum", ErrDamaged)
	}
	r := &Reader{file: file, size: size, index: b[:int(modules)*entryLen]}
	if !r.readNames(b[len(r.index):]) {
		return nil, fmt.Errorf("%w: its names cannot be read", ErrDamaged)
	}
	return r, nil
}

func (r *Reader) readNames(b []byte) bool {
	d := decoder{rest: string(b)}
	r.names = make([]name, 0, len(b)/8) // they are longer
	for d.rest != "" {
		n := name{d.string(), d.int(r.Len() - 1)}
		if d.bad || n.text == "" {
			return false
		}
		if k := len(r.names); k > 0 && r.names[k-1].text >= n.text {
			return false
		}
		r.names = append(r.names, n)
	}
	return true
}

// Len returns the number of modules.
func (r *Reader) Len() int { return len(r.index) / entryLen }

// Find returns the index of the module that a name stands for.
func (r *Reader) Find(text string) (int, bool) {
	i, ok := slices.BinarySearchFunc(r.names, text, func(n name, text string) int {
		return strings.Compare(n.text, text)
	})
	if !ok {
		return 0, false
	}
	return r.names[i].module, true
}

// Module reads the module of that index, which must be below Len.
func (r *Reader) Module(i int) (Module, error) {
	entry := r.index[i*entryLen:][:entryLen]
	at := int64(binary.LittleEndian.Uint32(entry))
	meta := int64(binary.LittleEndian.Uint32(entry[4:]))
	source := int64(binary.LittleEndian.Uint32(entry[8:]))
	if at+meta+source > r.size {
		return Module{}, fmt.Errorf("%w: module %d is not in it", ErrDamaged, i)
	}
	b := make([]byte, meta+source)
	pages.Provide(b)
	if err := readFull(r.file, b, at); err != nil {
		return Module{}, err
	}
	if checksum(b) != binary.LittleEndian.Uint32(entry[12:]) {
		return Module{}, fmt.Errorf("%w: module %d has another checksum", ErrDamaged, i)
	}
	m, ok := readModule(string(b[:meta]), r.Len())
	m.Source = b[meta:]
	if !ok || m.check(r.Len()) != nil {
		return Module{}, fmt.Errorf("%w: module %d cannot be read", ErrDamaged, i)
	}
	return m, nil
}

func readModule(record string, modules int) (m Module, ok bool) {
	d := decoder{rest: record}
	m.Path = d.string()
	flags := d.int(flagJSON)
	m.JSON = flags&flagJSON != 0
	m.Globals = uint16(d.int(math.MaxUint16))
	m.MapComment = int32(d.int(math.MaxInt32)) - 1
	// A dependency takes two bytes at least.
	n := d.int(len(record) / 2)
	if n > 0 {
		m.Deps = make([]Dep, n)
	}
	for i := range m.Deps {
		p := &m.Deps[i]
		p.Spec = d.string()
		p.Kind = Kind(d.int(int(kinds) - 1))
		switch p.Kind {
		case To:
			p.To = d.int(modules - 1)
		case Core:
			p.Core = d.string()
		}
	}
	return m, !d.bad && d.rest == ""
}

// A decoder takes values off the front of a text. After the first that is not
// there it is bad and yields zero values.
type decoder struct {
	rest string
	bad  bool
}

// int takes a number from 0 to limit.
func (d *decoder) int(limit int) int {
	var n uint64
	for i := 0; i < len(d.rest) && i < binary.MaxVarintLen32; i++ {
		c := d.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.rest = d.rest[i+1:]
			if limit < 0 || n > uint64(limit) {
				break
			}
			return int(n)
		}
	}
	d.bad, d.rest = true, ""
	return 0
}

func (d *decoder) string() string {
	n := d.int(len(d.rest))
	if n > len(d.rest) {
		d.bad, d.rest = true, ""
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func readFull(file io.ReaderAt, b []byte, at int64) error {
	if n, err := file.ReadAt(b, at); n < len(b) {
		return fmt.Errorf("%w: %d bytes at %d: %w", ErrDamaged, len(b), at, err)
	}
	return nil
}
