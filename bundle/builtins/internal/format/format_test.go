package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var lock = strings.Repeat("0123456789abcdef", HashLen/16)

// sample has every kind of module and dependency.
func sample() *Archive {
	return &Archive{
		Lock: lock,
		Modules: []Module{
			{Path: "a/data.json", Source: []byte("{}\n"), JSON: true, MapComment: -1},
			{Path: "a/index.js", Source: []byte("require('./data')\n//# sourceMappingURL=x"), MapComment: 18, Globals: 0x8003, Deps: []Dep{
				{Spec: "./data", Kind: To, To: 0},
				{Spec: "events", Kind: Core, Core: "events"},
				{Spec: "util", Kind: Empty},
				{Spec: "b", Kind: To, To: 2},
			}},
			{Path: "b/node_modules/ü/index.js", Source: []byte{}, MapComment: -1},
		},
		Names: map[string]int{"a": 1, "a/": 1, "b": 2, "is-b": 2},
	}
}

func encode(t testing.TB, a *Archive) []byte {
	t.Helper()
	b, err := Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read decodes the whole of a file.
func read(file []byte) (*Archive, error) {
	r, err := Open(bytes.NewReader(file), int64(len(file)), lock)
	if err != nil {
		return nil, err
	}
	a := &Archive{Lock: lock, Names: map[string]int{}}
	for i := range r.Len() {
		m, err := r.Module(i)
		if err != nil {
			return nil, err
		}
		a.Modules = append(a.Modules, m)
	}
	for _, n := range r.names {
		i, ok := r.Find(n.text)
		if !ok || i != n.module {
			return nil, errors.New("name not found: " + n.text)
		}
		a.Names[n.text] = i
	}
	return a, nil
}

func TestRoundTrip(t *testing.T) {
	many := &Archive{Lock: lock, Names: map[string]int{}}
	for i := range 300 {
		name := "m" + strings.Repeat("x", i)
		many.Modules = append(many.Modules, Module{
			Path: name, Source: bytes.Repeat([]byte{byte(i)}, i*7), MapComment: int32(i * 7),
			Deps: []Dep{{Spec: "next", To: (i + 1) % 300}},
		})
		many.Names[name] = i
	}
	for name, a := range map[string]*Archive{
		"sample": sample(),
		"none":   {Lock: lock, Names: map[string]int{}},
		"many":   many,
	} {
		file := encode(t, a)
		got, err := read(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got, a) {
			t.Errorf("%s: read back\n%+v\nnot\n%+v", name, got, a)
		}
		if !bytes.Equal(encode(t, got), file) {
			t.Errorf("%s: encoded again, it has other bytes", name)
		}
	}
}

func TestFind(t *testing.T) {
	file := encode(t, sample())
	r, err := Open(bytes.NewReader(file), int64(len(file)), lock)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"a": 1, "a/": 1, "b": 2, "is-b": 2, "": -1, "A": -1, "a/b": -1, "z": -1} {
		got, ok := r.Find(name)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("Find(%q) = %d, %v; want %d", name, got, ok, want)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		change func(*Archive)
		want   string
	}{
		{func(a *Archive) { a.Lock = "abc" }, "has 3 digits"},
		{func(a *Archive) { a.Names["x"] = 3 }, `name "x"`},
		{func(a *Archive) { a.Names["x"] = -1 }, `name "x"`},
		{func(a *Archive) { a.Names[""] = 0 }, `name ""`},
		{func(a *Archive) { slices.Reverse(a.Modules) }, "does not come after"},
		{func(a *Archive) { a.Modules[1].Path = a.Modules[0].Path }, "does not come after"},
		{func(a *Archive) { a.Modules[2].Path = "b/../c" }, "not a path"},
		{func(a *Archive) { a.Modules[0].Path = "/a" }, "not a path"},
		{func(a *Archive) { a.Modules[0].Path = "." }, "not a path"},
		{func(a *Archive) { a.Modules[0].MapComment = -2 }, "source map comment"},
		{func(a *Archive) { a.Modules[0].MapComment = 4 }, "source map comment"},
		{func(a *Archive) { a.Modules[1].Deps[0].To = 3 }, `"./data" leads to module 3 of 3`},
		{func(a *Archive) { a.Modules[1].Deps[0].To = -1 }, `"./data" leads`},
		{func(a *Archive) { a.Modules[1].Deps[1].Core = "" }, "without a name"},
		{func(a *Archive) { a.Modules[1].Deps[2].Kind = kinds }, "unknown kind"},
		{func(a *Archive) { a.Modules[1].Deps[2].Spec = "b" }, `"b" stands twice`},
	} {
		a := sample()
		c.change(a)
		if _, err := Encode(a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one that says %s", err, c.want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	good := encode(t, sample())
	version := bytes.Clone(good)
	version[len(magic)]++
	for _, c := range []struct {
		name string
		file []byte
		lock string
		want error
	}{
		{"other version", version, lock, ErrVersion},
		{"other file", bytes.Repeat([]byte("PK\x03\x04"), 100), lock, ErrVersion},
		{"other lock", good, strings.Repeat("f", HashLen), ErrLock},
		{"short lock", good, "", ErrLock},
		{"empty", nil, lock, ErrDamaged},
		{"line ends changed", bytes.ReplaceAll(good, []byte("\r\n"), []byte("\n")), lock, ErrVersion},
		{"longer", append(bytes.Clone(good), 0), lock, ErrDamaged},
	} {
		_, err := Open(bytes.NewReader(c.file), int64(len(c.file)), c.lock)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", c.name, err, c.want)
		}
	}
}

// No cut and no changed bit of a file goes unseen.
func TestDamage(t *testing.T) {
	good := encode(t, sample())
	for n := range good {
		if _, err := read(good[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: got error %v", n, err)
		}
		// The size may be known while the bytes are not there.
		if _, err := Open(bytes.NewReader(good[:n]), int64(len(good)), lock); n < headerLen && !errors.Is(err, ErrDamaged) {
			t.Errorf("ends after %d bytes: got error %v", n, err)
		}
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[n] ^= 1 << bit
			_, err := read(bad)
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrLock) {
				t.Errorf("bit %d of byte %d changed: got error %v", bit, n, err)
			}
		}
	}
}

