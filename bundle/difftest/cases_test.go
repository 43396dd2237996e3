package difftest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sheaf/testdata/testenv"
)

// A smallCase is one command line of a file of testdata/cases.
type smallCase struct {
	file    string // without directory and .txtar
	line    string
	stderr  string   // what sheaf must say there; "" is nothing, if it succeeds
	scripts []string // files written that run in one page, in this order
	project project
}

// readCases reads testdata/cases/*.txtar. The files are a project; the comment
// before them says in its lines
//
//	setup: SHELL     done in the project before every command (links, odd bytes)
//	$ COMMAND        one case, each in a fresh copy of the project
//	stderr: REGEXP   what sheaf must print there on stderr
//	run: A.js B.js   files that the command above writes, to be run in one page
//
// and the rest is prose.
func readCases(t testing.TB) []smallCase {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(testenv.Root(t), "testdata", "cases", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var list []smallCase
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		from := len(list)
		p := project{files: map[string][]byte{}}
		a := txtar.Parse(b)
		for _, f := range a.Files {
			p.files[f.Name] = f.Data
		}
		for text := range bytes.Lines(a.Comment) {
			word, rest, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
			last := len(list) - 1
			switch {
			case word == "setup:":
				p.setup += rest + "\n"
			case word == "$":
				list = append(list, smallCase{file: strings.TrimSuffix(filepath.Base(name), ".txtar"), line: rest})
			case word == "stderr:" && last >= from:
				list[last].stderr = rest
			case word == "run:" && last >= from:
				list[last].scripts = strings.Fields(rest)
			}
		}
		if len(list) == from {
			t.Errorf("%s has no command", name)
		}
		for i := from; i < len(list); i++ {
			list[i].project = p
		}
	}
	return list
}

// TestCases runs every command of testdata/cases with both tools.
func TestCases(t *testing.T) {
	posix(t)
	cases := readCases(t)
	if len(cases) < 120 {
		t.Errorf("only %d cases", len(cases))
	}
	known := intendedCases(t, cases)
	browserify(t)
	sheaf(t)
	count := map[string]int{}
	for _, c := range cases {
		count[c.file]++
		t.Run(fmt.Sprintf("%s/%d", c.file, count[c.file]), func(t *testing.T) {
			t.Parallel()
			want, got := both(t, c.project, c.line)
			list := append(diff(t, c.line, c.scripts, want, got), c.diffStderr(want, got)...)
			if why, ok := known[c.file+" "+c.line]; ok {
				why.check(t, c, list, got)
				return
			}
			if len(list) > 0 {
				t.Errorf("$ %s\n\t%s", c.line, strings.Join(list, "\n\t"))
			}
		})
	}
}

// diffStderr looks at what sheaf says: what the case asks for, and nothing
// where it asks for nothing and the build succeeds.
func (c *smallCase) diffStderr(want, got outcome) []string {
	said := got.Stderr.String()
	switch {
	case c.stderr != "":
		if !regexp.MustCompile(c.stderr).MatchString(said) {
			return []string{fmt.Sprintf("stderr lacks %s: %q", c.stderr, brief(said))}
		}
	case got.Exit == 0 && want.Exit == 0 && len(want.Stderr) == 0 && said != "":
		return []string{fmt.Sprintf("stderr: %q, upstream says nothing", brief(said))}
	}
	return nil
}
