package globals

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/transforms/internal/edit"
)

// asks are the second arguments of requires, deglobalify's: which globals files
// are asked to export, and by whom.
type asks struct {
	mu    sync.Mutex
	asked map[string]map[string][]string            // by the file that asks: names by what it requires
	of    map[string]map[string]map[string][]string // by the file asked: by who asks: by what it requires
	given map[string][]string                       // the names with which a file was last transformed
}

// hasExtended tells whether a text may have a require with a list, without
// reading it as JavaScript.
func hasExtended(code []byte) bool {
	word := []byte("require")
	for {
		i := bytes.Index(code, word)
		if i < 0 {
			return false
		}
		code = code[i+len(word):]
		at := blanks(code, 0)
		if at == len(code) || code[at] != '(' {
			continue
		}
		at = blanks(code, at+1)
		if at == len(code) || strings.IndexByte("'\"`/", code[at]) < 0 {
			continue
		}
		end := bytes.IndexByte(code[at:], ')')
		if end < 0 || bytes.IndexByte(code[at:at+end], '[') >= 0 {
			return true
		}
	}
}

// blanks returns where the blanks that stand at an offset end.
func blanks(code []byte, at int) int {
	for at < len(code) && (code[at] == ' ' || code[at] == '\t' || code[at] == '\n' || code[at] == '\r') {
		at++
	}
	return at
}

// extended takes the second arguments out of calls, and returns them.
func (e *editor) extended(list []call) map[string][]string {
	var names map[string][]string
	for _, c := range list {
		if len(c.names) == 0 || c.shadowed {
			continue
		}
		e.edits = append(e.edits, edit.Edit{Start: c.litEnd, End: c.argsEnd})
		if names == nil {
			names = map[string][]string{}
		}
		names[c.spec] = append(names[c.spec], c.names...)
	}
	return names
}

// ask notes what a file asks for, in the place of what it asked for before.
func (a *asks) ask(file string, names map[string][]string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.drop(file)
	if names == nil {
		return
	}
	if a.asked == nil {
		a.asked, a.of = map[string]map[string][]string{}, map[string]map[string]map[string][]string{}
	}
	a.asked[file] = names
}

// forget notes that a file asks for nothing.
func (a *asks) forget(file string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.drop(file)
}

func (a *asks) drop(file string) {
	if a.asked[file] == nil {
		return
	}
	delete(a.asked, file)
	for _, by := range a.of {
		delete(by, file)
	}
}

// wants tells whether a file asks something of what it requires by a name.
func (a *asks) wants(file, spec string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked[file][spec] != nil
}

// found notes which file a name means.
func (a *asks) found(file, spec, path string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	by := a.of[path]
	if by == nil {
		by = map[string]map[string][]string{}
		a.of[path] = by
	}
	if by[file] == nil {
		by[file] = map[string][]string{}
	}
	by[file][spec] = a.asked[file][spec]
}

// all returns the names that a file is asked to export, in order.
func (a *asks) all(path string) []string {
	var names []string
	for _, specs := range a.of[path] {
		for _, list := range specs {
			names = append(names, list...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// shim returns what is to be done for a file of which exports are asked, nil if
// none are.
func (a *asks) shim(file string, isolate bool) *shim {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.of) == 0 {
		return nil
	}
	path := file
	if real, err := filepath.EvalSymlinks(file); err == nil && a.of[file] == nil {
		path = real
	}
	names := a.all(path)
	if a.given == nil {
		a.given = map[string][]string{}
	}
	a.given[path] = names
	s := &shim{file: file, key: &value{str: filepath.Base(file)}, list: true, loose: true, isolate: isolate}
	for _, name := range names {
		if isPath(name) && !strings.ContainsAny(name, ".[") {
			s.exports = append(s.exports, export{name, name})
		}
	}
	if len(s.exports) == 0 {
		return nil
	}
	return s
}

// Outdated returns the files that were transformed before all that is asked of
// them was known.
func (t *transform) Outdated(func(string) bool) []string {
	a := &t.asks
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []string
	for _, path := range slices.Sorted(maps.Keys(a.of)) {
		if !slices.Equal(a.all(path), a.given[path]) {
			list = append(list, path)
		}
	}
	return list
}
