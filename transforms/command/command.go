// Package command runs a program as a source transform: Browserify's
// --command.
//
// The file's text goes to the program's standard input, what it prints on its
// standard output takes the text's place, and its environment says in FILENAME
// which file it is. A program that ends with anything but 0 fails the build;
// what it wrote to standard error is then part of the message.
package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

type command struct {
	line  string
	words []string
}

// New returns the transform that runs words[0] with the other words as
// arguments. line is how the user wrote it, for messages.
func New(line string, words []string) transforms.Transform {
	return command{line, words}
}

// Name returns the command as the user wrote it.
func (c command) Name() string { return c.line }

// graceful is how long a program whose build was cancelled has to end.
const graceful = 2 * time.Second

// Transform runs the program once.
func (c command) Transform(ctx context.Context, in transforms.Input) (transforms.Output, error) {
	if len(c.words) == 0 {
		return transforms.Output{}, errors.New("the command is empty")
	}
	cmd := exec.CommandContext(ctx, c.words[0], c.words[1:]...)
	cmd.WaitDelay = graceful
	cmd.Env = append(os.Environ(), "FILENAME="+in.File)
	cmd.Stdin = bytes.NewReader(in.Code)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return transforms.Output{}, c.failed(ctx, err, in.File, stderr.String())
	}
	return transforms.Output{Code: stdout.Bytes()}, nil
}

func (c command) failed(ctx context.Context, err error, file, stderr string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m := diag.Message{Err: err, Where: &diag.Range{File: file}}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		m.Text = fmt.Sprintf("command %q failed: %v", c.line, exit)
	} else {
		m.Text = fmt.Sprintf("command %q could not be run: %v", c.line, err)
	}
	if s := strings.TrimSpace(stderr); s != "" {
		m.Notes = append(m.Notes, diag.Note{Text: s})
	}
	return diag.List{m}
}
