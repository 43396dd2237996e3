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

// A smallCase is one command line of a file of testdata/cases, or of
// testdata/transforms.
type smallCase struct {
	file    string // without directory and .txtar
	line    string
	stderr  string   // what sheaf must say there; "" is nothing, if it succeeds
	scripts []string // files written that run in one page, in this order
	fails   string   // what Browserify must say there, if it is to fail
	differs string   // what is to differ there, on purpose
	subject
	project project
}

// A subject is what all cases of a file of testdata/transforms are about.
type subject struct {
	title    string   // of the row in the table; "" has none
	packages []string // the transform's, and those that it works with
	more     []string // packages that the program requires
	why      string   // it cannot be run, for people
	placed   bool     // what it makes of a file hangs on the directory's name
}

// readCases reads the *.txtar files of a folder of testdata. The files in them
// are a project; the comment before them says in its lines
//
//	setup: SHELL     done in the project before every command (links, odd bytes)
//	$ COMMAND        one case, each in a fresh copy of the project
//	stderr: REGEXP   what sheaf must print there on stderr
//	run: A.js B.js   files that the command above writes, to be run in one page
//	fails: REGEXP    what Browserify prints on stderr, where it cannot do the command above
//	differs: REGEXP  what is to differ in the command above: all of it must match
//	transform: TITLE, npm: PACKAGE…, also: PACKAGE…, why: PROSE, placed: yes
//	                 a subject
//
// and the rest is prose.
func readCases(t testing.TB, folder string) []smallCase {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(testenv.Root(t), "testdata", folder, "*.txtar"))
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
		p, about := project{files: map[string][]byte{}}, subject{}
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
			case word == "fails:" && last >= from:
				list[last].fails = rest
			case word == "differs:" && last >= from:
				list[last].differs = rest
			default:
				about.read(word, rest)
			}
		}
		if len(list) == from {
			t.Errorf("%s has no command", name)
		}
		for i := from; i < len(list); i++ {
			list[i].project, list[i].subject = p, about
		}
	}
	return list
}

func (s *subject) read(word, rest string) {
	switch word {
	case "transform:":
		s.title = rest
	case "npm:":
		s.packages = strings.Fields(rest)
	case "also:":
		s.more = strings.Fields(rest)
	case "why:":
		s.why = rest
	case "placed:":
		s.placed = true
	}
}

// TestCases runs every command of testdata/cases with both tools.
func TestCases(t *testing.T) {
	posix(t)
	cases := readCases(t, "cases")
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
