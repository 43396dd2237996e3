package difftest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/builtins"
	"sheaf/bundle/diag"
	"sheaf/testdata/testenv"
)

// A badInput is a project that is broken, and what is to be said of it.
type badInput struct {
	name  string
	files map[string]string
	setup func(t *testing.T, dir string)
	entry string // "" is main.js

	text  string // a regular expression for the message's text, notes included
	file  string // and where it points to: a path in the project, "" is nowhere
	line  int
	warns bool // the bundle is built, and this is a warning
}

var badInputs = []badInput{
	{
		name:  "NUL bytes between tokens",
		files: map[string]string{"main.js": "var a = 1;\nvar b\x00 = 2;\n"},
		text:  `.`, file: "main.js", line: 2,
	},
	{
		name:  "invalid UTF-8 in a string",
		files: map[string]string{"main.js": "var a;\nvar b = '\xff\xfe';\n"},
		text:  `(?i)utf-?8`, file: "main.js", line: 2, warns: true,
	},
	{
		name:  "invalid UTF-8 between tokens",
		files: map[string]string{"main.js": "var a;\n\xff\xfe\n"},
		text:  `.`, file: "main.js", line: 2,
	},
	{
		name:  "10,000 nested parentheses",
		files: map[string]string{"main.js": "var a =\n" + strings.Repeat("(", 10000) + "1" + strings.Repeat(")", 10000) + ";\n"},
		text:  `nested too deeply`, file: "main.js", line: 2,
	},
	{
		name:  "100,000 nested functions",
		files: map[string]string{"main.js": strings.Repeat("(function(){", 100000)},
		text:  `nested too deeply`, file: "main.js", line: 1,
	},
	{
		name:  "a link to itself",
		files: map[string]string{"main.js": "require('./loop');\n"},
		setup: func(t *testing.T, dir string) { link(t, "loop.js", filepath.Join(dir, "loop.js")) },
		text:  `loop`, file: "main.js", line: 1,
	},
	{
		name:  "two links to each other, as the entry",
		setup: func(t *testing.T, dir string) { link(t, "b.js", dir+"/a.js"); link(t, "a.js", dir+"/b.js") },
		entry: "a.js", text: `a\.js`,
	},
	{
		name: "a browser field to a missing file",
		files: map[string]string{
			"main.js":                     "\nrequire('m');\n",
			"node_modules/m/index.js":     "\nmodule.exports = require('./x');\n",
			"node_modules/m/x.js":         "exports.m = 1;\n",
			"node_modules/m/package.json": `{"name": "m", "browser": {"./x.js": "./gone.js"}}`,
		},
		text: `gone`, file: "node_modules/m/index.js", line: 2,
	},
	{
		name: "main that points nowhere",
		files: map[string]string{
			"main.js":                     "\n\nrequire('m');\n",
			"node_modules/m/package.json": `{"name": "m", "main": "lib/gone.js"}`,
		},
		text: `(?s)"m".*lib/gone`, file: "main.js", line: 3,
	},
	{
		name: "invalid package.json of a dependency",
		files: map[string]string{
			"main.js":                     "require('m');\n",
			"node_modules/m/index.js":     "exports.m = 1;\n",
			"node_modules/m/package.json": "{\n  \"name\": \"m\",\n}\n",
		},
		text: `package\.json|JSON`, file: "node_modules/m/package.json", line: 3,
	},
	{
		name:  "invalid package.json of the project",
		files: map[string]string{"main.js": "require('./a');\n", "a.js": "", "package.json": "{\n\n  'name': 1\n}\n"},
		text:  `package\.json|JSON`, file: "package.json", line: 3,
	},
	{
		name:  "an empty package.json",
		files: map[string]string{"main.js": "require('./a');\n", "a.js": "", "package.json": ""},
		text:  `package\.json|JSON`, file: "package.json", line: 1,
	},
	{
		name:  "a directory without index as the entry",
		files: map[string]string{"dir/readme.txt": "nothing"},
		entry: "dir", text: `dir`,
	},
	{
		name:  "a missing entry",
		entry: "nope.js", text: `nope\.js`,
	},
	{
		name:  "a missing module deep down",
		files: map[string]string{"main.js": "require('./lib/a');\n", "lib/a.js": "// first line\n  var x = require('./gone');\n"},
		text:  `"\./gone"`, file: "lib/a.js", line: 2,
	},
	{
		name:  "an unterminated template",
		files: map[string]string{"main.js": "var a = `one\ntwo\n"},
		text:  `.`, file: "main.js", line: 1,
	},
	{
		name:  "invalid JSON",
		files: map[string]string{"main.js": "require('./d.json');\n", "d.json": "{\n \"a\": 1,\n}\n"},
		text:  `(?i)JSON`, file: "d.json", line: 3,
	},
}

// link makes a symbolic link, or skips the test where the system has none.
func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

// lay makes the project and returns its directory.
func (b *badInput) lay(t *testing.T) string {
	t.Helper()
	dir := testenv.Tree(t, b.files)
	if b.setup != nil {
		b.setup(t, dir)
	}
	return dir
}

