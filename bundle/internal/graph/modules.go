package graph

import (
	"bytes"
	"errors"
	"slices"

	"sheaf/resolver"
	"sheaf/transforms"
	"sheaf/transforms/esbuild"
)

// A conversion is the making of CommonJS of a module's text, which is done for
// several modules at a time.
type conversion struct {
	module *module
	as     string // the worker's as
	in     transforms.Input
	extra  []string // what transforms say the module depends on
	result esbuild.Result
}

func (k *worker) conversion(m *module, code []byte, extra []string) *conversion {
	c := &conversion{module: m, as: k.as, extra: extra, in: k.input(m, code)}
	c.in.File = m.row.Path
	return c
}

// A batch is large enough if it has so many modules or bytes: of more, esbuild
// does no more than its work for each, and takes the more memory.
const (
	batchModules = 32
	batchBytes   = 1 << 20

	manyModules = 8 // in a batch say that a build has much to convert
)

// batch takes from the modules that wait to be converted as many as make a
// batch. The lock is held.
func (w *walk) batch() []*conversion {
	n, bytes := len(w.waiting), 0
	for n > 0 && len(w.waiting)-n < batchModules && bytes < batchBytes {
		n--
		bytes += len(w.waiting[n].in.Code)
	}
	list := slices.Clone(w.waiting[n:])
	w.waiting = w.waiting[:n]
	return list
}

// convert converts what its modules wait for.
func (k *worker) convert(list []*conversion) {
	ins := make([]transforms.Input, len(list))
	for i, c := range list {
		ins[i] = c.in
	}
	for i, r := range k.esbuild.ConvertAll(k.ctx, ins) {
		list[i].result = r
	}
}

// resume goes on with a module whose text was converted.
func (k *worker) resume(c *conversion) {
	m, res := c.module, &c.result
	k.begin(m, c.as)
	if res.Err != nil {
		k.transformError(m, "esm", res.Err, k.through(m)...)
		return
	}
	k.warn(res.Warnings)
	in := c.in // without the conversion, which leads to the module, and so to its whole walk
	m.original, m.imports = &in, m.imports || res.Module
	k.scan(m, res.Code, c.extra)
}

// isScript tells whether a text that transforms made is CommonJS, and so needs
// no more conversion whatever the file is called.
func (k *worker) isScript(code []byte) bool {
	res, err := k.look(code)
	return err == nil && res.ESM < 0
}

// awaitsTopLevel reports a module whose only fault as a script is an await
// outside of any function, and tells whether it is one.
func (k *worker) awaitsTopLevel(m *module, code []byte) bool {
	if m.original != nil || !bytes.Contains(code, []byte("await")) {
		return false
	}
	_, err := k.esbuild.Convert(k.ctx, k.input(m, code))
	if !errors.Is(err, esbuild.ErrTopLevelAwait) {
		return false
	}
	k.transformError(m, "esm", err, k.through(m)...)
	return true
}

// find finds what spec means in m, the module in hand. In TypeScript,
// tsconfig.json has a say in it, and x.js means x.ts if there is no x.js.
func (k *worker) find(m *module, spec string) (target, error) {
	name := m.row.Path // as the transform was told
	if k.as != "" {
		name = k.as
	}
	for _, f := range m.finders {
		file, err := f.Find(name, spec, func() (string, error) {
			res, err := k.findByRules(m, spec)
			if err != nil || res.File == nil {
				return "", err
			}
			return res.File.Path, nil
		})
		if err != nil {
			return target{}, err
		}
		if file == "" {
			continue
		}
		if s, can := f.(transforms.Supplier); can {
			if _, ok := s.Source(file); ok {
				return target{as: file, supplier: s}, nil
			}
		}
		return k.found(k.resolver.Entry(file))
	}
	return k.found(k.findByRules(m, spec))
}

func (w *walk) found(res resolver.Result, err error) (target, error) {
	if err != nil {
		return target{}, err
	}
	return w.target(res)
}

// findByRules is find without a transform's say.
func (w *walk) findByRules(m *module, spec string) (resolver.Result, error) {
	if !esbuild.Wants(m.row.Path) {
		return m.find(spec)
	}
	for _, path := range w.esbuild.Candidates(m.row.Path, spec) {
		if res, err := m.findTyped(path); err == nil {
			return res, nil
		}
	}
	return m.findTyped(spec)
}

// findTyped is find for a TypeScript file.
func (m *module) findTyped(spec string) (resolver.Result, error) {
	res, err := m.find(spec)
	if err == nil || !isNotFound(err) {
		return res, err
	}
	for _, path := range esbuild.Sources(m.row.Path, spec) {
		if res, err := m.find(path); err == nil {
			return res, nil
		}
	}
	return res, err
}

// find resolves a name as the module means it: what was an ES module imports.
func (m *module) find(spec string) (resolver.Result, error) {
	if m.imports {
		return m.dir.ResolveImport(spec)
	}
	return m.dir.Resolve(spec)
}
