package goja

import (
	"maps"
	"path/filepath"
	"slices"

	"sheaf/transforms/script/engine"
)

// uses is what a transform has read so far, in all its jobs: transforms keep
// what they have read.
type uses struct {
	reads, env map[string]bool
}

func (m *machine) usesOf(module string) *uses {
	u := m.uses[module]
	if u == nil {
		u = &uses{map[string]bool{}, map[string]bool{}}
		m.uses[module] = u
	}
	return u
}

func (u *uses) lists() (reads, env []string) {
	return slices.Sorted(maps.Keys(u.reads)), slices.Sorted(maps.Keys(u.env))
}

// noteRead notes that the transform in hand has read, or looked for, a file,
// with the function of fs that what names.
func (m *machine) noteRead(what, path string) {
	if path == "" {
		return
	}
	path = m.abs(path)
	m.trace.looked(what, path)
	if m.job != nil {
		m.job.uses.reads[path] = true
	}
}

// noteEnv notes that it has read a variable of the environment, or with "*"
// the names of all.
func (m *machine) noteEnv(name string) {
	m.trace.saw(engine.Variable, name, "")
	if m.job != nil {
		m.job.uses.env[name] = true
	}
}

// abs makes a path absolute.
func (m *machine) abs(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(m.cwd, path)
}
