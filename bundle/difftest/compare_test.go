package difftest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	nodeLine = regexp.MustCompile(`--(node|bare|bear)\b`)
	joined   = regexp.MustCompile(`[|;&]`)
)

// diff says where two outcomes of one command line part; scripts lists files
// that are to run together, in order (those that are bundles run alone anyway).
func diff(t testing.TB, line string, scripts []string, want, got outcome) []string {
	t.Helper()
	if want.Exit != got.Exit {
		return []string{fmt.Sprintf("exit %d (%s), upstream %d (%s)", got.Exit, brief(got.Stderr.String()), want.Exit, brief(want.Stderr.String()))}
	}
	if want.Exit != 0 {
		return diffFailure(line, got)
	}
	var list []string
	if w, g := sortedKeys(want.Files), sortedKeys(got.Files); !slices.Equal(w, g) {
		return []string{fmt.Sprintf("files written: %q, upstream %q", g, w)}
	}
	c := comparison{t: t, dir: t.TempDir(), node: nodeLine.MatchString(line)}
	list = append(list, c.texts("stdout", line, want.Stdout, got.Stdout)...)
	for _, name := range sortedKeys(want.Files) {
		list = append(list, c.texts(name, line, want.Files[name], got.Files[name])...)
	}
	if len(scripts) > 0 {
		list = append(list, c.runs(scripts, want, got)...)
	}
	return list
}

// diffFailure looks at what sheaf leaves behind where both tools fail.
func diffFailure(line string, got outcome) []string {
	var list []string
	if len(bytes.TrimSpace(got.Stderr)) == 0 {
		list = append(list, "no message on stderr")
	}
	if len(got.Stdout) > 0 && !joined.MatchString(line) {
		list = append(list, "a failed build printed "+brief(got.Stdout.String()))
	}
	if len(got.Files) > 0 && !joined.MatchString(line) {
		list = append(list, fmt.Sprintf("a failed build left %q", sortedKeys(got.Files)))
	}
	return list
}

type comparison struct {
	t    testing.TB
	dir  string
	node bool
	n    int
}

// file puts a text where the inspector can read it.
func (c *comparison) file(b []byte) string {
	c.n++
	name := filepath.Join(c.dir, fmt.Sprintf("%d.js", c.n))
	if err := os.WriteFile(name, b, 0o666); err != nil {
		c.t.Fatal(err)
	}
	return name
}

func (c *comparison) texts(name, line string, want, got []byte) []string {
	c.t.Helper()
	if bytes.Equal(want, got) {
		return nil
	}
	wantFile, gotFile := c.file(want), c.file(got)
	w, g := tableOf(c.t, wantFile), tableOf(c.t, gotFile)
	var list []string
	switch {
	case w == nil && g == nil:
		list = diffPlain(line, want, got)
	case w == nil || g == nil:
		list = append(list, fmt.Sprintf("it is a bundle: %v, upstream: %v", g != nil, w != nil))
	default:
		list = append(diffTables(w, g), diffInlineMaps(want, got)...)
		if p, q := printed(c.t, c.node, wantFile), printed(c.t, c.node, gotFile); p != q {
			list = append(list, fmt.Sprintf("prints %q, upstream %q", brief(q), brief(p)))
		}
	}
	for i := range list {
		list[i] = name + ": " + list[i]
	}
	return list
}

func diffInlineMaps(want, got []byte) []string {
	w, err := inlineMap(want)
	if err != nil {
		return []string{"upstream's map: " + err.Error()}
	}
	g, err := inlineMap(got)
	if err != nil {
		return []string{"map: " + err.Error()}
	}
	return diffMaps(w, g)
}

// diffPlain compares what is no bundle: the rows of --deps and the lines of
// --list, which Browserify prints in the order in which its reads end, or text.
func diffPlain(line string, want, got []byte) []string {
	var a, b []string
	switch {
	case strings.Contains(line, "--deps") && !strings.Contains(line, "--pack"):
		var err error
		if a, err = rows(want); err != nil {
			return []string{"upstream: " + err.Error()}
		}
		if b, err = rows(got); err != nil {
			return []string{err.Error()}
		}
	case strings.Contains(line, "--list"):
		a, b = strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	default:
		return []string{fmt.Sprintf("%q, upstream %q", brief(string(got)), brief(string(want)))}
	}
	slices.Sort(a)
	slices.Sort(b)
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return []string{fmt.Sprintf("row %q, upstream %q", brief(nth(b, i)), brief(nth(a, i)))}
		}
	}
	return nil
}

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(none)"
}

// rows returns the rows that --deps printed, field by field, in a canonical
// form.
func rows(b []byte) ([]string, error) {
	var raw []map[string]any
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("the rows are no JSON: %w", err)
	}
	var list []string
	for _, r := range raw {
		list = append(list, fmt.Sprintf("%v has fields %q", r["file"], sortedKeys(r)))
		for field, value := range r {
			b, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			list = append(list, fmt.Sprintf("%v: %s is %s", r["file"], field, b))
		}
	}
	return list, nil
}

func diffTables(want, got *table) []string {
	var list []string
	add := func(what, w, g string) {
		if w != g {
			list = append(list, fmt.Sprintf("%s is %s, upstream %s", what, brief(g), brief(w)))
		}
	}
	add("what stands before the prelude", want.Before, got.Before)
	add("the standalone module", want.Standalone, got.Standalone)
	if w, g := ids(want.Rows), ids(got.Rows); w != g {
		return append(list, fmt.Sprintf("%d modules %s, upstream %d %s", len(got.Rows), brief(g), len(want.Rows), brief(w)))
	}
	for i, w := range want.Rows {
		g := got.Rows[i]
		if w.Hash != g.Hash {
			list = append(list, fmt.Sprintf("source of %s is %q, upstream %q", w.ID, brief(g.Head), brief(w.Head)))
		}
		add("deps of "+w.ID, strings.Join(w.Deps, ", "), strings.Join(g.Deps, ", "))
		if len(list) > 4 {
			return append(list, "and so on")
		}
	}
	add("the list of entries", want.Entries, got.Entries)
	add("what stands after the modules", want.After, got.After)
	return list
}

func ids(rows []tableRow) string {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = r.ID
	}
	return strings.Join(list, " ")
}

// runs compares what several of the files written print when they run in one
// page, in every mixture of the two tools' files: a page may have bundles of
// both.
func (c *comparison) runs(scripts []string, want, got outcome) []string {
	c.t.Helper()
	var list []string
	mine, theirs := make([]string, len(scripts)), make([]string, len(scripts))
	for i, name := range scripts {
		if want.Files[name] == nil || got.Files[name] == nil {
			c.t.Fatalf("the case runs %s, which no command wrote", name)
		}
		theirs[i], mine[i] = c.file(want.Files[name]), c.file(got.Files[name])
	}
	upstream := printed(c.t, c.node, theirs...)
	for mix := 1; mix < 1<<len(scripts); mix++ {
		files := slices.Clone(theirs)
		for i := range files {
			if mix>>i&1 != 0 {
				files[i] = mine[i]
			}
		}
		if p := printed(c.t, c.node, files...); p != upstream {
			list = append(list, fmt.Sprintf("%q together (mixture %b) print %q, upstream %q", scripts, mix, brief(p), brief(upstream)))
		}
	}
	return list
}
