package resolver

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"sheaf/testdata/testenv"
)

// call is a require call of a real application: a name, and the call that
// brought the file it stands in (-1 for the entry).
type call struct {
	spec string
	in   int
}

var supplied = map[string]bool{"assert": true, "buffer": true, "crypto": true, "events": true, "fs": true, "path": true,
	"stream": true, "url": true, "util": true, "os": true, "process": true, "timers": true, "vm": true, "string_decoder": true}

var requireCall = regexp.MustCompile(`\brequire\(\s*["']([^"'\n]+)["']\s*\)`)

// calls walks the benchmark's main application with a rough eye for requires.
func calls(t testing.TB) (entry string, list []call) {
	entry = filepath.Join(testenv.Modules(t, "bench"), "big.js")
	r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
	res, err := r.Entry(entry)
	if err != nil {
		t.Fatal(err)
	}
	done := map[*File]bool{res.File: true}
	var scan func(f *File, in int)
	scan = func(f *File, in int) {
		src, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range requireCall.FindAllSubmatch(src, -1) {
			res, err := f.Dir.Resolve(string(m[1]))
			if err != nil {
				continue
			}
			list = append(list, call{string(m[1]), in})
			if next := res.File; next != nil && !done[next] && filepath.Ext(next.Name) == ".js" {
				done[next] = true
				scan(next, len(list)-1)
			}
		}
	}
	scan(res.File, -1)
	return entry, list
}

func resolveAll(t testing.TB, r *Resolver, entry string, list []call, files []*File) {
	res, err := r.Entry(entry)
	if err != nil {
		t.Fatal(err)
	}
	first := res.File
	for i, c := range list {
		f := first
		if c.in >= 0 {
			f = files[c.in]
		}
		res, err := f.Dir.Resolve(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = res.File
	}
}

// BenchmarkCold resolves every name of a large application with a new resolver.
func BenchmarkCold(b *testing.B) {
	entry, list := calls(b)
	files := make([]*File, len(list))
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
		resolveAll(b, r, entry, list, files)
	}
	b.ReportMetric(float64(len(list)), "names")
}

// BenchmarkWarm does the same with a resolver that has seen it all.
func BenchmarkWarm(b *testing.B) {
	entry, list := calls(b)
	files := make([]*File, len(list))
	r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
	resolveAll(b, r, entry, list, files)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		resolveAll(b, r, entry, list, files)
	}
	b.ReportMetric(float64(len(list)), "names")
}

// BenchmarkAfterChange resolves everything again after one new file.
func BenchmarkAfterChange(b *testing.B) {
	entry, list := calls(b)
	files := make([]*File, len(list))
	r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
	resolveAll(b, r, entry, list, files)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		r.Invalidate(filepath.Join(filepath.Dir(entry), "new.js"))
		resolveAll(b, r, entry, list, files)
	}
}

// BenchmarkTogether shares the warm work among 64 goroutines, to show what the
// locks cost.
func BenchmarkTogether(b *testing.B) {
	entry, list := calls(b)
	files := make([]*File, len(list))
	r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
	resolveAll(b, r, entry, list, files)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		var next atomic.Int64
		var wg sync.WaitGroup
		for range max(64, runtime.GOMAXPROCS(0)) {
			wg.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(list)); i = next.Add(1) - 1 {
					if c := list[i]; c.in >= 0 {
						if _, err := files[c.in].Dir.Resolve(c.spec); err != nil {
							b.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
	}
}
