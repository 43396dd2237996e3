package main

import (
	_ "embed"
	"fmt"
	"os"

	"golang.org/x/term"

	"sheaf/cmd/sheaf/internal/argv"
)

// version is sheaf's own; compatible is the Browserify whose behaviour it has.
const (
	version    = "0.1.0"
	compatible = "17.0.1"
)

//go:embed usage.txt
var usage string

//go:embed advanced.txt
var advanced string

// help prints a help text or the version, if the arguments ask for one. Without
// any argument, on a terminal, the usage is what was missing, and the exit code
// says so.
func (p *program) help(args *argv.Args, words int) (code int, done bool) {
	topics := args.Positional()
	asked := args.Get("h")
	if !asked.Truthy() {
		asked = args.Get("help")
	}
	isHelp := len(topics) > 0 && topics[0].String() == "help"
	switch {
	case isHelp && len(topics) > 1 && topics[1].String() == "advanced", asked.String() == "advanced":
		return p.print(advanced), true
	case isHelp && len(topics) > 1:
		return p.fail(fmt.Errorf("there is no help on %q: \"%s help\" has the common options, \"%[2]s help advanced\" all others", topics[1], p.name)), true
	case isHelp || asked.Truthy():
		return p.print(usage), true
	case words == 0 && term.IsTerminal(int(os.Stdin.Fd())):
		p.print(usage)
		return 1, true
	case args.Get("version").Truthy() && p.name == "browserify":
		return p.print(compatible + "\n"), true // for scripts that ask
	case args.Get("version").Truthy():
		return p.print(fmt.Sprintf("sheaf %s (browserify %s compatible)\n", version, compatible)), true
	}
	return 0, false
}

// print writes to standard output and returns the exit code.
func (p *program) print(text string) int {
	<-p.listening
	if _, err := os.Stdout.WriteString(text); err != nil {
		return p.fail(stdoutError(err))
	}
	return 0
}
