package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"unicode/utf8"

	"sheaf/bundle/diag"
	"sheaf/resolver"
	"sheaf/transforms"
)

// transformed tells whether any transform applies to a module.
func (k *worker) transformed(m *module) bool {
	return slices.ContainsFunc(k.o.Transforms, func(t Transform) bool { return t.Global || m.top })
}

// transform runs the transforms that apply to a module: those for top-level
// files, those of the module's own package.json, then the global ones. It
// returns the text, what the transforms say the module depends on, and whether
// all went well.
func (k *worker) transform(m *module, code []byte) (out []byte, deps []string, ok bool) {
	list, err := k.transformsOf(m)
	if err != nil {
		k.transformError(m, "", err)
		return nil, nil, false
	}
	if len(list) == 0 {
		return code, nil, true
	}
	if !utf8.Valid(code) {
		code = k.replaceInvalid(m, code)
	}
	in := k.input(m, code)
	for _, t := range list {
		if a, can := t.(transforms.Applier); can && !a.Applies(in.File) {
			continue
		}
		if f, can := t.(transforms.Finder); can {
			m.finders = append(m.finders, f)
		}
		res, err := t.Transform(k.ctx, in)
		m.watch = append(m.watch, res.Watch...)
		if err != nil {
			k.transformError(m, t.Name(), err)
			return nil, nil, false
		}
		m.imports = m.imports || res.Module
		in.Code = res.Code
		deps = append(deps, res.Deps...)
		k.warn(res.Warnings)
	}
	return in.Code, deps, true
}

// transformsOf returns the transforms that apply to a module, in order.
func (k *worker) transformsOf(m *module) ([]transforms.Transform, error) {
	var list []transforms.Transform
	for _, t := range k.o.Transforms {
		if !t.Global && m.top {
			list = append(list, t.Transform)
		}
	}
	if m.file != nil && m.file.Package != nil {
		own, err := k.packages.of(m.file, &k.o)
		if err != nil {
			return nil, err
		}
		list = append(list, own...)
	}
	for _, t := range k.o.Transforms {
		if t.Global {
			list = append(list, t.Transform)
		}
	}
	return list, nil
}

// input is what a transform is told of a module.
func (k *worker) input(m *module, code []byte) transforms.Input {
	in := transforms.Input{File: m.row.Path, Code: code, Map: k.o.Map}
	if m.as != "" {
		in.File = m.as
	}
	if m.file != nil {
		in.Package = m.file.Package
	}
	return in
}

func (k *worker) transformError(m *module, name string, err error) {
	if k.ctx.Err() != nil && errors.Is(err, context.Cause(k.ctx)) {
		return
	}
	var list diag.List
	switch {
	case errors.As(err, &list):
	case name == "":
		list = diag.List{{Text: err.Error(), Where: k.place(m), Err: err}}
	default:
		list = diag.List{{Text: fmt.Sprintf("transform %q failed: %v", name, err), Where: k.place(m), Err: err}}
	}
	k.warn(list)
}

// warn passes a transform's messages on, with paths as the user writes them.
func (k *worker) warn(list diag.List) {
	for _, msg := range list {
		msg.Where = k.displayed(msg.Where)
		msg.Notes = slices.Clone(msg.Notes)
		for i := range msg.Notes {
			msg.Notes[i].Where = k.displayed(msg.Notes[i].Where)
		}
		k.fail(msg)
	}
}

func (k *worker) displayed(where *diag.Range) *diag.Range {
	if where == nil || !filepath.IsAbs(where.File) {
		return where
	}
	as := *where
	as.File = k.display(as.File)
	return &as
}

// packageTransforms knows the transforms that package.json files name: of each
// package the names, and of each directory in it what they mean there.
type packageTransforms struct {
	mu    sync.Mutex
	named map[*resolver.Package][]named
	made  map[*resolver.Dir]ownTransforms
}

// named is a transform as a package.json names it.
type named struct {
	name    string
	options json.RawMessage
}

type ownTransforms struct {
	list []transforms.Transform
	err  error
}

// of returns the transforms that a file's package wants for its files: the
// field "transform", or what the user named in its stead, of the object
// "browserify".
func (p *packageTransforms) of(file *resolver.File, o *Options) ([]transforms.Transform, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pkg := file.Package
	list, ok := p.named[pkg]
	if !ok {
		list = namedBy(pkg, o)
		if p.named == nil {
			p.named, p.made = map[*resolver.Package][]named{}, map[*resolver.Dir]ownTransforms{}
		}
		p.named[pkg] = list
	}
	if len(list) == 0 {
		return nil, nil
	}
	own, ok := p.made[file.Dir]
	if !ok {
		own.list, own.err = makeOwn(list, file, o)
		p.made[file.Dir] = own
	}
	return own.list, own.err
}

func makeOwn(names []named, file *resolver.File, o *Options) ([]transforms.Transform, error) {
	var list []transforms.Transform
	for _, n := range names {
		t, err := o.Find(n.name, n.options, file.Dir.Path(), file.Package.Dir)
		if err != nil {
			return nil, fmt.Errorf("%w\n(named by %s)", err, filepath.Join(file.Package.Dir, "package.json"))
		}
		list = append(list, t)
	}
	return list, nil
}

func namedBy(pkg *resolver.Package, o *Options) []named {
	var fields map[string]json.RawMessage
	if raw := pkg.Field("browserify"); raw == nil || json.Unmarshal(raw, &fields) != nil {
		return nil // a string is an old form of the browser field
	}
	raw, ok := fields[o.TransformKey]
	if !ok {
		return nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = []json.RawMessage{raw}
	}
	var list []named
	for _, item := range items {
		name, options := nameAndOptions(item)
		if name != "" && !slices.Contains(o.IgnoreTransforms, name) {
			list = append(list, named{name, options})
		}
	}
	return list
}

// nameAndOptions reads "name" or ["name", {options}].
func nameAndOptions(item json.RawMessage) (name string, options json.RawMessage) {
	if json.Unmarshal(item, &name) == nil {
		return name, nil
	}
	var pair []json.RawMessage
	if json.Unmarshal(item, &pair) != nil || len(pair) == 0 || json.Unmarshal(pair[0], &name) != nil {
		return "", nil
	}
	if len(pair) > 1 {
		options = pair[1]
	}
	return name, options
}
