package goja

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	js "github.com/dop251/goja"

	"sheaf/bundle/builtins"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/trace"
)

// modulesModule is what js/core/module.js stands on.
func (m *machine) modulesModule() map[string]any {
	return map[string]any{
		"core":    func() []string { return coreNames() },
		"body":    m.coreBody,
		"shim":    m.shimOf,
		"resolve": m.resolve,
		"compile": func(file string, module bool) js.Value {
			p, err := compileSource(file, m.module(file), module)
			return m.bodyOf(p, err)
		},
		"compileText": func(file, source string) js.Value {
			p, err := compileSource(file, []byte(source), false)
			return m.bodyOf(p, err)
		},
		"read":    func(file string) js.Value { return text(m.vm, m.module(file)) },
		"loading": func(file string) { m.trace.look(engine.Module, file) },
	}
}

// module reads a module's file.
func (m *machine) module(file string) []byte {
	m.loading(file)
	source, err := os.ReadFile(file)
	m.check(err, "open", file)
	m.trace.read(engine.Module, file, source)
	return source
}

// coreBody returns the function that is a core module's body, or undefined.
func (m *machine) coreBody(name string) js.Value {
	f, err := m.embedded("core/" + strings.ReplaceAll(name, "/", "-"))
	if errors.Is(err, fs.ErrNotExist) {
		f, err = m.embedded(name) // one that only they require
	}
	if errors.Is(err, fs.ErrNotExist) {
		return js.Undefined()
	}
	if err != nil {
		panic(m.vm.NewGoError(err))
	}
	return f
}

// bodyOf returns the function that a program makes, and whether it is that of
// an ES module. An error becomes one as Node throws it.
func (m *machine) bodyOf(p *program, err error) js.Value {
	if err != nil {
		m.throwSyntax(err)
	}
	f, err := m.vm.RunProgram(p.code)
	if err != nil {
		panic(err)
	}
	return m.vm.NewArray(f, p.module)
}

func (m *machine) throwSyntax(err error) {
	var bad *syntaxError
	var path *fs.PathError
	switch {
	case errors.As(err, &bad):
		e, err := m.vm.New(m.vm.Get(bad.class), m.vm.ToValue(bad.message))
		if err != nil {
			panic(err)
		}
		_ = e.Set("stack", bad.stack())
		panic(e)
	case errors.As(err, &path):
		m.check(err, "open", path.Path)
	}
	e, err2 := m.vm.New(m.vm.Get("Error"), m.vm.ToValue(err.Error()))
	if err2 != nil {
		panic(err2)
	}
	panic(e)
}

// resolve finds a module: its file, or null.
func (m *machine) resolve(spec, dir string, imported bool) js.Value {
	if m.safe != nil {
		m.loading(filepath.Join(dir, "index.js"))
		m.safe.required(dir, spec)
		if file := atPath(dir, spec); file != "" {
			m.loading(file) // before it shows whether it is there
		}
	}
	file, err := m.find(dir, spec, imported)
	if err != nil {
		if file, err = m.find(dir, spec, !imported); err != nil {
			return js.Null()
		}
	}
	m.loading(file)
	return m.vm.ToValue(file)
}

// atPath returns the path that a module is required by in a directory, or "" if
// it is a name.
func atPath(dir, spec string) string {
	switch first, _, _ := strings.Cut(filepath.ToSlash(spec), "/"); {
	case filepath.IsAbs(spec):
		return spec
	case first == "." || first == "..":
		return filepath.Join(dir, spec)
	}
	return ""
}

// find asks for a module's file.
func (m *machine) find(dir, spec string, imported bool) (string, error) {
	file, err := m.o.Resolve(dir, spec, imported)
	kind := engine.Required
	if imported {
		kind = engine.Imported
	}
	m.trace.saw(kind, dir+"\x00"+spec, trace.OfModule(file, err))
	return file, err
}

// loading sees to it that a file may be loaded as a module.
func (m *machine) loading(file string) {
	if m.safe != nil && !m.safe.allows(file) {
		m.forbid("MODULE_NOT_FOUND", "require", file)
	}
}

// shimOf returns the exports of the browser shim of a core module.
func (m *machine) shimOf(name string) js.Value {
	mod, ok := builtins.Lookup(name)
	if !ok {
		panic(m.vm.NewGoError(fmt.Errorf("there is no shim of %q", name)))
	}
	return m.shim(mod)
}

// shim loads a module of the shims.
func (m *machine) shim(mod *builtins.Module) js.Value {
	if o := m.shims[mod]; o != nil {
		return o.Get("exports")
	}
	module := m.object(map[string]any{"exports": m.vm.NewObject()})
	m.shims[mod] = module
	source := mod.Source
	if mod.JSON {
		source = append([]byte("module.exports = "), source...)
	}
	p, err := compileSource("node:"+strings.TrimPrefix(mod.Path, builtins.Root), source, false)
	if err != nil {
		m.throwSyntax(err)
	}
	v, err := m.vm.RunProgram(p.code)
	if err != nil {
		panic(err)
	}
	body, _ := js.AssertFunction(v)
	require := func(spec string) js.Value {
		for _, d := range mod.Deps {
			switch {
			case d.Spec != spec:
			case d.Core != "":
				return m.core(d.Core)
			case d.To != nil:
				return m.shim(d.To)
			default:
				return m.vm.NewObject()
			}
		}
		panic(m.vm.NewGoError(fmt.Errorf("the shim %s requires %q, which is not there", mod.Path, spec)))
	}
	exports := module.Get("exports")
	if _, err := body(exports, exports, m.vm.ToValue(require), module, m.vm.ToValue(mod.Path), m.vm.ToValue(path.Dir(mod.Path))); err != nil {
		panic(err)
	}
	return module.Get("exports")
}

// core returns the exports of a core module.
func (m *machine) core(name string) js.Value {
	v, err := m.require(js.Undefined(), m.vm.ToValue(name))
	if err != nil {
		panic(err)
	}
	return v
}
