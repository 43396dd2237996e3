package glob

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// files are made in a directory for the tests; a name that ends with a slash is
// a directory, one with "->" a link.
var files = []string{
	"a.js", "b.js", "ab.js", "c.json", ".hidden.js", "x[1].js", "{a}.js", "a b.js", "é.js", "+(a).js", "!(b).js",
	"lib/a.js", "lib/b.js", "lib/a.test.js", "lib/.dot/in.js", "lib/deep/a.js", "lib/deep/er/a.js", "lib/.x.js",
	"empty/", "link->lib", "lib/up->..", "broken->nowhere", "a1.js", "a2.js", "a10.js", "-.js", "^.js", "].js",
}

func makeFiles(t *testing.T) string {
	t.Helper()
	dir := testenv.Dir(t)
	for _, f := range files {
		name, target, isLink := strings.Cut(f, "->")
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case isLink:
			err = os.Symlink(target, path)
		case strings.HasSuffix(f, "/"):
			err = os.Mkdir(path, 0o777)
		default:
			err = os.WriteFile(path, nil, 0o666)
		}
		if err != nil {
			if runtime.GOOS == "windows" {
				t.Skipf("this system cannot have the test's files: %v", err)
			}
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	dir := makeFiles(t)
	tests := []struct {
		pattern string
		want    string // joined by blanks
	}{
		{"a.js", "a.js"},
		{"./a.js", "./a.js"},
		{"nope.js", ""},
		{"", ""},
		{"lib/*.js", "lib/a.js lib/a.test.js lib/b.js"},
		{"./lib/[ab].js", "./lib/a.js ./lib/b.js"},
		{"lib//*.js", "lib/a.js lib/a.test.js lib/b.js"},
		{"lib/deep/", "lib/deep/"},
		{"a.js/", ""},
		{"*/", "empty/ lib/ link/"},
		{"{a,b}.js", "a.js b.js"},
		{"a{1..3}.js", "a1.js a2.js"},
		{".*.js", ".hidden.js"},
		{"lib/**/a.js", "lib/a.js lib/deep/a.js lib/deep/er/a.js lib/up/a.js"},
		{"@(a|b).js", "a.js b.js"},
		{"!(a|b)*.json", "c.json"},
		{`x\[1\].js`, "x[1].js"},
		{"lib/nope/*", ""},
		{"a.js/*", ""},
		{"bro*", "broken"},
		{"../*/lib/b.js", "../" + filepath.Base(dir) + "/lib/b.js"},
	}
	for _, test := range tests {
		if got := strings.Join(Find(dir, test.pattern), " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.pattern, got, test.want)
		}
	}
	if runtime.GOOS != "windows" {
		if got := Find(dir, dir+"/lib/b*"); !slices.Equal(got, []string{dir + "/lib/b.js"}) {
			t.Errorf("absolute pattern: %q", got)
		}
	}
}

// reference prints what glob finds for each pattern of a JSON array.
const reference = `
var glob = require(process.argv[1] + '/node_modules/glob');
var patterns = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(patterns.map(function (p) {
	try { return glob.sync(p).sort() } catch (e) { return ['throws ' + e.message] }
})));
`

var pieces = []string{
	"*", "**", "?", "a", "b", "ab", ".js", ".json", ".", "..", "/", "/", "/", "lib", "link", "deep", "er", "up", "empty", "1", "10",
	"[ab]", "[!a]", "[^a]", "[a-c]", "[z-a]", "[]a]", "[a", "]", "[", "[a\\]]", "[a-]", "\\", "\\*", "\\?", "\\[", "\\{", "\\a",
	"{a,b}", "{a,b{1,2}}", "{1..3}", "{01..2}", "{a..c}", "{a}", "{a,b", "},", "{,a}", "{{a,b}}", "${a,b}",
	"@(a|b)", "!(a)", "!(a|b)", "+(a|b)", "*(a|b|c)", "?(a)", "@(a", "+(", "(a|b)", "|", ")", "!", "@", "+", "!(*.test)", "@(*|?)", "+([ab])",
	"lib/", "**/", "/**", "*.js", "a*", "*b", "./", "../", ".*", " ", "é", "{lib,link}/", "-", "^",
}

// TestAgainstGlob compares thousands of patterns, the same in every run, with
// the real glob.
func TestAgainstGlob(t *testing.T) {
	modules := testenv.Modules(t, "browserify")
	dir := makeFiles(t)
	r := rand.New(rand.NewPCG(9, 10))
	var patterns []string
	for range 6000 {
		var b strings.Builder
		for range 1 + r.IntN(5) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if p := b.String(); !strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "{,") && strings.Count(p, "..") < 2 {
			patterns = append(patterns, p)
		}
	}
	input, err := json.Marshal(patterns)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", reference, modules)
	cmd.Dir = dir
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var want [][]string
	if err := json.Unmarshal(out, &want); err != nil || len(want) != len(patterns) {
		t.Fatalf("%d answers to %d patterns: %v", len(want), len(patterns), err)
	}
	wrong, hits, threw := 0, 0, 0
	for i, p := range patterns {
		if len(want[i]) > 0 && strings.HasPrefix(want[i][0], "throws ") {
			threw++ // minimatch made an invalid regular expression
			continue
		}
		slices.Sort(want[i])
		hits += len(want[i])
		if got := Find(dir, p); !slices.Equal(got, want[i]) {
			if wrong++; wrong <= 25 {
				t.Errorf("%q:\n got %q\nwant %q", p, got, want[i])
			}
		}
	}
	t.Logf("%d patterns, %d paths, %d that glob throws on; %d wrong", len(patterns), hits, threw, wrong)
	if hits < len(patterns)/4 || threw > len(patterns)/50 {
		t.Error("the pieces are badly mixed")
	}
}

// FuzzMatch checks that no pattern makes the package panic, and that a pattern
// without magic matches only itself.
func FuzzMatch(f *testing.F) {
	for _, p := range pieces {
		f.Add(p, "a.js")
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 40 || len(name) > 40 {
			return // nested repetition backtracks, as a regular expression does
		}
		for _, s := range expandBraces(pattern) {
			for _, p := range parts(s) {
				if p.match != nil {
					p.match.matches(name)
				}
			}
		}
	})
}
