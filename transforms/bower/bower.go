// Package bower finds Bower's components: what the npm transform debowerify did,
// as rules of resolution and not by rewriting.
//
// What comes in are the names that files require, Bower's files (bower.json,
// .bowerrc, and the metadata of components), and as an option which names npm's
// packages go first for; what goes out are the files of components. No source is
// looked at. The package never runs Bower, and reads nothing but those files.
//
// The project of a file is the nearest directory upwards that has a bower.json,
// a .bowerrc or a bower_components, and is not a component itself. A component
// need not be declared, only installed. Paths, core modules, and names that the
// bundle or a browser field gives another meaning are not looked for.
package bower

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/resolver"
	"sheaf/transforms"
)

func init() {
	transforms.Register("bower", constructor(true))
	transforms.RegisterStandIn("debowerify", constructor(false))
}

// A bower finds the components of one build.
type bower struct {
	name   string
	global bool
	npm    bool     // npm's packages go first
	npms   []string // those of these names do

	mu       sync.Mutex
	disk     disk
	projects map[string]*project // by directory; nil where there is none
	made     map[string][]byte   // modules for components with several main files, by path
}

func constructor(strict bool) transforms.Constructor {
	return func(s transforms.Setup) (transforms.Transform, error) {
		b := &bower{name: s.Name, projects: map[string]*project{}, made: map[string][]byte{}, disk: newDisk()}
		return b, b.readOptions(s.Options, strict)
	}
}

// readOptions reads preferNPM: true, a name, or a list of names.
func (b *bower) readOptions(raw json.RawMessage, strict bool) error {
	if len(raw) == 0 {
		return nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return fmt.Errorf("options are not an object: %w", err)
	}
	for name, value := range given {
		switch {
		case name == "preferNPM":
			if json.Unmarshal(value, &b.npm) == nil || json.Unmarshal(value, &b.npms) == nil {
				break
			}
			var one string
			if json.Unmarshal(value, &one) != nil {
				return errors.New(`option "preferNPM" must be true, or the names of packages`)
			}
			b.npms = []string{one}
		case name == "global":
			b.global = string(value) == "true"
		case name == "bowerOptions":
			// Bower itself is not run: what it does, and how, does not matter.
			var where struct{ Cwd, Directory any }
			if json.Unmarshal(value, &where) == nil && (where.Cwd != nil || where.Directory != nil) {
				return errors.New(`option "bowerOptions": cwd and directory are not known here: say in .bowerrc where the components are`)
			}
		case strict && name != "_" && name != "_flags":
			return fmt.Errorf("there is no option %q: there is preferNPM", name)
		}
	}
	return nil
}

// Name returns the name the transform was asked for by.
func (b *bower) Name() string { return b.name }

// Global tells whether the option "global" was given, so that what installed
// packages require is found too.
func (b *bower) Global() bool { return b.global }

// Applies leaves out what requires nothing.
func (b *bower) Applies(file string) bool {
	switch filepath.Ext(file) {
	case ".json", ".css", ".html":
		return false
	}
	return true
}

// Transform leaves sources as they are.
func (b *bower) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	return transforms.Output{Code: in.Code}, nil
}

// Sources returns Bower's files, read or looked for in vain.
func (b *bower) Sources() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.disk.seen()
}

// Find returns the file of a component that a name means.
func (b *bower) Find(file, spec string, ordinary func() (string, error)) (string, error) {
	if spec == "" || strings.ContainsAny(spec[:1], "./@#\\") || filepath.IsAbs(spec) {
		return "", nil
	}
	name, sub, _ := strings.Cut(spec, "/")
	b.mu.Lock()
	defer b.mu.Unlock()
	p, err := b.project(filepath.Dir(file))
	if err != nil || p == nil {
		return "", err
	}
	installed := b.disk.isDir(filepath.Join(p.components, name))
	if !installed && !p.declared[name] {
		return "", nil
	}
	npm, err := ordinary()
	var core *resolver.CoreError
	switch {
	case err == nil && npm == "", errors.As(err, &core):
		return "", nil // a core module, or nothing in the browser
	case err == nil && (!installed || !isPackage(npm) || b.npm || slices.Contains(b.npms, name)):
		return "", nil
	case !installed:
		return "", fmt.Errorf("component %q, which %q depends on, is not in %q: run bower install", name, p.file("bower.json"), p.components)
	}
	c, err := b.component(p, name)
	if err != nil {
		return "", err
	}
	if sub != "" {
		return filepath.Join(c.dir, filepath.FromSlash(sub)), nil
	}
	return b.main(c)
}

// isPackage tells whether a file is one of an installed package. What the
// project itself has by a component's name, it has for a reason.
func isPackage(file string) bool {
	return strings.Contains(filepath.ToSlash(file), "/node_modules/")
}

// main returns a component's main file, or the path of a module that requires
// all of them.
func (b *bower) main(c *component) (string, error) {
	if len(c.main) == 0 {
		for _, name := range []string{c.name + ".js", "index.js"} {
			if path := filepath.Join(c.dir, name); b.disk.isFile(path) {
				return path, nil
			}
		}
		why := "it has no bower.json"
		if c.meta != "" {
			why = fmt.Sprintf("%q names none", c.meta)
		}
		return "", fmt.Errorf("component %q has no main script: %s, and neither %q nor \"index.js\" is in %q: run bower install, or require the file itself, as in %q",
			c.name, why, c.name+".js", c.dir, c.name+"/dist/"+c.name)
	}
	for _, name := range c.main {
		path := filepath.Join(c.dir, filepath.FromSlash(name))
		if !b.disk.isFile(path) && !b.disk.isFile(path+".js") && !b.disk.isDir(path) {
			return "", fmt.Errorf("%q, which %q names as a main file of component %q, is not there: run bower install, or require another file of the component, as in %q",
				path, c.meta, c.name, c.name+"/"+c.name)
		}
	}
	if len(c.main) == 1 {
		return filepath.Join(c.dir, filepath.FromSlash(c.main[0])), nil
	}
	path := filepath.Join(c.dir, "bower:main.js")
	b.made[path] = c.joined()
	return path, nil
}

// Source returns the text of a module that requires all main files of a
// component. That it is a module, and not several requires at the place of one,
// gives the component one set of exports for all who require it.
func (b *bower) Source(path string) ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, ok := b.made[path]
	return text, ok
}
