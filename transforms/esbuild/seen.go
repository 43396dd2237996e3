package esbuild

import (
	"maps"
	"slices"
)

// Seen returns the paths of the tsconfig.json files that conversions so far
// hang on, there or not.
func (c *Converter) Seen() []string {
	c.configs.mu.Lock()
	defer c.configs.mu.Unlock()
	return slices.Sorted(maps.Keys(c.configs.read))
}

// Sources returns the tsconfig.json files that the transform hangs on.
func (t *transform) Sources() []string { return t.c.Seen() }
