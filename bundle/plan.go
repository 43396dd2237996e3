package bundle

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/builtins"
	"sheaf/bundle/internal/globals"
	"sheaf/bundle/internal/graph"
	"sheaf/bundle/internal/paths"
	"sheaf/resolver"
)

// inputs returns what the bundle is to contain in the order in which Browserify
// is told: entries, then what is required.
func inputs(o *Options) []graph.Input {
	var list []graph.Input
	for i, e := range o.Entries {
		name := e.File
		if name == "" {
			name = fmt.Sprintf("_stream_%d.js", i)
		}
		file := paths.Resolve(o.Basedir, name)
		list = append(list, graph.Input{
			ID: file, File: file, Entry: true, Order: i, Source: e.Source, Named: name,
		})
	}
	for _, r := range o.Requires {
		list = append(list, require(o, r))
	}
	return list
}

// require is Browserify's b.require.
func require(o *Options, r Require) graph.Input {
	expose := r.Expose
	if expose == "" {
		expose = r.File
	}
	if expose == r.File && strings.HasPrefix(expose, ".") {
		expose = "/" + paths.Relative(o.Basedir, paths.Resolve(o.Cwd, expose))
	}
	in := graph.Input{ID: expose, File: r.File, Expose: expose, Order: -1, Named: r.File}
	if !paths.IsModuleName(r.File) {
		in.File = paths.Resolve(o.Basedir, r.File)
	}
	return in
}

// lists are the sets of names that Browserify keeps as _external, _exclude and
// _ignore, in all the forms that it compares with.
type lists struct {
	external, exclude, ignore map[string]bool
}

func newLists(o *Options) lists {
	l := lists{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	both := func(set map[string]bool, name string) {
		set[name] = true
		set["/"+paths.Relative(o.Cwd, paths.Resolve(o.Cwd, name))] = true
	}
	for _, x := range o.Externals {
		both(l.external, x)
	}
	for _, u := range o.Excludes {
		both(l.exclude, u)
	}
	if o.NoBuiltins {
		for _, name := range builtins.Names() {
			l.exclude[name] = true
			l.exclude["node:"+name] = true
		}
	}
	for _, i := range o.Ignores {
		if strings.HasPrefix(i, ".") {
			i = paths.Resolve(o.Cwd, i)
		}
		l.ignore[i] = true
	}
	return l
}

// noParse returns the names as they were given, for packages, and as paths.
func noParse(o *Options) []string {
	list := slices.Clone(o.NoParse)
	for _, n := range o.NoParse {
		if abs := paths.Resolve(o.Basedir, n); abs != n {
			list = append(list, abs)
		}
	}
	return list
}

func extensions(o *Options) []string {
	return append([]string{".js", ".json"}, o.Extensions...)
}

func resolving(o *Options) resolver.Options {
	var dirs []string
	for _, p := range o.Paths {
		dirs = append(dirs, paths.Resolve(o.Basedir, p))
	}
	return resolver.Options{
		Extensions:       extensions(o),
		Paths:            dirs,
		BaseDir:          filepath.Clean(o.Basedir),
		PreserveSymlinks: o.PreserveSymlinks,
		NoBrowserField:   o.NoBrowserField,
		Exports:          o.Exports,
		Conditions:       o.Conditions,
	}
}

// wrapper returns what defines free globals, or nil if they are left alone.
func wrapper(o *Options) *globals.Wrapper {
	if o.NoDetectGlobals {
		return nil
	}
	return globals.New(globals.Options{
		Only:     o.GlobalVars,
		Always:   o.InsertGlobals,
		NoExtern: o.NoBundleExternal,
		AsInNode: o.NoCommonDir && o.NoBuiltins,
		IsBuffer: graph.IsBufferSpec,
	})
}
