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
		want := 8
		for i := 7; i >= 0; i-- {
			if c := text[i]; class[c] > cDigit || c == '$' {
				want = i
			}
		}
		if got := bits.TrailingZeros64(nameStops(x)) / 8; got != want {
			t.Fatalf("nameStops of %q is at %d, want %d", text, got, want)
		}
	}
}
