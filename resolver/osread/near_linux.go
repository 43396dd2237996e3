package osread

import (
	"strings"
	"syscall"
)

// A Near opens files as Open does, and sooner where it has opened others in the
// same directory: such a directory it holds, and the system need not walk down to
// it once more. Its zero value holds none. It is for one goroutine at a time.
type Near struct {
	held [nearDirs]nearDir // the one that was used last comes first
}

type nearDir struct {
	name   string
	asked  int // how many files of it were opened
	fd     int // if it is held
	isHeld bool
}

const (
	nearDirs = 4 // are known at a time: packages have files in some, by turns

	// A directory is held from its fourth file on: to open and to close it is as
	// much as three or four files gain.
	holdAt = 4
)

// Open opens a file for reading.
func (n *Near) Open(name string) (File, error) {
	i := strings.LastIndexByte(name, '/')
	if i <= 0 {
		return Open(name)
	}
	d := n.dir(name[:i])
	if d.asked++; d.asked == holdAt {
		d.hold()
	}
	if !d.isHeld {
		return Open(name)
	}
	f, err := open(uintptr(d.fd), name[i+1:], fileFlags)
	if err != nil {
		return Open(name) // which says it of the whole name
	}
	f.name = name
	return f, nil
}

// dir returns what is known of a directory, and has it come first.
func (n *Near) dir(name string) *nearDir {
	first := &n.held[0]
	if first.name == name {
		return first
	}
	for i := 1; i < len(n.held); i++ {
		if n.held[i].name == name {
			d := n.held[i]
			copy(n.held[1:], n.held[:i])
			*first = d
			return first
		}
	}
	n.held[len(n.held)-1].release()
	copy(n.held[1:], n.held[:])
	*first = nearDir{name: name}
	return first
}

// Close lets go of what n holds.
func (n *Near) Close() {
	for i := range n.held {
		n.held[i].release()
		n.held[i] = nearDir{}
	}
}

// openPath is O_PATH, with which a directory need not be readable.
const openPath = 0x200000

func (d *nearDir) hold() {
	f, err := open(atCwd, d.name, syscall.O_DIRECTORY|openPath)
	if err == nil {
		d.fd, d.isHeld = f.fd, true
	}
}

func (d *nearDir) release() {
	if d.isHeld {
		syscall.RawSyscall(syscall.SYS_CLOSE, uintptr(d.fd), 0, 0)
	}
}
