package format

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
)

// Encode returns the file's bytes, the same for the same archive. It fails on
// an archive that Open would refuse.
func Encode(a *Archive) ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	names := a.nameTable()
	body := headerLen + len(a.Modules)*entryLen + len(names)
	index := make([]byte, 0, len(a.Modules)*entryLen)
	var records []byte
	for i := range a.Modules {
		m := &a.Modules[i]
		start := len(records)
		records = m.append(records)
		meta := len(records) - start
		records = append(records, m.Source...)
		if body+len(records) > math.MaxInt32 {
			return nil, fmt.Errorf("the archive would be larger than %d bytes", math.MaxInt32)
		}
		for _, n := range []uint32{
			uint32(body + start), uint32(meta), uint32(len(m.Source)), checksum(records[start:]),
		} {
			index = binary.LittleEndian.AppendUint32(index, n)
		}
	}
	out := make([]byte, 0, body+len(records))
	out = append(out, magic...)
	out = binary.LittleEndian.AppendUint32(out, Version)
	out = append(out, a.Lock...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(a.Modules)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(names)))
	out = binary.LittleEndian.AppendUint32(out, uint32(body+len(records)))
	out = binary.LittleEndian.AppendUint32(out, checksum(out, index, names))
	return slices.Concat(out, index, names, records), nil
}

func (a *Archive) nameTable() []byte {
	var table []byte
	for _, name := range slices.Sorted(maps.Keys(a.Names)) {
		table = appendString(table, name)
		table = binary.AppendUvarint(table, uint64(a.Names[name]))
	}
	return table
}

func (m *Module) append(b []byte) []byte {
	b = appendString(b, m.Path)
	var flags uint64
	if m.JSON {
		flags |= flagJSON
	}
	b = binary.AppendUvarint(b, flags)
	b = binary.AppendUvarint(b, uint64(m.Globals))
	b = binary.AppendUvarint(b, uint64(m.MapComment+1))
	b = binary.AppendUvarint(b, uint64(len(m.Deps)))
	for _, d := range m.Deps {
		b = appendString(b, d.Spec)
		b = append(b, byte(d.Kind))
		switch d.Kind {
		case To:
			b = binary.AppendUvarint(b, uint64(d.To))
		case Core:
			b = appendString(b, d.Core)
		}
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// check says what is wrong with an archive that was put together by hand.
func (a *Archive) check() error {
	if len(a.Lock) != HashLen {
		return fmt.Errorf("the lock hash %q has %d digits, not %d", a.Lock, len(a.Lock), HashLen)
	}
	for i := range a.Modules {
		m := &a.Modules[i]
		if i > 0 && a.Modules[i-1].Path >= m.Path {
			return fmt.Errorf("module %q does not come after %q", m.Path, a.Modules[i-1].Path)
		}
		if err := m.check(len(a.Modules)); err != nil {
			return fmt.Errorf("module %q: %w", m.Path, err)
		}
	}
	for name, i := range a.Names {
		if name == "" || i < 0 || i >= len(a.Modules) {
			return fmt.Errorf("name %q stands for module %d of %d", name, i, len(a.Modules))
		}
	}
	return nil
}

// check says what is wrong with a module of an archive of n modules.
func (m *Module) check(n int) error {
	if m.Path == "." || !fs.ValidPath(m.Path) {
		return fmt.Errorf("not a path below the root")
	}
	if m.MapComment < -1 || int64(m.MapComment) > int64(len(m.Source)) {
		return fmt.Errorf("source map comment at %d in %d bytes", m.MapComment, len(m.Source))
	}
	for i, d := range m.Deps {
		if slices.ContainsFunc(m.Deps[:i], func(e Dep) bool { return e.Spec == d.Spec }) {
			return fmt.Errorf("dependency %q stands twice", d.Spec)
		}
		switch {
		case d.Kind >= kinds:
			return fmt.Errorf("dependency %q is of unknown kind %d", d.Spec, d.Kind)
		case d.Kind == To && (d.To < 0 || d.To >= n):
			return fmt.Errorf("dependency %q leads to module %d of %d", d.Spec, d.To, n)
		case d.Kind == Core && d.Core == "":
			return fmt.Errorf("dependency %q leads to a core module without a name", d.Spec)
		}
	}
	return nil
}
