package graph

import (
	"errors"
	"fmt"
	"strings"

	"sheaf/bundle/builtins"
	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/scan"
	"sheaf/resolver"
	"sheaf/transforms"
)

// A target is what a required name turned out to mean. If none of file, shim,
// module and supplier is set, value says what is written in the place of an id.
type target struct {
	key    string
	file   *resolver.File
	as     string // the path by which file was reached, if it has another
	shim   *builtins.Module
	module *module
	value  row.Value
	soft   bool // all that refers to it is require.resolve

	supplier transforms.Supplier // of a module that is in no file: its path is in as
}

// supplies tells the resolver which names are not to be looked for on disk:
// exposed modules and Node's core modules.
func (w *walk) supplies(name string) bool {
	if w.exposed[name] != nil && !w.o.Resolver.NoBrowserField {
		return true // without the browser field node_modules comes first
	}
	if w.o.NoBuiltins {
		return false
	}
	return builtins.Known(name)
}

// resolve finds what spec means in m, the module in hand. Whether it counts that
// nothing is found is the caller's business.
func (k *worker) resolve(m *module, spec string) (target, error) {
	if k.filtered(spec) {
		return target{value: row.False}, nil
	}
	if k.o.Ignore[spec] {
		return k.emptied(), nil
	}
	t, err := k.find(m, spec)
	if err != nil {
		if to := k.exposed[spec]; to != nil && isNotFound(err) {
			return target{module: to}, nil
		}
		var core *resolver.CoreError
		if k.o.NoBuiltins && errors.As(err, &core) {
			return target{value: row.False}, nil // Node has it
		}
		return target{}, err
	}
	k.leaveOut(&t)
	return t, nil
}

// resolveShim is resolve for the shims of core modules, whose requires were
// looked up when they were packed.
func (w *walk) resolveShim(m *module, spec string) (target, error) {
	if w.filtered(spec) {
		return target{value: row.False}, nil
	}
	if w.o.Ignore[spec] {
		return w.emptied(), nil
	}
	for i := range m.shim.Deps {
		d := &m.shim.Deps[i]
		switch {
		case d.Spec != spec:
			continue
		case d.Empty:
			return target{shim: builtins.Ignored()}, nil
		case d.Core != "":
			return w.supplied(d.Core)
		case w.exposed[spec] != nil:
			return target{module: w.exposed[spec]}, nil
		}
		return w.shim(d.To), nil
	}
	if spec == IsBufferSpec {
		return w.isBuffer()
	}
	// Only what a transform or a wrapper put there comes to this.
	if w.supplies(spec) {
		return w.supplied(spec)
	}
	res, err := w.resolver.Dir(w.o.Basedir).Resolve(spec)
	if err != nil {
		return target{}, err
	}
	return w.target(res)
}

// target turns what the resolver found into a target.
func (w *walk) target(res resolver.Result) (target, error) {
	switch {
	case res.Supplied != "":
		return w.supplied(res.Supplied)
	case res.Empty:
		return target{shim: builtins.Ignored()}, nil
	}
	return target{file: res.File, as: res.As}, nil
}

// supplied returns the module that the bundle itself has for a name.
func (w *walk) supplied(name string) (target, error) {
	if m := w.exposed[name]; m != nil {
		return target{module: m}, nil
	}
	if s, ok := builtins.Lookup(name); ok {
		return w.shim(s), nil
	}
	return w.installed(name, builtins.Package(name))
}

// shim returns the target of a shim, or of the empty module if the user wants
// the npm package that the shim is from ignored.
func (w *walk) shim(s *builtins.Module) target {
	if len(w.o.Ignore) > 0 && w.o.Ignore[packageName(s.Path)] {
		return w.emptied()
	}
	return target{shim: s}
}

// isBuffer returns the module that is required for Buffer.isBuffer alone.
func (w *walk) isBuffer() (target, error) {
	if s := builtins.IsBuffer(); s != nil {
		return w.shim(s), nil
	}
	return w.installed("buffer", builtins.IsBufferPackage)
}

// installed stands in for a core module's shim that is not embedded: with the
// package of that shim, if the project has it.
func (w *walk) installed(name, pkg string) (target, error) {
	res, err := w.resolver.Dir(w.o.Basedir).Resolve(pkg)
	if err != nil || res.File == nil {
		return target{}, fmt.Errorf("the browser version of Node's core module %q is missing: %w", name, builtins.Problem())
	}
	return target{file: res.File, as: res.As}, nil
}

// emptied is the target of what the user wants ignored.
func (w *walk) emptied() target { return target{shim: builtins.Empty()} }

// filtered tells whether a name is left to the page's require before anything
// is looked up.
func (w *walk) filtered(spec string) bool {
	o := &w.o
	if len(o.External) > 0 && o.External[spec] || len(o.Exclude) > 0 && o.Exclude[spec] {
		return true
	}
	return o.NoBundleExternal && paths.IsModuleName(spec)
}

// leaveOut turns a target into nothing, or into the empty module, if the user
// wants the file external, excluded or ignored.
func (w *walk) leaveOut(t *target) {
	o := &w.o
	if t.file == nil || len(o.External)+len(o.Exclude)+len(o.Ignore) == 0 {
		return
	}
	file := t.path()
	name := "/" + paths.Relative(o.Basedir, file)
	switch {
	case o.Ignore[file], o.Ignore[packageName(file)]:
		*t = w.emptied()
	case o.External[name], o.Exclude[name]:
		*t = target{}
	case o.Ignore[name]:
		*t = w.emptied()
	case o.External[t.file.Path], o.Exclude[t.file.Path]:
		*t = target{}
	}
}

// packageName returns the name of the outermost installed package that a file
// belongs to; of a scoped package only the scope, as Browserify has it.
func packageName(file string) string {
	_, rest, ok := strings.Cut(strings.ReplaceAll(file, "\\", "/"), "/node_modules/")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/node_modules/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// isOptional tells whether a reference may resolve to nothing.
func isOptional(ref *scan.Ref) bool {
	return ref.Shadowed || ref.InTry || ref.Kind == scan.Resolve
}
