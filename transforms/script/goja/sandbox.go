package goja

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	js "github.com/dop251/goja"

	"sheaf/transforms/script/engine"
)

// limits is what transforms may read: files below some directories, whatever
// links lead there, and some variables. Writing is not allowed at all. Each
// machine has its own, for the directories grow by the packages it loads.
type limits struct {
	roots []string // real paths
	env   map[string]bool
	trace *tracer // of what the limits hang on
}

func newLimits(s *engine.Sandbox, t *tracer) *limits {
	if s == nil {
		return nil
	}
	l := &limits{env: map[string]bool{"NODE_ENV": true}, trace: t}
	for _, name := range s.Environ {
		l.env[name] = true
	}
	for _, dir := range s.Read {
		l.root(dir)
	}
	return l
}

func (l *limits) root(dir string) {
	l.trace.places(dir)
	if dir = realPath(dir); !l.within(dir) {
		l.roots = append(l.roots, dir)
	}
}

// package_ allows the package of a module that transforms may load.
func (l *limits) package_(file string) { l.root(l.packageDir(file)) }

// required allows the package that a file in dir requires by its name. It is
// the directory of that name in node_modules, wherever links lead from there;
// what its package.json says does not count.
func (l *limits) required(dir, spec string) {
	name := spec
	if parts := strings.SplitN(spec, "/", 3); len(parts) > 1 {
		name = parts[0]
		if strings.HasPrefix(name, "@") {
			name += "/" + parts[1]
		}
	}
	if name == "" || !filepath.IsLocal(name) || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return
	}
	for ; ; dir = filepath.Dir(dir) {
		at := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		l.trace.look(engine.Place, at)
		if info, err := os.Stat(at); err == nil && info.IsDir() {
			l.root(at)
			return
		}
		if dir == filepath.Dir(dir) {
			return
		}
	}
}

// allows tells whether what a path leads to is below one of the roots. The path
// is absolute, and plain but for a slash at its end.
func (l *limits) allows(path string) bool {
	path = filepath.Clean(path)
	l.trace.places(path)
	return l.within(realPath(path))
}

// within tells whether a real path is below one of the roots.
func (l *limits) within(real string) bool {
	return slices.ContainsFunc(l.roots, func(root string) bool {
		rel, err := filepath.Rel(root, real)
		return err == nil && filepath.IsLocal(rel)
	})
}

// surrounds tells whether a root is below a directory.
func (l *limits) surrounds(dir string) bool {
	around := limits{roots: []string{realPath(dir)}}
	return slices.ContainsFunc(l.roots, func(root string) bool { return root != around.roots[0] && around.within(root) })
}

// given tells whether a transform may be given a file: what it says that one
// depends on is a file as well, whose text it would be given next.
func (m *machine) given(file string) error {
	if m.safe == nil || m.safe.allows(file) {
		return nil
	}
	return &engine.Error{
		Kind:    engine.Forbidden,
		Message: fmt.Sprintf("the sandbox does not allow to give it %q, which is not below the base directory (--basedir)", file),
	}
}

// realPath returns a path without symbolic links. What is not there yet is
// below the last directory that is.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if target, err := os.Readlink(path); err == nil { // a link that leads nowhere, or in a circle
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		return filepath.Clean(target)
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path
	}
	return filepath.Join(realPath(dir), filepath.Base(path))
}

// packageDir returns the directory of the package that a file belongs to: the
// one in node_modules, else the nearest that has a package.json and that what may
// be read anyway is not a part of, else the file's own.
func (l *limits) packageDir(file string) string {
	dir := filepath.Dir(file)
	for d := dir; ; d = filepath.Dir(d) {
		parent := filepath.Dir(d)
		if base := filepath.Base(parent); base == "node_modules" && !strings.HasPrefix(filepath.Base(d), "@") ||
			strings.HasPrefix(base, "@") && filepath.Base(filepath.Dir(parent)) == "node_modules" {
			return d
		}
		manifest := filepath.Join(d, "package.json")
		l.trace.look(engine.Place, manifest)
		if _, err := os.Stat(manifest); err == nil && !l.surrounds(d) {
			return d
		}
		if parent == d {
			return dir
		}
	}
}

// reading returns the path to use for a file that a transform reads or looks
// for. To a transform in a sandbox what it may not read does not exist; if it
// tells of the error, that says why.
func (m *machine) reading(what, path string) string {
	m.noteRead(what, path)
	path = m.abs(path)
	if m.safe == nil || path == "" {
		return path
	}
	plain := filepath.Clean(path)
	if !m.safe.allows(plain) {
		m.forbid("ENOENT", what, plain)
	}
	if what == "lstat" || what == "readlink" {
		return path
	}
	return realPath(plain) + path[len(plain):]
}

// writing returns the path to use for a file that a transform changes.
func (m *machine) writing(what, path string) string {
	path = m.abs(path)
	if m.safe != nil {
		m.forbid("EACCES", what, filepath.Clean(path))
	}
	m.untraced()
	return path
}

func (m *machine) forbid(code, what, path string) {
	m.throw(code, fmt.Sprintf("the sandbox does not allow %s %q", gerunds[what], path), map[string]any{
		"syscall": what, "path": path, "forbidden": true,
	})
}

// gerunds are words for what is not allowed.
var gerunds = map[string]string{
	"open": "to read", "stat": "to look at", "lstat": "to look at", "access": "to look at", "scandir": "to list",
	"realpath": "to look at", "readlink": "to look at", "write": "to write", "mkdir": "to make", "rmdir": "to remove",
	"unlink": "to remove", "rm": "to remove", "rename": "to rename", "copyfile": "to write", "symlink": "to make",
	"link": "to make", "chmod": "to change", "utime": "to change", "ftruncate": "to change", "mkdtemp": "to make",
	"require": "to load",
}

// throw throws an Error as Node's core modules do.
func (m *machine) throw(code, message string, more map[string]any) {
	e, err := m.vm.New(m.vm.Get("Error"), m.vm.ToValue(message))
	if err != nil {
		panic(err)
	}
	_ = e.Set("code", code)
	for name, v := range more {
		if name == "forbidden" {
			_ = e.DefineDataProperty(name, m.vm.ToValue(v), js.FLAG_FALSE, js.FLAG_FALSE, js.FLAG_FALSE)
			continue
		}
		_ = e.Set(name, v)
	}
	panic(e)
}
