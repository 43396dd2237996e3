package scan

import (
	"testing"

	"sheaf/testdata/testenv"
)

// BenchmarkScanPackages scans all CommonJS files of the benchmark's packages.
func BenchmarkScanPackages(b *testing.B) {
	_, texts := sources(b, testenv.Modules(b, "bench"))
	var s Scanner
	var srcs [][]byte
	size := 0
	for _, text := range texts {
		src := []byte(text)
		if r, err := s.Scan(src); err == nil && r.ESM < 0 {
			srcs = append(srcs, src)
			size += len(src)
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range srcs {
			if _, err := s.Scan(src); err != nil {
				b.Fatal(err)
			}
		}
	}
}
