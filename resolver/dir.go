package resolver

import (
	"errors"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
)

// Dir is a directory as a place to resolve from. There is one for each path,
// so the handle of a path that goes through a link is not that of the real
// path; both share what was read.
type Dir struct {
	r      *Resolver
	parent *Dir // nil of a root
	path   string
	name   string // "" of a root

	// What is known, nil where nobody asked yet. The last three hang on other
	// directories.
	list atomic.Pointer[listing]
	own  atomic.Pointer[Package] // of a package.json right here; r.noPackage if there is none
	real atomic.Pointer[Dir]     // where the path leads when links are followed
	near atomic.Pointer[Dir]     // the directory of the nearest package; r.noDir
	shim atomic.Pointer[Dir]     // the directory whose package's browser field rules requires; r.noDir
	nm   atomic.Pointer[Dir]     // the node_modules directory right here; r.noDir

	kids    table[Dir]
	files   table[File]
	answers table[outcome] // of Resolve
	imports table[outcome] // of ResolveImport

	_ [cacheLine]byte // what follows is written often

	loading sync.Mutex      // held while list or own is read
	mu      sync.Mutex      // held to add to the tables, and for stats
	stats   map[string]Kind // kinds of names that had to be asked for; 0: not there
}

// Path returns the directory's absolute path as it was reached.
func (d *Dir) Path() string { return d.path }

// join returns the path of a name in the directory.
func (d *Dir) join(name string) string { return d.path + d.sep() + name }

// sep returns what stands between the directory's path and a name in it.
func (d *Dir) sep() string {
	if d.parent == nil {
		return "" // a root's path ends in a separator
	}
	return d.r.sep
}

// child returns the handle of a directory in d, there or not.
func (d *Dir) child(name string) *Dir {
	if k := d.peek(name); k != nil {
		return k
	}
	path := d.r.keep.join(d.path, d.sep(), name)
	k := &Dir{r: d.r, parent: d, path: path, name: path[len(path)-len(name):]}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kids.add(d.r.seed, k.name, k)
}

// peek returns the handle of a directory in d if one was made.
func (d *Dir) peek(name string) *Dir {
	return d.kids.get(d.r.seed, name)
}

// file returns the handle of a file in d, which must be where it really lies.
func (d *Dir) file(name string) *File {
	if f := d.files.get(d.r.seed, name); f != nil {
		return f
	}
	path := d.r.keep.join(d.path, d.sep(), name)
	f := d.r.keep.file()
	f.Path, f.Dir, f.Name = path, d, path[len(path)-len(name):]
	if l := d.nearest(); l != nil {
		f.Package = l.ownPackage()
	}
	f.plain.res = Result{File: f, Package: f.Package}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files.add(d.r.seed, f.Name, f)
}

// home returns the directory where d's contents are read: the real one, unless
// links are preserved.
func (d *Dir) home() *Dir {
	if d.r.preserve {
		return d
	}
	return d.realDir()
}

// Reached returns the directory through which a path leads to a file, links to
// directories followed, and the package nearest to it. They are those of the
// file itself unless its own name is a link. The path is absolute, and not a
// root.
func (r *Resolver) Reached(path string) (*Dir, *Package) {
	d := r.Dir(path).parent.home()
	if l := d.nearest(); l != nil {
		return d, l.ownPackage()
	}
	return d, nil
}

// realDir returns the directory that the path leads to when all its links are
// followed; d itself if it leads nowhere.
func (d *Dir) realDir() *Dir {
	x := d.realAfter(0)
	if x == nil {
		x = d
		d.real.Store(d)
	}
	return x
}

// maxLinks is how many links may lead to links.
const maxLinks = 40

// realAfter is realDir after so many links, nil if they lead in a circle.
func (d *Dir) realAfter(links int) *Dir {
	if x := d.real.Load(); x != nil {
		return x
	}
	x := d
	if d.parent != nil {
		p := d.parent.realAfter(links)
		switch {
		case p == nil || links > maxLinks:
			return nil
		case p != d.parent:
			x = p.child(d.name).realAfter(links)
		case p.isLink(d.name):
			x = d.follow(links)
		}
		if x == nil {
			return nil
		}
	}
	d.real.Store(x)
	return x
}

