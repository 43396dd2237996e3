package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sheaf/bundle"
)

// build does what the job's mode asks for.
func (j *job) build(ctx context.Context) (*bundle.Result, error) {
	if j.mode == packRows {
		return bundle.Pack(ctx, os.Stdin, j.options)
	}
	return bundle.Build(ctx, j.options)
}

// target names where the output goes, for people.
func (j *job) target() string {
	switch {
	case j.toFile():
		return j.outfile
	case j.serve != nil:
		return j.serve.script
	}
	return "standard output"
}

// toFile tells whether the output goes to a file: lists of modules never do,
// as in Browserify.
func (j *job) toFile() bool {
	return j.outfile != "" && (j.mode == makeBundle || j.mode == packRows)
}

// write writes a result as the job says.
func (p *program) write(ctx context.Context, r *bundle.Result, j *job) error {
	<-p.listening
	if j.toFile() {
		p.phase.set(writing)
		if err := r.WriteFile(ctx, j.outfile); err != nil {
			return cannotWrite(j.outfile, err)
		}
		return nil
	}
	if j.mode != listFiles && j.mode != listRows && j.mapFile != "" {
		p.phase.set(writing)
		if err := r.WriteMapFile(ctx, j.mapFile); err != nil {
			return cannotWrite(j.mapFile, err)
		}
	}
	p.phase.set(talking)
	var err error
	switch j.mode {
	case listFiles:
		err = r.WriteList(os.Stdout)
	case listRows:
		err = r.WriteDeps(os.Stdout)
	default:
		_, err = r.WriteTo(os.Stdout)
	}
	return stdoutError(err)
}

// errNoReader says that the reader of standard output has gone away. That is
// its business, and no reason for a message.
var errNoReader = errors.New("nobody reads standard output")

// stdoutError is what to make of an error in writing to standard output.
func stdoutError(err error) error {
	switch {
	case err == nil:
		return nil
	case isBrokenPipe(err):
		return errNoReader
	}
	return cannotWrite("standard output", err)
}

// cannotWrite says what could not be written and why, naming another path only
// if that is where it failed.
func cannotWrite(name string, err error) error {
	if errors.Is(err, errSignal) {
		return err
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		if at.Path != name && at.Op == "mkdir" {
			return fmt.Errorf("cannot write %q: directory %q cannot be made: %w", name, at.Path, at.Err)
		}
		err = at.Err
	}
	return fmt.Errorf("cannot write %q: %w", name, err)
}
