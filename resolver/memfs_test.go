package resolver

import (
	"io/fs"
	"path"
	"strings"
	"syscall"
	"testing"
)

// memFS is a file system in memory. Its own paths are POSIX; as a Windows one
// it is drive C and ignores case.
type memFS struct {
	windows bool
	files   map[string]string // contents
	links   map[string]string // targets
	dirs    map[string]bool
	closed  map[string]bool // directories that cannot be listed, files that cannot be read
	lists   map[string]int  // how often each was listed
}

// newMemFS makes a file system of lines: "path: contents" or "path -> target".
func newMemFS(t testing.TB, lines string) *memFS { return newMemFSOf(t, POSIX, lines) }

// newMemFSOf is newMemFS for a style. On Windows, names that differ only in
// case are one, spelt as it is first.
func newMemFSOf(t testing.TB, style PathStyle, lines string) *memFS {
	t.Helper()
	m := &memFS{windows: style == Windows, files: map[string]string{}, links: map[string]string{}, dirs: map[string]bool{"/": true},
		closed: map[string]bool{}, lists: map[string]int{}}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		name, to, isLink := strings.Cut(line, " -> ")
		text := ""
		if !isLink {
			name, text, _ = strings.Cut(line, ":")
		}
		name = m.made(path.Clean("/" + name))
		switch {
		case m.dirs[name] || !m.mkdir(path.Dir(name)):
		case isLink:
			m.links[name] = to
		case m.links[name] == "":
			m.files[name] = strings.TrimPrefix(text, " ")
		}
	}
	return m
}

// made returns the path of what is to be made here.
func (m *memFS) made(name string) string {
	if !m.windows {
		return name
	}
	done := "/"
	for part := range strings.SplitSeq(name, "/") {
		done = m.spelt(path.Join(done, part))
	}
	return done
}

// mkdir makes a directory and those above it, unless one is something else.
func (m *memFS) mkdir(dir string) bool {
	if m.dirs[dir] {
		return true
	}
	if _, is := m.files[dir]; is || m.links[dir] != "" || !m.mkdir(path.Dir(dir)) {
		return false
	}
	m.dirs[dir] = true
	return true
}

// native turns a path of the table into one of the system's style.
func (m *memFS) native(p string) string {
	if m.windows && strings.HasPrefix(p, "/") {
		return "C:" + strings.ReplaceAll(p, "/", `\`)
	}
	return p
}

func (m *memFS) posix(name string) string {
	if m.windows {
		name = strings.ReplaceAll(strings.TrimPrefix(name, "C:"), `\`, "/")
	}
	return name
}

// find follows the links of a path and returns where it leads.
func (m *memFS) find(name string) (string, error) {
	real, _, err := m.follow(name)
	return real, err
}

// follow is find; asked is the same path in the case it was asked for in.
func (m *memFS) follow(name string) (done, asked string, err error) {
	done, asked = "/", "/"
	todo := strings.Split(name, "/")
	for n := 0; len(todo) > 0; {
		part := todo[0]
		todo = todo[1:]
		next := path.Join(done, part)
		if m.windows {
			next = m.spelt(next)
		}
		if to, ok := m.links[next]; ok {
			if n++; n > 40 {
				return "", "", &fs.PathError{Op: "stat", Path: name, Err: syscall.ELOOP}
			}
			if path.IsAbs(to) {
				done, asked = "/", "/"
			}
			todo = append(strings.Split(to, "/"), todo...)
			continue
		}
		if _, file := m.files[next]; !file && !m.dirs[next] {
			return "", "", &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
		}
		if _, file := m.files[done]; file {
			return "", "", &fs.PathError{Op: "stat", Path: name, Err: syscall.ENOTDIR}
		}
		done, asked = next, path.Join(asked, part)
	}
	return done, asked, nil
}

// spelt returns a path as it is spelt here when case is ignored.
func (m *memFS) spelt(name string) string {
	for have := range m.files {
		if strings.EqualFold(have, name) {
			return have
		}
	}
	for have := range m.links {
		if strings.EqualFold(have, name) {
			return have
		}
	}
	for have := range m.dirs {
		if strings.EqualFold(have, name) {
			return have
		}
	}
	return name
}

func (m *memFS) ReadDir(dir string) ([]DirEntry, error) {
	real, err := m.find(m.posix(dir))
	if err != nil {
		return nil, err
	}
	m.lists[real]++
	if m.closed[real] {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrPermission}
	}
	if !m.dirs[real] {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	var list []DirEntry
	add := func(name string, k Kind) {
		if name != "/" && path.Dir(name) == real {
			list = append(list, DirEntry{path.Base(name), k})
		}
	}
	for name := range m.files {
		add(name, KindFile)
	}
	for name := range m.dirs {
		add(name, KindDir)
	}
	for name := range m.links {
		add(name, KindLink)
	}
	return list, nil
}

func (m *memFS) ReadFile(name string) ([]byte, error) {
	real, err := m.find(m.posix(name))
	if err != nil {
		return nil, err
	}
	if m.dirs[real] {
		return nil, &fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	}
	if m.closed[real] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return []byte(m.files[real]), nil
}

func (m *memFS) Stat(name string) (Kind, error) {
	real, err := m.find(m.posix(name))
	switch {
	case err != nil:
		return 0, err
	case m.dirs[real]:
		return KindDir, nil
	}
	return KindFile, nil
}

func (m *memFS) EvalSymlinks(name string) (string, error) {
	_, asked, err := m.follow(m.posix(name))
	if err != nil {
		return "", err
	}
	return m.native(asked), nil
}
