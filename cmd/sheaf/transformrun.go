package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
)

// asksToRun tells whether a command line is "transform run …". To Browserify
// these are the first two entries: if both are there, they are so to sheaf.
func asksToRun(words []string) bool {
	return len(words) >= 2 && words[0] == "transform" && words[1] == "run" && !(isEntry(words[0]) && isEntry(words[1]))
}

// isEntry tells whether a name is one by which a module can be reached from the
// current directory.
func isEntry(name string) bool {
	for _, suffix := range []string{"", ".js", ".json", "/package.json", "/index.js", "/index.json"} {
		if st, err := os.Stat(filepath.FromSlash(name + suffix)); err == nil && !st.IsDir() {
			return true
		}
	}
	return false
}

// runTransform is "sheaf transform run NAME FILE [-- options]": it prints what
// one transform makes of one file. Flags before "--" are those of a build, and
// what is after it are the transform's options, read as those in the brackets
// of -t.
func (p *program) runTransform(ctx context.Context, words []string) int {
	own, options := words[2:], []string(nil)
	if i := slices.Index(own, "--"); i >= 0 {
		own, options = own[:i], own[i+1:]
	}
	args, err := argv.Parse(own, flags)
	if err != nil {
		return p.fail(err)
	}
	if code, done := p.help(args, len(words)); done {
		return code
	}
	names := args.Positional()
	if len(names) != 2 || !names[0].Truthy() || !names[1].Truthy() {
		return p.fail(fmt.Errorf("transform run takes the name of a transform and a file, and after \"--\" the transform's options: %s transform run ./tr.js main.js -- --option value", p.name))
	}
	for _, name := range []string{"transform", "g", "global-transform", "command", "outfile", "watch", "serve", "entry", "require", "list", "deps", "pack"} {
		if args.Get(name).Truthy() {
			return p.fail(fmt.Errorf("transform run runs one transform on one file, and prints: leave -%s out", dashed(name)))
		}
	}
	p.warnUnknown(args)
	group := slices.Concat([]string{"-t", "[", names[0].String()}, options, []string{"]"})
	if args, err = argv.Parse(slices.Concat(own, group), flags); err != nil {
		return p.fail(err)
	}
	if args.Unbalanced {
		return p.fail(fmt.Errorf("brackets do not match in the options after \"--\""))
	}
	<-p.listening // standard input may take long, and there may be processes to end
	j, errs := newJob(args, environment{getenv: os.Getenv, stdin: os.Stdin})
	if errs.Failed() {
		return p.fail(errs)
	}
	o := j.options
	o.Entries = o.Entries[len(o.Entries)-1:] // the first is the transform
	o.TransformCache = ""                    // its author wants to see it run
	return p.printTransformed(ctx, names[0].String(), o)
}

func dashed(name string) string {
	if len(name) > 1 {
		return "-" + name
	}
	return name
}

func (p *program) printTransformed(ctx context.Context, name string, o bundle.Options) int {
	p.phase.set(building)
	r, err := bundle.RunTransforms(ctx, o)
	if err != nil {
		return p.fail(err)
	}
	if len(r.Warnings) > 0 {
		diag.Print(os.Stderr, r.Warnings, p.style)
	}
	if _, err := os.Stdout.Write(r.Code); err != nil {
		return p.fail(stdoutError(err))
	}
	if n := len(r.Code); n > 0 && r.Code[n-1] != '\n' && isOneOutput() {
		fmt.Fprintln(os.Stderr)
	}
	for _, dep := range r.Deps {
		fmt.Fprintf(os.Stderr, "depends on %q\n", dep)
	}
	slices.Sort(r.Watch)
	for _, path := range slices.Compact(r.Watch) {
		fmt.Fprintf(os.Stderr, "hangs on %s\n", relative(path))
	}
	file := cmp.Or(o.Entries[0].File, "standard input")
	fmt.Fprintf(os.Stderr, "%s: %s, %s → %s in %s\n", name, file, size(int64(r.Read)), size(int64(len(r.Code))), milliseconds(r.Elapsed))
	return 0
}

// isOneOutput tells whether standard output and standard error are the same: a
// terminal, say.
func isOneOutput() bool {
	out, err := os.Stdout.Stat()
	if err != nil {
		return false
	}
	other, err := os.Stderr.Stat()
	return err == nil && os.SameFile(out, other)
}
