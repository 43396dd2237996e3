package bundle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// TestBuilderOfAMD is TestBuilderEqualsBuild for what AMD files learn of each
// other: which file defines a module by a name, and what the configuration is,
// wherever that stands.
func TestBuilderOfAMD(t *testing.T) {
	n, seed := steps(t)
	for workers := range 3 {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			t.Parallel()
			dir := testenv.Dir(t)
			r := rand.New(rand.NewPCG(seed, uint64(workers)))
			o := bundle.Options{Basedir: dir, Cwd: dir, Workers: workers, IgnoreMissing: workers == 1, SourceMap: bundle.MapInline}
			o.Entries = []bundle.Entry{{File: "main.js"}}
			o.Transforms = []bundle.Transform{{Name: "amd"}}
			write := func(name, text string) string { return testenv.Write(t, dir, name, text) }
			files := []string{"main.js", "a.js", "b.js", "c.js", "sub/d.js", "node_modules/p/index.js"}
			for _, f := range files {
				write(f, amdText(r, f))
			}
			for _, f := range []string{"one.js", "sub/one.js", "node_modules/p/one.js"} {
				write(f, "")
			}
			b, err := bundle.New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			good := 0
			for step := range n {
				for range 1 + r.IntN(2) {
					f := files[r.IntN(len(files))]
					b.Changed(write(f, amdText(r, f)))
				}
				got := output(b.Build(t.Context()))
				r, err := bundle.Build(t.Context(), o)
				if want := output(r, err); got != want {
					t.Fatalf("seed %d, step %d: the Builder has\n%s\na fresh build\n%s", seed, step, got, want)
				}
				if err == nil {
					good++
				}
			}
			t.Logf("seed %d: %d of %d builds succeeded", seed, good, n)
			if good < n/10 {
				t.Errorf("only %d of %d builds succeeded: the test tests little", good, n)
			}
		})
	}
}

// amdText is a file that may define modules by names, need some, and configure.
func amdText(r *rand.Rand, file string) string {
	names := []string{"x/one", "x/two", "y"}
	name := func() string { return names[r.IntN(len(names))] }
	var b strings.Builder
	if file == "main.js" {
		for _, f := range []string{"./a", "./b", "./c", "./sub/d", "p"} {
			if r.IntN(6) > 0 {
				fmt.Fprintf(&b, "require('%s');\n", f)
			}
		}
	}
	if r.IntN(6) == 0 && file != "main.js" {
		fmt.Fprintf(&b, "require.config({paths: {'%s': '%s'}});\n", name(), []string{"a", "sub/d", "c"}[r.IntN(3)])
	}
	switch r.IntN(5) {
	case 0:
		fmt.Fprintf(&b, "exports.n = %d;\n", r.IntN(3))
	case 1:
		fmt.Fprintf(&b, "define(['%s'], function (x) { return x + %d; });\n", name(), r.IntN(3))
	case 2:
		fmt.Fprintf(&b, "define(function (require) { return [%d, require('%s')]; });\n", r.IntN(3), []string{"./one", name()}[r.IntN(2)])
	default:
		for _, name := range names {
			if r.IntN(2) == 0 {
				fmt.Fprintf(&b, "define('%s', ['./one'], function (x) { return %d; });\n", name, r.IntN(3))
			}
		}
	}
	return b.String()
}
