// Package esmtest tests what is bundled of ES modules, TypeScript and JSX: that
// it does what Node makes of the same modules, that packages which offer
// nothing else export what they export in Node, that whole applications work in
// a browser with maps that lead back to their sources, and that what cannot be
// bundled is reported where it stands. It has tests only.
package esmtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/testdata/testenv"
)

// build bundles an entry of a directory; options may be nil.
func build(t *testing.T, dir, entry string, change func(*bundle.Options)) (string, error) {
	t.Helper()
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: entry}}}
	if change != nil {
		change(&o)
	}
	res, err := bundle.Build(t.Context(), o)
	if err != nil {
		return "", err
	}
	for _, w := range res.Warnings {
		t.Errorf("warning: %s", w.String())
	}
	var b bytes.Buffer
	if _, err := res.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), nil
}

func mustBuild(t *testing.T, dir, entry string, change func(*bundle.Options)) string {
	t.Helper()
	text, err := build(t, dir, entry, change)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// transform asks for a transform by name.
func transform(name, options string) func(*bundle.Options) {
	return func(o *bundle.Options) {
		o.Transforms = []bundle.Transform{{Name: name, Options: json.RawMessage(options)}}
	}
}

// run runs a script in Node and returns what it prints. kind is the extension
// that tells Node how to read it.
func run(t *testing.T, script, kind string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bundle"+kind)
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	return runFile(t, file)
}

func runFile(t *testing.T, file string) string {
	t.Helper()
	cmd := exec.Command(testenv.Node(t), file)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", filepath.Base(file), err, stderr.String())
	}
	return string(out)
}

// messages are the errors for which a build failed.
func messages(t *testing.T, err error) diag.List {
	t.Helper()
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatalf("the build ended with %v, not with messages", err)
	}
	return list
}

// all returns everything a message says, but for the source line.
func all(m diag.Message) string {
	lines := []string{m.String()}
	for _, n := range m.Notes {
		line := n.Text
		if n.Where != nil {
			line = n.Where.String() + ": " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
