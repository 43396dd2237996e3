package main

import (
	"io"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
)

// A job is what a command line asks for.
type job struct {
	options bundle.Options
	mode    mode
	outfile string // "" is standard output
	mapFile string // where the source map of a bundle on standard output goes
	verbose bool

	watch        bool
	watchOptions bundle.WatchOptions
	serve        *serveOptions // nil if there is no --serve

	cpuProfile, memProfile string

	words   []string // of the command line, for hints
	unsaved bool     // while watching: the last bundle could not be written
}

// mode is what is made of the modules.
type mode uint8

const (
	makeBundle mode = iota
	packRows        // --pack: a bundle of rows on standard input
	listRows        // --deps: the rows themselves
	listFiles       // --list: the names of the files
)

// An environment is what a command line means different things in.
type environment struct {
	getenv   func(name string) string
	stdin    io.Reader
	watchify bool // the program is called so
}

// A reader makes a job of arguments, and collects what is wrong with them.
type reader struct {
	args *argv.Args
	env  environment
	job  job
	errs diag.List
}

// newJob does what Browserify's bin/args.js and the constructor in its index.js
// do. The list of errors is nil if there are none.
func newJob(args *argv.Args, env environment) (*job, diag.List) {
	r := &reader{args: args, env: env}
	for _, f := range unsupported {
		if v := args.Get(f.name); v.Truthy() {
			r.fail("%s %s: not supported yet; what tsify and watchify do is built in, and many others have a transform, too", f.what, asJSON(v))
		}
	}
	r.job.mode = r.modeOf()
	r.job.verbose = r.is("verbose")
	r.job.outfile = r.one("outfile", "-o/--outfile")
	r.job.cpuProfile = r.ownOne("cpuprofile")
	r.job.memProfile = r.ownOne("memprofile")
	r.serving()
	r.switches()
	r.values()
	r.sourceMap()
	r.entries()
	r.requires()
	r.externals()
	r.transforms()
	r.watching()
	return &r.job, r.errs
}

// modeOf asks in the order in which Browserify's bin/cmd.js does.
func (r *reader) modeOf() mode {
	switch {
	case r.is("pack"):
		return packRows
	case r.is("deps"):
		return listRows
	case r.is("list"):
		return listFiles
	}
	return makeBundle
}
