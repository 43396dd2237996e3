package goja

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	js "github.com/dop251/goja"

	"sheaf/transforms/script/engine"
)

// processModule is what js/process.js stands on.
func (m *machine) processModule() map[string]any {
	begun := time.Now()
	exe, _ := os.Executable()
	return map[string]any{
		"version": nodeVersion, "platform": platform(), "arch": arch(), "execPath": exe, "pid": os.Getpid(),
		"env": m.vm.NewDynamicObject(m.env), "args": append([]string{}, m.o.Args...), "traced": m.trace != nil,
		"noteArgument": func(name string) { m.trace.saw(engine.Argument, name, "") },
		"cwd":          func() string { return m.cwd },
		"chdir": func(dir string) {
			to := m.reading("stat", dir)
			info, err := os.Stat(to)
			m.check(err, "chdir", dir)
			if !info.IsDir() {
				m.throw("ENOTDIR", "ENOTDIR: not a directory, chdir '"+dir+"'", map[string]any{"path": dir})
			}
			m.untraced()
			m.cwd = filepath.Clean(to)
		},
		"milliseconds": func() float64 { return float64(time.Since(begun)) / float64(time.Millisecond) },
		// write prints. Standard output is the bundle's, so all goes to
		// standard error, as with Node.
		"write": func(b js.Value) {
			m.printed()
			_, _ = os.Stderr.Write(bytesOf(b))
		},
		"exit": func(code int) {
			if m.closing && code != 0 && len(m.late) == 0 {
				m.fail(ended(code))
			}
			if m.closing {
				m.end()
				return
			}
			m.quit(ended(code))
		},
		"kill": func(signal string) {
			m.quit(&engine.Error{Kind: engine.Crashed, Message: "the process that ran it ended: signal: " + signal})
		},
		"uncaught": func(v js.Value) { m.uncaught(v) },
	}
}

// An environment is process.env: what is read of it is noted.
type environment struct {
	m    *machine
	vars map[string]string
}

func newEnvironment(m *machine) *environment {
	e := &environment{m, map[string]string{}}
	for _, pair := range m.o.Environ {
		name, value, ok := strings.Cut(pair, "=")
		if ok && name != "" && (m.safe == nil || m.safe.env[name]) {
			e.vars[name] = value
		}
	}
	return e
}

func (e *environment) Get(name string) js.Value {
	e.note(name)
	if v, ok := e.vars[name]; ok {
		return e.m.vm.ToValue(v)
	}
	return nil
}

func (e *environment) Set(name string, v js.Value) bool {
	e.vars[name] = v.String()
	return true
}

// note notes that a variable was read, if that is one that can be seen.
func (e *environment) note(name string) {
	if safe := e.m.safe; safe == nil || safe.env[name] {
		e.m.noteEnv(name)
	}
}

// first returns the first of some variables that has a value.
func (e *environment) first(names ...string) string {
	for _, name := range names {
		e.note(name)
		if value := e.vars[name]; value != "" {
			return value
		}
	}
	return ""
}

func (e *environment) Has(name string) bool {
	e.note(name)
	_, ok := e.vars[name]
	return ok
}

func (e *environment) Delete(name string) bool {
	delete(e.vars, name)
	return true
}

func (e *environment) Keys() []string {
	if safe := e.m.safe; safe == nil {
		e.m.noteEnv("*")
	} else {
		for name := range safe.env {
			e.m.noteEnv(name)
		}
	}
	names := make([]string, 0, len(e.vars))
	for name := range e.vars {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func ended(code int) *engine.Error {
	return &engine.Error{Kind: engine.Crashed, Message: fmt.Sprintf("it ended the process, with code %d", code)}
}
