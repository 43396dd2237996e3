package script

import (
	"errors"

	"sheaf/transforms/script/cache"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/node"
)

// A choice is an engine that is to do the work, and has not been started.
type choice struct {
	name    string
	file    string                 // the program that runs; "" if it is this one
	version func() (string, error) // of what runs; it may take a while
	mark    func(version string) string
	start   func(version string, o engine.Options) engine.Engine
}

// choose looks for an engine.
func choose() (*choice, error) {
	path, err := node.Find()
	if err != nil {
		return nil, err
	}
	return &choice{
		name:    "node",
		file:    path,
		version: func() (string, error) { return node.Version(path) },
		mark:    node.Marked,
		start:   func(version string, o engine.Options) engine.Engine { return node.New(path, version, o) },
	}, nil
}

// engine returns the engine: at once, or behind a cache, which starts it when
// there is something to run.
func (c *choice) engine(dir string, o engine.Options) (engine.Engine, error) {
	if dir == "" {
		version, err := c.version()
		if err != nil {
			return nil, err
		}
		return c.start(version, o), nil
	}
	version := func() (string, error) { return cache.Version(dir, c.file, c.version) }
	return cache.New(cache.Options{
		Dir:     dir,
		Name:    c.name,
		Cwd:     o.Basedir,
		Environ: o.Environ,
		Version: func() (string, error) {
			v, err := version()
			return c.mark(v) + " " + c.file, err // transforms can see the path
		},
		Start: func() (engine.Engine, error) {
			v, err := version()
			if err != nil {
				return nil, err
			}
			return c.start(v, o), nil
		},
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
