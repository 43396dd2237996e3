package bundle

import (
	"encoding/json"
	"time"

	"sheaf/resolver"
	"sheaf/transforms"
	"sheaf/transforms/esbuild"
)

// Options say what to bundle and how. The zero value, with at least one entry,
// is Browserify's default. Fields are named after Browserify's options; where
// Browserify has an option that is on by default, the field says what turns it
// off.
type Options struct {
	// Basedir is the directory that relative entries, exposed names,
	// __filename and the sources of maps are relative to. "" is the
	// current directory.
	Basedir string
	basedir *string // as the user wrote it, which transforms are told

	// Cwd is the directory that Externals, Excludes and Ignores are
	// relative to, as in Browserify, where Basedir does not move them.
	// "" is the process's own.
	Cwd string

	// Entries run in order when the bundle is loaded.
	Entries []Entry

	// Requires are modules that other scripts may require by name.
	Requires []Require

	// Externals are modules that other bundles hold: names as they stand in
	// require calls, or file paths. A required external stays out of the
	// bundle and is asked of the page's require.
	Externals []string

	// Excludes are modules left out of the bundle; requiring them throws
	// at run time, unless another bundle has them.
	Excludes []string

	// Ignores are modules replaced by an empty one.
	Ignores []string

	// NoParse lists files (relative to Basedir, or absolute) that are
	// bundled without being read for require calls and globals, and
	// packages of that name for globals.
	NoParse []string

	// Extensions are tried after .js and .json.
	Extensions []string

	// Paths are directories searched after node_modules, as NODE_PATH.
	Paths []string

	// Exports says when package.json's exports and imports are consulted.
	Exports resolver.ExportsMode

	// Conditions are those that exports maps match, besides default. nil
	// stands for browser, require.
	Conditions []string

	NoBrowserField   bool // package.json's browser field is not read
	NoBuiltins       bool // Node's core modules are left to the page's require
	NoBundleExternal bool // whatever is not a path is left to the page's require
	NoCommonDir      bool // __filename and __dirname keep what they are in Node
	PreserveSymlinks bool // a module's path is that by which it was reached
	IgnoreMissing    bool // a require that resolves to nothing is left as it is

	NoDetectGlobals bool     // free globals (process, Buffer, …) are left alone
	InsertGlobals   bool     // all globals are defined in every module, used or not
	GlobalVars      []string // if not nil, only these names are detected (Browserify's insertGlobalVars)

	// Transforms run in order; those with Global set after all others and
	// on every file.
	Transforms []Transform

	// TransformTimeout is how long a transform that is written in JavaScript
	// may take for one file. 0 is a minute.
	TransformTimeout time.Duration

	// TransformCache is a directory that keeps what such transforms make of
	// files, for builds to come: absolute, or relative to Basedir. "" keeps
	// nothing. See [CacheDir].
	TransformCache string

	// Engine is what runs transforms that are written in JavaScript: "node"
	// (18 or newer, from PATH), "goja" (an interpreter in this program), or ""
	// or "auto", which is Node if there is one and else goja.
	Engine string

	// Sandbox, if not nil, limits what transforms that are written in
	// JavaScript may touch. They run in goja then; an Engine "node" is an
	// error.
	Sandbox *Sandbox

	// TransformKey is the field of package.json's "browserify" object that
	// names a package's own transforms. "" is "transform".
	TransformKey string

	// IgnoreTransforms names transforms of package.json files that are not run.
	IgnoreTransforms []string

	// Minify shortens the text of each module, after all transforms: blanks,
	// comments and the names of its own variables go, and branches that can
	// never be taken, with what they require. What follows a module's name or
	// the text of its functions sees the difference.
	Minify        bool
	LegalComments LegalComments // with Minify: where comments about licences go

	Standalone string        // the name of a UMD bundle; "" makes a plain one
	NoAMD      bool          // a page's own define (RequireJS's) is hidden from the modules
	FullPaths  bool          // ids are paths instead of numbers
	NoDedupe   bool          // files with the same text are all kept
	SourceMap  SourceMapMode // whether and where a source map is written

	// MapFile is where a map of its own goes (MapLinked, MapExternal), and
	// with MapLinked what the script's last line names: a path relative to
	// the script, or absolute. "" is the script's name with ".map" added.
	MapFile string

	// MapBase is the directory, of a map of its own, that its sources are
	// relative to: that of the map's file, if tools are to find them. "" is
	// Basedir, as for inline maps.
	MapBase string

	// Workers is the number of goroutines that read and scan; 0 is one per
	// processor. The result does not depend on it.
	Workers int

	// Progress, if not nil, is called now and then during a build, from one
	// goroutine at a time.
	Progress func(Progress)

	// Converting, if not nil, is called before a build first converts more than
	// a few ES modules or TypeScript files at once. That takes about a hundred
	// bytes of memory for each of theirs.
	Converting func()
}

// An Entry is a file that runs when the bundle is loaded.
type Entry struct {
	// File is a path, absolute or relative to Basedir: a file, a file
	// without its extension, or a directory with a package.json or index.
	File string

	// Source, if not nil, is the entry's text, and nothing is read. File
	// names it then; "" stands for _stream_N.js in Basedir, N counting the
	// entries from 0, as Browserify names what it reads from a stream.
	Source []byte
}

// A Require is a module that scripts outside the bundle may require.
type Require struct {
	// File is a path that starts with "." or "/", or a module name, looked
	// up from Basedir.
	File string

	// Expose is the name to require it by. "" is the file's own: a module
	// name as it is, a path as "/" and the path from Basedir.
	Expose string
}

// A Transform is one source transform of the bundle.
type Transform struct {
	// Name is how the transform was asked for: a module, a path, or the
	// name of a registered one.
	Name string

	// Options are passed to it; nil is an empty object.
	Options json.RawMessage

	// Global makes it run on every file, node_modules included, after the
	// others.
	Global bool

	// Use, if not nil, is the transform itself, and Name only names it in
	// messages.
	Use transforms.Transform
}

// LegalComments says where comments go that begin with "/*!" or "//!" or have
// @license or @preserve in them.
type LegalComments uint8

const (
	LegalAfterModule LegalComments = iota // behind the module that has them
	LegalInline                           // they stay where they are
	LegalEndOfFile                        // at the end of the bundle, each once
	LegalNone                             // nowhere
)

func (l LegalComments) legal() esbuild.Legal {
	return [...]esbuild.Legal{esbuild.LegalAtEnd, esbuild.LegalInline, esbuild.LegalApart, esbuild.LegalNone}[l]
}

// A Sandbox is what transforms written in JavaScript are limited to: reading
// files below Basedir and in the packages that they are loaded from, whatever
// symbolic links lead there, writing none, and of the environment NODE_ENV.
type Sandbox struct {
	// Environ names more variables of the environment that they may see.
	Environ []string
}

// SourceMapMode says whether a bundle has a source map, and where.
type SourceMapMode uint8

const (
	MapNone     SourceMapMode = iota
	MapInline                 // in the bundle, as a data URL (Browserify's --debug)
	MapLinked                 // in a file of its own, which the bundle names
	MapExternal               // in a file of its own, which the bundle does not name
)

// Progress is how far a build has come.
type Progress struct {
	Modules int           // modules found so far
	Bytes   int64         // bytes of source read so far
	Elapsed time.Duration // since the build began
}
