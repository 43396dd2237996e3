package difftest

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// A packageBundle is what the tests look at of the bundle of one package.
type packageBundle struct {
	Table *table
	Keys  []string // what it exports, see testdata/inspect.js
}

// TestPopular bundles packages from npm, each alone, and compares the modules
// and what the loaded bundle exports: names and types, two levels deep.
func TestPopular(t *testing.T) {
	posix(t)
	dir := testenv.Modules(t, "popular")
	upstream, bin := browserify(t), sheaf(t)
	for _, name := range popular(t, dir) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := remember(t, key(t, "popular", filepath.Base(dir), name, string(inspectScript)), func() packageBundle {
				return bundlePackage(t, dir, upstream, name)
			})
			got := bundlePackage(t, dir, bin, name)
			if list := diffTables(want.Table, got.Table); len(list) > 0 {
				t.Error(strings.Join(list, "\n\t"))
			}
			if len(want.Keys) < 2 || slices.ContainsFunc(want.Keys, func(s string) bool { return strings.HasPrefix(s, "THROWS") }) {
				t.Errorf("upstream's bundle does not load, so the test says nothing: %q", want.Keys)
			}
			if !slices.Equal(want.Keys, got.Keys) {
				t.Errorf("exports %s\n\tupstream %s", brief(strings.Join(got.Keys, " ")), brief(strings.Join(want.Keys, " ")))
			}
		})
	}
}

// popular lists the packages of the set.
func popular(t *testing.T, dir string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Dependencies map[string]string }
	if err := json.Unmarshal(b, &set); err != nil {
		t.Fatal(err)
	}
	if len(set.Dependencies) < 30 {
		t.Errorf("only %d packages", len(set.Dependencies))
	}
	return sortedKeys(set.Dependencies)
}

// bundlePackage makes a standalone bundle of a package and looks into it. The
// entry comes from standard input, for nothing may be written into the set.
func bundlePackage(t *testing.T, dir, bin, name string) packageBundle {
	t.Helper()
	heavy <- struct{}{}
	defer func() { <-heavy }()
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "browserify"), "-", "-s", "T")
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader("module.exports = require('" + name + "');\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", bin, err, stderr.String())
	}
	if stderr.Len() > 0 {
		t.Errorf("%s says %s", bin, brief(stderr.String()))
	}
	file := filepath.Join(t.TempDir(), "bundle.js")
	write(t, file, out)
	b := packageBundle{Table: tableOf(t, file)}
	if b.Table == nil {
		t.Fatalf("%s makes no bundle of it", bin)
	}
	inspect(t, request{Op: "keys", File: file}, &b.Keys)
	return b
}
