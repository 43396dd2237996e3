package resolver

import (
	"errors"
	"hash/maphash"
	"strings"
	"sync"
	"syscall"
)

// Resolver resolves names and remembers what it saw. It is safe for concurrent
// use, except for [Resolver.Invalidate].
type Resolver struct {
	settings
	seed      maphash.Seed
	base      *Dir   // Options.BaseDir, or nil
	paths     []*Dir // Options.Paths
	noDir     *Dir   // stands for "looked, and there is none" in memories
	noPackage *Package
	builders  sync.Pool // of *builder
	searches  sync.Pool // of *search
	keep      arenas    // of paths and files, which live as long as the resolver
	specs     arenas    // of what answers are known by, until they are forgotten

	mu    sync.Mutex
	roots map[string]*Dir // "/", `C:\`, `\\server\share\`
}

// What a file system may offer beside FS, to be faster.
type (
	lister interface {
		list(dir string, seed maphash.Seed, b *builder) error
	}
	smallReader interface {
		readInto(name string, buf []byte) ([]byte, error)
	}
	linkAsker  interface{ isLink(name string) bool }
	linkReader interface {
		readlink(name string) (string, error)
	}
)

// New returns a resolver. It looks at nothing yet.
func New(o Options) *Resolver {
	r := &Resolver{settings: o.settings(), seed: maphash.MakeSeed(), roots: map[string]*Dir{}}
	r.noDir = &Dir{r: r}
	r.noPackage = &Package{dir: r.noDir}
	r.builders.New = func() any { return newBuilder() }
	r.searches.New = func() any { return new(search) }
	for _, p := range o.Paths {
		if p != "" {
			r.paths = append(r.paths, r.Dir(p))
		}
	}
	if o.BaseDir != "" {
		r.base = r.Dir(o.BaseDir)
	}
	return r
}

// Dir returns the handle of a directory, which need not exist. The path must be
// absolute; "." and ".." are taken out without looking at links.
func (r *Resolver) Dir(path string) *Dir {
	at, _ := r.absolute(path)
	return at.open()
}