// follow returns where the link d, in a real directory, leads in the end: d
// itself if nowhere, nil if in a circle.
func (d *Dir) follow(links int) *Dir {
	if reader, ok := d.r.fs.(linkReader); ok {
		// Only what was not seen before is looked at on the way.
		to, err := reader.readlink(d.path)
		if err != nil {
			return d
		}
		if !strings.Contains(strings.TrimLeft(to, "./"), "..") {
			at, _ := d.parent.walk(to)
			return at.open().realAfter(links + 1)
		}
	}
	to, err := d.r.fs.EvalSymlinks(d.path)
	if err != nil {
		return d
	}
	x := d.r.Dir(to)
	for y := x; y != nil && y.real.Load() == nil; y = y.parent {
		y.real.Store(y)
	}
	return x.real.Load()
}

// isLink reports whether a name in d, which is a real path, is a link, without
// listing d where a question is cheaper.
func (d *Dir) isLink(name string) bool {
	l := d.list.Load()
	if l == nil {
		if asker, ok := d.r.fs.(linkAsker); ok {
			return asker.isLink(d.join(name))
		}
		l = d.listing()
	}
	full, k := l.find(d.r.seed, name, "")
	if full == "" && (l.byStat || d.mayDiffer(l, name)) {
		k = KindLink // not known: let EvalSymlinks tell
	}
	return k == KindLink
}

// listing returns what the directory holds.
func (d *Dir) listing() *listing {
	if l := d.list.Load(); l != nil {
		return l
	}
	h := d.home()
	h.loading.Lock()
	defer h.loading.Unlock()
	l := h.list.Load()
	if l == nil {
		if l = absent; !h.knownAbsent() {
			l = h.r.list(h.path)
		}
		h.list.Store(l)
	}
	d.list.Store(l)
	return l
}

// knownAbsent reports whether what is known of the parent says that there is
// no such directory.
func (d *Dir) knownAbsent() bool {
	if d.parent == nil {
		return false
	}
	l := d.parent.list.Load()
	if l == nil || l.byStat || d.r.fold {
		return false
	}
	_, k := l.find(d.r.seed, d.name, "")
	return k == 0 || k == KindFile
}

// kind returns what name+ext is in the directory, links followed, and the name
// it was found by: 0 if it is nothing. A link that leads nowhere has a name and
// no kind.
func (d *Dir) kind(name, ext string) (string, Kind) {
	h := d.home()
	l := h.listing()
	full, k := l.find(d.r.seed, name, ext)
	switch {
	case k == KindLink:
		return full, h.ask(full)
	case k != 0:
		return full, k
	case l.byStat, d.r.fold && l.exists && h.mayDiffer(l, name+ext):
		if k = h.ask(name + ext); k != 0 {
			return name + ext, k
		}
	}
	return "", 0
}

// mayDiffer reports whether the system may find a name that the listing spells
// otherwise.
func (d *Dir) mayDiffer(l *listing, name string) bool {
	if !d.r.fold || name == "" {
		return false
	}
	for i := range len(name) {
		if name[i] >= 0x80 {
			return true // Unicode forms: HFS+ and APFS see through them
		}
	}
	return l.differsInCase(name)
}

// ask finds a name's kind by Stat, once.
func (d *Dir) ask(name string) Kind {
	d.mu.Lock()
	k, ok := d.stats[name]
	d.mu.Unlock()
	if ok {
		return k
	}
	k, err := d.r.fs.Stat(d.join(name))
	if err != nil || strings.IndexByte(name, 0) >= 0 || name == "" {
		k = 0
	}
	d.mu.Lock()
	if d.stats == nil {
		d.stats = map[string]Kind{}
	}
	d.stats[strings.Clone(name)] = k
	d.mu.Unlock()
	return k
}

// exists reports whether there is such a directory.
func (d *Dir) exists() bool {
	if d.parent == nil {
		return d.listing().exists
	}
	_, k := d.parent.kind(d.name, "")
	return k == KindDir
}

// modules returns the node_modules directory in d, nil if there is none. It
// does not list d for that alone: most directories above a project are asked
// for nothing else.
func (d *Dir) modules() *Dir {
	const name = "node_modules"
	x := d.nm.Load()
	if x == nil {
		h, there := d.home(), false
		if h.list.Load() != nil || h.knownAbsent() {
			_, k := d.kind(name, "")
			there = k == KindDir
		} else {
			there = h.ask(name) == KindDir
		}
		if x = d.r.noDir; there {
			x = d.child(name)
		}
		d.nm.Store(x)
	}
	if x == d.r.noDir {
		return nil
	}
	return x
}

