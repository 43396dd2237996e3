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

// Take returns n bytes, which the system has provided. They are zero, if nobody has
// written to more of a Rest than was Cut.
func (p *Pieces) Take(n int) []byte {
	if n >= own {
		b := make([]byte, n)
		Provide(b)
		return b
	}
	p.Rest(n, n)
	return p.Cut(n)
}

// Rest returns what is left of a piece, least bytes or more, and how many of them
// the system has provided: enough of them, which are no more than least. It is for
// those who write before they know how much, and then Cut it off.
func (p *Pieces) Rest(least, enough int) (rest []byte, ready int) {
	if len(p.free) < least {
		p.free = make([]byte, piece)
		p.cold = piece
	}
	return p.free, p.Ready(enough)
}

// Ready has the system provide n bytes of the rest, and returns how many it has.
func (p *Pieces) Ready(n int) int {
	if missing := n - (len(p.free) - p.cold); missing > 0 {
		more := min(max(missing, warm), p.cold)
		Provide(p.free[len(p.free)-p.cold:][:more:more])
		p.cold -= more
	}
	return len(p.free) - p.cold
}

// Cut takes n bytes off the rest, all of which Ready was asked for.
func (p *Pieces) Cut(n int) []byte {
	b := p.free[:n:n]
	p.free = p.free[n:]
	return b
}
