package amd

import (
	"cmp"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// RequireJS keeps one registry of modules with names, whatever file defines
// them, and one configuration, whatever file calls require.config. Which files
// a bundle has, and so what names and configuration there are, is known when all
// of them have been seen. Files for which that matters are converted again then
// (see transforms.Learner): before, they are what they are without it, so that it
// does not depend on who comes first what a bundle becomes.
//
// A name means, before all else, what a file of the same package defines by it,
// as in RequireJS's registry; and where nothing else is found, what a file of
// another package does.

// A seen is what is known of a file.
type seen struct {
	amd    bool            // its names are AMD's
	config *config         // with which it was converted
	links  map[string]link // and with which of the names that it needs being defined by other files

	dir      string            // of its package, from the base directory
	defines  []string          // names of modules that it defines
	main     string            // of the one that it exports
	needs    map[string]string // names of modules that it needs: as they stand in the source, by what they mean
	missing  map[string]bool   // of these as they stand, what is found nowhere
	settings []settings        // that it tells RequireJS, and that are not read beforehand
}

// A link is where a module with a name comes from: the file that defines it, and
// that file's package's directory, "" if it is not known.
type link struct{ file, dir string }

// A lately is what is known when all files have been seen.
type lately struct {
	from   []configFile
	config *config
	links  map[string]map[string]link // by file
}

// begin notes that a file is converted, and with what.
func (t *transform) begin(file, dir string, late bool) *seen {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &seen{config: t.config, dir: dir, needs: map[string]string{}, missing: map[string]bool{}}
	if late {
		if t.late.config != nil {
			s.config = t.late.config
		}
		s.links = maps.Clone(t.late.links[file])
		if was := t.seen[file]; was != nil {
			s.missing = was.missing
		}
	}
	if s.links == nil {
		s.links = map[string]link{}
	}
	t.seen[file] = s
	return s
}

// packageDir returns the directory of a file's package as the registry knows it.
func (t *transform) packageDir(dir string) string {
	rel, err := filepath.Rel(t.basedir, dir)
	if err != nil {
		return filepath.ToSlash(dir)
	}
	return filepath.ToSlash(rel)
}

// elsewhere returns which other file defines the module that is called full, and
// name where it is needed, if one is known to.
func (f *file) elsewhere(full, name string) (link, bool) {
	f.seen.needs[full] = name
	l, ok := f.seen.links[full]
	if !ok {
		if path := f.config.bundleOf(full); path != "" && path != f.in.File {
			l, ok = link{file: path}, true
			f.seen.links[full] = l
		}
	}
	return l, ok
}

// named returns the expression for a module that another file defines by its name.
func (f *file) named(full string, l link) string {
	return "require(" + quote(registrySpec) + ").get(" + quote(l.dir) + "," + quote(full) + ",function(){require(" + quote(full) + ")})"
}

// Find finds what names mean in AMD files.
func (t *transform) Find(file, spec string, ordinary func() (string, error)) (string, error) {
	t.mu.Lock()
	s := t.seen[file]
	t.mu.Unlock()
	if s == nil || !s.amd {
		return "", nil
	}
	if spec == registrySpec {
		return t.registry(), nil
	}
	if l, ok := s.links[spec]; ok {
		return l.file, nil
	}
	path, err := s.config.find(file, spec, ordinary)
	if path == "" && err == nil {
		_, err := ordinary()
		t.mu.Lock()
		s.missing[spec] = err != nil
		t.mu.Unlock()
	}
	return path, err
}

// registry is the path of the bundle's registry. It lies nowhere.
func (t *transform) registry() string { return filepath.Join(t.basedir, "amd:registry") }

// Source returns the text of the registry.
func (t *transform) Source(path string) ([]byte, bool) {
	return runtimeRegistry, path == t.registry()
}

// Outdated returns the files that would be converted otherwise by what is known
// of those that are in the bundle.
func (t *transform) Outdated(in func(file string) bool) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	here := map[string]string{} // what the bundle calls a file
	for file := range t.seen {
		if in(file) {
			here[file] = file
		} else if real, err := filepath.EvalSymlinks(file); err == nil && in(real) {
			here[file] = real
		}
	}
	files := slices.Sorted(maps.Keys(here))
	c := t.learn(files)
	names := t.names(files)
	t.late.links = map[string]map[string]link{}
	var list []string
	for _, file := range files {
		s := t.seen[file]
		links := t.linksOf(file, s, c, names)
		t.late.links[file] = links
		if s.amd && !maps.Equal(links, s.links) || s.config != c && (s.amd || c.isShimmed(file) || s.config.isShimmed(file)) {
			list = append(list, here[file])
		}
	}
	return list
}

// names returns the files that define modules, by these modules' names: first
// those that export them. The lock is held.
func (t *transform) names(files []string) map[string][]string {
	names := map[string][]string{}
	for _, file := range files {
		for _, name := range t.seen[file].defines {
			names[name] = append(names[name], file)
		}
	}
	for name, list := range names {
		rank := func(file string) int {
			if t.seen[file].main == name {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	}
	return names
}

// linksOf returns where what a file needs comes from. The lock is held.
func (t *transform) linksOf(file string, s *seen, c *config, names map[string][]string) map[string]link {
	links := map[string]link{}
	for full, name := range s.needs {
		if slices.Contains(s.defines, full) {
			continue
		}
		if path := c.bundleOf(full); path != "" && path != file {
			links[full] = link{file: path}
			continue
		}
		for _, other := range names[full] {
			dir := t.seen[other].dir
			if other == file || dir != s.dir && !s.missing[name] {
				continue
			}
			if l, ok := links[full]; !ok || dir == s.dir && l.dir != s.dir {
				links[full] = link{other, dir}
			}
		}
	}
	return links
}

// A configFile is what a file tells RequireJS.
type configFile struct {
	file     string
	settings []settings
}

// learn returns the configuration with what files tell RequireJS that were not
// read beforehand. The lock is held.
func (t *transform) learn(files []string) *config {
	var from []configFile
	for _, file := range files {
		if s := t.seen[file]; len(s.settings) > 0 {
			from = append(from, configFile{file, s.settings})
		}
	}
	switch {
	case len(from) == 0:
		t.late = lately{config: t.config}
	case !reflect.DeepEqual(from, t.late.from):
		c := t.config.clone()
		for _, x := range from {
			for _, s := range x.settings {
				c.merge(x.file, s)
			}
			c.reads(x.file)
		}
		t.late = lately{from: from, config: c}
	}
	return t.late.config
}

// isShimmed tells whether a file is, or may be, a script that is no module.
func (c *config) isShimmed(file string) bool {
	_, ok, _ := c.shimOf(file)
	return ok
}

// bundleOf returns the file that require.config's bundles say defines a module.
func (c *config) bundleOf(name string) string {
	if strings.HasPrefix(name, ".") {
		return ""
	}
	for _, id := range slices.Sorted(maps.Keys(c.Bundles)) {
		if !slices.Contains(c.Bundles[id], name) {
			continue
		}
		if file := c.configured(id); file != "" {
			return file
		}
		return script(c.at(id))
	}
	return ""
}
