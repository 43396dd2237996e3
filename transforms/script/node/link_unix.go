//go:build !windows

package node

import (
	"io"
	"os"
	"os/exec"
)

// ours is the link that is used: descriptors that nobody else knows of. Standard
// input is empty, and standard output is standard error: the bundle may go to this
// process's.
var ours = link{"[3, 4]", func(cmd *exec.Cmd) (io.WriteCloser, io.ReadCloser, error) {
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
