// Package transforms is what a source transform is to sheaf, and the list of
// those that are known by name.
//
// What comes in is the text of one file; what goes out is the text that takes
// its place, with what else the bundle must know: further dependencies, files
// to watch, warnings. A transform never writes files, and never learns of the
// module graph. One transform serves many files at once: it must be safe for
// concurrent use.
package transforms

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/resolver"
)

// Input is one file on its way through the transforms.
type Input struct {
	File string // absolute path, in the system's form
	Code []byte // the text as the transforms before left it; not to be changed

	// AsRead says that Code is what a file holds, and no transform has had it:
	// Browserify gives a transform such a text in the pieces in which it is read,
	// and any other as it was made.
	AsRead bool

	// Map says that the build makes a source map, so that a text whose lines
	// move should end in one.
	Map bool

	// Late says that a Learner has been asked, in this build, what is outdated:
	// what it then knew counts. Before, what a file becomes must not depend on
	// what else was seen, for files come in no certain order.
	Late bool

	// Package is that of the package.json nearest to the file, nil if there
	// is none.
	Package *resolver.Package
}

// PackageType is the "type" of the package.json nearest to the file: "module",
// "commonjs" or "".
func (in *Input) PackageType() string {
	if in.Package == nil {
		return ""
	}
	return in.Package.Type
}

// Output is what a transform made of a file.
type Output struct {
	Code     []byte    // the new text; may be Input.Code. It may end in an inline source map.
	Deps     []string  // what the file depends on besides what it requires: names as in a require call
	Watch    []string  // absolute paths of other files that the text hangs on, there or not
	Listings []Listing // directories of which it counts what they hold
	Warnings diag.List

	// Fold says that conditions in Code may have become constant: what they
	// exclude is not to be looked at.
	Fold bool

	// Module says that Code was made of an ES module: what it requires is
	// what was imported, and is looked up as such.
	Module bool
}

// A Listing is what a directory was found to hold.
type Listing struct {
	Dir   string   // absolute path
	Names []string // of what is in it
}

// A Transform changes source texts.
type Transform interface {
	// Name is what the transform is called in messages.
	Name() string

	// Transform returns what becomes of a file. An error that is a
	// diag.List is reported as it stands, any other with the transform's
	// name and the file.
	Transform(ctx context.Context, in Input) (Output, error)
}

// An Applier is a Transform that leaves files alone by their names. It is asked
// before anything is done for a file.
type Applier interface {
	Applies(file string) bool
}

// A Wide is a Transform that is for the files of all packages, not only for the
// user's own, even if it was not asked for as a global one. It keeps its place
// among the others.
type Wide interface {
	Wide()
}

// A Finder is a Transform that has a say in what the names mean that its files
// require. It is asked before the ordinary rules.
type Finder interface {
	// Find returns the absolute path of the file that spec means in file, or
	// "" if the ordinary rules are to find it. ordinary applies them: a
	// Finder whose answer is only for what they do not find asks it first.
	Find(file, spec string, ordinary func() (string, error)) (string, error)
}

// A Supplier is a Finder that also finds modules that are in no file.
type Supplier interface {
	Finder

	// Source returns the text of the module that a path returned by Find
	// stands for, and whether there is one; else the path is a file's. What it
	// requires is found by the ordinary rules from the path's directory.
	Source(path string) (code []byte, ok bool)
}

// A Learner is a Finder that learns from all files of a bundle what is to become
// of some.
type Learner interface {
	Finder

	// Outdated returns the paths of files for which Transform was called too
	// early. It is called when all files are done; these are then transformed
	// again (see Input.Late), and found what they require. What is then no longer
	// required by anything is not in the bundle. It is called again when that
	// is done, and so on; a file is transformed again twice at most. has tells
	// whether a file is in the bundle: a transform may have seen others, in
	// earlier builds.
	Outdated(has func(file string) bool) []string
}

// A Global is a Transform that may run on the files of installed packages too
// where the package.json of an entry asks for it. With Browserify and npm's
// transforms that takes -g, whatever options the package.json gives.
type Global interface {
	Global() bool
}

// A Watched is a Transform that is itself made of files: when one of them
// changes, what it made is no longer worth anything.
type Watched interface {
	// Sources returns absolute paths. It is called while no file is being
	// transformed.
	Sources() []string
}

// A Setup is what a Constructor is told.
type Setup struct {
	Name    string          // the transform was asked for by it
	Options json.RawMessage // a JSON object, or nil
	Basedir string          // the build's base directory, absolute
	Dir     string          // of the package.json that asks, or Basedir: absolute
	Scripts Scripts         // runs JavaScript; never nil in a build
	Entries []Entry         // of the bundle, in order
}

// An Entry is one of the files that a bundle is made for.
type Entry struct {
	File   string // absolute path; its extension may be missing
	Source []byte // if not nil, its text, and there is no file
}

// Scripts runs transforms that are written in JavaScript.
type Scripts interface {
	// Load returns the transform that a module exports: an absolute path of
	// its file, and the options it is called with.
	Load(file string, options json.RawMessage) (Transform, error)

	// Adapt returns the transform that a module is made by an adapter: the
	// source of a function that is given the module's exports and a require
	// for core modules, and returns a transform as npm's are.
	Adapt(file, adapter string, options json.RawMessage) (Transform, error)

	// Resolve finds a module by Node's rules from a directory.
	Resolve(dir, spec string) (file string, err error)
}

// A Constructor makes a transform for one build. It may read configuration, and
// does nothing else.
type Constructor func(Setup) (Transform, error)

type entry struct {
	construct Constructor
	standIn   bool
}

var registry struct {
	sync.RWMutex
	byName map[string]entry
}

// Register makes a transform known by a name, usually from an init function. It
// is what the name means, even where an npm package of that name is installed.
// It panics if the name is taken.
func Register(name string, c Constructor) { register(name, entry{construct: c}) }

// RegisterStandIn makes a transform known by the name of an npm package, which
// it stands in for where the package is not installed.
func RegisterStandIn(name string, c Constructor) { register(name, entry{c, true}) }

func register(name string, e entry) {
	registry.Lock()
	defer registry.Unlock()
	if _, ok := registry.byName[name]; ok {
		panic(fmt.Sprintf("transforms: %q is registered twice", name))
	}
	if registry.byName == nil {
		registry.byName = map[string]entry{}
	}
	registry.byName[name] = e
}

// Lookup returns the constructor registered under a name, nil if there is none,
// and whether it only stands in for an npm package.
func Lookup(name string) (c Constructor, standIn bool) {
	registry.RLock()
	defer registry.RUnlock()
	e := registry.byName[name]
	return e.construct, e.standIn
}

// Names returns the registered names in order.
func Names() []string {
	registry.RLock()
	defer registry.RUnlock()
	names := make([]string, 0, len(registry.byName))
	for n := range registry.byName {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
