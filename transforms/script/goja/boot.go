package goja

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	js "github.com/dop251/goja"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja_nodejs/require"
	"github.com/dop251/goja_nodejs/url"

	"sheaf/transforms/script/driver"
)

//go:embed js
var sources embed.FS

// nodeVersion is the Node that transforms are told they run in.
const nodeVersion = "20.20.2"

// boot makes the runtime into what transforms expect.
func (m *machine) boot() error {
	m.vm.SetParserOptions(parser.WithDisableSourceMaps)
	m.vm.SetMaxCallStackSize(deepest)
	m.vm.SetPromiseRejectionTracker(m.track)
	m.safe = newLimits(m.o.Sandbox, m.trace)
	m.env = newEnvironment(m)
	new(require.Registry).Enable(m.vm) // package url wants one
	url.Enable(m.vm)
	_ = m.vm.GlobalObject().Delete("require")
	body, err := m.embedded("boot")
	if err != nil {
		return fmt.Errorf("goja cannot start: %w", err)
	}
	start, _ := js.AssertFunction(body)
	v, err := start(js.Undefined(), m.host(), m.vm.GlobalObject())
	if err != nil {
		return fmt.Errorf("goja cannot start: %w", err)
	}
	parts := v.ToObject(m.vm)
	m.enter = function(parts, "enter")
	m.leave = parts.Get("leave")
	m.exit = function(parts, "exit")
	m.drain = function(parts, "drain")
	m.modules = function(parts, "modules")
	m.asBuffer = function(parts, "buffer")
	m.require = function(parts, "require")
	p := cached("node:driver", sum{})
	p.once.Do(func() { p.code, p.err = compile("node:driver", "("+driver.Source+")", parser.WithDisableSourceMaps) })
	if p.err != nil {
		return p.err
	}
	made, err := m.vm.RunProgram(p.code)
	if err != nil {
		return err
	}
	make_, _ := js.AssertFunction(made)
	if m.drive, err = make_(js.Undefined(), parts.Get("host")); err != nil {
		return fmt.Errorf("goja cannot start: %w", err)
	}
	return nil
}

func function(o *js.Object, name string) js.Callable {
	f, ok := js.AssertFunction(o.Get(name))
	if !ok {
		panic("goja: js/boot.js makes no " + name)
	}
	return f
}

// embedded returns the function that a file in js/ is the body of.
func (m *machine) embedded(name string) (js.Value, error) {
	text, err := sources.ReadFile(path.Join("js", name+".js"))
	if err != nil {
		return nil, err
	}
	p := cached("node:"+name, sum{})
	p.once.Do(func() {
		head := wrapHead
		if name == "boot" {
			head = "(function (host, global) { "
		}
		p.code, p.err = compile("node:"+name, head+string(text)+wrapTail, parser.WithDisableSourceMaps)
	})
	if p.err != nil {
		return nil, p.err
	}
	return m.vm.RunProgram(p.code)
}

// coreNames are the core modules that have a file in js/core.
var coreNames = sync.OnceValue(func() []string {
	var names []string
	entries, err := sources.ReadDir("js/core")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		names = append(names, strings.ReplaceAll(strings.TrimSuffix(e.Name(), ".js"), "-", "/"))
	}
	return names
})

// host is what the files in js/ have of this package: an object of objects,
// one for each that stands on Go.
func (m *machine) host() *js.Object {
	host := m.vm.NewObject()
	for name, functions := range map[string]map[string]any{
		"bytes": m.bytesModule(), "crypto": m.cryptoModule(), "fs": m.fsModule(), "modules": m.modulesModule(), "net": netModule(),
		"os": m.osModule(), "process": m.processModule(), "regexp": m.regexpModule(), "timers": m.timersModule(), "url": urlModule(), "vm": m.vmModule(),
	} {
		_ = host.Set(name, m.object(functions))
	}
	return host
}

// object makes an object of fields.
func (m *machine) object(fields map[string]any) *js.Object {
	o := m.vm.NewObject()
	for name, v := range fields {
		_ = o.Set(name, v) // it is a plain object
	}
	return o
}
