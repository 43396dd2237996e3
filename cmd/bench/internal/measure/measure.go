// Package measure runs a command and says what it cost: wall time, processor
// time, peak memory.
//
// What comes in is an exec.Cmd; what goes out is a Sample. The figures are the
// system's own (wait4 and getrusage), of the command and of those of its
// children that it waited for. The package never repeats a run, judges a figure
// or reads what the command printed.
package measure

import (
	"os/exec"
	"time"
)

// A Sample is what one run cost.
type Sample struct {
	Wall time.Duration // from before the start to after the end
	CPU  time.Duration // user and system time, with that of children

	// Peak is the largest resident set of the command or, if greater, of one
	// of its children, in bytes. 0 means that this system does not tell.
	Peak int64

	// Bound is set if Peak is only an upper bound: Linux lets a process begin
	// with the peak of the one that started it.
	Bound bool
}

// Run runs the command to its end. Its output should go to files, for copying
// it from a pipe would be part of what is measured. The Sample counts even if
// the error, Cmd.Run's, says that the command failed.
func Run(cmd *exec.Cmd) (Sample, error) {
	floor := resetPeak()
	start := time.Now()
	err := cmd.Run()
	s := Sample{Wall: time.Since(start)}
	if cmd.ProcessState == nil {
		return s, err
	}
	s.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	s.Peak = peak(cmd.ProcessState)
	s.Bound = s.Peak > 0 && s.Peak <= floor
	return s, err
}
