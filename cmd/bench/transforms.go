package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"sheaf/cmd/bench/internal/measure"
	"sheaf/cmd/bench/internal/tree"
)

// A transformed says what an npm transform is measured with.
type transformed struct {
	title  string
	style  tree.Style
	args   []string
	native bool // sheaf has it built in, so that no engine and no cache is used
}

// transformNames are the programs that go through npm transforms, in the order
// of the report.
var transformNames = []string{"envify", "envify-npm", "brfs", "babelify", "coffeeify"}

var transformedBy = map[string]transformed{
	"envify": {
		"envify, which in sheaf is native: no JavaScript runs", tree.Env,
		[]string{"-t", "[", "envify", "--NODE_ENV", "production", "]"}, true,
	},
	"envify-npm": {
		"npm's envify, by its path", tree.Env,
		[]string{"-t", "[", "envify/index.js", "--NODE_ENV", "production", "]"}, false,
	},
	"brfs": {
		"brfs", tree.Inline, []string{"-t", "brfs"}, false,
	},
	"babelify": {
		"babelify with preset-env", tree.ES,
		[]string{"-t", "[", "babelify", "--presets", "[", "@babel/preset-env", "]", "]"}, false,
	},
	"coffeeify": {
		"coffeeify with CoffeeScript 2", tree.Coffee, []string{"-t", "coffeeify"}, false,
	},
}

// transformFiles is how many files a transform is given.
const transformFiles = 100

// A variant is a way of running sheaf, of several that are measured at a
// program.
type variant struct {
	name  string // of -engines
	adds  string // to the tool's name
	flags func(job) []string
}

// engineVariants are the ways of running npm transforms. The warm-up fills the
// cache, so that each round has a second run.
var engineVariants = []variant{
	{"node", "--engine=node", flags("--engine=node", "--no-cache")},
	{"goja", "--engine=goja", flags("--engine=goja", "--no-cache")},
	{"cache", "--cache", func(j job) []string { return []string{"--cache=" + filepath.Join(filepath.Dir(j.out), "cache")} }},
}

func flags(list ...string) func(job) []string { return func(job) []string { return list } }

func engineNames() []string {
	var names []string
	for _, v := range engineVariants {
		names = append(names, v.name)
	}
	return names
}

// variantsOf returns the tools for an app: each of ours in all its variants that
// were chosen.
func variantsOf(a *app, ours []*tool, engines []string) []*tool {
	if len(a.variants) == 0 {
		return slices.Clip(ours)
	}
	var list []*tool
	for _, t := range ours {
		for _, v := range a.variants {
			if slices.Contains(engines, v.name) {
				list = append(list, t.variant(v))
			}
		}
	}
	return list
}

func (t *tool) variant(v variant) *tool {
	as := *t
	as.name = t.name + " " + v.adds
	as.command = func(j job) []string { return with(t.command(j), v.flags(j)...) }
	if t.watch != nil {
		as.watch = func(j job) []string { return with(t.watch(j), v.flags(j)...) }
	}
	return &as
}

// newTransformApp returns a program for a transform, or nil.
func newTransformApp(name string) *app {
	t, ok := transformedBy[name]
	if !ok {
		return nil
	}
	a := &app{
		name:    name,
		title:   "100 files of 5 to 10 KB through " + t.title,
		args:    t.args,
		able:    []string{"browserify"},
		prepare: func(ctx context.Context, b *bench, a *app) error { return prepareTransformed(ctx, b, a, t) },
	}
	if !t.native {
		a.variants = engineVariants
	}
	return a
}

// prepareTransformed writes the program, beside the transforms that the tests
// use.
func prepareTransformed(ctx context.Context, b *bench, a *app, t transformed) error {
	set, err := b.install(ctx, "transforms", filepath.Join(b.root, "testdata", "npm", "transforms"), nil)
	if err != nil {
		return err
	}
	a.dir = filepath.Join(b.work, a.name)
	written, err := tree.WriteStyled(a.dir, tree.Styled{Files: transformFiles, Style: t.style, Seed: 1})
	if err != nil {
		return err
	}
	a.entry = written.Entry
	a.proof = proofOf(written)
	measure.Settle()
	return os.Symlink(filepath.Join(set, "node_modules"), filepath.Join(a.dir, "node_modules"))
}
