package pages

import (
	"math/rand/v2"
	"testing"
)

// What is taken is zero, has the length asked for, and is nobody else's.
func TestPieces(t *testing.T) {
	var p Pieces
	var all [][]byte
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 4000 {
		n := rnd.IntN(2000)
		if i%500 == 0 {
			n = rnd.IntN(3 * piece)
		}
		b := p.Take(n)
		if len(b) != n || cap(b) != n {
			t.Fatalf("Take(%d): length %d, capacity %d", n, len(b), cap(b))
		}
		for k := range b {
			if b[k] != 0 {
				t.Fatalf("Take(%d): byte %d is %d", n, k, b[k])
			}
			b[k] = byte(i)
		}
		all = append(all, b)
	}
	for i, b := range all {
		for k := range b {
			if b[k] != byte(i) {
				t.Fatalf("byte %d of what was taken as number %d has changed", k, i)
			}
		}
	}
}