// seal sets the checksums and sizes of a file to what its bytes ask for, as far
// as they make sense, so that the fuzzer gets behind them.
func seal(file []byte) {
	if len(file) < headerLen {
		return
	}
	copy(file, magic)
	at := len(magic)
	put := func(at int, n uint32) { binary.LittleEndian.PutUint32(file[at:], n) }
	put(at, Version)
	copy(file[at+4:], lock)
	at += 4 + HashLen
	modules := int(binary.LittleEndian.Uint16(file[at:]))
	names := int(binary.LittleEndian.Uint16(file[at+4:]))
	put(at, uint32(modules))
	put(at+4, uint32(names))
	put(at+8, uint32(len(file)))
	end := headerLen + modules*entryLen + names
	if end > len(file) {
		return
	}
	for i := range modules {
		e := file[headerLen+i*entryLen:][:entryLen]
		from := int64(binary.LittleEndian.Uint32(e))
		to := from + int64(binary.LittleEndian.Uint32(e[4:])) + int64(binary.LittleEndian.Uint32(e[8:]))
		if to <= int64(len(file)) {
			binary.LittleEndian.PutUint32(e[12:], checksum(file[from:to]))
		}
	}
	put(headerLen-4, checksum(file[:headerLen-4], file[headerLen:end]))
}

func FuzzOpen(f *testing.F) {
	f.Add(encode(f, sample()), true)
	f.Add(encode(f, sample()), false)
	f.Add(encode(f, &Archive{Lock: lock}), true)
	f.Fuzz(func(t *testing.T, file []byte, sealed bool) {
		if sealed {
			file = bytes.Clone(file)
			seal(file)
		}
		a, err := read(file)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrLock) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		// Records may lie in any order in a file that we did not write.
		for i := range a.Modules {
			if err := a.Modules[i].check(len(a.Modules)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.IsSortedFunc(a.Modules, func(a, b Module) int { return strings.Compare(a.Path, b.Path) }) {
			return
		}
		if b, err := Encode(a); err == nil {
			again, err := read(b)
			if err != nil {
				t.Fatalf("encoded again, it cannot be read: %v", err)
			}
			if !reflect.DeepEqual(again.Modules, a.Modules) || !maps.Equal(again.Names, a.Names) {
				t.Fatal("encoded again, it is another archive")
			}
		}
	})
}
