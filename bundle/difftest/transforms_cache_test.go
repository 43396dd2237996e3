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
// last no transform is run, as there is no time for it, nor Node started. A change
// of what a transform reads is not missed.
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
		for _, engine := range engines {
			t.Run(c.file+"/"+engine, func(t *testing.T) {
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
				flags := "--engine=" + engine
				cache, hurried := " --cache="+filepath.Join(beside, "cache"), " --transform-timeout=0.000001"
				bin := with(t, flags) // always the same: transforms can see PATH
				try := func(more string) outcome {
					wrap(t, bin, flags+more)
					return run(t, p, dir, line, bin)
				}
				build := func(more string) outcome {
					o := try(more)
					if o.Exit != 0 {
						t.Fatalf("$ %s\n%s", c.line, o.Stderr)
					}
					return o
				}
				same := func(a, b outcome) bool {
					return string(a.Stdout) == string(b.Stdout) && maps.EqualFunc(a.Files, b.Files, func(a, b text) bool { return string(a) == string(b) })
				}
				if try(hurried).Exit == 0 {
					return // it is built in
				}
				want := build("")
				if !same(build(cache), want) {
					t.Error("what is traced is another bundle")
				}
				why := notKept[c.file]
				switch got := try(cache + hurried); {
				case (got.Exit != 0) != (why != ""):
					t.Errorf("exit code %d; expected not to be kept since %q\n%s", got.Exit, why, got.Stderr)
				case got.Exit != 0:
				case !same(got, want):
					t.Error("what was kept is another bundle")
				case strings.Contains(string(got.Stderr), "Node is started"):
					t.Error("Node was started for what was kept")
				}
				change, ok := changes[c.file]
				if !ok {
					return
				}
				p.files = maps.Clone(p.files)
				p.files[change[0]] = []byte(change[1])
				changed := build("")
				if same(changed, want) {
					t.Error("the change changes nothing, so the test says nothing")
				}
				if !same(build(cache), changed) {
					t.Error("the change was missed")
				}
			})
		}
	}
}
