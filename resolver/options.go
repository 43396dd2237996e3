package resolver

import (
	"runtime"
	"slices"
)

// ExportsMode says when the exports field of a package is consulted.
type ExportsMode uint8

const (
	// ExportsFallback consults exports where the classical rules (main, index,
	// files below the package) find nothing. Browserify ignores exports, so
	// what it builds is built alike.
	ExportsFallback ExportsMode = iota
	// ExportsFirst is Node's own order: the exports of a package hide all else.
	ExportsFirst
	// ExportsOff never looks at exports or imports.
	ExportsOff
)

// PathStyle is a flavour of file names.
type PathStyle uint8

const (
	Native  PathStyle = iota // this system's
	POSIX                    // /a/b
	Windows                  // C:\a\b and \\server\share\a, either slash
)

// Options configures a [Resolver]. The zero value resolves as Browserify does
// without NODE_PATH, on the operating system's files.
type Options struct {
	// FS is the file system looked at; nil means the operating system's.
	FS FS
	// Style is the flavour of paths.
	Style PathStyle
	// Extensions are tried in this order after the name as written; nil means
	// .js and .json.
	Extensions []string
	// Paths are absolute directories searched after all node_modules
	// directories, as NODE_PATH is.
	Paths []string
	// BaseDir is the directory from which [Resolver.Entry] sees the world: its
	// package's browser field may replace an entry, as in Browserify. Empty
	// means the directory of each entry.
	BaseDir string
	// PreserveSymlinks keeps paths as they were reached; only entries get real
	// paths.
	PreserveSymlinks bool
	// NoBrowserField ignores browser (and the old browserify) fields.
	NoBrowserField bool
	// Exports says when exports fields are consulted.
	Exports ExportsMode
	// Conditions are the names that match in exports and imports, besides
	// "default"; nil means browser and require, or node and require with
	// NoBrowserField.
	Conditions []string
	// LateExtensions are tried after Extensions, and only for a name that
	// nothing else was found for: a directory's index file goes before a file
	// with such an extension.
	LateExtensions []string
	// Modules makes names that nothing else was found for be looked for among
	// ES modules: the conditions import and module match in exports and
	// imports, and a package whose main leads nowhere has the main that its
	// field module names. Node's require fails there. For [Dir.ResolveImport]
	// the two conditions match from the start.
	Modules bool
	// Supplied tells names for which the caller has a module of its own: the
	// shims of core modules, exposed modules. It is asked after the browser
	// field and before node_modules. Its answers must not change while the
	// resolver lives; it is called by many goroutines.
	Supplied func(name string) bool
}

// Kind is what a name in a directory is.
type Kind uint8

const (
	KindFile  Kind = iota + 1 // a file that can be read (a pipe counts too)
	KindDir                   // a directory
	KindLink                  // a symbolic link, or not known without asking
	KindOther                 // a device, a socket
)

// DirEntry is one name in a directory.
type DirEntry struct {
	Name string
	Kind Kind
}

// FS is the file system a resolver looks at. Names are absolute, in the style
// of [Options.Style]. Methods are called by many goroutines.
type FS interface {
	// ReadDir lists a directory in any order. An error that is fs.ErrNotExist
	// means there is none; after any other error names are asked for by Stat.
	ReadDir(dir string) ([]DirEntry, error)
	// ReadFile returns the contents of a file.
	ReadFile(name string) ([]byte, error)
	// Stat returns what a name is after all links are followed.
	Stat(name string) (Kind, error)
	// EvalSymlinks returns the path without links in any part of it.
	EvalSymlinks(name string) (string, error)
}

// Request asks for the module that the name Spec stands for in a file in the
// absolute directory From.
type Request struct {
	Spec, From string
}

// Result is the answer to a request. Exactly one of File, Supplied and Empty
// is set.
type Result struct {
	// File is the file, nil if there is none.
	File *File
	// Package is the package through which the file was found: the one whose
	// package.json named it or lies nearest above the path by which it was
	// reached. It is what Browserify takes transforms from; nearly always it
	// is File.Package. Nil if there is none.
	Package *Package
	// As is the path by which the file was reached, if links made it differ
	// from File.Path; else "".
	As string
	// Supplied is the name, after the browser field, for which
	// [Options.Supplied] said true.
	Supplied string
	// Empty says that a browser field maps the name to false.
	Empty bool
}

// File is a file that a name was resolved to. A resolver makes one File for
// each real path (each path, with PreserveSymlinks), so pointers can be
// compared.
type File struct {
	Path    string   // absolute, real, in the style of Options.Style
	Dir     *Dir     // the directory it lies in
	Name    string   // its name there
	Package *Package // the nearest one above, nil if none
	Number  int      // tells the files of a resolver apart: they are numbered from 0, with gaps
	plain   outcome  // the result of resolving to it without ado
}

// outcome is a remembered answer.
type outcome struct {
	res Result
	err error
}

// settings are the options as New understood them.
type settings struct {
	fs         FS
	win        bool
	fold       bool // file names may match in another case
	sep        string
	exts       []string
	lateExts   []string // all of exts, then the late ones
	preserve   bool
	noBrowser  bool
	exports    ExportsMode
	conditions []string
	lateConds  []string // all of conditions, then those of ES modules
	importCond []string // the same without require
	modules    bool
	late       bool // there is a second search, of what is found late
	supplied   func(string) bool
}

func (o Options) settings() settings {
	s := settings{
		fs:         o.FS,
		win:        o.Style == Windows || o.Style == Native && runtime.GOOS == "windows",
		sep:        "/",
		exts:       slices.Clone(o.Extensions),
		preserve:   o.PreserveSymlinks,
		noBrowser:  o.NoBrowserField,
		exports:    o.Exports,
		conditions: slices.Clone(o.Conditions),
		supplied:   o.Supplied,
		modules:    o.Modules,
		late:       o.Modules || len(o.LateExtensions) > 0,
	}
	if s.fs == nil {
		s.fs = osFS{}
	}
	if s.win {
		s.sep = `\`
	}
	s.fold = s.win || runtime.GOOS == "darwin"
	if o.Extensions == nil {
		s.exts = []string{".js", ".json"}
	}
	if o.Conditions == nil {
		s.conditions = []string{"browser", "require"}
		if s.noBrowser {
			s.conditions[0] = "node"
		}
	}
	s.lateExts = slices.Concat(s.exts, o.LateExtensions)
	s.lateConds = s.conditions
	if s.modules {
		s.lateConds = slices.Concat(s.conditions, []string{"import", "module"})
	}
	s.importCond = slices.DeleteFunc(slices.Clone(s.lateConds), func(c string) bool { return c == "require" })
	if s.supplied == nil {
		s.supplied = func(string) bool { return false }
	}
	return s
}
