// Package format is the file that holds the browser shims: one archive of
// modules, each with its source and with what a scan and a resolution of that
// source found, so that neither need be done again.
//
// What comes in is an Archive (to Encode) or a file (to Open); what goes out
// is the file's bytes, or one module at a time. Opening a file reads its
// header and index only; a module is read when it is asked for. The package
// knows nothing of JavaScript, of npm or of where the file is kept, and trusts
// nothing in it: whatever was cut, changed or made by another version is
// refused with an error.
//
// The file, all numbers little-endian:
//
//	magic     16 bytes "sheaf builtins\r\n"
//	version   uint32
//	lock      64 bytes, a hash in hexadecimal: what the shims were made from
//	modules   uint32   how many
//	names     uint32   length of the name table in bytes
//	size      uint32   of the whole file
//	checksum  uint32   of all the above, the index and the name table
//	index     for each module: offset, length of its record, length of its
//	          source, checksum of both (uint32 each)
//	names     for each name, sorted: its length, the name, the module's number
//	          (lengths and numbers here and in records are varints)
//	records   for each module: record, source
//
// A record is the path, the flags, the globals, the offset of the source map
// comment plus one, the number of dependencies and the dependencies. Checksums
// are CRC-32 (IEEE's: Go has its tables ready ten times sooner than the others').
package format

import (
	"errors"
	"hash/crc32"
)

// Version is the version of the file's format. It changes too when the same
// shims are to be scanned or resolved anew.
const Version = 1

// HashLen is the length of a lock hash in hexadecimal.
const HashLen = 64

const (
	magic     = "sheaf builtins\r\n"
	headerLen = len(magic) + 4 + HashLen + 4*4
	entryLen  = 4 * 4
)

// The reasons for which Open and Reader.Module refuse a file; errors.Is tells
// them apart.
var (
	// ErrVersion: not an archive of this Version.
	ErrVersion = errors.New("the archive has another format")
	// ErrLock: made from other shims than asked for.
	ErrLock = errors.New("the archive was made from another lock file")
	// ErrDamaged: cut short or changed.
	ErrDamaged = errors.New("the archive is damaged")
)

// An Archive is the contents of a file.
type Archive struct {
	Lock    string         // hash of what the shims were made from, HashLen hexadecimal digits
	Modules []Module       // in the order of their paths
	Names   map[string]int // names by which modules are asked for: index in Modules
}

// A Module is one source file.
type Module struct {
	Path       string // slash path below the common root, as fs.ValidPath has it
	Source     []byte
	JSON       bool
	Globals    uint16 // as the scanner's
	MapComment int32  // byte offset of the source map comment in Source, or -1
	Deps       []Dep  // in source order, no Spec twice
}

// A Dep is a required module.
type Dep struct {
	Spec string
	Kind Kind
	Core string // for Core: the core module's name
	To   int    // for To: index in Archive.Modules
}

// Kind says what a Dep leads to.
type Kind uint8

const (
	To    Kind = iota // a module of the archive
	Core              // a core module, by name
	Empty             // nothing: a browser field says false
	kinds
)

const flagJSON = 1

func checksum(parts ...[]byte) uint32 {
	var sum uint32
	for _, p := range parts {
		sum = crc32.Update(sum, crc32.IEEETable, p)
	}
	return sum
}
