package main

import (
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

// TestExpectMuch holds that goroutines get larger stacks once much is expected,
// and that the collector stays off all the same.
func TestExpectMuch(t *testing.T) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		t.Skip("the environment says how to collect garbage")
	}
	t.Cleanup(func() {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(100)
	})
	expectMuch := tune()
	before := metric("/gc/cycles/forced:gc-cycles")
	expectMuch()
	expectMuch()
	if n := metric("/gc/cycles/forced:gc-cycles") - before; n != 1 {
		t.Errorf("%d collections, not one", n)
	}
	if size := metric("/gc/stack/starting-size:bytes"); size != 16<<10 {
		t.Errorf("goroutines begin with %d bytes of stack, not %d", size, 16<<10)
	}
	if percent := metric("/gc/gogc:percent"); percent != math.MaxUint64 {
		t.Errorf("the collector is on, at %d percent", percent)
	}
	if limit := metric("/gc/gomemlimit:bytes"); limit != plenty {
		t.Errorf("the limit is %d bytes, not %d", limit, plenty)
	}
}

func metric(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
