package resolver

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// valid reports whether the scanner accepts a text.
func valid(text string) bool {
	_, err := topLevel(text, func(string, int, int) {})
	return err == nil
}

var jsonTexts = []string{
	`{}`, `[]`, `5`, `"x"`, `null`, `true`, `false`, ` { } `, `{"a":1}`, `{"a":1,}`, `{"a"}`, `{a:1}`, `{"a":1 "b":2}`, `[1,2`, `[1,]`, `[,1]`,
	``, ` `, `{`, `}`, `{}{}`, `{} x`, `-`, `-1`, `01`, `1.`, `1.5`, `.5`, `1e5`, `1e`, `1E+5`, `1e-`, `-0`, `+1`, `1.5e10`, `--1`, `0x1`, `NaN`,
	`"\n"`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\u1234"`, "\"a\nb\"", "\"\x00\"", "\"\x7f\"", "\"\xff\"", "\"\t\"", `"\ud800"`, `"`, `"\`, `"\"`, `tru`, `nul`, `fals`, `truex`,
	"\ufeff{}", "{\"a\":\v1}", "\u00a0{}", `{"a":{"b":[{"c":null}]}}`, `// x`, `{/**/}`, `{"a":1,"a":2}`, `'x'`, "\r\n\t{}\r\n", `[[[[]]]]`, `{"":""}`,
}

// deep holds texts at the edge of how deep values may nest.
var deep = []string{
	strings.Repeat("[", 9999) + strings.Repeat("]", 9999), strings.Repeat("[", 10000) + strings.Repeat("]", 10000),
	strings.Repeat("[", 10001) + strings.Repeat("]", 10001), strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000),
	strings.Repeat(`{"a":`, 10001) + "1" + strings.Repeat("}", 10001),
}

func TestScannerAgrees(t *testing.T) {
	for _, text := range append(deep, jsonTexts...) {
		if got, want := valid(text), json.Valid([]byte(text)); got != want {
			t.Errorf("%.60q: accepted %v, encoding/json says %v", text, got, want)
		}
	}
}

// FuzzScanner compares the scanner and the tree reader with encoding/json.
func FuzzScanner(f *testing.F) {
	for _, text := range jsonTexts {
		f.Add(text)
	}
	f.Add(`{"name": "x", "browser": {"./a": false, "b": "c"}, "exports": [null, {"import": "x"}], "m\u0061in": "\ud83d\ude00\/"}`)
	f.Fuzz(func(t *testing.T, text string) {
		ok := valid(text)
		if want := json.Valid([]byte(text)); ok != want {
			t.Fatalf("accepted %v, encoding/json says %v", ok, want)
		}
		if !ok {
			_, err := topLevel(text, func(string, int, int) {})
			if e := new(jsonError); !errors.As(err, &e) || e.offset < 0 || e.offset > len(text) || e.msg == "" {
				t.Fatalf("bad error %#v", err)
			}
			return
		}
		v, err := parseJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if !same(v, want) {
			t.Fatalf("got %+v, want %v", v, want)
		}
		fields := map[string]string{}
		topLevel(text, func(key string, start, end int) { fields[key] = text[start:end] })
		if m, ok := want.(map[string]any); ok {
			if len(m) != len(fields) {
				t.Fatalf("got fields %v, want %v", fields, m)
			}
			for key, value := range m {
				var have any
				d := json.NewDecoder(strings.NewReader(fields[key]))
				d.UseNumber()
				if err := d.Decode(&have); err != nil || !reflect.DeepEqual(have, value) {
					t.Fatalf("field %q: got %s, want %v", key, fields[key], value)
				}
			}
		}
	})
}

// same reports whether a tree says what encoding/json read.
func same(v jsonValue, want any) bool {
	switch w := want.(type) {
	case nil:
		return v.kind == 'n'
	case bool:
		return v.kind == map[bool]byte{true: 't', false: 'f'}[w]
	case json.Number:
		return v.kind == 0
	case string:
		return v.kind == '"' && v.str == w
	case []any:
		if v.kind != '[' || len(v.vals) != len(w) {
			return false
		}
		for i := range w {
			if !same(v.vals[i], w[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		if v.kind != '{' || len(v.keys) != len(w) {
			return false
		}
		for key := range w {
			if m, ok := v.get(key); !ok || !same(m, w[key]) {
				return false
			}
		}
		return true
	}
	return false
}

// TestRealPackages reads every package.json of a real tree as encoding/json
// does.
func TestRealPackages(t *testing.T) {
	n := 0
	err := filepath.WalkDir(filepath.Join(testenv.Modules(t, "browserify"), "node_modules"), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.Name() != "package.json" || e.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r := New(Options{})
		p := readPackage(r.Dir(filepath.Dir(path)), string(src))
		var want struct {
			Name, Version, Type string
			Keys                map[string]json.RawMessage `json:"-"`
		}
		if json.Unmarshal(src, &want) != nil || json.Unmarshal(src, &want.Keys) != nil {
			return nil // some tests of packages are broken on purpose
		}
		n++
		if p.Name != want.Name || p.Version != want.Version || p.Type != want.Type || p.err != nil {
			t.Errorf("%s: got %q %q %q %v", path, p.Name, p.Version, p.Type, p.err)
		}
		for key, value := range want.Keys {
			if got := p.Field(key); string(got) != string(value) {
				t.Errorf("%s: field %q: got %s, want %s", path, key, got, value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 100 {
		t.Errorf("only %d packages were read", n)
	}
}

func TestManyKeys(t *testing.T) {
	var v jsonValue
	for i := range 100 {
		v.set(strings.Repeat("k", i%50), jsonValue{str: strings.Repeat("v", i)})
	}
	if len(v.keys) != 50 {
		t.Fatalf("got %d keys", len(v.keys))
	}
	for i := range 50 {
		m, ok := v.get(strings.Repeat("k", i))
		if !ok || len(m.str) != i+50 || v.keys[i] != strings.Repeat("k", i) {
			t.Errorf("key %d: got %d %v at its place %q", i, len(m.str), ok, v.keys[i])
		}
	}
	if _, ok := v.get("nope"); ok {
		t.Error("found what is not there")
	}
}
