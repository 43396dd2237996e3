package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/testdata/testenv"
)

func TestSplitOnColon(t *testing.T) {
	tests := []struct {
		in, file, name string
		split          bool
	}{
		{"beep", "beep", "", false},
		{"./a.js:foo", "./a.js", "foo", true},
		{"a:b:c", "a:b", "c", true},
		{"a:", "a", "", true},
		{":a", "", "a", true},
		{`C:\a.js`, `C:\a.js`, "", false},
		{"c:/a.js", "c:/a.js", "", false},
		{`C:\a.js:foo`, `C:\a.js`, "foo", true},
		{"C:a", "C", "a", true},
		{"1:/a", "1", "/a", true},
	}
	for _, test := range tests {
		file, name, split := splitOnColon(test.in)
		if file != test.file || name != test.name || split != test.split {
			t.Errorf("%s: %q, %q, %v", test.in, file, name, split)
		}
	}
}

func TestNearest(t *testing.T) {
	names := known()
	tests := []struct{ name, want string }{
		{"outflie", "outfile"},
		{"outfil", "outfile"},
		{"standalon", "standalone"},
		{"trasnform", "transform"},
		{"requires", "require"},
		{"lst", "list"},
		{"lis", "list"},
		{"xy", ""},
		{"external-require-name", ""},
		{"banana", ""},
		{"fullpath", "fullpaths"},
	}
	for _, test := range tests {
		if got := nearest(test.name, names); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		modules int
		bytes   int64
		took    time.Duration
		want    string
	}{
		{1234, 10_300_000, 50 * time.Millisecond, "1234 modules, 10.3 MB in 0.05 s → out.js"},
		{1, 999, 0, "1 module, 999 B in 0.00 s → out.js"},
		{2, 999_949, time.Minute, "2 modules, 999.9 kB in 60.00 s → out.js"},
		{0, 999_950, 0, "0 modules, 1.0 MB in 0.00 s → out.js"},
		{3, 2_500_000_000, 0, "3 modules, 2.5 GB in 0.00 s → out.js"},
	}
	for _, test := range tests {
		if got := summary(test.modules, test.bytes, test.took, "out.js"); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestKnownFlags checks that every flag the help texts name is known, and that
// none that is known goes unmentioned, but for spellings and what is kept quiet.
func TestKnownFlags(t *testing.T) {
	names := known()
	text := usage + advanced
	mentioned := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n,[]()\"=:;", r) }) {
		name := strings.TrimLeft(word, "-")
		if name == word || name == "" || strings.HasSuffix(name, ".") {
			continue
		}
		if !names[name] && !names[strings.TrimPrefix(name, "no-")] && name != "option" && name != "beep" {
			t.Errorf("the help text has %q, which is no flag", word)
		}
		mentioned[name], mentioned[strings.TrimPrefix(name, "no-")] = true, true
	}
	quiet := map[string]bool{"_": true, "cpuprofile": true, "memprofile": true}
	for _, f := range unsupported {
		quiet[f.name] = true
	}
	for name := range names {
		others := []string{name}
		for _, a := range flags.Alias {
			if group := append([]string{a.Name}, a.Others...); slices.Contains(group, name) {
				others = append(others, group...)
			}
		}
		found := false
		for _, n := range others {
			found = found || mentioned[n] || quiet[n]
		}
		if !found {
			t.Errorf("no help text has the flag %q", name)
		}
	}
}

// TestTrailingColon checks the one case that the comparison with Browserify
// leaves out: a file with an empty name is exposed by its whole path.
func TestTrailingColon(t *testing.T) {
	args, err := argv.Parse([]string{"-r", "./a.js:", "-r", "beep:"}, flags)
	if err != nil {
		t.Fatal(err)
	}
	j, errs := newJob(args, environment{getenv: func(string) string { return "" }})
	if errs != nil {
		t.Fatal(errs)
	}
	r := j.options.Requires
	if !filepath.IsAbs(r[0].Expose) || filepath.Base(r[0].Expose) != "a.js" || r[1].Expose != "" {
		t.Errorf("exposed as %q and %q", r[0].Expose, r[1].Expose)
	}
}

// TestRelative checks which paths are shown as seen from the current directory:
// those in it.
func TestRelative(t *testing.T) {
	dir := testenv.Dir(t)
	t.Chdir(dir)
	for path, want := range map[string]string{
		"a.js": "a.js", "d/a.js": filepath.Join("d", "a.js"), "..d/a.js": filepath.Join("..d", "a.js"),
		"../a.js": filepath.Join(filepath.Dir(dir), "a.js"), ".": ".",
	} {
		if got := relative(filepath.Join(dir, filepath.FromSlash(path))); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
