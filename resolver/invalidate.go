package resolver

// Invalidate forgets what hangs on these absolute paths, of files or
// directories that were changed, made or removed: what was seen of them and
// below them, and every answer, since any may hang on them. If a path is and
// was a plain file other than package.json, nothing hangs on its contents and
// nothing is forgotten. Handles (*[Dir], *[File]) stay what they are; each
// File's Package is brought up to date, and a package.json that changed makes
// a new *Package.
//
// It reports whether anything was forgotten: if not, every answer still holds.
//
// It must not run while names are being resolved.
func (r *Resolver) Invalidate(paths ...string) bool {
	changed := false
	for _, path := range paths {
		at, _ := r.absolute(path)
		if at.stillFile() {
			continue
		}
		changed = true
		at.forget()
	}
	if !changed {
		return false
	}
	// No lock: nobody else is at work. Twice, since what a file's package is
	// may be asked of directories all over the tree.
	for _, d := range r.roots {
		d.forgetAnswers()
	}
	for _, d := range r.roots {
		d.renewFiles()
	}
	return true
}

// stillFile reports whether the place was listed as a plain file without a
// meaning for resolution, and still is one.
func (at place) stillFile() bool {
	d, r := at.dir, at.dir.r
	l := d.list.Load()
	switch {
	case at.name == "package.json" || d.home() != d:
		return false
	case l == nil:
		return at.unasked()
	case l.byStat:
		return false
	}
	if _, k := l.find(r.seed, at.name, ""); k != KindFile {
		return false
	}
	_, k := r.list(d.path).find(r.seed, at.name, "")
	return k == KindFile
}

// unasked reports whether nobody ever asked what a place is.
func (at place) unasked() bool {
	d := at.dir
	_, asked := d.stats[at.name]
	return !asked && d.files.get(d.r.seed, at.name) == nil && d.peek(at.name) == nil
}

// forget drops what was read of a place and below it.
func (at place) forget() {
	at.dir.forgetHere(at.name)
	// A directory that was not there may be now, with others above it.
	for d := at.dir; d.parent != nil && !d.wasThere(); d = d.parent {
		d.parent.forgetHere(d.name)
	}
	if at.name == "" {
		at.dir.forgetBelow()
	} else if d := at.dir.peek(at.name); d != nil {
		d.forgetBelow()
	}
}

func (d *Dir) wasThere() bool {
	l := d.list.Load()
	return l != nil && l.exists
}

// forgetHere drops the listing that has name in it.
func (d *Dir) forgetHere(name string) {
	for _, x := range []*Dir{d, d.real.Load()} {
		if x == nil {
			continue
		}
		x.list.Store(nil)
		if own := x.own.Load(); name == "package.json" || own == x.r.noPackage || own.closed() {
			x.own.Store(nil)
		}
	}
}

func (d *Dir) forgetBelow() {
	d.list.Store(nil)
	d.own.Store(nil)
	for _, k := range d.kids.all() {
		k.forgetBelow()
	}
}

// forgetAnswers drops, in d and below, what was derived from more than one
// directory, and what was read through links.
func (d *Dir) forgetAnswers() {
	if !d.r.preserve && d.real.Load() != d {
		d.list.Store(nil)
		d.own.Store(nil)
	}
	d.real.Store(nil)
	d.near.Store(nil)
	d.shim.Store(nil)
	d.nm.Store(nil)
	d.stats = nil
	d.answers.clear()
	d.imports.clear()
	for _, k := range d.kids.all() {
		k.forgetAnswers()
	}
}

func (d *Dir) renewFiles() {
	for _, f := range d.files.all() {
		var p *Package
		if l := d.nearest(); l != nil {
			p = l.ownPackage()
		}
		f.Package, f.plain.res.Package = p, p
	}
	for _, k := range d.kids.all() {
		k.renewFiles()
	}
}
