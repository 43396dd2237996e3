package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"sheaf/bundle/diag"
	"sheaf/resolver"
	"sheaf/transforms"
)

// isFor tells whether a transform that is not global runs on a module.
func (t *Transform) isFor(m *module) bool {
	_, wide := t.Transform.(transforms.Wide)
	return m.top || wide
}

// transformed tells whether a module's text is to be changed.
func (k *worker) transformed(m *module) bool {
	return k.o.Minify || len(k.global) > 0 || slices.ContainsFunc(k.o.Transforms, func(t Transform) bool { return t.Global || t.isFor(m) })
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
	return k.apply(m, list, code)
}

// apply runs transforms on a module, one on what the other made.
func (k *worker) apply(m *module, list []transforms.Transform, code []byte) (out []byte, deps []string, ok bool) {
	if !utf8.Valid(code) {
		code = k.replaceInvalid(m, code)
	}
	in := k.input(m, code)
	var before []string
	for _, t := range list {
		if a, can := t.(transforms.Applier); can && !a.Applies(in.File) {
			continue
		}
		if f, can := t.(transforms.Finder); can {
			m.finders = append(m.finders, f)
		}
		res, err := t.Transform(k.ctx, in)
		m.watch = append(m.watch, res.Watch...)
		m.listings = append(m.listings, res.Listings...)
		if err != nil {
			k.transformError(m, t.Name(), err, before...)
			return nil, nil, false
		}
		before = append(before, strconv.Quote(t.Name()))
		m.imports = m.imports || res.Module
		m.folds = m.folds || res.Fold
		in.Code, in.AsRead = res.Code, false
		deps = append(deps, res.Deps...)
		k.warn(res.Warnings)
	}
	return in.Code, deps, true
}

