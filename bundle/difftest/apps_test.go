package difftest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
)

var update = flag.Bool("update", false, "write the golden files of testdata/apps and testdata/transforms anew")

// todoPrints is what the bundle of testdata/apps/todo prints without a page.
const todoPrints = `1 of 1 to do
[ ] 1 milk
2 of 2 to do
[ ] 1 milk
[ ] 2 bread
1 of 2 to do
[x] 1 milk
[ ] 2 bread
1 of 2 to do
[x] 1 milk
[ ] 2 bread`

// TestTodo bundles the small application of testdata/apps as a user does,
// compares the bundle with the golden one, and runs it.
func TestTodo(t *testing.T) {
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "these tests need the shims of Node's core modules: %v", err)
	}
	dir := filepath.Join(testenv.Root(t), "testdata", "apps", "todo")
	r, err := bundle.Build(context.Background(), bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Warnings) > 0 {
		t.Errorf("warnings: %v", r.Warnings)
	}
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got, golden := withoutShims(t, r, b.String()), filepath.Join(dir, "golden.js")
	if *update {
		write(t, golden, []byte(got))
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if wantText := strings.ReplaceAll(string(want), "\r\n", "\n"); got != wantText {
		t.Errorf("the bundle is not %s (go test ./bundle/difftest -run Todo -update writes it anew):\n%s", golden, firstDifference(wantText, got))
	}
	out := filepath.Join(t.TempDir(), "bundle.js")
	write(t, out, b.Bytes())
	if p := printed(t, false, out); p != todoPrints {
		t.Errorf("prints %s", p)
	}
}

// TestTodoUpstream compares the application's bundle with Browserify's.
func TestTodoUpstream(t *testing.T) {
	posix(t)
	p := project{files: map[string][]byte{}}
	for name, text := range snapshot(t, filepath.Join(testenv.Root(t), "testdata", "apps", "todo")) {
		if name != "golden.js" {
			p.files[name] = []byte(text)
		}
	}
	for _, line := range []string{"browserify main.js", "browserify . -s Todo", "browserify main.js --full-paths"} {
		want, got := both(t, p, line)
		if list := diff(t, line, nil, want, got); len(list) > 0 {
			t.Errorf("$ %s\n\t%s", line, strings.Join(list, "\n\t"))
		}
	}
}

// withoutShims returns a bundle with a line in place of each shim, which come
// last: their sources are npm's, and not for us to commit.
func withoutShims(t *testing.T, r *bundle.Result, script string) string {
	t.Helper()
	var lines strings.Builder
	from := -1
	for _, m := range r.Modules() {
		file, isShim := strings.CutPrefix(m.File, builtins.Root)
		if !isShim {
			continue
		}
		if from < 0 {
			from = strings.Index(script, ","+m.ID+":[function(require,module,exports){\n") + 1
		}
		fmt.Fprintf(&lines, "\n// %s: %s, %d bytes", m.ID, file, m.Size)
	}
	end := strings.LastIndex(script, "},{},[")
	if from <= 0 || end < from {
		t.Fatal("the bundle has no shims, or none that can be found")
	}
	return script[:from] + lines.String() + "\n" + script[end:]
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		if x, y := nth(a, i), nth(b, i); x != y {
			return fmt.Sprintf("line %d is %s\n\tnot %s", i+1, brief(y), brief(x))
		}
	}
	return "they differ in their line ends"
}
