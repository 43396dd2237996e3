package resolver

// Names calls a function for each name that a directory held.
type Names func(each func(name string))

// Seen tells what all answers so far hang on: names is called for every
// directory of which the names count, with those that were seen, other for
// every path of which it counts what it is (there or not, file, directory or
// link) or, of a package.json, what it holds. All paths are absolute; some may
// come twice.
//
// It must not run while names are being resolved.
func (r *Resolver) Seen(names func(dir string, seen Names), other func(path string)) {
	for _, d := range r.roots {
		d.seen(names, other)
	}
}

func (d *Dir) seen(names func(string, Names), other func(string)) {
	if l := d.list.Load(); l != nil && (d.r.preserve || d.real.Load() == d || d.real.Load() == nil) {
		if l.exists {
			names(d.path, func(each func(string)) { l.each(func(name string, _ Kind) { each(name) }) })
		} else {
			other(d.path)
		}
	}
	if real := d.real.Load(); real != nil && real != d {
		other(d.path) // a link, or below one: where it leads
	}
	for name := range d.stats {
		other(d.join(name))
	}
	if d.own.Load() != nil {
		other(d.join("package.json"))
	}
	for _, k := range d.kids.all() {
		k.seen(names, other)
	}
}
