package script

import (
	"path/filepath"
	"regexp"
	"strings"

	"sheaf/resolver"
	"sheaf/transforms/script/engine"
)

// Seen tells what the answers of Resolve so far hang on, as the method of the
// same name of [resolver.Resolver] does. It must not run while names are being
// resolved.
func (h *Host) Seen(names func(dir string, seen resolver.Names), other func(path string)) {
	h.resolver().Seen(names, other)
}

// Invalidate forgets what hangs on these absolute paths, and tells whether
// Resolve may answer otherwise now. It must not run while names are being
// resolved.
func (h *Host) Invalidate(paths ...string) bool {
	h.resolving.Lock()
	h.required().Invalidate(paths...)
	h.imported().Invalidate(paths...)
	h.resolving.Unlock()
	return h.resolver().Invalidate(paths...)
}

// Compiled where they are needed: few builds have such an error.
const (
	notFound = `Cannot find (?:module|package) '([^']+)'`
	asker    = `(?m)^- (.+)$` // first in Node's "Require stack:"
)

// missing returns where the module might come to lie for the lack of which a
// transform could not be loaded: when it is installed, the transform is worth
// another try.
func (t *transform) missing(e *engine.Error) (paths []string) {
	m := regexp.MustCompile(notFound).FindStringSubmatch(e.Message)
	if m == nil {
		return nil
	}
	spec, from := m[1], t.file
	if by := regexp.MustCompile(asker).FindStringSubmatch(e.Message + "\n" + e.Stack); by != nil && filepath.IsAbs(by[1]) {
		from = by[1]
	}
	dir := filepath.Dir(from)
	if filepath.IsAbs(spec) {
		dir = ""
	}
	if dir == "" || strings.HasPrefix(spec, ".") {
		file := filepath.Join(dir, filepath.FromSlash(spec))
		return []string{file, file + ".js", file + ".json", file + ".cjs"}
	}
	parts := strings.SplitN(spec, "/", 3)
	pkg := parts[0]
	if strings.HasPrefix(pkg, "@") && len(parts) > 1 {
		pkg = filepath.Join(pkg, parts[1])
	}
	for {
		paths = append(paths, filepath.Join(dir, "node_modules", pkg))
		up := filepath.Dir(dir)
		if up == dir {
			return paths
		}
		dir = up
	}
}
