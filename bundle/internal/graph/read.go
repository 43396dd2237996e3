package graph

import (
	"bytes"
	"errors"
	"time"

	"sheaf/resolver/osread"
	"sheaf/resolver/pages"
)

// A reader reads whole files into memory that it shares out from large pieces:
// most files are small, and neither is their size asked for beforehand nor has
// each memory of its own. What it returned stays valid.
type reader struct {
	near   osread.Near
	memory pages.Pieces
	exact  bool  // each text has memory of its own, and no more than it needs
	start  int64 // in nanoseconds; by it changes of files are told to be old
}

const (
	atLeast = 32 << 10  // bytes that there is memory for before a file is read
	enough  = 16 << 10  // and how many of them the system has provided
	most    = 1<<31 - 1 // offsets in sources are 32 bits wide

	// A file that was changed less than fresh before the build counts as
	// being changed, until it stays the same for settles. (The times of files
	// are only a few milliseconds exact.) Writing begins with cutting off, so
	// an empty file must be older, or stay so for longer.
	fresh      = int64(20 * time.Millisecond)
	settles    = 2 * time.Millisecond
	freshEmpty = int64(2 * time.Second)
	staysEmpty = 100 * time.Millisecond
	patience   = 200 // how often a file is read again
)

var (
	errTooLarge = errors.New("the file is larger than 2 GiB")
	errChanging = errors.New("the file keeps changing while it is read")
)

func newReader() reader {
	return reader{start: time.Now().UnixNano()}
}

// close lets go of what the reader holds besides memory.
func (r *reader) close() { r.near.Close() }

// isOld tells whether a change is so long ago that it is complete.
func (r *reader) isOld(changed int64, text []byte) bool {
	if len(text) == 0 {
		return changed < r.start-freshEmpty
	}
	return changed < r.start-fresh
}

// read returns the contents of a file. If somebody is writing to it, it is read
// until it stays the same: what comes out is the old text or the new one, not
// some of each. quiet says that somebody has waited for that already, if not for
// what was cut off and is still to be written.
func (r *reader) read(name string, quiet bool) ([]byte, error) {
	text, changed, err := r.once(name)
	for range patience {
		if err != nil || changed >= 0 && (quiet && len(text) > 0 || r.isOld(changed, text)) {
			return text, err
		}
		wait := settles
		if len(text) == 0 {
			wait = staysEmpty
		}
		time.Sleep(wait)
		before, then := text, changed
		text, changed, err = r.once(name)
		if err == nil && changed >= 0 && changed == then && bytes.Equal(before, text) {
			return text, nil
		}
	}
	return nil, errChanging
}

// once reads a file. It tells when the file was changed last, -1 standing for
// while it was read.
func (r *reader) once(name string) (text []byte, changed int64, err error) {
	f, err := r.near.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	return r.all(&f)
}

// all is once for an open file.
func (r *reader) all(f *osread.File) (text []byte, changed int64, err error) {
	buf, ready := r.memory.Rest(atLeast, enough)
	n, shared := 0, true
	for {
		k, err := f.Read(buf[n:ready])
		if err != nil {
			return nil, 0, err
		}
		n += k
		if n == ready {
			size, _ := f.Stat()
			if n >= most || size >= most {
				return nil, 0, errTooLarge
			}
			// One byte more than the file has tells its end.
			room := min(max(size+1, int64(2*n)), most)
			if room <= int64(len(buf)) {
				ready = r.memory.Ready(int(room))
				continue
			}
			larger := make([]byte, room)
			pages.Provide(larger[: size+1 : size+1])
			copy(larger, buf[:n])
			buf, ready, shared = larger, len(larger), false
			continue
		}
		// Less than there was room for is all there is, if the size says so
		// too: asking that is no more than reading once more, and tells when
		// the file was changed.
		size, when := f.Stat()
		if size == int64(n) {
			changed = when
			break
		}
		if k == 0 {
			if size >= 0 {
				changed = -1
			}
			break
		}
	}
	if r.exact {
		return bytes.Clone(buf[:n]), changed, nil
	}
	if shared {
		return r.memory.Cut(n), changed, nil
	}
	return buf[:n:n], changed, nil
}
