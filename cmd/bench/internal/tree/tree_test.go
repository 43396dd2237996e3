package tree

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/testdata/testenv"
)

// hash returns a digest of all names and bytes below a directory.
func hash(t *testing.T, dir string) string {
	t.Helper()
	sum := sha256.New()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func write(t *testing.T, o Options) (string, Tree) {
	t.Helper()
	dir := t.TempDir()
	tree, err := Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, tree
}

func TestDeterminism(t *testing.T) {
	one, first := write(t, Options{Modules: 300, Seed: 7})
	two, second := write(t, Options{Modules: 300, Seed: 7})
	other, third := write(t, Options{Modules: 300, Seed: 8})
	if hash(t, one) != hash(t, two) || first != second {
		t.Errorf("the same options gave %+v and %+v", first, second)
	}
	if hash(t, one) == hash(t, other) || first.Value == third.Value {
		t.Errorf("seeds 7 and 8 gave the same program, %+v", first)
	}
}

// The figures that are published are those of these very files.
func TestSameOnEveryMachine(t *testing.T) {
	dir, tree := write(t, Options{Modules: 120, Seed: 1})
	got := fmt.Sprintf("%d %d %s", tree.Value, tree.Bytes, hash(t, dir)[:16])
	const want = "555574 498105 0334fe3a08af91b9"
	if got != want {
		t.Errorf("the generator writes something else than it did:\n%s, not\n%s", got, want)
	}
}

func TestSizes(t *testing.T) {
	p := newPlan(Options{Modules: 20000, Seed: 1})
	var drawn []float64
	for _, pkg := range p.packages {
		for _, m := range pkg.modules {
			drawn = append(drawn, float64(m.size))
		}
	}
	checkSizes(t, "planned", drawn, 1400, 1600, 3600, 4400)

	dir, tree := write(t, Options{Modules: 2000, Seed: 1})
	var written []float64
	var sum int64
	for _, file := range sources(t, dir) {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, float64(info.Size()))
		sum += info.Size()
	}
	// Requires make small modules larger than planned.
	checkSizes(t, "written", written, 1350, 1750, 3300, 4800)
	if len(written) != tree.Modules || sum != tree.Bytes {
		t.Errorf("%d modules of %d bytes, not %d of %d", len(written), sum, tree.Modules, tree.Bytes)
	}
}

func checkSizes(t *testing.T, what string, sizes []float64, minMedian, maxMedian, minMean, maxMean float64) {
	t.Helper()
	slices.Sort(sizes)
	sum := 0.
	for _, s := range sizes {
		sum += s
	}
	median, mean, last := sizes[len(sizes)/2], sum/float64(len(sizes)), sizes[len(sizes)-1]
	if median < minMedian || median > maxMedian || mean < minMean || mean > maxMean {
		t.Errorf("%s: median %.0f, mean %.0f", what, median, mean)
	}
	if last < 60e3 || last > largestSize+1000 {
		t.Errorf("%s: the largest module has %.0f bytes", what, last)
	}
}

var (
	variant  = regexp.MustCompile(`(-node|lib/server)\.js$`)
	requires = regexp.MustCompile(`\brequire\('([^']+)'\)`)
)

