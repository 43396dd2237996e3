package bundle_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/scan"
	"sheaf/testdata/testenv"
)

// BenchmarkBuild builds the 2,434-module application of testdata/bench, from
// an empty cache of the bundler's own and a warm one of the system's.
func BenchmarkBuild(b *testing.B) {
	dir := testenv.Modules(b, "bench")
	for _, c := range []struct {
		name string
		o    bundle.Options
	}{
		{"plain", bundle.Options{}},
		{"map", bundle.Options{SourceMap: bundle.MapInline}},
		{"one-worker", bundle.Options{Workers: 1}},
	} {
		b.Run(c.name, func(b *testing.B) {
			out := filepath.Join(b.TempDir(), "out.js")
			o := c.o
			o.Basedir = dir
			o.Entries = []bundle.Entry{{File: "big.js"}}
			b.ReportAllocs()
			for b.Loop() {
				r, err := bundle.Build(b.Context(), o)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(r.Stats.Bytes)
				if err := r.WriteFile(b.Context(), out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkScan scans the sources of that application, one after the other.
func BenchmarkScan(b *testing.B) {
	dir := testenv.Modules(b, "bench")
	r, err := bundle.Build(b.Context(), bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "big.js"}}})
	if err != nil {
		b.Fatal(err)
	}
	var sources [][]byte
	size := 0
	for _, m := range r.Modules() {
		text, err := os.ReadFile(m.File)
		if err != nil || strings.HasSuffix(m.File, ".json") {
			continue // a shim is not on disk
		}
		sources = append(sources, text)
		size += len(text)
	}
	if len(sources) < 2000 {
		b.Fatalf("only %d sources are on disk", len(sources))
	}
	var s scan.Scanner
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range sources {
			if _, err := s.Scan(text); err != nil {
				b.Fatal(err)
			}
		}
	}
}
