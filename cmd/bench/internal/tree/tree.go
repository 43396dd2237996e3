// Package tree writes synthetic programs of any size: a main file, folders of
// sources, node_modules full of packages, all CommonJS.
//
// What comes in is a number of modules and a seed; what goes out is a directory
// whose main.js reaches exactly that many modules, and the number that
// the program computes from all of them, so that a bundle of it can be checked
// by running it. The same options give the same bytes on every machine. The
// package never reads anything, and what it writes needs no core modules, no
// globals and nothing newer than ES2015: every bundler is to find the same
// modules in it.
//
// # The shape
//
// The sizes of modules are log-normal with a median of 1.5 KB and a mean of
// about 4 KB, up to 1 MiB; each requires 1 to 12 others. That is what was seen
// in real packages (2,434 modules of 72 packages: mean 4.1 KB, median 0.8 KB,
// 90 % below 5.4 KB, the largest 1.2 MB, 4.7 requires in the mean), with a
// larger median, as an application's own modules have. Packages, too, are mostly
// small: half have up to five modules, some have hundreds.
//
// Requires go downwards, so that the program can run: a package has a level and
// requires packages of higher ones, a module has a depth in its package and
// requires deeper ones. A module that finds nothing below it requires its
// package's main module, in a function that is never called. What lies beside
// modules in real packages is there too: readmes, licences, declaration files,
// variants for Node that the browser field replaces.
//
// WriteTyped writes a program of another kind: TypeScript and JSX, one
// application without packages. WriteStyled writes small programs for
// transforms: sources of one style, in one folder.
//
// The files: plan decides which modules there are and what they require, layout
// where they lie and how they are called, code fills them,
// write writes them; typed and styled have the other programs.
package tree

// Options say what program to write.
type Options struct {
	Modules int    // how many modules main.js reaches, itself included; at least 1
	Seed    uint64 // programs of different seeds differ
}

// A Tree is a program that was written.
type Tree struct {
	Entry   string // the main file, relative to the directory
	Modules int    // that the entry reaches, itself included
	Bytes   int64  // of their sources
	Value   int    // what the program leaves in the global variable Global
}

// Global is the name of the global variable that a run of the program sets to
// Tree.Value.
const Global = "sheafBench"

// Write writes a program into a directory, which is made if need be and should
// be empty.
func Write(dir string, o Options) (Tree, error) {
	p := newPlan(o)
	p.layout()
	w := newWriter(dir, p)
	for _, pkg := range p.packages {
		if err := w.pkg(pkg); err != nil {
			return Tree{}, err
		}
	}
	return Tree{Entry: p.packages[0].modules[0].path, Modules: p.count, Bytes: w.bytes, Value: p.packages[0].modules[0].value()}, nil
}
