package scan

import (
	"bytes"
	"reflect"
	"testing"
)

// FuzzScan looks for panics, endless loops and ranges outside the source.
func FuzzScan(f *testing.F) {
	for _, src := range append(append([]string{}, valid...), newer...) {
		f.Add([]byte(src))
	}
	for _, tt := range invalid {
		f.Add([]byte(tt.src))
	}
	for _, tt := range freeTests {
		f.Add([]byte(tt.src))
	}
	for _, tt := range depths {
		f.Add([]byte(nest(tt.open, tt.middle, tt.close, 5)))
	}
	var used Scanner
	f.Fuzz(func(t *testing.T, src []byte) {
		before := bytes.Clone(src)
		r, err := used.Scan(src)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was changed")
		}
		var fresh Scanner
		if again, err2 := fresh.Scan(src); !reflect.DeepEqual(r, again) || !reflect.DeepEqual(err, err2) {
			t.Fatalf("a used Scanner says %+v, %v; a fresh one %+v, %v", r, err, again, err2)
		}
		n := int32(len(src))
		inside := func(what string, start, end int32) {
			if start < 0 || end < start || end > n {
				t.Fatalf("%s at %d-%d of %d bytes", what, start, end, n)
			}
		}
		if e, ok := err.(*SyntaxError); ok {
			inside(e.Msg, e.Start, e.End)
			for _, note := range e.Notes {
				inside(note.Msg, note.Start, note.End)
			}
			return
		} else if err != nil {
			t.Fatalf("the error is a %T", err)
		}
		if r.ESM >= n || r.MapComment >= n {
			t.Fatalf("ESM %d, map comment %d of %d bytes", r.ESM, r.MapComment, n)
		}
		last := int32(-1)
		for _, ref := range r.Refs {
			inside(ref.Spec, ref.Start, ref.End)
			if ref.Start <= last {
				t.Fatalf("refs are not in source order: %+v", r.Refs)
			}
			last = ref.Start
		}
	})
}
