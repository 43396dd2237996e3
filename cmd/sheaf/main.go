// Command sheaf bundles CommonJS modules for browsers, as Browserify does and
// with Browserify's command line.
//
// What comes in are arguments, by the grammar of minimist and subarg
// (internal/argv); what goes out is a bundle on standard output or in a file,
// messages on standard error, and an exit code: 0, 1 after any error, 128 plus
// the signal's number after a signal. All the work is package bundle's. Called
// by the name browserify it does the same and gives that as its name; by the name
// watchify it watches.
//
// A run goes through the files of this package in this order: flags (which
// flags there are), unknown (those there are not), help, options and lists
// (flags become bundle.Options), tune, signals, progress and output; with watch
// and serve it stays; transformrun is for who writes transforms.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/term"

	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
	_ "sheaf/cmd/sheaf/internal/early"
)

func main() {
	expectMuch := tune()
	realPWD()
	p := newProgram()
	p.expectMuch = expectMuch
	code := p.untilSignal(func(ctx context.Context) int { return p.run(ctx, os.Args[1:]) })
	os.Exit(code)
}

// realPWD has the current directory named without links, as Node names it and
// as modules are: os.Getwd, and all that makes paths absolute, goes by $PWD.
func realPWD() {
	cwd, err := syscall.Getwd()
	if named, err2 := os.Getwd(); err == nil && err2 == nil && named != cwd {
		os.Setenv("PWD", cwd)
	}
}

// A program is one run of sheaf.
type program struct {
	name      string // that it was called by, for messages
	style     diag.Style
	start     time.Time
	phase     phase
	listening chan struct{} // closed when signals are listened for
	ended     atomic.Int32  // the exit code after a signal, or 0

	expectMuch func() // of tune
}

func newProgram() *program {
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	if name != "browserify" && name != "watchify" {
		name = "sheaf"
	}
	color := os.Getenv("NO_COLOR") == "" && isTerminal(os.Stderr)
	return &program{
		name:  name,
		style: diag.Style{Prefix: name, Color: color},
		start: time.Now(),

		listening: make(chan struct{}),
	}
}

// isTerminal tells whether f is a terminal that knows escape sequences.
func isTerminal(f *os.File) bool {
	name := os.Getenv("TERM")
	if runtime.GOOS == "windows" && name == "" && os.Getenv("WT_SESSION") == "" {
		return false // an old console, which prints them
	}
	return name != "dumb" && term.IsTerminal(int(f.Fd()))
}

// run does what the arguments ask for and returns the exit code.
func (p *program) run(ctx context.Context, words []string) int {
	if asksToRun(words) {
		return p.runTransform(ctx, words)
	}
	args, err := argv.Parse(words, flags)
	if err != nil {
		return p.fail(err)
	}
	if code, done := p.help(args, len(words)); done {
		return code
	}
	p.warnUnknown(args)
	if slices.Contains(words, "-") {
		<-p.listening // what comes may take long
	}
	j, errs := newJob(args, environment{getenv: os.Getenv, stdin: os.Stdin, watchify: p.name == "watchify"})
	if errs.Failed() {
		return p.fail(errs)
	}
	j.options.Converting = p.expectMuch
	j.words = words
	stop, err := j.startProfiles()
	if err != nil {
		return p.fail(err)
	}
	work := p.bundle
	if j.watch {
		work = p.watch
	}
	code := work(ctx, j)
	if err := stop(); err != nil {
		return p.fail(err)
	}
	return code
}

// bundle builds and writes.
func (p *program) bundle(ctx context.Context, j *job) int {
	p.phase.set(building)
	if len(j.options.Transforms) > 0 {
		<-p.listening // there may be commands to end
	}
	bar := newProgress(&j.options)
	r, err := j.build(ctx)
	bar.stop()
	if err != nil {
		return p.fail(withHints(err, j))
	}
	if len(r.Warnings) > 0 {
		diag.Print(os.Stderr, r.Warnings, p.style)
	}
	p.warnReplaced(j)
	if err := p.write(ctx, r, j); err != nil {
		return p.fail(err)
	}
	if j.verbose {
		fmt.Fprintln(os.Stderr, summary(r.Stats.Modules, r.Size(), time.Since(p.start), j.target()))
	}
	return 0
}

// fail prints an error and returns the exit code that goes with it.
func (p *program) fail(err error) int {
	if errors.Is(err, errNoReader) || errors.Is(err, errSignal) {
		return 1 // the user knows; main has an exit code of its own for the signal
	}
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Text: err.Error(), Err: err}}
	}
	diag.Print(os.Stderr, list, p.style)
	return 1
}

// summary is --verbose's line. It counts what rebuilt counts.
func summary(count int, bytes int64, took time.Duration, target string) string {
	return fmt.Sprintf("%s, %s in %.2f s → %s", modules(count), size(bytes), took.Seconds(), target)
}

func modules(n int) string {
	if n == 1 {
		return "1 module"
	}
	return fmt.Sprintf("%d modules", n)
}

// size writes a number of bytes in decimal units.
func size(n int64) string {
	switch f := float64(n); {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case f < 999.95e3:
		return fmt.Sprintf("%.1f kB", f/1e3)
	case f < 999.95e6:
		return fmt.Sprintf("%.1f MB", f/1e6)
	default:
		return fmt.Sprintf("%.1f GB", f/1e9)
	}
}
