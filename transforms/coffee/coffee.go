// Package coffee compiles CoffeeScript with the compiler that the project has
// installed, 1.x or 2.x: what the npm transform coffeeify does, for which it
// stands in where that is not installed.
//
// What comes in are files called .coffee, .litcoffee and .coffee.md, and the
// compiler's options; what goes out is its JavaScript, with its map if the build
// makes one. The compiler is JavaScript, and is run by what runs npm's
// transforms. The package never looks into a source itself.
package coffee

import (
	_ "embed"
	"errors"
	"strings"

	"sheaf/transforms"
)

func init() {
	transforms.Register("coffee", construct)
	transforms.RegisterStandIn("coffeeify", construct)
}

//go:embed adapter.js
var adapter string

// compilers are the names of the npm package, the older one last.
var compilers = []string{"coffeescript", "coffee-script"}

// A coffee is the compiler, as a transform.
type coffee struct{ compiler }

type compiler = transforms.Transform

var errNotInstalled = errors.New("there is no CoffeeScript compiler in node_modules: npm install --save-dev coffeescript")

func construct(s transforms.Setup) (transforms.Transform, error) {
	for _, name := range compilers {
		for _, dir := range []string{s.Dir, s.Basedir} {
			file, err := s.Scripts.Resolve(dir, name)
			if err != nil {
				continue
			}
			t, err := s.Scripts.Adapt(file, adapter, s.Options)
			if err != nil {
				return nil, err
			}
			return coffee{t}, nil
		}
	}
	return nil, errNotInstalled
}

// Applies goes by the file's name.
func (coffee) Applies(file string) bool {
	return strings.HasSuffix(file, ".coffee") || strings.HasSuffix(file, ".litcoffee") || strings.HasSuffix(file, ".coffee.md")
}

// Sources returns the files of the compiler.
func (c coffee) Sources() []string {
	if w, ok := c.compiler.(transforms.Watched); ok {
		return w.Sources()
	}
	return nil
}