// ownPackage returns the package whose package.json lies in d, nil if there is
// none that can be read.
func (d *Dir) ownPackage() *Package {
	p := d.own.Load()
	if p == nil {
		h := d.home()
		if h == d {
			p = d.loadPackage()
		} else if p = h.ownPackage(); p == nil {
			p = d.r.noPackage
		}
		d.own.Store(p)
	}
	if p == d.r.noPackage {
		return nil
	}
	return p
}

func (d *Dir) loadPackage() *Package {
	const name = "package.json"
	d.loading.Lock()
	defer d.loading.Unlock()
	if p := d.own.Load(); p != nil {
		return p
	}
	p := d.r.noPackage
	if l := d.list.Load(); l != nil && !l.byStat && !d.r.fold {
		if _, k := l.find(d.r.seed, name, ""); k == 0 || k == KindDir {
			return p
		}
	} else if d.knownAbsent() {
		return p
	}
	switch src, err := d.r.read(d.join(name)); {
	case err == nil:
		p = readPackage(d, src)
	case errors.Is(err, fs.ErrPermission): // it is there, and may say anything
		p = unreadablePackage(d)
	}
	d.own.Store(p) // here, not only in the caller: others wait for the lock
	return p
}

// nearest returns the directory of the nearest package at or above d, as
// module-deps looks it up: nothing above a directory called node_modules
// counts, nor a package.json that is not an object. Nil if there is none.
func (d *Dir) nearest() *Dir {
	x := d.near.Load()
	if x == nil {
		x = d.r.noDir
		if d.name != "node_modules" {
			if p := d.ownPackage(); p != nil && p.object {
				x = d
			} else if d.parent != nil {
				if y := d.parent.nearest(); y != nil {
					x = y
				}
			}
		}
		d.near.Store(x)
	}
	if x == d.r.noDir {
		return nil
	}
	return x
}

// brokenPackage returns the error of the nearest package.json if it is not
// JSON, or cannot be read.
func (d *Dir) brokenPackage() error {
	for ; d != nil && d.name != "node_modules"; d = d.parent {
		if p := d.ownPackage(); p != nil {
			if p.err != nil {
				return p.err
			}
			if p.object {
				return nil
			}
		}
	}
	return nil
}

// shimDir returns the directory of the first package.json upwards, whose
// browser field rules what files in d require. It passes by directories called
// node_modules but does not stop there; the parents of [Options.Paths] come
// last. Nil if there is none.
func (d *Dir) shimDir() *Dir {
	x := d.shim.Load()
	if x == nil {
		switch {
		case d.name != "node_modules" && d.ownPackage() != nil:
			x = d
		case d.parent != nil:
			x = d.parent.shimDir()
		default:
			for _, nm := range d.r.paths {
				if nm.parent != nil && nm.parent.ownPackage() != nil {
					x = nm.parent
					break
				}
			}
		}
		if x == nil {
			x = d.r.noDir
		}
		d.shim.Store(x)
	}
	if x == d.r.noDir {
		return nil
	}
	return x
}

// list lists a directory.
func (r *Resolver) list(path string) *listing {
	b := r.builders.Get().(*builder)
	defer r.builders.Put(b)
	b.reset()
	var err error
	if fast, ok := r.fs.(lister); ok {
		err = fast.list(path, r.seed, b)
	} else {
		var entries []DirEntry
		entries, err = r.fs.ReadDir(path)
		for _, e := range entries {
			b.add(r.seed, []byte(e.Name), e.Kind)
		}
	}
	switch {
	case err == nil:
		return b.build()
	case errors.Is(err, fs.ErrNotExist) || isNotDir(err):
		return absent
	}
	return &listing{exists: true, byStat: true}
}

// read reads a small file.
func (r *Resolver) read(name string) (string, error) {
	fast, ok := r.fs.(smallReader)
	if !ok {
		b, err := r.fs.ReadFile(name)
		return string(b), err
	}
	b := r.builders.Get().(*builder)
	defer r.builders.Put(b)
	raw, err := fast.readInto(name, b.raw)
	if err != nil {
		return "", err
	}
	b.raw = raw[:cap(raw)]
	return string(raw), nil
}
