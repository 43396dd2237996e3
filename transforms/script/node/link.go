package node

import (
	"io"
	"os/exec"
)

// A link is how a process is spoken to: it makes the ends of this process, and
// hands the command those of the other.
type link struct {
	numbers string // of the other's descriptors, as worker.js reads them: to read, to write
	connect func(*exec.Cmd) (in io.WriteCloser, out io.ReadCloser, err error)
}

// standard is the link by standard input and output. What a transform, or a
// process that it runs, writes to standard output itself ends up among what the
// worker says.
var standard = link{"[0, 1]", func(cmd *exec.Cmd) (io.WriteCloser, io.ReadCloser, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	return in, out, err
}}