// TestBadInput builds broken projects through the Go API and looks at the
// message: its text, and the file and line that it points to.
func TestBadInput(t *testing.T) {
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "these tests need the shims of Node's core modules: %v", err)
	}
	for _, b := range badInputs {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			dir := b.lay(t)
			r, err := bundle.Build(context.Background(), bundle.Options{
				Basedir: dir, Entries: []bundle.Entry{{File: b.main()}},
			})
			var list diag.List
			switch {
			case b.warns && err != nil:
				t.Fatalf("not built: %v", err)
			case b.warns:
				list = r.Warnings
			case err == nil:
				t.Fatal("built, and should not be")
			case !errors.As(err, &list):
				t.Fatalf("the error is a %T: %v", err, err)
			}
			b.check(t, dir, list)
		})
	}
}

func (b *badInput) main() string {
	if b.entry != "" {
		return b.entry
	}
	return "main.js"
}

// check looks for the message among those of a build.
func (b *badInput) check(t *testing.T, dir string, list diag.List) {
	t.Helper()
	want := diag.Error
	if b.warns {
		want = diag.Warning
	}
	list = slices.DeleteFunc(slices.Clone(list), func(m diag.Message) bool { return m.Severity != want })
	if len(list) != 1 {
		t.Fatalf("%d messages, not one: %v", len(list), list)
	}
	said, places := list[0].Text, []string{b.where(dir, list[0].Where)}
	for _, n := range list[0].Notes {
		said += "\n" + n.Text
		places = append(places, b.where(dir, n.Where))
	}
	if !regexp.MustCompile(b.text).MatchString(said) {
		t.Errorf("says %q, which lacks %s", said, b.text)
	}
	if at := b.file + ":" + strconv.Itoa(b.line); b.file != "" && !slices.Contains(places, at) {
		t.Errorf("points to %q, not to %q: %q", places, at, said)
	}
	if strings.Contains(said, "goroutine ") || strings.Contains(said, "runtime error") {
		t.Errorf("it is a crash: %s", brief(said))
	}
}

// where writes a place as file:line, the file as a path in the project.
func (b *badInput) where(dir string, r *diag.Range) string {
	if r == nil {
		return ""
	}
	file := r.File
	if !filepath.IsAbs(file) {
		if abs, err := filepath.Abs(file); err == nil {
			file = abs
		}
	}
	if rel, err := filepath.Rel(dir, file); err == nil {
		file = rel
	}
	return filepath.ToSlash(file) + ":" + strconv.Itoa(r.Line)
}

// TestBadInputCommand runs the command on the same projects: exit 1, the place
// in the message, the old outfile as it was, nothing else left behind.
func TestBadInputCommand(t *testing.T) {
	bin := filepath.Join(sheaf(t), "sheaf"+exe)
	for _, b := range badInputs {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			dir := b.lay(t)
			o := newOutfile(t, dir)
			code, _, stderr := command(t, dir, bin, b.main(), "-o", o.name)
			if b.warns {
				if code != 0 || stderr == "" {
					t.Errorf("exit %d, %q", code, stderr)
				}
				return
			}
			if code != 1 {
				t.Errorf("exit %d: %s", code, brief(stderr))
			}
			if b.file != "" && !strings.Contains(filepath.ToSlash(stderr), b.file+":"+strconv.Itoa(b.line)+":") {
				t.Errorf("stderr lacks %s:%d: %s", b.file, b.line, brief(stderr))
			}
			o.untouched(t)
		})
	}
}

// TestHugeFile bundles a file of 200 MB.
func TestHugeFile(t *testing.T) {
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "these tests need the shims of Node's core modules: %v", err)
	}
	if testing.Short() || runtime.GOARCH == "386" {
		t.Skip("200 MB are too many for this run")
	}
	dir := t.TempDir()
	const line = "x = (x * 31 + 7) % 1000003; // one line of very many, and each of them the same\n"
	head, tail := "var x = 1;\n", "module.exports = typeof process;\n"
	n := 200 << 20 / len(line)
	f, err := os.Create(filepath.Join(dir, "main.js"))
	if err != nil {
		t.Fatal(err)
	}
	block := strings.Repeat(line, 1000)
	_, err = f.WriteString(head)
	for i := 0; i < n && err == nil; i += 1000 {
		_, err = f.WriteString(block)
	}
	if err == nil {
		_, err = f.WriteString(tail)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := bundle.Build(context.Background(), bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}})
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.js")
	if err := r.WriteFile(context.Background(), out); err != nil {
		t.Fatal(err)
	}
	in, err := os.Stat(filepath.Join(dir, "main.js"))
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	if extra := st.Size() - in.Size(); extra < 1000 || extra > 20000 {
		t.Errorf("the bundle has %d bytes more than the file", extra)
	}
	if r.Stats.Modules != 2 { // the file and the shim of process
		t.Errorf("%d modules", r.Stats.Modules)
	}
}
