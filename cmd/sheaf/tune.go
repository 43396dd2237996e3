package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
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
// Go's own sampling of what takes memory, which --memprofile turns on again,
// costs a small build 1 to 2 % of its time.
func tune() {
	runtime.MemProfileRate = 0
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(plenty)
	type sentinel struct{ _ [16]byte }
	runtime.AddCleanup(&sentinel{}, func(int) {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(100)
	}, 0)
}
