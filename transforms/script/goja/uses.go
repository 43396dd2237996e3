package goja

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

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
	path = filepath.Clean(m.abs(path))
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

// abs makes a path absolute, and plain: it leads where the system would have the
// path lead, links or no. One that ends in a slash leads to a directory or
// nowhere.
func (m *machine) abs(path string) string {
	if path == "" {
		return "" // as nothing has that name
	}
	if !filepath.IsAbs(path) {
		path = m.cwd + string(filepath.Separator) + path
	}
	switch plain := filepath.Clean(path); {
	case runtime.GOOS == "windows": // the system cleans paths, too
		return plain
	case strings.Contains(path, "/.."):
		return m.climb(path)
	case strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/."):
		return slashed(plain)
	default:
		return plain
	}
}

// climb is abs for a path with "..", which leaves a directory for the one that
// it is in, not for the one with the link that led there.
func (m *machine) climb(path string) string {
	dir, last := "/", ""
	for name := range strings.SplitSeq(path, "/") {
		last = name
		switch name {
		case "", ".":
			continue
		case "..":
		default:
			dir = filepath.Join(dir, name)
			continue
		}
		m.trace.look(engine.Place, dir)
		info, err := os.Lstat(dir)
		if err == nil && info.Mode()&os.ModeSymlink != 0 {
			if dir, err = followed(dir); err == nil {
				info, err = os.Lstat(dir)
			}
		}
		if err != nil || !info.IsDir() {
			return slashed(dir) // there is nothing in it
		}
		dir = filepath.Dir(dir)
	}
	switch last {
	case "", ".", "..":
		return slashed(dir)
	}
	return dir
}

// followed returns where a link leads, or the link if that is nowhere.
func followed(link string) (string, error) {
	real, err := filepath.EvalSymlinks(link)
	if err != nil {
		return link, err
	}
	return real, nil
}

func slashed(dir string) string { return strings.TrimSuffix(dir, "/") + "/" }
