package esbuild

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/bundle/diag"
)

// A tsconfig is a tsconfig.json with all that it extends.
type tsconfig struct {
	options map[string]json.RawMessage // compilerOptions
	files   []string                   // that it was read from, absolute

	baseURL  string // absolute; "" if there is none
	paths    map[string][]string
	pathsDir string // what the values of paths are relative to
}

// configs remembers the tsconfig.json files of a build.
type configs struct {
	mu     sync.Mutex
	nearby map[string]*configOrError // by directory
	read   map[string]*configOrError // by file
}

// A configOrError is nil for a directory that has none.
type configOrError struct {
	config *tsconfig
	err    error
}

// of returns the configuration that applies to a file: that of project if it is
// not "", else of the nearest tsconfig.json upwards, or nil.
func (c *configs) of(file, project string) (*tsconfig, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nearby == nil {
		c.nearby, c.read = map[string]*configOrError{}, map[string]*configOrError{}
	}
	if project != "" {
		abs, err := filepath.Abs(project)
		if err != nil {
			return nil, err
		}
		if st, err := os.Stat(abs); err == nil && st.IsDir() {
			abs = filepath.Join(abs, "tsconfig.json")
		}
		r := c.load(abs, nil)
		if errors.Is(r.err, fs.ErrNotExist) {
			return nil, fmt.Errorf("option \"project\": there is no %q", abs)
		}
		return r.config, r.err
	}
	r := c.near(filepath.Dir(file))
	if r == nil {
		return nil, nil
	}
	return r.config, r.err
}

// near returns the configuration of a directory.
func (c *configs) near(dir string) *configOrError {
	if r, ok := c.nearby[dir]; ok {
		return r
	}
	r := c.load(filepath.Join(dir, "tsconfig.json"), nil)
	if errors.Is(r.err, fs.ErrNotExist) {
		r = nil
		if up := filepath.Dir(dir); up != dir {
			r = c.near(up)
		}
	}
	c.nearby[dir] = r
	return r
}

// load reads a file and what it extends. chain are the files that led to it.
func (c *configs) load(file string, chain []string) *configOrError {
	if r := c.read[file]; r != nil {
		return r
	}
	r := &configOrError{}
	r.config, r.err = c.readFile(file, chain)
	c.read[file] = r
	return r
}

func (c *configs) readFile(file string, chain []string) (*tsconfig, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("cannot read %q: %w", file, path.Err)
		}
		return nil, err
	}
	plain := plainJSON(text)
	var top struct {
		Extends         json.RawMessage
		CompilerOptions map[string]json.RawMessage
	}
	if err := json.Unmarshal(plain, &top); err != nil {
		return nil, configError(file, text, err)
	}
	t := &tsconfig{options: map[string]json.RawMessage{}}
	if t.files, err = c.extend(t, file, text, top.Extends, append(slices.Clone(chain), file)); err != nil {
		return nil, err
	}
	t.files = append(t.files, file)
	maps.Copy(t.options, top.CompilerOptions)
	if err := t.readPaths(filepath.Dir(file), top.CompilerOptions); err != nil {
		return nil, diag.List{{Text: err.Error(), Where: &diag.Range{File: file}, Err: err}}
	}
	return t, nil
}

// extend takes over what the files named by "extends" say, the last of them
// going first.
func (c *configs) extend(t *tsconfig, file string, text []byte, extends json.RawMessage, chain []string) (files []string, err error) {
	if extends == nil {
		return nil, nil
	}
	var names []string
	if json.Unmarshal(extends, &names) != nil {
		var one string
		if json.Unmarshal(extends, &one) != nil {
			return nil, extendsError(file, text, "extends", `"extends" must be a string or a list of strings`)
		}
		names = []string{one}
	}
	for _, name := range names {
		base := findBase(filepath.Dir(file), name)
		if base == "" {
			return nil, extendsError(file, text, name, fmt.Sprintf("cannot find %q, which it extends", name))
		}
		if i := slices.Index(chain, base); i >= 0 {
			round := append(slices.Clone(chain[i:]), base)
			return nil, extendsError(file, text, name, "extends itself: "+strings.Join(quoteAll(round), " extends "))
		}
		r := c.load(base, chain)
		if r.err != nil {
			delete(c.read, base) // the error may be of this chain only
			return nil, r.err
		}
		maps.Copy(t.options, r.config.options)
		if r.config.baseURL != "" {
			t.baseURL = r.config.baseURL
		}
		if r.config.paths != nil {
			t.paths, t.pathsDir = r.config.paths, r.config.pathsDir
		}
		files = append(files, r.config.files...)
	}
	return files, nil
}

func quoteAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return out
}

// complain is the error for one of the compilerOptions, nil meaning that the
// user gave it otherwise.
func (t *tsconfig) complain(option string, err error) error {
	if t == nil {
		return fmt.Errorf("option %q: %w", option, err)
	}
	m := diag.Message{Text: fmt.Sprintf("compilerOptions.%s: %v", option, err), Err: err}
	for _, file := range slices.Backward(t.files) { // its own comes last
		text, _ := os.ReadFile(file)
		quoted := fmt.Sprintf("%q", option)
		m.Where = &diag.Range{File: file}
		if i := strings.Index(string(text), quoted); i >= 0 {
			m.Where = diag.At(file, text, i, i+len(quoted))
			break
		}
	}
	return diag.List{m}
}

// readPaths reads what changes where modules are looked for.
func (t *tsconfig) readPaths(dir string, own map[string]json.RawMessage) error {
	if v, ok := own["baseUrl"]; ok {
		var base string
		if err := json.Unmarshal(v, &base); err != nil {
			return errors.New(`"baseUrl" must be a string`)
		}
		t.baseURL = within(dir, base, dir)
	}
	if v, ok := own["paths"]; ok {
		t.paths, t.pathsDir = nil, dir
		if err := json.Unmarshal(v, &t.paths); err != nil {
			return errors.New(`"paths" must be an object of lists of strings`)
		}
		for _, list := range t.paths {
			for i := range list {
				list[i] = strings.ReplaceAll(list[i], "${configDir}", dir)
			}
		}
	}
	return nil
}

// within returns the absolute form of a path in dir, in which ${configDir} is
// config.
func within(dir, path, config string) string {
	path = filepath.FromSlash(strings.ReplaceAll(path, "${configDir}", config))
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// findBase returns the file that a name in "extends" means, or "".
func findBase(dir, name string) string {
	if isRelative(name) || filepath.IsAbs(name) {
		return firstFile(within(dir, name, dir))
	}
	for {
		at := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		if f := firstFile(at); f != "" {
			return f
		}
		if f := firstFile(filepath.Join(at, packageConfig(at))); f != "" {
			return f
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// packageConfig returns the name of the configuration that a package offers.
func packageConfig(dir string) string {
	var pkg struct{ Tsconfig string }
	if text, err := os.ReadFile(filepath.Join(dir, "package.json")); err == nil && json.Unmarshal(text, &pkg) == nil && pkg.Tsconfig != "" {
		return filepath.FromSlash(pkg.Tsconfig)
	}
	return "tsconfig.json"
}

func firstFile(path string) string {
	for _, f := range []string{path, path + ".json"} {
		if st, err := os.Stat(f); err == nil && st.Mode().IsRegular() {
			return f
		}
	}
	return ""
}

func isRelative(name string) bool {
	return name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../")
}

// configError is the message for a file that is not as it should be.
func configError(file string, text []byte, err error) error {
	m := diag.Message{Text: "this is no tsconfig.json: " + strings.TrimPrefix(err.Error(), "json: "), Where: &diag.Range{File: file}, Err: err}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		m.Where = diag.At(file, text, int(syntax.Offset)-1, int(syntax.Offset))
	case errors.As(err, &kind):
		m.Where = diag.At(file, text, int(kind.Offset)-1, int(kind.Offset))
	}
	return diag.List{m}
}

// extendsError is a message about a name in "extends".
func extendsError(file string, text []byte, name, what string) error {
	m := diag.Message{Text: what, Where: &diag.Range{File: file}}
	quoted, _ := json.Marshal(name) // a string always encodes
	if i := strings.Index(string(text), string(quoted)); i >= 0 {
		m.Where = diag.At(file, text, i, i+len(quoted))
	}
	m.Err = errors.New(what)
	return diag.List{m}
}
