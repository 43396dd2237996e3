package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

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
	var list []transforms.Transform
	for _, t := range k.o.Transforms {
		if !t.Global && m.top {
			list = append(list, t.Transform)
		}
	}
	if m.file != nil && m.file.Package != nil {
		own, err := k.packages.of(m.file.Package, &k.o)
		if err != nil {
			k.fail(diag.Message{Text: err.Error(), Where: k.place(m), Err: err})
			return nil, nil, false
		}
		list = append(list, own...)
	}
	for _, t := range k.o.Transforms {
		if t.Global {
			list = append(list, t.Transform)
		}
	}
	if len(list) == 0 {
		return code, nil, true
	}
	in := k.input(m, code)
	for _, t := range list {
		if a, can := t.(transforms.Applier); can && !a.Applies(in.File) {
			continue
		}
		res, err := t.Transform(k.ctx, in)
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

// input is what a transform is told of a module.
func (k *worker) input(m *module, code []byte) transforms.Input {
	in := transforms.Input{File: m.row.Path, Code: code, Map: k.o.Map}
	if m.as != "" {
		in.File = m.as
	}
	if m.file != nil && m.file.Package != nil {
		in.PackageType = m.file.Package.Type
	}
	return in
}

func (k *worker) transformError(m *module, name string, err error) {
	if k.ctx.Err() != nil && errors.Is(err, context.Cause(k.ctx)) {
		return
	}
	var list diag.List
	if !errors.As(err, &list) {
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

// packageTransforms knows the transforms that package.json files name, each
// looked up once.
type packageTransforms struct {
	mu   sync.Mutex
	made map[*resolver.Package]ownTransforms
}

type ownTransforms struct {
	list []transforms.Transform
	err  error
}

// of returns the transforms that a package wants for its own files: the field
// "transform", or what the user named in its stead, of the object "browserify".
func (p *packageTransforms) of(pkg *resolver.Package, o *Options) ([]transforms.Transform, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if own, ok := p.made[pkg]; ok {
		return own.list, own.err
	}
	var own ownTransforms
	own.list, own.err = makeOwn(pkg, o)
	if p.made == nil {
		p.made = map[*resolver.Package]ownTransforms{}
	}
	p.made[pkg] = own
	return own.list, own.err
}

func makeOwn(pkg *resolver.Package, o *Options) ([]transforms.Transform, error) {
	var fields map[string]json.RawMessage
	if raw := pkg.Field("browserify"); raw == nil || json.Unmarshal(raw, &fields) != nil {
		return nil, nil // a string is an old form of the browser field
	}
	raw, ok := fields[o.TransformKey]
	if !ok {
		return nil, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = []json.RawMessage{raw}
	}
	var list []transforms.Transform
	for _, item := range items {
		name, options := nameAndOptions(item)
		if name == "" || slices.Contains(o.IgnoreTransforms, name) {
			continue
		}
		t, err := Find(name, options)
		if err != nil {
			return nil, fmt.Errorf("%w\n(named by %s)", err, filepath.Join(pkg.Dir, "package.json"))
		}
		list = append(list, t)
	}
	return list, nil
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

// Find makes the transform that a name stands for.
func Find(name string, options json.RawMessage) (transforms.Transform, error) {
	make, ok := transforms.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("transform %q: sheaf cannot run transforms written in JavaScript yet; a command that reads the source from its standard input can be given with -c", name)
	}
	t, err := make(options)
	if err != nil {
		return nil, fmt.Errorf("transform %q: %w", name, err)
	}
	return t, nil
}
