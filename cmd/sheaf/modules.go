package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle"
	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/cmd/sheaf/internal/glob"
)

// entries reads the arguments without flags and --entry. "-" is what standard
// input holds.
func (r *reader) entries() {
	var stdin []byte
	for _, v := range slices.Concat(r.args.Positional(), r.args.Get("entry").Items()) {
		switch {
		case !v.Truthy():
		case v.Kind() == argv.Group:
			r.fail("options in brackets follow -t, -g or -p: %s is no entry", asJSON(v))
		case v.Kind() == argv.Bool:
			r.fail("-e/--entry needs a file's name")
		case v.String() != "-":
			r.job.options.Entries = append(r.job.options.Entries, bundle.Entry{File: v.String()})
		case r.job.mode == packRows:
			r.fail("with --pack, standard input holds the rows: it is no entry")
		default:
			if stdin == nil {
				stdin = r.readAll()
			}
			r.job.options.Entries = append(r.job.options.Entries, bundle.Entry{Source: stdin})
		}
	}
}

func (r *reader) readAll() []byte {
	text, err := io.ReadAll(r.env.stdin)
	if err != nil {
		r.fail("cannot read standard input: %v", err)
	}
	if text == nil {
		text = []byte{}
	}
	return text
}

// requires reads --require.
func (r *reader) requires() {
	for _, name := range r.list("require", "-r/--require") {
		file, expose, split := splitOnColon(name)
		switch {
		case file == "":
			r.fail("-r %q names no file or module before the colon", name)
			continue
		case !split:
			expose = file
		case expose == "" && isPath(file):
			// Browserify exposes such a file by its whole path.
			abs, err := filepath.Abs(filepath.Join(r.job.options.Basedir, file))
			if err != nil {
				r.fail("-r %q: %v", name, err)
			}
			expose = abs
		}
		r.job.options.Requires = append(r.job.options.Requires, bundle.Require{File: file, Expose: expose})
	}
}

// externals reads --external, --exclude and --ignore, whose names may be globs.
func (r *reader) externals() {
	o := &r.job.options
	for _, x := range r.list("external", "-x/--external") {
		name, _, split := splitOnColon(x)
		switch {
		case split:
			o.Externals = append(o.Externals, r.absolute(name))
		case strings.Contains(x, "*"):
			o.Externals = append(o.Externals, x)
			for _, file := range r.glob(x) {
				o.Externals = append(o.Externals, r.absolute(file))
			}
		default:
			o.Externals = append(o.Externals, r.absolute(x))
		}
	}
	for _, u := range r.list("exclude", "-u/--exclude") {
		o.Excludes = append(append(o.Excludes, u), r.glob(u)...)
	}
	for _, i := range r.list("ignore", "-i/--ignore") {
		files := r.glob(i)
		if len(files) == 0 {
			files = []string{i}
		}
		o.Ignores = append(o.Ignores, files...)
	}
}

// glob returns the files that a pattern matches. Most patterns are plain names,
// for which it does not look at the disk: they stand for themselves in any
// case.
func (r *reader) glob(pattern string) []string {
	if !glob.HasMagic(pattern) {
		return nil
	}
	return glob.Find(".", pattern)
}

// absolute makes names absolute that begin as paths do, as Browserify does with
// what is external.
func (r *reader) absolute(name string) string {
	if name == "" || name[0] != '/' && name[0] != '.' {
		return name
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		r.fail("-x %q: %v", name, err)
	}
	return abs
}

// isPath tells whether a name is one of a file rather than of a module.
func isPath(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") || filepath.IsAbs(name)
}

// splitOnColon splits "file:name" at its last colon, but not after the letter
// of a Windows drive.
func splitOnColon(s string) (file, name string, split bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || i == 1 && isDrive(s) {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// isDrive tells whether s begins as "C:\" or "C:/" does.
func isDrive(s string) bool {
	return len(s) > 2 && 'a' <= s[0]|0x20 && s[0]|0x20 <= 'z' && s[1] == ':' && (s[2] == '\\' || s[2] == '/')
}

// asJSON is a value as JSON.
func asJSON(v argv.Value) string {
	b, _ := v.MarshalJSON() // never fails
	return string(b)
}
