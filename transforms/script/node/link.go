package node

import (
	"io"
	"os"
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

// own is the link by descriptors that nobody else knows of. Standard input is
// empty, and standard output is standard error: the bundle may go to this
// process's.
var own = link{"[3, 4]", func(cmd *exec.Cmd) (io.WriteCloser, io.ReadCloser, error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		_, _ = theirIn.Close(), in.Close()
		return nil, nil, err
	}
	cmd.Stdout, cmd.ExtraFiles = cmd.Stderr, []*os.File{theirIn, theirOut}
	return in, out, nil
}}
