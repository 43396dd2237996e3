package amd

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// baseURL is what a page's URLs of modules begin with: "" or ending in a slash.
func (c *config) baseURL() string {
	if c.url == "" {
		return "./"
	}
	return c.url
}

// of returns what module.config() gives a module, as JavaScript.
func (c *config) of(id string) string {
	v, ok := c.Config[id]
	if !ok {
		return "{}"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// shimOf returns what the configuration says of a script that is no module.
// What such scripts depend on may be one too, of which it says nothing explicitly.
func (c *config) shimOf(file string) (s shim, ok, explicit bool) {
	if len(c.Shim) == 0 {
		return s, false, false
	}
	id := c.idOf(file)
	if s, ok = c.Shim[id]; ok {
		return s, true, true
	}
	for _, other := range c.Shim {
		ok = ok || slices.Contains(other.Deps, id)
	}
	return s, ok, false
}

// idOf returns the name by which AMD knows a file.
func (c *config) idOf(file string) string {
	file = filepath.ToSlash(strings.TrimSuffix(file, ".js"))
	best, length := "", 0
	try := func(id, to string) {
		to = filepath.ToSlash(c.at(to))
		rest, ok := strings.CutPrefix(file, to)
		if ok && (rest == "" || rest[0] == '/') && len(to) > length {
			best, length = id+rest, len(to)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Paths)) {
		for _, to := range c.Paths[id] {
			if !isURL(to) {
				try(id, to)
			}
		}
	}
	for _, p := range c.Packages {
		try(p.Name, p.Location)
	}
	if best != "" {
		return best
	}
	rel, err := filepath.Rel(c.base, filepath.FromSlash(file))
	if err != nil {
		return path.Base(file)
	}
	return filepath.ToSlash(rel)
}

func isURL(s string) bool { return strings.Contains(s, "//") || s == "empty:" }

// at returns the absolute path of one that is relative to baseUrl.
func (c *config) at(rel string) string {
	rel = filepath.FromSlash(rel)
	if filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(c.base, rel)
}

// find returns the file that a name means in a file, "" if it is for the
// ordinary rules to say.
func (c *config) find(file, name string, ordinary func() (string, error)) (string, error) {
	if filepath.IsAbs(name) {
		return "", nil
	}
	if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
		return c.configured(path.Join(path.Dir(c.idOf(file)), name)), nil
	}
	from := c.idOf(file)
	if to := c.mapped(from, name); to != name {
		name = to
		if found := script(c.at(name)); found != "" && c.configured(name) == "" {
			return found, nil
		}
	}
	if found := c.configured(name); found != "" {
		return found, nil
	}
	if c.explicit {
		if found := script(c.at(name)); found != "" {
			return found, nil
		}
	}
	if _, err := ordinary(); err == nil {
		return "", nil
	}
	return script(c.at(name)), nil
}

// mapped applies map.
func (c *config) mapped(from, name string) string {
	if to, ok := longest(c.Map, from); ok {
		if as, rest, ok := longestRest(to, name); ok {
			return as + rest
		}
	}
	if as, rest, ok := longestRest(c.Map["*"], name); ok {
		return as + rest
	}
	return name
}

// renamed applies map where it leads to no file that the configuration knows, and
// so to a package of npm's, perhaps.
func (c *config) renamed(file, name string) string {
	if len(c.Map) == 0 || strings.HasPrefix(name, ".") || filepath.IsAbs(name) {
		return name
	}
	to := c.mapped(c.idOf(file), name)
	if to == name || strings.HasPrefix(to, ".") || c.configured(to) != "" || script(c.at(to)) != "" {
		return name
	}
	return to
}

// longest returns what a map has for the longest of a name's beginnings.
func longest[V any](m map[string]V, name string) (V, bool) {
	v, _, ok := longestRest(m, name)
	return v, ok
}

func longestRest[V any](m map[string]V, name string) (v V, rest string, ok bool) {
	for id := name; id != "" && id != "."; {
		if v, ok := m[id]; ok {
			return v, name[len(id):], true
		}
		i := strings.LastIndexByte(id, '/')
		if i < 0 {
			break
		}
		id = id[:i]
	}
	return v, "", false
}

// configured applies paths and packages, to a name without "./".
func (c *config) configured(name string) string {
	if to, rest, ok := longestRest(c.Paths, name); ok {
		for _, p := range to {
			if !isURL(p) {
				if found := script(c.at(p + rest)); found != "" {
					return found
				}
			}
		}
	}
	for _, p := range c.Packages {
		if name == p.Name {
			return script(c.at(p.Location + "/" + strings.TrimSuffix(p.Main, ".js")))
		}
		if rest, ok := strings.CutPrefix(name, p.Name+"/"); ok {
			return script(c.at(p.Location + "/" + rest))
		}
	}
	return ""
}

// absent returns where a name would be looked for in vain, by the configuration
// alone: a file there would be what it means. It returns "" if there is one.
func (c *config) absent(file, name string) string {
	if strings.HasPrefix(name, ".") || filepath.IsAbs(name) {
		return ""
	}
	name = c.mapped(c.idOf(file), name)
	if c.configured(name) != "" || script(c.at(name)) != "" {
		return ""
	}
	if to, rest, ok := longestRest(c.Paths, name); ok {
		for _, p := range to {
			if !isURL(p) {
				return c.at(p+rest) + ".js"
			}
		}
	}
	return c.at(name) + ".js"
}

// script returns the file of a module whose path lacks its extension, or "".
func script(p string) string {
	for _, name := range []string{p + ".js", p, p + ".json"} {
		if st, err := os.Stat(name); err == nil && st.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// file returns the path of what a loader plugin is to load for a file.
func (c *config) file(from, name string) string {
	if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
		return filepath.Join(filepath.Dir(from), filepath.FromSlash(name))
	}
	if to, rest, ok := longestRest(c.Paths, name); ok {
		for _, p := range to {
			if !isURL(p) {
				return c.at(p + rest)
			}
		}
	}
	for _, p := range c.Packages {
		if rest, ok := strings.CutPrefix(name, p.Name+"/"); ok {
			return c.at(p.Location + "/" + rest)
		}
	}
	return c.at(name)
}
