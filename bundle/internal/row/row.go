// Package row is the shape in which modules travel from the walk to the
// bundle: module-deps' rows, as Browserify's pipeline passes them from stage to
// stage.
//
// It holds no logic of its own: package graph makes rows, package pack sorts,
// labels and writes them.
package row

import "sheaf/bundle/srcmap"

// A Row is one module. There are very many of them: the order of the fields
// leaves no room between them.
type Row struct {
	// ID is what Browserify calls row.id before labels are given: the path
	// as the user gave it for an entry, the exposed name of an exposed
	// module, else File.
	ID string

	// File is row.file: an absolute path, or the name of an exposed
	// package as the user gave it.
	File string

	// Path is where the source was read from: File with symlinks, missing
	// extensions and package names resolved.
	Path string

	// Source is the text between Head and Tail: transformed, without a
	// byte-order mark or a "#!" line, and never changed in place. Head and
	// Tail are what define the free globals.
	Source     []byte
	Head, Tail string

	JSON     bool // Source is JSON text, to become module.exports
	Verbatim bool // the source was not scanned (noparse)
	Given    bool // the user gave the text: there is no file
	Virtual  bool // Path is not one of the file system
	Entry    bool // the module runs when the bundle is loaded

	// MapComment is the offset in Source of the first sourceMappingURL
	// comment, or -1.
	MapComment int32

	// Lines is the number of line ends in Source, and Content its text as
	// a source map has it. Both are only there if a map is made.
	Lines   int32
	Content srcmap.Chunk

	// Legal are comments about licences that were taken out of Source, for the
	// end of the bundle.
	Legal []byte

	// Deps are the module's dependencies, each key once, sorted by key in
	// UTF-16 order.
	Deps []Dep

	Order  int    // of entries, from 0; -1 if the user gave none
	Expose string // the name other scripts require it by, or ""

	// What the stages of package pack add.
	Label Label // the id in the bundle
	Piece int   // which of the bundle's pieces is the source, if it is one as it stands; else -1
	Dup   *Row  // the first row with the same text, or nil
}

// A Dep is what one name means to a module that requires it.
type Dep struct {
	Key   string
	To    *Row   // nil if the module is not in the bundle
	Value Value  // what is written if To is nil
	Soft  bool   // it is only asked for its id, by require.resolve
	Name  string // if not "", what it is required by instead of an id
}

// Value is what a dependency that is not in the bundle is written as.
type Value uint8

const (
	Undefined Value = iota // asked of the page's require by its key
	False                  // the same, for names that were never looked up
)

// A Label is a module's id in the bundle: a number from 1, or a name.
type Label struct {
	Number int // 0 if the id is a name
	Name   string
}
