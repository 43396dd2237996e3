package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/resolver"
)

// withHints adds to the error of a build that has not found an entry what may
// have been meant by it.
func withHints(err error, j *job) error {
	var list diag.List
	if !errors.As(err, &list) {
		return err
	}
	if e := j.options.Entries; len(e) > 0 && e[0].File == "transform" {
		hint(list, "transform", `or was "sheaf transform run NAME FILE" meant? It shows what a transform makes of a file`)
	}
	for _, flag := range []string{"--cache", "--serve"} {
		i := slices.Index(j.words, flag) + 1
		if i > 0 && i < len(j.words) && slices.ContainsFunc(j.options.Entries, func(e bundle.Entry) bool { return e.File == j.words[i] }) {
			hint(list, j.words[i], fmt.Sprintf("or was %s=%s meant? The value of %[1]s follows \"=\"", flag, j.words[i]))
		}
	}
	return list
}

// hint adds a note to the message that an entry was not found.
func hint(list diag.List, entry, text string) {
	for i := range list {
		var missing *resolver.NotFoundError
		if errors.As(list[i].Err, &missing) && filepath.Base(missing.Spec) == filepath.Base(entry) {
			list[i].Notes = append(list[i].Notes, diag.Note{Text: text})
			return
		}
	}
}

// warnReplaced tells of an entry in whose place the bundle will be, as
// Browserify's would.
func (p *program) warnReplaced(j *job) {
	if !j.toFile() || j.mode == packRows {
		return
	}
	if e := j.replaced(); e != "" {
		diag.Print(os.Stderr, diag.List{{
			Severity: diag.Warning,
			Text:     fmt.Sprintf("-o %q is the entry %q: the bundle takes its place", j.outfile, e),
		}}, p.style)
	}
}

// replaced returns the name of an entry that lies where the bundle is to go, or
// "".
func (j *job) replaced() string {
	out, err := os.Stat(j.outfile)
	if err != nil || out.IsDir() {
		return ""
	}
	for _, e := range j.options.Entries {
		if e.Source == nil && j.isEntry(e, out) {
			return e.File
		}
	}
	return ""
}

// isEntry tells whether a file is an entry, by one of the names most entries have.
func (j *job) isEntry(e bundle.Entry, out os.FileInfo) bool {
	name := e.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(j.options.Basedir, name)
	}
	for _, suffix := range []string{"", ".js", "/index.js"} {
		if st, err := os.Stat(name + suffix); err == nil && !st.IsDir() {
			return os.SameFile(st, out)
		}
	}
	return false
}
