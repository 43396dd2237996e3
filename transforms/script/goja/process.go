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
		"env": m.vm.NewDynamicObject(newEnvironment(m)),
		"cwd": func() string { return m.cwd },
		"chdir": func(dir string) {
			to := m.reading("stat", dir)
			info, err := os.Stat(to)
			m.check(err, "chdir", dir)
			if !info.IsDir() {
				m.throw("ENOTDIR", "ENOTDIR: not a directory, chdir '"+dir+"'", map[string]any{"path": dir})
			}
			m.cwd = filepath.Clean(to)
		},
		"milliseconds": func() float64 { return float64(time.Since(begun)) / float64(time.Millisecond) },
		// write prints. Standard output is the bundle's, so all goes to
		// standard error, as with Node.
		"write": func(b js.Value) { _, _ = os.Stderr.Write(bytesOf(b)) },
		"exit": func(code int) {
			m.quit(&engine.Error{Kind: engine.Crashed, Message: fmt.Sprintf("it ended the process, with code %d", code)})
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
	e.m.noteEnv(name)
	if v, ok := e.vars[name]; ok {
		return e.m.vm.ToValue(v)
	}
	return nil
}

func (e *environment) Set(name string, v js.Value) bool {
	e.vars[name] = v.String()
	return true
}

func (e *environment) Has(name string) bool {
	e.m.noteEnv(name)
	_, ok := e.vars[name]
	return ok
}

func (e *environment) Delete(name string) bool {
	delete(e.vars, name)
	return true
}

func (e *environment) Keys() []string {
	e.m.noteEnv("*")
	names := make([]string, 0, len(e.vars))
	for name := range e.vars {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
