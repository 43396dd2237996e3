package scan

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestNameStops compares what looks at eight bytes at once with what looks at one.
func TestNameStops(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	first := func(stop uint64) int { return bits.TrailingZeros64(stop) / 8 }
	for range 2_000_000 {
		text := make([]byte, 8)
		for i := range text {
			// Mostly what may stand in a name, so that stops come late.
			if c := byte(rnd.Uint32()); rnd.IntN(4) > 0 {
				text[i] = "abzAZ09$_jQ"[int(c)%11]
			} else {
				text[i] = c
			}
		}
		x := binary.LittleEndian.Uint64(text)
		name, head := 8, 8
		for i := 7; i >= 0; i-- {
			c := text[i]
			if class[c] > cDigit {
				name = i
			}
			if i > 0 && (class[c] > cDigit || c == '$') {
				head = i
			}
		}
		if got := first(nameStops(x)); got != name {
			t.Fatalf("nameStops of %q is at %d, want %d", text, got, name)
		}
		if text[0] < 0x80 {
			if got := first(headStops(x)); got != head {
				t.Fatalf("headStops of %q is at %d, want %d", text, got, head)
			}
		}
	}
}
