package globals

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/resolver"
)

// files reads configuration, each file once, and remembers what it looked for.
type files struct {
	mu        sync.Mutex
	documents map[string]read
	packages  map[string]read // package.json files, by directory
	missing   []string        // paths of which one should have been there
	resolver  func() *resolver.Resolver
	resolved  bool // the resolver was asked
}

type read struct {
	doc *document // nil if there is no such file, or nothing of interest in it
	err error
}

func newFiles(dir string) *files {
	return &files{
		documents: map[string]read{},
		packages:  map[string]read{},
		resolver: sync.OnceValue(func() *resolver.Resolver {
			return resolver.New(resolver.Options{BaseDir: dir})
		}),
	}
}

// resolve finds the file that a name means in a directory, as Browserify would.
func (f *files) resolve(dir, spec string) (string, error) {
	res, err := f.resolver().Resolve(resolver.Request{Spec: spec, From: dir})
	f.mu.Lock()
	f.resolved = true
	var e *resolver.NotFoundError
	if errors.As(err, &e) {
		f.missing = append(f.missing, e.Tried...)
	}
	f.mu.Unlock()
	if err != nil {
		return "", err
	}
	if res.File == nil {
		return "", fmt.Errorf("%q is not a file", spec)
	}
	return res.File.Path, nil
}

// document reads a configuration file: JSON, or a JavaScript module that holds
// one. Its extension may be left out, as in a require.
func (f *files) document(file string) (*document, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range []string{file, file + ".js", file + ".json", filepath.Join(file, "index.js")} {
		r, ok := f.documents[name]
		if !ok {
			r = readDocument(name)
			f.documents[name] = r
		}
		if r.doc != nil || r.err != nil {
			return r.doc, r.err
		}
	}
	return nil, errors.New("there is no such file")
}

func readDocument(file string) (r read) {
	text, err := os.ReadFile(file)
	switch {
	case err == nil && filepath.Ext(file) == ".json":
		r.doc, r.err = readJSON(file, text)
	case err == nil:
		r.doc, r.err = readModule(file, text)
	default:
		r.err = unlessMissing(err, file)
	}
	return r
}

// unlessMissing drops the error for a file that is not there, or is a directory.
func unlessMissing(err error, file string) error {
	if st, serr := os.Stat(file); errors.Is(err, fs.ErrNotExist) || errors.Is(serr, fs.ErrNotExist) || serr == nil && st.IsDir() {
		return nil
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// above returns, for each of the fields, the package.json nearest to a directory
// that has it: a package in a package need not repeat what its project says.
func (f *files) above(dir string, fields []string) ([]source, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []source
	missing := slices.Clone(fields)
	for len(missing) > 0 {
		r := f.packageIn(dir, fields)
		if r.err != nil {
			return nil, r.err
		}
		if r.doc != nil {
			missing = slices.DeleteFunc(missing, func(field string) bool {
				v := r.doc.root.get(field)
				if v == nil || v.kind == isNull || v.kind == isBool && !v.truth {
					return false
				}
				list = append(list, source{field, r.doc, v, dir, dir})
				return true
			})
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return list, nil
}

// packageIn reads a directory's package.json if one of the fields is in it.
func (f *files) packageIn(dir string, fields []string) read {
	if r, ok := f.packages[dir]; ok {
		return r
	}
	var r read
	file := filepath.Join(dir, "package.json")
	text, err := os.ReadFile(file)
	if err != nil {
		r.err = unlessMissing(err, file)
	} else if slices.ContainsFunc(fields, func(name string) bool { return bytes.Contains(text, []byte(`"`+name+`"`)) }) {
		r.doc, r.err = readJSON(file, text)
	}
	f.packages[dir] = r
	return r
}

// seen returns all paths that were looked at, and those that came to or went
// from directories in which a file was looked for. It must not run while names
// are being resolved.
func (f *files) seen() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.missing)
	f.missing = slices.Compact(f.missing)
	list := slices.Clone(f.missing)
	if f.resolved {
		f.resolver().Seen(func(dir string, names resolver.Names) {
			list = append(list, unlike(dir, names)...)
		}, func(path string) { list = append(list, path) })
	}
	for file := range f.documents {
		list = append(list, file)
	}
	for dir, r := range f.packages {
		// Of a package in node_modules that has nothing to say, it would
		// take a new version to have.
		if r.doc != nil || !strings.Contains(filepath.ToSlash(dir), "/node_modules/") {
			list = append(list, filepath.Join(dir, "package.json"))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// unlike returns the paths in a directory of which one is there and was not seen,
// or the other way round.
func unlike(dir string, seen resolver.Names) (list []string) {
	entries, _ := os.ReadDir(dir) // one that is gone holds nothing
	there := make(map[string]bool, len(entries))
	for _, e := range entries {
		there[e.Name()] = true
	}
	seen(func(name string) {
		if !there[name] {
			list = append(list, filepath.Join(dir, name))
		}
		delete(there, name)
	})
	for name := range there {
		list = append(list, filepath.Join(dir, name))
	}
	return list
}