// sources returns the modules of a program, without the variants for Node.
func sources(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".js") && !variant.MatchString(name) {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestShape(t *testing.T) {
	dir, _ := write(t, Options{Modules: 2000, Seed: 3})
	counts := make([]int, maxRequires+1)
	for _, file := range sources(t, dir) {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		n := len(requires.FindAll(text, -1))
		if n < 1 || n > maxRequires {
			t.Errorf("%s requires %d modules", file, n)
			continue
		}
		counts[n]++
	}
	for n, count := range counts[1:] {
		if count == 0 {
			t.Errorf("no module requires %d others: %v", n+1, counts)
		}
	}
	kinds := map[string]int{}
	packages, err := filepath.Glob(filepath.Join(dir, "node_modules/*/package.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range packages {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{`"main":`, `"browser": "`, `"browser": {`} {
			if strings.Contains(string(text), field) {
				kinds[field]++
			}
		}
	}
	if len(packages) < 20 || len(kinds) != 3 || kinds[`"main":`] == len(packages) {
		t.Errorf("%d packages, of which have %v", len(packages), kinds)
	}
	scoped, err := filepath.Glob(filepath.Join(dir, "node_modules/@*/*/package.json"))
	if err != nil || len(scoped) == 0 {
		t.Errorf("no scoped packages (%v)", err)
	}
}

// TestRuns has Node, taught the browser field, run programs of many sizes:
// syntax, paths, package.json files, count and value are then right.
func TestRuns(t *testing.T) {
	node := testenv.Node(t)
	loader, err := filepath.Abs("testdata/browser.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, modules := range []int{1, 2, 3, 10, 47, 300, 1200} {
		for seed := range uint64(2) {
			dir, tree := write(t, Options{Modules: modules, Seed: seed})
			cmd := exec.Command(node, loader, filepath.Join(dir, tree.Entry), Global)
			out, err := cmd.CombinedOutput()
			want := fmt.Sprintf("%d modules, %d\n", modules, tree.Value)
			if err != nil || string(out) != want {
				t.Fatalf("%d modules, seed %d: %v\n%.2000s\nnot\n%s", modules, seed, err, out, want)
			}
		}
	}
}

func TestFailure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(filepath.Join(file, "dir"), Options{Modules: 3}); err == nil {
		t.Error("no error where nothing can be written")
	}
}

func TestLogNormal(t *testing.T) {
	p := newPlan(Options{Modules: 1, Seed: 1})
	var logs []float64
	for range 20000 {
		logs = append(logs, math.Log(p.logNormal(1500, 1.4)))
	}
	slices.Sort(logs)
	for _, test := range []struct{ at, want float64 }{{.5, 0}, {.1587, -1}, {.8413, 1}, {.9772, 2}} {
		got := (logs[int(test.at*20000)] - math.Log(1500)) / 1.4
		if math.Abs(got-test.want) > .06 {
			t.Errorf("at %v: %.3f standard deviations, not %v", test.at, got, test.want)
		}
	}
}

// TestStyled has Node run what needs no transform, and looks at the rest.
func TestStyled(t *testing.T) {
	node := testenv.Node(t)
	for _, style := range []Style{Env, Inline, ES, Coffee} {
		t.Run(string(style), func(t *testing.T) {
			dir := t.TempDir()
			tree, err := WriteStyled(dir, Styled{Files: 30, Style: style, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			sources, err := filepath.Glob(filepath.Join(dir, "*"+filepath.Ext(tree.Entry)))
			if err != nil || len(sources) != 30 || tree.Modules != 30 {
				t.Fatalf("%d sources of %d, %v", len(sources), tree.Modules, err)
			}
			if mean := tree.Bytes / 30; mean < leastStyled || mean > mostStyled {
				t.Errorf("%d bytes in the mean", mean)
			}
			again := t.TempDir()
			if _, err := WriteStyled(again, Styled{Files: 30, Style: style, Seed: 1}); err != nil || hash(t, dir) != hash(t, again) {
				t.Errorf("the same options give another program, %v", err)
			}
			switch style {
			case ES:
				for _, name := range sources {
					text, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					if res := api.Transform(string(text), api.TransformOptions{}); len(res.Errors) > 0 {
						t.Fatalf("%s: %+v", name, res.Errors[0])
					}
				}
			case Env, Inline:
				out, err := exec.Command(node, "-p", "require("+fmt.Sprintf("%q", filepath.Join(dir, tree.Entry))+"); globalThis."+Global).CombinedOutput()
				if err != nil || strings.TrimSpace(string(out)) != fmt.Sprint(tree.Value) {
					t.Errorf("Node computes %s, not %d: %v", out, tree.Value, err)
				}
			}
		})
	}
}

// TestTyped bundles a typed program with esbuild, which must reach all of it,
// and runs it.
func TestTyped(t *testing.T) {
	dir := t.TempDir()
	tree, err := WriteTyped(dir, Options{Modules: 60, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%d %d %s", tree.Value, tree.Bytes, hash(t, dir)[:16]), "252567 215568 a55a29ed8c2d0623"; got != want {
		t.Errorf("the generator writes something else than it did:\n%s, not\n%s", got, want)
	}
	res := api.Build(api.BuildOptions{EntryPoints: []string{filepath.Join(dir, tree.Entry)}, Bundle: true, Metafile: true})
	if len(res.Errors)+len(res.Warnings) > 0 {
		t.Fatal(res.Errors, res.Warnings)
	}
	if n := strings.Count(res.Metafile, `"format": "esm"`); n != tree.Modules {
		t.Errorf("%d modules are reached of %d", n, tree.Modules)
	}
	cmd := exec.Command(testenv.Node(t), "-")
	cmd.Stdin = strings.NewReader(string(res.OutputFiles[0].Contents) + "\nconsole.log(globalThis." + Global + ")")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != fmt.Sprint(tree.Value) {
		t.Errorf("%s, %v; want %d", out, err, tree.Value)
	}
}
