package bundle

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/graph"
	"sheaf/bundle/internal/paths"
	"sheaf/transforms"
	"sheaf/transforms/script"
)

// A finder makes transforms of the names they are asked for by, each once.
type finder struct {
	basedir string
	scripts *script.Host
	entries []transforms.Entry
	flags   map[string]any // of the build, as the transforms of package.json files know them

	mu    sync.Mutex
	made  map[string]found
	asked map[asked]string       // the files of what was looked for, "" where there was none
	given []transforms.Transform // those that the user made
}

// asked is a name, and the directory from which it was looked for.
type asked struct{ dir, name string }

type found struct {
	transform transforms.Transform
	err       error
}

// all makes the transforms that the options name. All that cannot be had are
// reported.
func (f *finder) all(o *Options) ([]graph.Transform, error) {
	var list []graph.Transform
	var missing diag.List
	for _, t := range o.Transforms {
		made := t.Use
		if made != nil {
			f.given = append(f.given, made)
		} else {
			var err error
			if made, err = f.find(t.Name, t.Options, lookupDir(o, t.Options)); err != nil {
				missing = append(missing, diag.Message{Text: err.Error(), Err: err})
				continue
			}
		}
		list = append(list, graph.Transform{Transform: made, Global: t.Global})
	}
	if missing != nil {
		return nil, missing
	}
	return list, nil
}

// lookupDir is where a transform that the user named is looked up: as in
// Browserify its own option basedir goes before the build's.
func lookupDir(o *Options, options json.RawMessage) string {
	var given struct{ Basedir string }
	if len(options) > 0 && json.Unmarshal(options, &given) == nil && given.Basedir != "" {
		return paths.Resolve(o.Cwd, given.Basedir)
	}
	return o.Basedir
}

// findOwn is find for what a package.json names.
func (f *finder) findOwn(name string, options json.RawMessage, dirs ...string) (transforms.Transform, error) {
	return f.make(name, options, f.flags, dirs)
}

// find makes the transform that a name means: one of our own, else what is
// installed as seen from one of dirs, else what stands in for the npm package
// of that name. The last of dirs is that of the package.json that asks, or the
// base directory.
func (f *finder) find(name string, options json.RawMessage, dirs ...string) (transforms.Transform, error) {
	return f.make(name, options, nil, dirs)
}

func (f *finder) make(name string, options json.RawMessage, flags map[string]any, dirs []string) (transforms.Transform, error) {
	construct, standIn := transforms.Lookup(name)
	file := ""
	if construct == nil || standIn {
		for _, dir := range dirs {
			var err error
			if file, err = f.resolve(dir, name); err == nil {
				construct = nil
				break
			}
		}
		if file == "" && construct == nil {
			return nil, f.notInstalled(name, dirs)
		}
	}
	dir := dirs[len(dirs)-1]
	key := strings.Join([]string{name, file, dir, string(options), strconv.FormatBool(flags == nil)}, "\x00")
	f.mu.Lock()
	defer f.mu.Unlock()
	if m, ok := f.made[key]; ok {
		return m.transform, m.err
	}
	var m found
	if construct == nil {
		if flags != nil {
			options, m.err = script.WithFlags(options, flagsJSON(flags))
		}
		if m.err == nil {
			m.transform, m.err = f.scripts.Load(file, options)
		}
	} else {
		m.transform, m.err = construct(transforms.Setup{
			Name: name, Options: options, Basedir: f.basedir, Dir: dir, Scripts: f.scripts, Entries: f.entries,
		})
	}
	if m.err != nil {
		m.err = fmt.Errorf("transform %q: %w", name, m.err)
	}
	if f.made == nil {
		f.made = map[string]found{}
	}
	f.made[key] = m
	return m.transform, m.err
}

// resolve finds an npm transform.
func (f *finder) resolve(dir, name string) (string, error) {
	file, err := f.scripts.Resolve(dir, name)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked == nil {
		f.asked = map[asked]string{}
	}
	f.asked[asked{dir, name}] = file
	return file, err
}

// invalidate takes note of changed paths, and tells whether names may be looked
// up elsewhere now, and whether they mean other transforms than before.
func (f *finder) invalidate(changed []string) (forgot, outdated bool) {
	if len(f.asked) == 0 || len(changed) == 0 || !f.scripts.Invalidate(changed...) {
		return false, false
	}
	for a, was := range f.asked {
		if file, _ := f.scripts.Resolve(a.dir, a.name); file != was {
			outdated = true
		}
	}
	return true, outdated
}

// sources returns the files that the transforms themselves are made of.
func (f *finder) sources() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	add := func(t transforms.Transform) {
		if w, ok := t.(transforms.Watched); ok {
			list = append(list, w.Sources()...)
		}
	}
	for _, t := range f.given {
		add(t)
	}
	for _, m := range f.made {
		add(m.transform)
	}
	return list
}

// notInstalled says that a transform cannot be found from dirs, and what to do.
func (f *finder) notInstalled(name string, dirs []string) error {
	isFile := func(dir string) bool {
		_, err := f.scripts.Resolve(dir, "./"+name)
		return err == nil
	}
	switch {
	case name == "":
		return fmt.Errorf("a transform without a name")
	case strings.HasPrefix(name, ".") || filepath.IsAbs(name):
		return fmt.Errorf("transform %q: there is no such module", name)
	case slices.ContainsFunc(dirs, isFile):
		return fmt.Errorf("transform %q is not installed, and sheaf has none of that name: a file is named with ./ before it: did you mean %q?", name, "./"+name)
	}
	pkg := name
	if parts := strings.SplitN(name, "/", 3); len(parts) > 1 {
		pkg = parts[0]
		if strings.HasPrefix(name, "@") {
			pkg += "/" + parts[1]
		}
	}
	return fmt.Errorf("transform %q is not installed, and sheaf has none of that name: npm install --save-dev %s", name, pkg)
}
