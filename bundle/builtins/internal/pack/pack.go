// Package pack makes the archive of the browser shims.
//
// What comes in is a directory with the shims' packages in its node_modules;
// what goes out is the archive's bytes, the same for the same packages. Every
// shim's entry is found as Node's require finds it, for so Browserify does;
// from there on requires are followed by Browserify's rules, browser fields
// included. Generate does the whole of it, npm's part too. The package never
// changes the directories it reads, and takes nothing it does not understand:
// an ES module, a require that leads nowhere or a core module renamed by a
// browser field is an error, since the archive could not say what is meant.
package pack

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"sheaf/bundle/builtins"
	"sheaf/bundle/builtins/internal/format"
	"sheaf/bundle/scan"
	"sheaf/resolver"
)

// Pack returns the archive of the shims in dir's node_modules. lock is the
// hash of the lock file they were installed by.
func Pack(dir, lock string) ([]byte, error) {
	packages := []string{builtins.IsBufferPackage}
	for _, name := range builtins.Names() {
		if npm := builtins.Package(name); npm != "" {
			packages = append(packages, npm)
		}
	}
	return pack(dir, lock, packages)
}

// pack returns the archive of some packages, named as Node's require has them.
func pack(dir, lock string, packages []string) ([]byte, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := filepath.EvalSymlinks(filepath.Join(dir, "node_modules"))
	if err != nil {
		return nil, err
	}
	w := &walk{
		root:    root,
		browser: resolver.New(resolver.Options{Supplied: supplied}),
		modules: map[string]*module{},
	}
	entries, err := w.entries(dir, packages)
	if err != nil {
		return nil, err
	}
	for len(w.todo) > 0 {
		m := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		if err := w.load(m); err != nil {
			return nil, fmt.Errorf("%s: %w", m.file, err)
		}
	}
	return format.Encode(w.archive(entries, lock))
}

// supplied reports whether Browserify has a module of that name, so that
// node_modules is not looked at.
func supplied(name string) bool {
	return builtins.Known(name) && !builtins.Added(name)
}

// A walk finds all modules that the shims need.
type walk struct {
	root    string // real path of node_modules
	browser *resolver.Resolver
	scanner scan.Scanner
	modules map[string]*module // by real path
	todo    []*module
}

// A module is on its way into the archive: deps of kind format.To have their
// module in to, at the same index, until it has a number.
type module struct {
	format.Module
	file string
	to   []*module
}

