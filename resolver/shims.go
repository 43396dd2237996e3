package resolver

import (
	"strconv"
	"strings"
)

// browserMap is the browser field of a package. browser-resolve reads it in
// three ways that differ in their corners: for main (Package.replaceMain), as
// shims of what the package's own files require, and as a filter of what
// others require from the package.
type browserMap struct {
	main string // if the field is a string
	keys map[string]target
	// shims has the keys that are paths, by the place they name.
	shims map[place]target
	// files has the keys that the filter can hit: those that are spelt as
	// path.relative would spell them.
	files map[place]target
}

// place is a name in a directory, both as written: nobody has looked there.
type place struct {
	dir  *Dir
	name string
}

// target is what a browser field says instead.
type target struct {
	kind targetKind
	path string
}

type targetKind uint8

const (
	toNothing targetKind = iota // "", null and the like: as if it were not there
	toEmpty                     // false: an empty module
	toPath                      // a file
	toName                      // another module
	toOther                     // not a string
)

func newTarget(v jsonValue) target {
	switch v.kind {
	case 'f':
		return target{kind: toEmpty}
	case '"':
		switch {
		case v.str == "":
			return target{}
		case v.str[0] == '.' || v.str[0] == '/':
			return target{toPath, v.str}
		}
		return target{toName, v.str}
	case 'n':
		return target{}
	}
	return target{kind: toOther}
}

// newBrowserString reads a field that is a string: it replaces main, and for
// the package's own requires the path that main spells.
func newBrowserString(p *Package, to string) *browserMap {
	from := p.main
	if from == "" {
		from = "index.js"
	}
	at, _ := p.dir.walk(from)
	return &browserMap{main: to, shims: map[place]target{at: {toPath, to}}}
}

func newBrowserMap(dir *Dir, v jsonValue) *browserMap {
	b := &browserMap{keys: make(map[string]target, len(v.vals))}
	for i, val := range v.vals {
		key := strconv.Itoa(i) // of an array, as Object.keys has it
		if v.kind == '{' {
			key = v.keys[i]
		}
		to := newTarget(val)
		b.keys[key] = to
		if key == "" || key[0] != '.' && key[0] != '/' {
			continue
		}
		at, _ := dir.walk(key)
		if b.shims == nil {
			b.shims = map[place]target{}
			b.files = map[place]target{}
		}
		b.shims[at] = to
		if (to.kind == toPath || to.kind == toName) && isRelativeKey(key) {
			b.files[at] = to
		}
	}
	return b
}

// isRelativeKey reports whether a key is spelt "./a/b" without detours, or
// starts with the name of a dot file.
func isRelativeKey(key string) bool {
	rest, ok := strings.CutPrefix(key, "./")
	if !ok && strings.HasPrefix(key, "../") {
		return false
	}
	if ok && strings.HasPrefix(rest, ".") {
		return false // path.relative has a leading dot already, none is put before it
	}
	for part := range strings.SplitSeq(rest, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

// lookup finds a name among a package's shims, where the field's keys may
// leave .js and .json out.
func lookup(name string, get func(string) target) target {
	to := get(name)
	if to.kind != toNothing {
		return to
	}
	if s, ok := strings.CutSuffix(name, ".js"); ok {
		return get(s)
	}
	if s, ok := strings.CutSuffix(name, ".json"); ok {
		if to = get(s); to.kind == toNothing {
			if s, ok = strings.CutSuffix(s, ".js"); ok {
				to = get(s)
			}
		}
	}
	return to
}

// byName finds what the field says of a module name.
func (b *browserMap) byName(name string) target {
	if len(b.keys) == 0 || name == "" || name[0] == '.' || name[0] == '/' {
		return target{}
	}
	return lookup(name, func(s string) target { return b.keys[s] })
}

// byPlace finds what the field says of a path. A field that is a string speaks
// of exactly one.
func (b *browserMap) byPlace(at place) target {
	if len(b.shims) == 0 {
		return target{}
	}
	if b.keys == nil {
		return b.shims[at]
	}
	return lookup(at.name, func(s string) target { return b.shims[place{at.dir, s}] })
}

// filter finds what a path in the package is replaced with for anyone who
// requires it.
func (b *browserMap) filter(at place) target {
	if len(b.files) == 0 {
		return target{}
	}
	if to := b.files[at]; to.path != "" || strings.LastIndexByte(at.name, '.') > 0 {
		return to
	}
	for _, ext := range []string{".js", ".json"} {
		if to := b.files[place{at.dir, at.name + ext}]; to.path != "" {
			return to
		}
	}
	return target{}
}

// filterSelf is filter for the package's directory as a path in itself.
func (b *browserMap) filterSelf() target {
	for _, key := range []string{"./", "./.js", "./.json"} {
		if to := b.keys[key]; to.kind == toPath || to.kind == toName {
			return to
		}
	}
	return target{}
}
