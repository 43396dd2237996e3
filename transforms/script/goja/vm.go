package goja

import (
	js "github.com/dop251/goja"
)

// vmModule is what js/core/vm.js stands on.
func (m *machine) vmModule() map[string]any {
	return map[string]any{
		// run runs a text in the global scope, and returns what it ends with.
		"run": func(source, name string) js.Value {
			p, err := js.Compile(name, source, false)
			if err != nil {
				if again, _, lowered := lower(name, source, false); lowered != nil {
					m.throwSyntax(lowered)
				} else if p, err = js.Compile(name, again, false); err != nil {
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
