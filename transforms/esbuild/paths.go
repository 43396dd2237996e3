package esbuild

import (
	"path/filepath"
	"slices"
	"strings"
)

// Candidates returns the paths by which a TypeScript file may mean a module, to
// be tried in order before the name itself: what "paths" of its tsconfig.json
// puts in place of the name, then the name in "baseUrl". They are absolute, and
// like names of modules without extension as often as not. A tsconfig.json that
// cannot be used is reported when a file is converted, not here.
func (c *Converter) Candidates(file, spec string) []string {
	if !isTyped(file) || spec == "" || isRelative(spec) || filepath.IsAbs(spec) || inNodeModules(file) {
		return nil
	}
	t, err := c.configs.of(file, c.o.project)
	if err != nil || t == nil {
		return nil
	}
	var list []string
	to, star := t.match(spec)
	for _, path := range to {
		dir := t.baseURL
		if dir == "" {
			dir = t.pathsDir
		}
		list = append(list, within(dir, strings.Replace(path, "*", star, 1), dir))
	}
	if t.baseURL != "" {
		list = append(list, filepath.Join(t.baseURL, filepath.FromSlash(spec)))
	}
	return list
}

// match returns the values of the entry of paths for a name, and what its star
// stands for: the very name, else the entry with the longest part before the
// star, as TypeScript has it.
func (t *tsconfig) match(spec string) (to []string, star string) {
	if to, ok := t.paths[spec]; ok && !strings.Contains(spec, "*") {
		return to, ""
	}
	longest := -1
	for key, values := range t.paths {
		before, after, ok := strings.Cut(key, "*")
		if ok && len(before) > longest && len(spec) >= len(before)+len(after) &&
			strings.HasPrefix(spec, before) && strings.HasSuffix(spec, after) {
			longest = len(before)
			to, star = values, spec[len(before):len(spec)-len(after)]
		}
	}
	return to, star
}

// Sources returns the names that a path in a TypeScript file may stand for if
// there is no such file: TypeScript wants the name of what it would make of a
// file, x.js for x.ts.
func Sources(file, spec string) []string {
	if !isTyped(file) {
		return nil
	}
	stem := strings.TrimSuffix(spec, filepath.Ext(spec))
	switch filepath.Ext(spec) {
	case ".js":
		return []string{stem + ".ts", stem + ".tsx"}
	case ".jsx":
		return []string{stem + ".tsx"}
	case ".mjs":
		return []string{stem + ".mts"}
	case ".cjs":
		return []string{stem + ".cts"}
	}
	return nil
}

func isTyped(file string) bool { return slices.Contains(typed, filepath.Ext(file)) }
