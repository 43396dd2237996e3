package goja

import (
	js "github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// vmModule is what js/core/vm.js stands on.
func (m *machine) vmModule() map[string]any {
	return map[string]any{
		// run runs a text in the global scope, and returns what it ends with.
		"run": func(source, name string) js.Value {
			p, err := compile(name, source, parser.WithDisableSourceMaps)
			if err != nil {
				if again, _, lowered := lower(name, source, false); lowered != nil {
					m.throwSyntax(lowered)
				} else if p, err = compile(name, again); err != nil {
					m.throwSyntax(err)
				}
			}
			v, err := m.vm.RunProgram(p)
			if err != nil {
				panic(err)
			}
			return v
		},
		// check throws if a text is no program.
		"check": func(source, name string) {
			if _, err := js.Compile(name, source, false); err != nil {
				m.throwSyntax(err)
			}
		},
	}
}
