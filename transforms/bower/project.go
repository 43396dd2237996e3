package bower

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/resolver"
)

// A project is a directory with Bower's components.
type project struct {
	dir        string
	components string // the directory they are in
	declared   map[string]bool
	found      map[string]*component
}

func (p *project) file(name string) string { return filepath.Join(p.dir, name) }

// A component is one that is installed.
type component struct {
	name string
	dir  string
	meta string   // the file with its metadata, "" if it has none
	main []string // as written; of a list only the scripts
}

// joined is the text of a module that stands for all main files: they run in
// order, and what the first exports is exported.
func (c *component) joined() []byte {
	var b bytes.Buffer
	for i, name := range c.main {
		if i == 0 {
			b.WriteString("module.exports = ")
		}
		spec, _ := json.Marshal("./" + strings.TrimPrefix(filepath.ToSlash(name), "./")) // a string always encodes
		fmt.Fprintf(&b, "require(%s);\n", spec)
	}
	return b.Bytes()
}

// project returns the project of what is in a directory, nil if there is none.
func (b *bower) project(dir string) (*project, error) {
	if p, ok := b.projects[dir]; ok {
		return p, nil
	}
	var up *project
	if parent := filepath.Dir(dir); parent != dir {
		var err error
		if up, err = b.project(parent); err != nil {
			return nil, err
		}
	}
	p := up
	if b.isProject(dir) && (up == nil || !within(up.components, dir)) {
		var err error
		if p, err = b.readProject(dir); err != nil {
			return nil, err
		}
	}
	b.projects[dir] = p
	return p, nil
}

// isProject tells whether a directory has Bower's files. Bower puts a
// .bower.json into what it installs.
func (b *bower) isProject(dir string) bool {
	if filepath.Base(dir) == "node_modules" {
		return false
	}
	has := func(name string) bool { return b.disk.isFile(filepath.Join(dir, name)) }
	return (has("bower.json") || has(".bowerrc") || b.disk.isDir(filepath.Join(dir, "bower_components"))) && !has(".bower.json")
}

// within tells whether a path lies below a directory.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (b *bower) readProject(dir string) (*project, error) {
	p := &project{dir: dir, declared: map[string]bool{}, found: map[string]*component{}}
	var err error
	if p.components, err = b.componentsOf(dir); err != nil {
		return nil, err
	}
	var meta struct {
		Dependencies    map[string]json.RawMessage `json:"dependencies"`
		DevDependencies map[string]json.RawMessage `json:"devDependencies"`
	}
	if err := b.read(p.file("bower.json"), &meta); err != nil && !errors.Is(err, errMissing) {
		return nil, err
	}
	for name := range meta.Dependencies {
		p.declared[name] = true
	}
	for name := range meta.DevDependencies {
		p.declared[name] = true
	}
	return p, nil
}

// componentsOf returns where a project's components are: what .bowerrc files
// say from the root of the file system down, the last one counting.
func (b *bower) componentsOf(dir string) (string, error) {
	var dirs []string
	for at := dir; ; at = filepath.Dir(at) {
		dirs = append(dirs, at)
		if filepath.Dir(at) == at {
			break
		}
	}
	base, directory := dir, "bower_components"
	for i := len(dirs) - 1; i >= 0; i-- {
		var rc struct {
			Directory *string `json:"directory"`
			Cwd       *string `json:"cwd"`
		}
		err := b.read(filepath.Join(dirs[i], ".bowerrc"), &rc)
		switch {
		case errors.Is(err, errMissing):
			continue
		case err != nil:
			return "", err
		}
		if rc.Cwd != nil {
			base = join(dirs[i], *rc.Cwd)
		}
		if rc.Directory != nil {
			directory = *rc.Directory
		}
	}
	return join(base, directory), nil
}

func join(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// component reads the metadata of an installed component.
func (b *bower) component(p *project, name string) (*component, error) {
	if c := p.found[name]; c != nil {
		return c, nil
	}
	c := &component{name: name, dir: filepath.Join(p.components, name)}
	for _, file := range []string{".bower.json", "bower.json", "component.json"} {
		file = filepath.Join(c.dir, file)
		var meta struct{ Main json.RawMessage }
		err := b.read(file, &meta)
		if errors.Is(err, errMissing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c.meta = file
		if c.main, err = mainFiles(meta.Main); err != nil {
			return nil, b.at(file, `"main"`, err)
		}
		break
	}
	p.found[name] = c
	return c, nil
}

// mainFiles reads main: a string, or a list of which the scripts count.
func mainFiles(raw json.RawMessage) ([]string, error) {
	var one string
	var list []string
	switch {
	case raw == nil:
		return nil, nil
	case json.Unmarshal(raw, &one) == nil:
		if one == "" {
			return nil, nil
		}
		return []string{one}, nil
	case json.Unmarshal(raw, &list) != nil:
		return nil, errors.New("main must be the name of a file, or a list of such")
	}
	var scripts []string
	for _, name := range list {
		if strings.HasSuffix(name, ".js") {
			scripts = append(scripts, name)
		}
	}
	return scripts, nil
}

var errMissing = errors.New("there is no such file")

var byteOrderMark = []byte("\xEF\xBB\xBF")

// read reads a JSON file. The error is errMissing, or a *resolver.PackageError.
func (b *bower) read(file string, v any) error {
	text, ok, err := b.disk.read(file)
	if err != nil {
		return fmt.Errorf("cannot read %q: %w", file, err)
	}
	if !ok {
		return errMissing
	}
	plain := bytes.TrimPrefix(text, byteOrderMark)
	if len(bytes.TrimSpace(plain)) == 0 && filepath.Base(file) == ".bowerrc" {
		return nil
	}
	err = json.Unmarshal(plain, v)
	if err == nil {
		return nil
	}
	at := len(plain)
	why := "this is not JSON: " + strings.TrimPrefix(err.Error(), "json: ")
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = int(syntax.Offset) - 1
	case errors.As(err, &kind):
		at = int(kind.Offset) - 1
		why = fmt.Sprintf("%q may not be a JSON %s", kind.Field, kind.Value)
	}
	return b.broken(file, len(text)-len(plain)+at, errors.New(why))
}

// at is an error at the place of a text in a file.
func (b *bower) at(file, text string, err error) error {
	all, _, _ := b.disk.read(file)
	return b.broken(file, max(bytes.Index(all, []byte(text)), 0), err)
}

func (b *bower) broken(file string, offset int, err error) error {
	all, _, _ := b.disk.read(file)
	at := diag.At(file, all, offset, offset+1)
	return &resolver.PackageError{File: file, Offset: offset, Line: at.Line, Column: at.Column, Err: err}
}
