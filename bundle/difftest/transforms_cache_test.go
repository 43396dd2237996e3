package difftest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sheaf/testdata/testenv"
)

// TestTransformsKept builds with transforms from npm without a cache, with an
// empty one, and from what that then holds: the bundles are the same, and for the
// last Node is not started. What is changed then is not missed.
func TestTransformsKept(t *testing.T) {
	posix(t)
	testenv.Node(t)
	modules := filepath.Join(testenv.Modules(t, "transforms"), "node_modules")
	for _, test := range []struct {
		line       string
		file, text string // what is changed then: not a source, but the bundle hangs on it
	}{
		{line: "through2 main.js -t [ ./tr --with CCC ] -d", file: "tr.js", text: "module.exports = function () { return require('through2')(function (c, e, next) { next(null, c); }); };"},
		{line: "stringify main.js -t [ stringify --extensions [ .html .txt ] ]"},
		{line: "brfs main.js -t brfs", file: "note.txt", text: "other"},
		{line: "coffeeify main.coffee --extension=.coffee --extension=.litcoffee -t coffeeify -d"},
		{line: "babelify main.js -d -t [ babelify --presets [ @babel/preset-env @babel/preset-react ] ]", file: ".browserslistrc", text: "chrome 120"},
		{line: "babelrc main.js", file: ".babelrc", text: "{}"},
		{line: "hbsfy main.js -t hbsfy"},
		{line: "uglifyify main.js -g uglifyify"},
		{line: "bulkify main.js -t bulkify", file: "parts/c.js", text: "module.exports = 3"},
		{line: "aliasify main.js -t aliasify"},
		{line: "deamdify main.js -t deamdify"},
		{line: "own main.js -g [ ./g -x 3 y ] -s Own"},
		{line: "events main.js -t ./tr"},
	} {
		name, args, _ := strings.Cut(test.line, " ")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heavy <- struct{}{}
			defer func() { <-heavy }()
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			project := filepath.Join(dir, "work")
			layOut(t, name, project, modules)
			started := filepath.Join(dir, "started.js")
			if err := os.WriteFile(started, []byte("console.error('Node is started')"), 0o666); err != nil {
				t.Fatal(err)
			}
			build := func(more ...string) (bundle []byte, usedNode bool) {
				cmd := exec.Command(filepath.Join(sheaf(t), "browserify"), append(strings.Fields(args), more...)...)
				cmd.Dir = project
				cmd.Env = append(os.Environ(), "NODE_OPTIONS=--require="+started)
				var stdout, stderr bytes.Buffer
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				if err := cmd.Run(); err != nil {
					t.Fatalf("%v\n%s", err, &stderr)
				}
				return stdout.Bytes(), strings.Contains(stderr.String(), "Node is started")
			}
			cache := "--cache=" + filepath.Join(dir, "cache")
			want, usedNode := build()
			if !usedNode {
				t.Error("the transform does not run in Node, so the test says nothing")
			}
			if got, _ := build(cache); !bytes.Equal(got, want) {
				t.Error("what is traced is another bundle")
			}
			got, usedNode := build(cache)
			if !bytes.Equal(got, want) {
				t.Error("what was kept is another bundle")
			}
			if usedNode {
				t.Error("nothing was kept")
			}
			if test.file == "" {
				return
			}
			writeInto(t, project, test.file, []byte(test.text))
			changed, _ := build()
			if bytes.Equal(changed, want) {
				t.Error("the change changes nothing, so the test says nothing")
			}
			if got, _ := build(cache); !bytes.Equal(got, changed) {
				t.Error("the change was missed")
			}
		})
	}
}

func writeInto(t *testing.T, dir, file string, text []byte) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// layOut writes the files of one case of transforms.txtar, and links npm's
// packages beside them.
func layOut(t *testing.T, name, dir, modules string) {
	t.Helper()
	for _, f := range txtar.Parse(transformsTree).Files {
		file, ok := strings.CutPrefix(f.Name, name+"/")
		if !ok {
			continue
		}
		writeInto(t, dir, file, f.Data)
	}
	if err := os.MkdirAll(filepath.Join(dir, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(modules)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		link(t, filepath.Join(modules, e.Name()), filepath.Join(dir, "node_modules", e.Name()))
	}
	if own := filepath.Join(dir, "lib", "p"); name == "own" {
		if err := os.Rename(own, filepath.Join(dir, "node_modules", "p")); err != nil {
			t.Fatal(err)
		}
	}
}
