package script

import (
	"errors"
	"fmt"
	"os"

	"sheaf/transforms/script/cache"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/goja"
	"sheaf/transforms/script/node"
	"sheaf/transforms/script/trace"
)

// A choice is an engine that is to do the work, and has not been started.
type choice struct {
	name    string
	version string // of all that results may hang on
	start   func(engine.Options) (engine.Engine, error)
}

// choose looks for the engine that the options name. What it learns of programs
// it keeps in the cache.
func (h *Host) choose() (*choice, error) {
	inGoja := h.o.Engine == "goja"
	switch h.o.Engine {
	case "", "auto", "goja":
		inGoja = inGoja || h.o.Sandbox != nil
	case "node":
		if h.o.Sandbox != nil {
			return nil, errors.New("it is to run in a sandbox, and Node has no sandbox")
		}
	default:
		return nil, fmt.Errorf("there is no engine %q: it is one of auto, node and goja", h.o.Engine)
	}
	if inGoja {
		if err := goja.Problem(); err != nil {
			return nil, fmt.Errorf("it is written in JavaScript: %w", err)
		}
		return h.embedded()
	}
	path, version, err := h.findNode()
	if err == nil {
		return &choice{
			name:    "node",
			version: node.Marked(version) + " " + path, // transforms can see the path
			start:   func(o engine.Options) (engine.Engine, error) { return node.New(path, version, o), nil },
		}, nil
	}
	if h.o.Engine != "node" {
		problem := goja.Problem()
		if problem == nil {
			return h.embedded()
		}
		err = fmt.Errorf("%w; or sheaf itself, but: %w", err, problem)
	}
	return nil, fmt.Errorf("it is written in JavaScript, which Node runs: %w", err)
}

// embedded returns the engine in this program. What a cache keeps of it hangs on
// all of the program, and on its path, which transforms can see.
func (h *Host) embedded() (*choice, error) {
	c := &choice{
		name:  "goja",
		start: func(o engine.Options) (engine.Engine, error) { return goja.New(o) },
	}
	if h.o.Cache == "" {
		return c, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c.version, err = cache.Version(h.o.Cache, path, func() (string, error) { return trace.HashFile(path) })
	c.version += " " + path
	return c, err
}

// findNode returns the path of a Node that will do, and its version.
func (h *Host) findNode() (path, version string, err error) {
	if path, err = node.Find(); err != nil {
		return "", "", err
	}
	ask := func() (string, error) { return node.Version(path) }
	if h.o.Cache != "" {
		version, err = cache.Version(h.o.Cache, path, ask)
	} else {
		version, err = ask()
	}
	return path, version, err
}

// behind returns the engine: at once, or behind the cache in dir, which starts it
// when there is something to run. Modules are looked for in paths, too.
func (c *choice) behind(dir string, o engine.Options, paths []string) (engine.Engine, error) {
	if dir == "" {
		return c.start(o)
	}
	o.Trace = true
	return cache.New(cache.Options{
		Dir:     dir,
		Name:    c.name,
		Version: c.version,
		Cwd:     o.Basedir,
		Environ: o.Environ,
		Args:    o.Args,
		Sandbox: o.Sandbox,
		Resolve: func() cache.Resolve { return finder(finders(paths)) }, // with fresh eyes
		Start:   func() (engine.Engine, error) { return c.start(o) },
	}), nil
}

// Settle writes to the cache what was learnt since it was last called, and has
// what comes after look at the world anew. An error means that the next build
// has as much to do.
func (h *Host) Settle() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for _, e := range h.started {
		if c, ok := e.(*cache.Engine); ok {
			errs = append(errs, c.Settle())
		}
	}
	return errors.Join(errs...)
}
