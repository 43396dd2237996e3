package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sheaf/cmd/bench/internal/measure"
	"sheaf/cmd/bench/internal/tree"
)

// An app is a program to bundle.
type app struct {
	name  string
	title string
	entry string // relative to dir
	dir   string // set by prepare

	sourceMap bool     // with an inline source map
	externals []string // the core modules it requires, for tools without shims

	// proof is a JavaScript expression that is true once the bundle has run.
	proof string

	// stops is in the message of the error that ends the run, as there is no
	// DOM. Modules before that have run.
	stops string

	// peers are those measured if the user did not choose; nil stands for all.
	peers []string

	able     []string  // the peers that can do this at all; nil stands for all
	args     []string  // more arguments, for sheaf and Browserify
	variants []variant // the ways in which sheaf is run; nil: the ordinary one

	modules int // that every tool must find; 0 if that differs
	scale   int // the size of a generated program, or 0

	prepare func(context.Context, *bench, *app) error
}

// few are the peers for programs that say little about others, or would take
// them hours.
var few = []string{"bun", "esbuild"}

// appNames are the programs of fixed names, in the order of the report.
var appNames = []string{"big", "corejs", "three10", "big-map", "typed", "one"}

// scales are the sizes of generated programs, in modules.
var scales = []int{1000, 5000, 20000, 50000}

// newApp returns the program of a fixed name.
func newApp(name string) *app {
	a := &app{name: name, prepare: prepareCorpus}
	switch name {
	case "big", "big-map":
		a.title = "an application of 72 npm packages"
		a.entry = "big.js"
		a.externals = []string{"buffer", "stream", "path", "crypto"}
		a.stops = "requires a window with a document" // jQuery
		if a.sourceMap = name == "big-map"; a.sourceMap {
			a.title = "the same with an inline source map"
		}
	case "corejs":
		a.title = "core-js: many tiny modules"
		a.entry = "corejs.js"
		a.proof = `typeof globalThis["__core-js_shared__"] === "object"`
	case "three10":
		a.title = "ten copies of one file of 1.2 MB"
		a.entry = "three10.js"
		a.proof = `globalThis.__THREE__ === "150"`
	case "typed":
		a.title = "a generated program of 500 TypeScript and JSX files"
		a.modules = 500
		a.peers = few
		a.prepare = prepareTyped
	case "one":
		a.title = "one file of a few lines: what a start costs"
		a.entry = "one.js"
		a.proof = `globalThis.` + tree.Global + ` === 5050`
		a.modules = 1
		a.peers = few
		a.prepare = prepareOne
	default:
		return newTransformApp(name)
	}
	return a
}

// newScale returns a generated program.
func newScale(modules int) *app {
	return &app{
		name:    "scale-" + scaleName(modules),
		title:   "a generated program of " + grouped(modules) + " modules",
		peers:   few,
		modules: modules,
		scale:   modules,
		prepare: prepareScale,
	}
}

func scaleName(modules int) string {
	if modules%1000 == 0 {
		return strconv.Itoa(modules/1000) + "k"
	}
	return strconv.Itoa(modules)
}

func scaleNames() []string {
	var names []string
	for _, n := range scales {
		names = append(names, "scale-"+scaleName(n))
	}
	return names
}

// parseApps reads -apps.
func parseApps(list string) ([]*app, error) {
	var apps []*app
	add := func(a *app) {
		if !slices.ContainsFunc(apps, func(b *app) bool { return a.name == b.name }) {
			apps = append(apps, a)
		}
	}
	for name := range strings.SplitSeq(list, ",") {
		size, generated := strings.CutPrefix(name, "scale-")
		switch a := newApp(name); {
		case a != nil:
			add(a)
		case name == "scale":
			for _, n := range scales {
				add(newScale(n))
			}
		case name == "transforms":
			for _, n := range transformNames {
				add(newTransformApp(n))
			}
		case generated:
			n, err := parseSize(size)
			if err != nil {
				return nil, fmt.Errorf("-apps: %q: %w", name, err)
			}
			add(newScale(n))
		default:
			return nil, fmt.Errorf("-apps: there is no %q; choose of %s, transforms, scale, scale-N", name, strings.Join(slices.Concat(appNames, transformNames), ", "))
		}
	}
	return apps, nil
}

// parseSize reads a number of modules, "250" or "5k".
func parseSize(s string) (int, error) {
	digits, thousands := strings.CutSuffix(s, "k")
	n, err := strconv.Atoi(digits)
	if thousands {
		n *= 1000
	}
	if err != nil || n < 1 || n > 1e6 {
		return 0, fmt.Errorf("%q is no number of modules from 1 to 1000k", s)
	}
	return n, nil
}

// prepareCorpus installs the packages of testdata/bench.
func prepareCorpus(ctx context.Context, b *bench, a *app) (err error) {
	a.dir, err = b.install(ctx, "bench", filepath.Join(b.root, "testdata", "bench"), writeThree)
	return err
}

// writeThree makes three10.js: ten copies of one file, each with a line of its
// own so that none is a duplicate of another.
func writeThree(dir string) error {
	three, err := os.ReadFile(filepath.Join(dir, "node_modules", "three", "build", "three.cjs"))
	if err != nil {
		return err
	}
	var main []byte
	for i := range 10 {
		name := fmt.Sprintf("three-%d.js", i+1)
		text := append(fmt.Appendf(nil, "exports.copy = %d;\n", i+1), three...)
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
		main = fmt.Appendf(main, "exports.t%d = require('./%s');\n", i+1, name)
	}
	return os.WriteFile(filepath.Join(dir, "three10.js"), main, 0o666)
}

const oneFile = `// the numbers from 1 to 100
var sum = 0;
for (var i = 1; i <= 100; i++) sum += i;
globalThis.` + tree.Global + ` = sum;
module.exports = sum;
`

func prepareOne(_ context.Context, b *bench, a *app) error {
	a.dir = filepath.Join(b.work, a.name)
	if err := os.MkdirAll(a.dir, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.dir, a.entry), []byte(oneFile), 0o666)
}

func prepareTyped(_ context.Context, b *bench, a *app) error {
	return a.generate(b, tree.WriteTyped, tree.Options{Modules: a.modules, Seed: 1})
}

func prepareScale(_ context.Context, b *bench, a *app) error {
	return a.generate(b, tree.Write, tree.Options{Modules: a.scale, Seed: 1})
}

// generate writes a program, and sets what is known of it.
func (a *app) generate(b *bench, write func(string, tree.Options) (tree.Tree, error), o tree.Options) error {
	a.dir = filepath.Join(b.work, a.name)
	written, err := write(a.dir, o)
	if err != nil {
		return err
	}
	measure.Settle()
	a.entry = written.Entry
	a.proof = proofOf(written)
	return nil
}

func proofOf(written tree.Tree) string {
	return fmt.Sprintf("globalThis.%s === %d", tree.Global, written.Value)
}
