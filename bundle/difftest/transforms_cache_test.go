package difftest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// notKept says of transforms why the cache does not keep what they make.
var notKept = map[string]string{
	"deglobalify": "what it makes of a file hangs on others",
}

// TestTransformsKept builds with transforms from npm without a cache, with an
// empty one, and from what that then holds: the bundles are the same, and for the
// last Node is not started. A change of what a transform reads is not missed.
func TestTransformsKept(t *testing.T) {
	posix(t)
	testenv.Node(t)
	set := testenv.Modules(t, transformSet)
	changes := map[string][2]string{
		"brfs":     {"shaders/quad.vert", "void main() { other(); }\n"},
		"babelify": {".browserslistrc", "chrome 120\n"},
		"bulkify":  {"helpers/split.js", "module.exports = 1;\n"},
	}
	done := map[string]bool{}
	for _, c := range readCases(t, transformSet) {
		if done[c.file] || c.fails != "" || c.why != "" {
			continue
		}
		done[c.file] = true
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			heavy <- struct{}{}
			defer func() { <-heavy }()
			p := c.project
			p.setup += linkPackages(set, slices.Concat(c.packages, c.more))
			dir, beside := workDir(t), t.TempDir()
			started := filepath.Join(beside, "started.js")
			if err := os.WriteFile(started, []byte("console.error('Node is started')"), 0o666); err != nil {
				t.Fatal(err)
			}
			line := "export NODE_OPTIONS=--require=" + started + "; " + c.line
			cache := with(t, "--cache="+filepath.Join(beside, "cache"))
			build := func(bin string) (o outcome, usesNode bool) {
				o = run(t, p, dir, line, bin)
				if o.Exit != 0 {
					t.Fatalf("$ %s\n%s", c.line, o.Stderr)
				}
				return o, strings.Contains(string(o.Stderr), "Node is started")
			}
			same := func(a, b outcome) bool {
				return string(a.Stdout) == string(b.Stdout) && maps.EqualFunc(a.Files, b.Files, func(a, b text) bool { return string(a) == string(b) })
			}
			want, usesNode := build(sheaf(t))
			if !usesNode {
				return // it is built in
			}
			if got, _ := build(cache); !same(got, want) {
				t.Error("what is traced is another bundle")
			}
			got, usesNode := build(cache)
			if !same(got, want) {
				t.Error("what was kept is another bundle")
			}
			if why := notKept[c.file]; usesNode != (why != "") {
				t.Errorf("Node was used: %v; expected not to be kept since %q", usesNode, why)
			}
			change, ok := changes[c.file]
			if !ok {
				return
			}
			p.files = maps.Clone(p.files)
			p.files[change[0]] = []byte(change[1])
			changed, _ := build(sheaf(t))
			if same(changed, want) {
				t.Error("the change changes nothing, so the test says nothing")
			}
			if got, _ := build(cache); !same(got, changed) {
				t.Error("the change was missed")
			}
		})
	}
}