// root returns the handle of the root that path starts with, and the rest.
func (r *Resolver) root(path string) (*Dir, string) {
	name, rest := "/", path
	if r.win {
		name, rest = splitRoot(path)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.roots[name]
	if d == nil {
		d = &Dir{r: r, path: strings.Clone(name)}
		r.roots[name] = d
	}
	return d, rest
}

// splitRoot cuts the root off a Windows path: a drive (in capitals), or a
// server and what it shares. A path that starts with neither is taken to lie
// on drive C.
func splitRoot(path string) (root, rest string) {
	if hasDrive(path) {
		return strings.ToUpper(path[:1]) + `:\`, path[2:]
	}
	if len(path) > 2 && isSlash(path[0]) && isSlash(path[1]) && !isSlash(path[2]) {
		server, rest := cutSlash(path[2:])
		share, rest := cutSlash(rest)
		if share != "" {
			return `\\` + server + `\` + share + `\`, rest
		}
	}
	return `C:\`, path
}

func hasDrive(path string) bool {
	return len(path) >= 2 && path[1] == ':' && path[0]|0x20 >= 'a' && path[0]|0x20 <= 'z'
}

func isSlash(c byte) bool { return c == '/' || c == '\\' }

func cutSlash(s string) (part, rest string) {
	if i := strings.IndexAny(s, `/\`); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// absolute walks an absolute path.
func (r *Resolver) absolute(path string) (at place, slash bool) {
	d, rest := r.root(path)
	return d.walk(strings.TrimLeft(rest, r.slashes()))
}

func (r *Resolver) slashes() string {
	if r.win {
		return `/\`
	}
	return "/"
}

// open returns the handle of the directory that at names.
func (at place) open() *Dir {
	if at.name == "" {
		return at.dir
	}
	return at.dir.child(at.name)
}

// walk follows a path from d without looking at any disk, as path.resolve
// does. An absolute path starts at its root. The place returned has a name
// unless it is a root; slash reports whether the path asks for a directory: it
// ends in a slash, or is all of "." or "..".
func (d *Dir) walk(path string) (at place, slash bool) {
	slash = path == "." || path == ".."
	if n := len(path); n > 0 {
		slash = slash || d.r.isSep(path[n-1])
		if d.r.isSep(path[0]) || d.r.win && hasDrive(path) && n > 2 && isSlash(path[2]) {
			d, path = d.start(path)
		}
	}
	name := "" // a part that is not yet stepped into
	for path != "" {
		i := 0
		for i < len(path) && !d.r.isSep(path[i]) {
			i++
		}
		part := path[:i]
		if path = path[i:]; path != "" {
			path = path[1:]
		}
		switch {
		case part == "" || part == ".":
		case part == "..":
			if name != "" {
				name = ""
			} else if d.parent != nil {
				d = d.parent
			}
		default:
			if name != "" {
				d = d.child(name)
			}
			name = part
		}
	}
	if name == "" && d.parent != nil {
		return place{d.parent, d.name}, slash
	}
	return place{d, name}, slash
}

// start returns the root an absolute path starts from and the rest of it. On
// Windows a path without a drive is on d's.
func (d *Dir) start(path string) (*Dir, string) {
	if d.r.win && !hasDrive(path) && (len(path) < 2 || !isSlash(path[1])) {
		for d.parent != nil {
			d = d.parent
		}
		return d, path
	}
	return d.r.root(path)
}

func (r *Resolver) isSep(c byte) bool { return c == '/' || r.win && c == '\\' }

// isPath reports whether a spec names a path and not a module, as resolve sees
// it on every system: it starts with ./ or ../ or a slash of either kind,
// after a drive too, or is "." or "..". On Windows, as in Node, .\ and ..\ will
// do.
func (r *Resolver) isPath(spec string) bool {
	if spec == "" {
		return false
	}
	if spec[0] == '.' {
		rest := spec[1:]
		if rest != "" && rest[0] == '.' {
			rest = rest[1:]
		}
		return rest == "" || r.isSep(rest[0])
	}
	return isSlash(spec[0]) || hasDrive(spec) && len(spec) > 2 && isSlash(spec[2])
}

func isNotDir(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// Resolve finds what a name stands for; see [Dir.Resolve].
func (r *Resolver) Resolve(q Request) (Result, error) {
	return r.Dir(q.From).Resolve(q.Spec)
}

// Resolve finds what spec stands for in a require call of a file in d. The
// error is a [*NotFoundError], a [*PackageError] or a [*CoreError]. The answer,
// be it an error, is remembered until [Resolver.Invalidate].
func (d *Dir) Resolve(spec string) (Result, error) { return d.remember(&d.answers, spec, false) }

func (d *Dir) remember(answers *table[outcome], spec string, imports bool) (Result, error) {
	o := answers.get(d.r.seed, spec)
	if o == nil {
		o = d.answer(spec, imports)
		spec = d.r.specs.join(spec, "", "")
		d.mu.Lock()
		o = answers.add(d.r.seed, spec, o)
		d.mu.Unlock()
	}
	return o.res, o.err
}

// Entry resolves an absolute path that a user gave: a file, a file without its
// extension, a directory. It is seen from [Options.BaseDir]; see [Dir.Entry].
func (r *Resolver) Entry(path string) (Result, error) {
	d := r.base
	if d == nil {
		at, _ := r.absolute(path)
		d = at.dir
	}
	return d.Entry(path)
}

// Entry resolves what a user named on a command line, a path or a module, as
// seen from the directory d. It differs from [Dir.Resolve] in that links are
// always followed, also with [Options.PreserveSymlinks], that a broken
// package.json nearest to a path as given is an error, and that nothing is
// remembered.
func (d *Dir) Entry(spec string) (Result, error) {
	if d.r.isPath(spec) {
		at, _ := d.walk(spec)
		if err := at.dir.brokenPackage(); err != nil {
			return Result{}, err
		}
	}
	s := search{r: d.r, from: d, entry: true, asker: d, spec: spec}
	o := s.answer(spec)
	return o.res, o.err
}