// transformsOf returns the transforms that apply to a module, in order.
func (k *worker) transformsOf(m *module) ([]transforms.Transform, error) {
	var list []transforms.Transform
	for _, t := range k.o.Transforms {
		if !t.Global && t.isFor(m) {
			list = append(list, t.Transform)
		}
	}
	if dir, pkg := k.home(m, k.as); pkg != nil && pkg != k.plain {
		own, err := k.packages.of(dir, pkg, &k.o)
		if err != nil {
			return nil, err
		}
		if len(own) == 0 {
			k.plain = pkg
		}
		list = append(list, own...)
	}
	for _, t := range k.global {
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	for _, t := range k.o.Transforms {
		if t.Global {
			list = append(list, t.Transform)
		}
	}
	return list, nil
}

// home returns the directory and the package that a module belongs to, for its
// transforms: as in module-deps, those of the path by which it was reached, as
// unless that is its own.
func (w *walk) home(m *module, as string) (*resolver.Dir, *resolver.Package) {
	switch {
	case m.file == nil:
		return nil, nil
	case as != "":
		return w.resolver.Reached(as)
	}
	return m.file.Dir, m.file.Package
}

// addGlobal makes those transforms global that are named by the packages of
// entries and want to be. The lock need not be held: no worker runs yet.
func (w *walk) addGlobal() {
	for _, m := range w.modules {
		dir, pkg := w.home(m, m.as)
		if !m.row.Entry || pkg == nil {
			continue
		}
		list, err := w.packages.of(dir, pkg, &w.o)
		if err != nil {
			continue // it is reported with the entry
		}
		for _, t := range list {
			if g, ok := t.(transforms.Global); ok && g.Global() && !slices.Contains(w.global, t) {
				w.global = append(w.global, t)
			}
		}
	}
}

// input is what a transform is told of the module in hand.
func (k *worker) input(m *module, code []byte) transforms.Input {
	in := transforms.Input{File: m.row.Path, Code: code, AsRead: m.file != nil && m.given == nil, Map: k.o.Map, Late: m.late}
	if k.as != "" {
		in.File = k.as
	}
	_, in.Package = k.home(m, k.as)
	return in
}

// transformError reports the error of a transform, or of finding some. before
// are those that the module had gone through: places in its text are in theirs.
func (k *worker) transformError(m *module, name string, err error, before ...string) {
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
	if len(before) > 0 {
		list = slices.Clone(list)
		for i := range list {
			list[i].Notes = append(slices.Clip(list[i].Notes), gone(before))
		}
	}
	k.warn(list)
}

func gone(through []string) diag.Note {
	return diag.Note{Text: "the file had gone through " + strings.Join(through, ", ")}
}

// through returns the names of the transforms that made a module's text, quoted;
// none if it is its file's.
func (k *worker) through(m *module) []string {
	if m.before == nil {
		return nil
	}
	return k.transformNames(m)
}

// transformNames returns the names of the transforms that a module goes through,
// quoted.
func (k *worker) transformNames(m *module) (names []string) {
	list, _ := k.transformsOf(m) // that went well
	file := k.input(m, nil).File
	for _, t := range list {
		if a, can := t.(transforms.Applier); !can || a.Applies(file) {
			names = append(names, strconv.Quote(t.Name()))
		}
	}
	return names
}

// failIn adds a message about a place in a module's text, which the user may not
// have written so.
func (k *worker) failIn(m *module, msg diag.Message) {
	if names := k.through(m); len(names) > 0 {
		msg.Notes = append(slices.Clip(msg.Notes), gone(names))
	}
	k.fail(msg)
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
	named map[*resolver.Package]ownNames
	made  map[*resolver.Dir]ownTransforms
}

type ownNames struct {
	list []named
	err  error
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

// of returns the transforms that a package wants for its files in a directory:
// the field "transform", or what the user named in its stead, of the object
// "browserify".
func (p *packageTransforms) of(dir *resolver.Dir, pkg *resolver.Package, o *Options) ([]transforms.Transform, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	names, ok := p.named[pkg]
	if !ok {
		names.list, names.err = namedBy(pkg, o)
		if p.named == nil {
			p.named, p.made = map[*resolver.Package]ownNames{}, map[*resolver.Dir]ownTransforms{}
		}
		p.named[pkg] = names
	}
	if len(names.list) == 0 || names.err != nil {
		return nil, names.err
	}
	own, ok := p.made[dir]
	if !ok {
		own.list, own.err = makeOwn(names.list, dir, pkg, o)
		p.made[dir] = own
	}
	return own.list, own.err
}

func makeOwn(names []named, dir *resolver.Dir, pkg *resolver.Package, o *Options) ([]transforms.Transform, error) {
	var list []transforms.Transform
	for _, n := range names {
		t, err := o.Find(n.name, n.options, dir.Path(), pkg.Dir)
		if err != nil {
			return nil, fmt.Errorf("%w\n(named by %s)", err, filepath.Join(pkg.Dir, "package.json"))
		}
		list = append(list, t)
	}
	return list, nil
}

func namedBy(pkg *resolver.Package, o *Options) ([]named, error) {
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
	var list []named
	for _, item := range items {
		if isFalse(item) {
			continue
		}
		name, options := nameAndOptions(item)
		if name == "" {
			return nil, fmt.Errorf("%s is no transform: \"browserify\".%q lists names, and names with options: [\"name\", {…}]\n(in %s)",
				shortened(item), o.TransformKey, filepath.Join(pkg.Dir, "package.json"))
		}
		if !slices.Contains(o.IgnoreTransforms, name) {
			list = append(list, named{name, options})
		}
	}
	return list, nil
}

// isFalse tells of values that are as good as none in JavaScript.
func isFalse(v json.RawMessage) bool {
	return slices.Contains([]string{"null", "false", "0", `""`}, string(v))
}

func shortened(v json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, v) != nil || b.Len() <= 60 {
		return b.String()
	}
	return strings.ToValidUTF8(b.String()[:57], "") + "…"
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
	if len(pair) > 1 && !isFalse(pair[1]) {
		options = pair[1]
	}
	return name, options
}
