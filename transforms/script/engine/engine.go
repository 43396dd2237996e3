// Package engine is what package script and the engines that run JavaScript for
// it agree on: what one run of an npm transform is told, and what it answers.
//
// It holds no logic.
package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// An Engine runs npm transforms. It is safe for concurrent use.
type Engine interface {
	// Name is what messages call the engine: "node" or "goja".
	Name() string

	// Run runs a transform on one file. Its error is an *Error if the
	// transform is to blame.
	Run(ctx context.Context, job Job) (Result, error)

	// Uncaught returns what transforms threw where nobody catches it since it
	// was last called, and while no file was in hand: after their streams had
	// ended. What they have left to happen at once has happened by then, what
	// they left for later may not. It must not be called while anything runs.
	Uncaught() []*Error

	// End lets what transforms have left behind come to its end, as a process
	// that ends by itself does, for at most a while: timers, what is being
	// written, handlers of the process's exit. It returns what Uncaught would.
	// Nothing may run any more but Close.
	End() []*Error

	// Close ends all that runs.
	Close() error
}

// Options are what every engine is told when it is made.
type Options struct {
	Basedir string        // absolute; the process's current directory as transforms see it
	Environ []string      // as os.Environ
	Args    []string      // what follows the executable in process.argv
	Timeout time.Duration // that one Run may take; 0 is no limit
	Workers int           // how many runs at once are worth while; 0: one a processor
	Sandbox *Sandbox      // nil: no limits but the engine's own
	Trace   bool          // results are to have a Trace

	// Resolve finds the module that a file in dir requires or, if imported
	// is true, imports: the absolute path of a file. Core modules are the
	// engine's. Engines that bring rules of their own never ask.
	Resolve func(dir, spec string, imported bool) (file string, err error)
}

// A Sandbox says what transforms may touch.
type Sandbox struct {
	Read    []string // directories below which files may be read, besides those of the transforms' own packages
	Environ []string // names of the variables that can be seen
}

// A Job is one file for one transform.
type Job struct {
	Module  string          // absolute path of the file that exports the transform
	Options json.RawMessage // an object: the transform's second argument
	File    string          // absolute path: its first argument
	Code    []byte
	Pieces  bool // Code is given in the pieces in which Node reads a file, else at once
}

// A Result is what a transform made of a file.
type Result struct {
	Code  []byte
	Deps  []string // of "dep" events
	Files []string // of "file" events

	// What the result hangs on besides the job: files that were read or
	// looked for, directories that were listed, and the files of all modules
	// that the transform has loaded. Absolute paths.
	Reads, Lists, Modules []string

	// Trace is the same in full, with what was there. It is nil if nobody
	// asked for it.
	Trace *Trace

	// Printed tells whether the transform has printed, during the run or after
	// it. As it may still do so, it is asked when all is over. It is nil if
	// nobody asked for a Trace.
	Printed func() bool
}

// An Error is a transform's own.
type Error struct {
	Kind    Kind
	Message string // as the transform wrote it
	File    string // where it was thrown, in the transform's own source; "" if that is not known
	Line    int    // 1-based
	Column  int    // 1-based
	Stack   string // as the engine prints it, without the message; may be ""

	// Where in the file that is transformed the transform saw the fault, as
	// parsers say it in the properties line, column, loc of what they throw;
	// 0 if it did not say.
	InputLine, InputColumn int // 1-based

	// InputFile is the file in which that is, as it says in the property
	// filename: that which is transformed, or one that it reads. It may be no
	// path at all.
	InputFile string

	// Before is what the same process was given before, of an error that may
	// be the work of that: one that is Uncaught or Crashed.
	Before []Given
}

// Given is a file that was given to a transform.
type Given struct{ Module, File string } // absolute paths

// Kind says what went wrong.
type Kind uint8

const (
	Failed     Kind = iota // it threw, or emitted an error
	NotLoaded              // its module could not be loaded
	NoFunction             // its module exports none
	NoStream               // it returned none
	Unfinished             // its stream never ended, and nothing is left to happen
	TimedOut               // it took longer than Options.Timeout
	Forbidden              // it did what the sandbox, or the engine, does not allow
	Crashed                // the process that ran it ended
	Uncaught               // it threw, or rejected a promise, where nobody catches that
)

// BlameAlso sets Before, if the error is of a kind that has it.
func (e *Error) BlameAlso(before []Given) {
	if e.Kind == Uncaught || e.Kind == Crashed {
		e.Before = before
	}
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.File != "" {
		fmt.Fprintf(&b, "\n(%s:%d:%d)", e.File, e.Line, e.Column)
	}
	return b.String()
}
