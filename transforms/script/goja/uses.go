package goja

import (
	"path/filepath"

	"sheaf/transforms/script/engine"
)

// readsOf returns what a transform has read so far, in all its jobs: transforms
// keep what they have read. Of directories whose names it has read it is true.
func (m *machine) readsOf(module string) map[string]bool {
	reads := m.reads[module]
	if reads == nil {
		reads = map[string]bool{}
		m.reads[module] = reads
	}
	return reads
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
		m.job.reads[path] = m.job.reads[path] || what == "scandir"
	}
}

// noteEnv notes that it has read a variable of the environment, or with "*"
// the names of all.
func (m *machine) noteEnv(name string) {
	m.trace.saw(engine.Variable, name, "")
}

// abs makes a path absolute.
func (m *machine) abs(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(m.cwd, path)
}
