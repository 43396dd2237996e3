package engine

// A Trace is what a process, or a runtime, had looked at by the end of a run:
// what it noted during that run, and all it had noted before. A result hangs on
// all of it, since transforms keep what they have read.
type Trace struct {
	Before *Trace // nil if the run was the first
	Notes  []Note

	// Opaque tells whether any of some modules did what leaves no trace: ran
	// another process, used the network, wrote. It may still happen after the
	// run, so it is asked when all is over.
	Opaque func(modules []string) bool
}

// A Note is one thing that was looked at.
type Note struct {
	Kind NoteKind
	Path string // absolute; of Variable and Argument the name; of Required and Imported a directory, a zero byte and what a file in it asks for

	// State is what was there when it was first looked at:
	//
	//	-                nothing
	//	f, d, o          a file, a directory, anything else
	//	f and a hash     of Content and Module: a file with this text
	//	f or d and path  of Place: what it really is, links followed
	//	f and a path     of Required and Imported: the module's file
	//	l and a hash     of Listing: a directory with these names
	//	x and the rest   of Rights: of a file or a directory
	//
	// Hashes are the first 128 bits of SHA-256 in hexadecimal digits. That of
	// a directory is of its names in the order of their bytes, each followed
	// by "/" if it is a directory, "@" if a link, "?" if neither these nor a
	// file, and by a zero byte. Rights are the permission bits in octal digits
	// and the numbers of the user and the group, with dots between; on Windows
	// "0" or "200", for what may be written. Of Variable and Argument it is empty: they do
	// not change.
	State string
}

// NoteKind says what of a path counts.
type NoteKind string

const (
	Content  NoteKind = "c" // a file's text
	Module   NoteKind = "m" // the text of a module, or of a package.json that says what modules are
	Listing  NoteKind = "l" // a directory's names
	Place    NoteKind = "p" // whether it is there, and what it is
	Rights   NoteKind = "x" // who may do what with it
	Variable NoteKind = "e" // a variable of the environment; "*": the names of all
	Argument NoteKind = "a" // where a word is among Options.Args; "*": all of them
	Required NoteKind = "r" // what Options.Resolve says of a name
	Imported NoteKind = "i" // the same, where it is imported
)
