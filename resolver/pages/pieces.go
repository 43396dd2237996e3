package pages

const (
	piece = 1 << 20  // bytes of memory taken at a time
	warm  = 64 << 10 // bytes that the system provides at a time
	own   = piece / 8
)

// Pieces shares memory out that it takes in large pieces: for many small things
// that are all needed as long. The zero value is ready; it is for one goroutine.
type Pieces struct {
	free []byte
	cold int // bytes at the end of free that the system has not provided yet
}

// Take returns n bytes, which the system has provided. They are zero.
func (p *Pieces) Take(n int) []byte {
	if n >= own {
		b := make([]byte, n)
		Provide(b)
		return b
	}
	if n > len(p.free) {
		p.free = make([]byte, piece)
		p.cold = piece
	}
	if missing := n - (len(p.free) - p.cold); missing > 0 {
		more := min(max(missing, warm), p.cold)
		Provide(p.free[len(p.free)-p.cold:][:more:more])
		p.cold -= more
	}
	b := p.free[:n:n]
	p.free = p.free[n:]
	return b
}
