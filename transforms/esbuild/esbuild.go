// Package esbuild turns ES modules, TypeScript and JSX into CommonJS that runs
// in a browser, with esbuild's Go API.
//
// What comes in is the text of one file, its name, and whether its package
// says "type": "module"; what goes out is a CommonJS text with the same
// exports, and on demand a source map at its end. Import declarations become
// require calls, which whoever bundles finds as in any other file. The package
// reads tsconfig.json files, and nothing else; it resolves nothing, learns of
// no other module, and never writes.
//
// It is used in two ways. Walking a bundle's files, package graph calls a
// [Converter] for what it finds to be no CommonJS. And the names esm, ts and
// jsx, with es6ify, esmify, tsify and reactify for those who come from npm,
// are transforms that do the same earlier, and with options.
//
// # What modules see of each other
//
// A converted module's exports are an object with getters, so that bindings are
// live, and with __esModule, as Babel's. It has one mark more (see interop.go)
// by which importers know it from CommonJS that was compiled beforehand. A
// CommonJS module that is imported has its module.exports as default export,
// unless it has __esModule and the importer is not of Node's kind: .mjs and
// .mts files, and those of a package of the type module, get module.exports
// whatever it has, as in Node. One thing is not as it would be in Node:
// of modules that have an "export *" of each other, the one that runs first
// does not pass on to the other what it gets from a third later.
//
// import() of a literal becomes a promise of the bundled module. With a URL or
// an expression it is left to the browser.
//
// import.meta.url is the URL of the script that the bundle is, or of the page
// if that is not known; see interop.go for why.
//
// # What it costs
//
// Some ten MB/s of processor time, and a quarter of a millisecond for the
// smallest file that is converted alone, since esbuild makes a whole build for
// it. Many together are one build; see batch.go. A file that is CommonJS already
// is never given to it.
package esbuild

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/bundle/scan"
	"sheaf/transforms"
)

func init() {
	for _, name := range []string{"esm", "es6ify", "esmify"} {
		register(name, scripts, name == "esm", asModule)
	}
	for _, name := range []string{"ts", "tsify"} {
		register(name, typed, name == "ts", always)
	}
	for _, name := range []string{"jsx", "reactify"} {
		register(name, []string{".js", ".jsx"}, name == "jsx", asJSX)
	}
}

var (
	scripts = []string{".js", ".mjs", ".es6", ".es", ""}
	typed   = []string{".ts", ".tsx", ".mts", ".cts"}
)

// Extensions returns those that no CommonJS file has, in the order in which a
// name without one is tried.
func Extensions() []string { return []string{".mjs", ".ts", ".tsx", ".jsx", ".mts", ".cts"} }

// Wants tells by a file's name whether it is to be converted whatever it holds.
func Wants(file string) bool {
	switch filepath.Ext(file) {
	case ".mjs", ".ts", ".tsx", ".jsx", ".mts", ".cts":
		return true
	}
	return false
}

// A chooser says whether a transform has anything to do for a text, and whether
// the text may hold JSX whatever the file is called.
type chooser func(t *transform, in transforms.Input) (wanted, jsx bool)

func always(*transform, transforms.Input) (wanted, jsx bool) { return true, false }

// asModule wants ES modules, and everything if the user wants it lowered.
func asModule(t *transform, in transforms.Input) (wanted, jsx bool) {
	return t.c.o.target != 0 || Wants(in.File) || IsModule(in.Code), false
}

// asJSX wants what may have elements: they end in "/>" or have "</".
func asJSX(t *transform, in transforms.Input) (wanted, jsx bool) {
	return filepath.Ext(in.File) == ".jsx" || bytes.Contains(in.Code, []byte("/>")) || bytes.Contains(in.Code, []byte("</")), true
}

var scanners = sync.Pool{New: func() any { return new(scan.Scanner) }}

// IsModule tells whether a text has syntax that only an ES module may have.
func IsModule(code []byte) bool {
	res, err := look(code)
	return err == nil && res.ESM >= 0
}

func look(code []byte) (scan.Result, error) {
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	return s.Scan(code)
}

// A transform is a Converter by one of its names.
type transform struct {
	name       string
	extensions []string
	choose     chooser
	c          *Converter
}

// register makes a transform known by a name; strict if it is our own, and not
// that of an npm package whose options are passed over.
func register(name string, extensions []string, strict bool, choose chooser) {
	known := transforms.RegisterStandIn
	if strict {
		known = transforms.Register
	}
	known(name, func(s transforms.Setup) (transforms.Transform, error) {
		o, err := readOptions(s.Options, strict)
		if err != nil {
			return nil, err
		}
		return &transform{name, append(slices.Clone(extensions), o.extensions...), choose, newConverter(o)}, nil
	})
}

// Name returns the name the transform was asked for by.
func (t *transform) Name() string { return t.name }

// Applies goes by the extension.
func (t *transform) Applies(file string) bool {
	return slices.Contains(t.extensions, strings.ToLower(filepath.Ext(file)))
}

// Transform converts a file.
func (t *transform) Transform(ctx context.Context, in transforms.Input) (transforms.Output, error) {
	wanted, jsx := t.choose(t, in)
	if !wanted {
		return transforms.Output{Code: in.Code}, nil
	}
	return t.c.convert(ctx, in, jsx)
}
