// Package argv reads a command line by the grammar of minimist 1.2.8 and
// subarg 1.0.0, which is Browserify's.
//
// What comes in are arguments and a table of flags; what goes out is an
// object with the flags' values under all their names and the other arguments
// under "_". The package knows no flag itself, reads no file and no
// environment, and never prints: unknown flags are kept like known ones, and
// the caller is told of every flag that was given.
//
// The grammar, oddities included, is minimist's: "--x v", "--x=v", "--no-x",
// "-xv", "-x=v" and bundles of letters; flags not declared Bool or String take
// the next argument if it is no flag; values that look like numbers are
// numbers; repeated flags make lists; dots in names make objects; "--" ends
// the flags. "[ name --flag ]" is subarg's: an object, read by the same
// grammar with no flag declared.
package argv

import "errors"

// Options declare flags, as minimist's options of the same names do.
type Options struct {
	Bool    []string // flags that take no value, except "true" and "false"
	String  []string // flags whose values are not made numbers
	Alias   []Alias  // in the order in which minimist would see them
	Default []Default

	// Attached are flags whose value, if they have one, is attached to them:
	// "--x=v". Without it they are true, and the next word is none of theirs.
	// minimist has nothing like it.
	Attached []string
}

// An Alias gives a flag more names. Each then stands for all.
type Alias struct {
	Name   string
	Others []string
}

// A Default is what a flag is when it was not given.
type Default struct {
	Name  string
	Value Value
}

// A Flag is a flag that stands on the command line.
type Flag struct {
	Name string // without dashes, "no-" and value; dots are kept
	Arg  string // the argument in which it stands
}

// Args is a command line that has been read.
type Args struct {
	Object            // flags by name, and "_"
	Given      []Flag // in the order given, those in groups left out
	Unbalanced bool   // brackets did not match; what stood among them may be lost
}

// Positional returns the arguments that belong to no flag.
func (a *Args) Positional() []Value { return a.Get("_").Items() }

var errBrackets = errors.New("brackets are nested too deeply: a group is written as [ name --flag value ]")

// Parse reads a command line, program name excluded. It fails where minimist
// throws: on "--=x", and on a dotted flag whose first part already has a value
// that is no object.
func Parse(args []string, o Options) (*Args, error) {
	var g grouper
	words, err := g.split(args, 0)
	if err != nil {
		return nil, err
	}
	p := newParser(o)
	if err := p.run(words, o); err != nil {
		return nil, err
	}
	return &Args{Object: *p.argv, Given: p.given, Unbalanced: g.unbalanced}, nil
}
