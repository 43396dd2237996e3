package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// plenty is how many bytes of memory a run may take before garbage is
// collected at all. A bundle of 2,400 modules takes about a tenth of it.
const plenty = 256 << 20

// tune turns the garbage collector off for as long as little memory is used:
// most runs end before there is anything worth collecting. The first
// collection, at the limit, puts it back to work as usual, so that large builds
// do not spend their time at the limit. GOGC and GOMEMLIMIT in the environment
// are left to do what they say.
//
// The function it returns is to be called when it becomes known that much of
// that memory will be used.
func tune() (expectMuch func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(plenty)
	var collected atomic.Bool
	atCollection := func() runtime.Cleanup {
		type sentinel struct{ _ [16]byte }
		return runtime.AddCleanup(&sentinel{}, func(int) {
			collected.Store(true)
			debug.SetMemoryLimit(math.MaxInt64)
			debug.SetGCPercent(100)
		}, 0)
	}
	cleanup := atCollection()
	return sync.OnceFunc(func() {
		if collected.Load() {
			return
		}
		reserve(plenty / 2)
		cleanup.Stop()
		withDeepStacks(runtime.GC) // there is little to collect yet
		atCollection()
	})
}

// withDeepStacks calls collect while most goroutines use a good deal of stack:
// by what a collection finds in use the runtime decides how much stack to give
// to goroutines from then on. Those that esbuild starts, several for a file, use
// some ten kilobytes. To begin with less and grow is a tenth of the time of
// converting.
func withDeepStacks(collect func()) {
	const goroutines, kilobytes = 16, 12
	var all, deep sync.WaitGroup
	done := make(chan struct{})
	deep.Add(goroutines)
	for range goroutines {
		all.Go(func() {
			descend(kilobytes, func() {
				deep.Done()
				<-done
			})
		})
	}
	deep.Wait()
	collect()
	close(done)
	all.Wait()
}

// descend calls f with so many kilobytes of the stack in use.
//
//go:noinline
func descend(kilobytes int, f func()) byte {
	if kilobytes == 0 {
		f()
		return 0
	}
	var frame [960]byte
	frame[kilobytes] = descend(kilobytes-1, f)
	return frame[len(frame)-kilobytes]
}