// entries finds the modules that packages are entered by.
func (w *walk) entries(dir string, packages []string) (map[string]*module, error) {
	node := resolver.New(resolver.Options{
		NoBrowserField: true,
		Exports:        resolver.ExportsFirst,
		Conditions:     []string{"node", "require"},
	})
	entries := map[string]*module{}
	for _, npm := range packages {
		result, err := node.Resolve(resolver.Request{Spec: npm, From: dir})
		if err != nil {
			return nil, err
		}
		if entries[npm], err = w.module(result.File); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// module returns the module of a file, which it sees to be loaded.
func (w *walk) module(file *resolver.File) (*module, error) {
	if m := w.modules[file.Path]; m != nil {
		return m, nil
	}
	rel, err := filepath.Rel(w.root, file.Path)
	if err != nil || !filepath.IsLocal(rel) {
		return nil, fmt.Errorf("%q lies outside of %q", file.Path, w.root)
	}
	if err := checkRenames(file.Package); err != nil {
		return nil, err
	}
	m := &module{file: file.Path}
	m.Path = filepath.ToSlash(rel)
	w.modules[file.Path] = m
	w.todo = append(w.todo, m)
	return m, nil
}

// checkRenames holds the promise of builtins.Dep: that Spec is the name.
func checkRenames(p *resolver.Package) error {
	if p == nil {
		return nil
	}
	var field map[string]any
	if json.Unmarshal(p.Field("browser"), &field) != nil {
		return nil // a string, or none
	}
	for key, value := range field {
		if name, ok := value.(string); ok && !strings.HasPrefix(name, ".") {
			return fmt.Errorf("%s: the browser field puts package %q in place of %q", p.Dir, name, key)
		}
	}
	return nil
}

// load fills in a module.
func (w *walk) load(m *module) error {
	src, err := os.ReadFile(m.file)
	if err != nil {
		return err
	}
	if !utf8.Valid(src) {
		return fmt.Errorf("not UTF-8")
	}
	m.Source = clean(src)
	m.MapComment = -1
	if strings.HasSuffix(m.file, ".json") {
		m.JSON = true
		if !json.Valid(m.Source) {
			return fmt.Errorf("not JSON")
		}
		return nil
	}
	found, err := w.scanner.Scan(m.Source)
	if err != nil {
		return err
	}
	if found.ESM >= 0 {
		return fmt.Errorf("an ES module (at byte %d)", found.ESM)
	}
	m.Globals = uint16(found.Globals)
	m.MapComment = found.MapComment
	from := w.browser.Dir(filepath.Dir(m.file))
	if err := checkGlobals(from, found.Globals); err != nil {
		return err
	}
	return w.require(m, from, found.Refs)
}

// clean takes off a byte order mark and makes a #! line an empty one.
func clean(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.HasPrefix(src, []byte("#!")) {
		if end := bytes.IndexByte(src, '\n'); end >= 0 {
			src = src[end:]
		}
	}
	return src
}

// checkGlobals makes sure that what free globals are replaced by are core
// modules here, and not what the package's browser field makes of them.
func checkGlobals(from *resolver.Dir, globals scan.Globals) error {
	if globals&scan.IsBufferOnly != 0 {
		globals &^= scan.Buffer
	}
	for _, g := range []struct {
		mask scan.Globals
		spec string
	}{
		{scan.Process, "_process"},
		{scan.Buffer, "buffer"},
		{scan.SetImmediate | scan.ClearImmediate, "timers"},
	} {
		if globals&g.mask == 0 {
			continue
		}
		result, err := from.Resolve(g.spec)
		if err != nil {
			return err
		}
		if result.Supplied != g.spec {
			return fmt.Errorf("a free global needs %q, which a browser field replaces", g.spec)
		}
	}
	return nil
}

// require adds what a module's requires lead to.
func (w *walk) require(m *module, from *resolver.Dir, refs []scan.Ref) error {
	for _, ref := range refs {
		same := func(d format.Dep) bool { return d.Spec == ref.Spec }
		if ref.Kind != scan.Require || slices.ContainsFunc(m.Deps, same) {
			continue
		}
		result, err := from.Resolve(ref.Spec)
		if err != nil {
			return err
		}
		dep, to := format.Dep{Spec: ref.Spec}, (*module)(nil)
		switch {
		case result.Empty:
			dep.Kind = format.Empty
		case result.Supplied != "":
			dep.Kind, dep.Core = format.Core, result.Supplied
		default:
			if to, err = w.module(result.File); err != nil {
				return err
			}
		}
		m.Deps = append(m.Deps, dep)
		m.to = append(m.to, to)
	}
	return nil
}

// archive puts the modules in order and numbers them.
func (w *walk) archive(entries map[string]*module, lock string) *format.Archive {
	all := make([]*module, 0, len(w.modules))
	for _, m := range w.modules {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	numbers := make(map[*module]int, len(all))
	for i, m := range all {
		numbers[m] = i
	}
	a := &format.Archive{Lock: lock, Names: map[string]int{}}
	for _, m := range all {
		for k, to := range m.to {
			if to != nil {
				m.Deps[k].To = numbers[to]
			}
		}
		a.Modules = append(a.Modules, m.Module)
	}
	for npm, m := range entries {
		a.Names[npm] = numbers[m]
	}
	return a
}
