package amd

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/transforms"
)

// A config is what RequireJS is told by require.config: that of the bundle's
// entries and of the files that the option mainConfigFile names, which is read
// before all else; then that of other files, in the order of their paths, which
// is known when all of them have been seen (see elsewhere.go). Files that only
// this leads to come too late to configure anything; they are warned of.
//
// A name means, in this order: what map and paths or packages say it does, if
// that file is there; a file below baseUrl, if that is given; what a require in
// CommonJS finds; a file below the directory of the first entry, which is
// RequireJS's own idea of baseUrl.
type config struct {
	base     string // absolute path of the directory that names are relative to
	explicit bool   // it was given
	url      string // baseUrl as it was given
	settings
	files    []string        // that something was read from
	isSource map[string]bool // that were looked into
}

// settings are the fields of require.config that say what names mean.
type settings struct {
	BaseURL  string                       `json:"baseUrl"`
	Paths    map[string]words             `json:"paths"`
	Map      map[string]map[string]string `json:"map"`
	Packages []pkg                        `json:"packages"`
	Shim     map[string]shim              `json:"shim"`
	Bundles  map[string][]string          `json:"bundles"` // names of modules by that of the file that defines them
	Config   map[string]any               `json:"config"`
	Deps     []string                     `json:"deps"`
}

type pkg struct{ Name, Location, Main string }

// UnmarshalJSON reads a name or an object.
func (p *pkg) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &p.Name) != nil {
		type plain pkg
		if err := json.Unmarshal(b, (*plain)(p)); err != nil {
			return err
		}
	}
	if p.Location == "" {
		p.Location = p.Name
	}
	if p.Main == "" {
		p.Main = "main"
	}
	return nil
}

type shim struct {
	Deps    words
	Exports string
}

// UnmarshalJSON reads a list of dependencies or an object.
func (s *shim) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, (*[]string)(&s.Deps)) == nil {
		return nil
	}
	type plain shim
	return json.Unmarshal(b, (*plain)(s))
}

// newConfig reads what configuration there is. Files that cannot be read are
// for others to speak of, but those that the user named.
func newConfig(s transforms.Setup, o options) (*config, error) {
	c := &config{base: s.Basedir, isSource: map[string]bool{}}
	for i, e := range s.Entries {
		file, source := e.File, e.Source
		if source == nil {
			file, source = readScript(file)
		}
		if i == 0 {
			c.base = filepath.Dir(file)
		}
		if source != nil {
			c.harvest(file, source)
			c.reads(file)
		}
	}
	for _, name := range o.Main {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.Dir, path)
		}
		file, source := readScript(path)
		if source == nil {
			return nil, fmt.Errorf("option mainConfigFile: %q cannot be read", name)
		}
		c.harvest(file, source)
		c.reads(file)
		if !slices.Contains(c.files, file) {
			return nil, fmt.Errorf("option mainConfigFile: %q has no require.config({…})", name)
		}
	}
	return c, nil
}

// reads notes that the configuration in a file counts, by whatever path the file
// is reached.
func (c *config) reads(file string) {
	c.isSource[file] = true
	if real, err := filepath.EvalSymlinks(file); err == nil {
		c.isSource[real] = true
	}
}

// readScript reads a file whose name may lack its extension.
func readScript(file string) (name string, source []byte) {
	for _, name := range []string{file, file + ".js"} {
		if source, err := os.ReadFile(name); err == nil {
			return name, source
		}
	}
	return file, nil
}

// harvest adds the configuration that stands in a file.
func (c *config) harvest(file string, source []byte) {
	if !worthReading(source) {
		return
	}
	t := newTree(source)
	if t == nil {
		return
	}
	for _, call := range t.configCalls() {
		fields, _ := object(source[t.start(call.object):t.end(call.object)])
		var s settings
		if decode(fields, &s) != nil {
			continue // RequireJS makes nothing of it either
		}
		if !slices.Contains(c.files, file) {
			c.files = append(c.files, file)
		}
		c.merge(file, s)
	}
}

// clone returns a copy to add to.
func (c *config) clone() *config {
	as := *c
	as.settings, as.isSource = settings{}, maps.Clone(c.isSource)
	was := c.settings
	was.BaseURL = "" // it is in base
	as.merge("", was)
	return &as
}

func (c *config) merge(file string, s settings) {
	if s.BaseURL != "" {
		c.url, c.explicit = strings.TrimSuffix(s.BaseURL, "/")+"/", true
		c.base = existing(filepath.Dir(file), s.BaseURL)
	}
	put(&c.Paths, s.Paths)
	put(&c.Shim, s.Shim)
	put(&c.Config, s.Config)
	put(&c.Bundles, s.Bundles)
	for from, to := range s.Map {
		if c.Map == nil {
			c.Map = map[string]map[string]string{}
		}
		m := c.Map[from]
		put(&m, to)
		c.Map[from] = m
	}
	c.Packages = append(c.Packages, s.Packages...)
}

func put[V any](into *map[string]V, from map[string]V) {
	if *into == nil {
		*into = map[string]V{}
	}
	maps.Copy(*into, from)
}

// existing returns the directory that a path means to a page of which it is
// only known that it lies at or above a script.
func existing(dir, rel string) string {
	if filepath.IsAbs(rel) {
		rel = "." + rel
	}
	for d := dir; ; d = filepath.Dir(d) {
		if to := filepath.Join(d, rel); isDir(to) {
			return to
		}
		if filepath.Dir(d) == d {
			return filepath.Join(dir, rel)
		}
	}
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

func (c *config) sources() []string { return c.files }
