package difftest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"sheaf/testdata/testenv"
)

// engines are those that every transform is run in: values of --engine.
var engines = []string{"node", "goja"}

// transformSet is the set of npm packages that the cases of testdata/transforms
// take theirs from.
const transformSet = "transforms"

// TestTransforms builds the programs of testdata/transforms with transforms
// from npm, as they are, and compares what they made of each file with what
// they make in Browserify. What it found is the table for users.
func TestTransforms(t *testing.T) {
	posix(t)
	set := testenv.Modules(t, transformSet)
	cases := readCases(t, transformSet)
	var mu sync.Mutex
	equal := map[string]bool{} // by engine and file
	ran := 0
	t.Run("group", func(t *testing.T) {
		count := map[string]int{}
		for _, c := range cases {
			count[c.file]++
			c.project.setup += linkPackages(set, slices.Concat(c.packages, c.more))
			for _, engine := range engines {
				key := engine + " " + c.file
				equal[key] = true
				t.Run(fmt.Sprintf("%s/%d/%s", c.file, count[c.file], engine), func(t *testing.T) {
					t.Parallel()
					heavy <- struct{}{}
					defer func() { <-heavy }()
					ok := c.inEngine(t, engine)
					mu.Lock()
					defer mu.Unlock()
					equal[key] = equal[key] && ok
					ran++
				})
			}
		}
	})
	if ran < len(cases)*len(engines) {
		return // -run chose some
	}
	checkTransformTable(t, transformTable(t, set, cases, equal))
}

// inEngine compares one command line with Browserify, and tells whether sheaf
// did the same.
func (c *smallCase) inEngine(t *testing.T, engine string) bool {
	t.Helper()
	want, got := c.both(t, with(t, "--engine="+engine+" --transform-timeout=240"))
	switch {
	case c.fails == "" && want.Exit != 0:
		t.Errorf("upstream fails, so the test says nothing: %s", want.Stderr)
	case c.fails != "" && want.Exit == 0:
		t.Errorf("upstream does not fail any more: %s", c.fails)
	case c.fails != "" && !regexp.MustCompile(c.fails).Match(want.Stderr):
		t.Errorf("upstream fails otherwise, without %s: %s", c.fails, want.Stderr)
	}
	list := append(diff(t, c.line, c.scripts, want, got), c.diffStderr(want, got)...)
	if c.differs != "" {
		if len(list) == 0 {
			t.Errorf("$ %s\n\tdoes not differ any more: %s", c.line, c.differs)
		}
		known := regexp.MustCompile(c.differs)
		list = slices.DeleteFunc(list, known.MatchString)
	}
	if len(list) > 0 {
		t.Errorf("$ %s\n\t%s", c.line, strings.Join(list, "\n\t"))
	}
	return !t.Failed()
}

// both runs a case with Browserify and with the sheaf in ours.
func (c *smallCase) both(t testing.TB, ours string) (want, got outcome) {
	t.Helper()
	dir := workDir(t)
	upstream := func() outcome { return run(t, c.project, dir, c.line, browserify(t)) }
	if c.placed { // what was kept was made elsewhere
		want = upstream()
	} else {
		want = remember(t, key(t, append(c.project.parts(), c.line)...), upstream)
	}
	return want, run(t, c.project, dir, c.line, ours)
}

// linkPackages is a script that puts packages of an installed set into the
// project's node_modules, under their own names.
func linkPackages(set string, packages []string) string {
	var b strings.Builder
	for _, p := range packages {
		at := "node_modules/" + ownName(p)
		fmt.Fprintf(&b, "mkdir -p '%s'; ln -s '%s' '%s'\n", filepath.ToSlash(filepath.Dir(at)), filepath.Join(set, "node_modules", p), at)
	}
	return b.String()
}

// ownName is what a package is called that the set has under another name, for
// it has two versions of it: "coffeeify-1" is coffeeify.
func ownName(pkg string) string { return alias.ReplaceAllString(pkg, "") }

var alias = regexp.MustCompile(`-\d+$`)

// transformTable is the table for users: which transforms were compared, at
// which versions, with what outcome.
func transformTable(t *testing.T, set string, cases []smallCase, equal map[string]bool) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "| transform | version | %s |\n|---|---|%s\n", strings.Join(engines, " | "), strings.Repeat("---|", len(engines)))
	versions := lockedVersions(t, set)
	var files []string
	for _, c := range cases {
		if c.title == "" || slices.Contains(files, c.file) {
			continue
		}
		files = append(files, c.file)
		var with []string
		for _, p := range c.packages[1:] {
			with = append(with, p+" "+versions[p])
		}
		version := versions[c.packages[0]]
		if len(with) > 0 {
			version += ", with " + strings.Join(with, ", ")
		}
		fmt.Fprintf(&b, "| %s | %s |", c.title, version)
		for _, engine := range engines {
			switch {
			case !equal[engine+" "+c.file]:
				b.WriteString(" differs |")
			case c.why != "":
				fmt.Fprintf(&b, " %s |", c.why)
			default:
				b.WriteString(" equal |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func checkTransformTable(t *testing.T, table string) {
	t.Helper()
	file := filepath.Join(testenv.Root(t), "testdata", transformSet, "TABLE.md")
	if *update {
		if err := os.WriteFile(file, []byte(table), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(golden) != table {
		t.Errorf("%s is not what was found (go test ./bundle/difftest -run TestTransforms -update writes it):\n%s", file, table)
	}
}

// lockedVersions returns the versions of a set's packages by the names under
// which it has them.
func lockedVersions(t *testing.T, set string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(set, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for path, p := range lock.Packages {
		if name, ok := strings.CutPrefix(path, "node_modules/"); ok {
			versions[name] = p.Version
		}
	}
	return versions
}
