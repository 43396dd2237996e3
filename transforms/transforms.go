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
)

// Input is one file on its way through the transforms.
type Input struct {
	File string // absolute path, in the system's form
	Code []byte // the text as the transforms before left it; not to be changed

	// Map says that the build makes a source map, so that a text whose lines
	// move should end in one.
	Map bool

	// PackageType is the "type" of the package.json nearest to the file:
	// "module", "commonjs" or "".
	PackageType string
}

// Output is what a transform made of a file.
type Output struct {
	Code     []byte   // the new text; may be Input.Code. It may end in an inline source map.
	Deps     []string // what the file depends on besides what it requires: names as in a require call
	Watch    []string // absolute paths of other files that the text was made of
	Warnings diag.List

	// Module says that Code was made of an ES module: what it requires is
	// what was imported, and is looked up as such.
	Module bool
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

// A Constructor makes a transform for one build from the options that the user
// gave, a JSON object or nil.
type Constructor func(options json.RawMessage) (Transform, error)

var registry struct {
	sync.RWMutex
	byName map[string]Constructor
}

// Register makes a transform known by a name, usually from an init function.
// It panics if the name is taken.
func Register(name string, c Constructor) {
	registry.Lock()
	defer registry.Unlock()
	if _, ok := registry.byName[name]; ok {
		panic(fmt.Sprintf("transforms: %q is registered twice", name))
	}
	if registry.byName == nil {
		registry.byName = map[string]Constructor{}
	}
	registry.byName[name] = c
}

// Lookup returns the constructor registered under a name.
func Lookup(name string) (Constructor, bool) {
	registry.RLock()
	defer registry.RUnlock()
	c, ok := registry.byName[name]
	return c, ok
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
