// Package glob finds files by pattern, as glob 7 with minimatch 3 does for
// Browserify's --ignore, --exclude and --external.
//
// What comes in is a pattern and the directory it is relative to; what goes out
// are the paths of files and directories that exist, written as the pattern is
// ("./lib/*.js" gives "./lib/a.js"). Braces, classes, "**" and the extended
// patterns ?() *() +() @() !() are understood. Names that begin with a dot are
// matched only by patterns that do. The package follows links, though "**"
// does not go on below one, and never fails: what cannot be read has no files.
package glob

import (
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// HasMagic tells whether a pattern can stand for another name than its own.
func HasMagic(pattern string) bool { return strings.ContainsAny(pattern, `*?[{+@!\`) }

// Find returns the paths that the pattern matches, sorted, with slashes on all
// systems.
func Find(dir, pattern string) []string {
	pattern = strings.TrimSpace(pattern)
	if runtime.GOOS == "windows" {
		pattern = strings.ReplaceAll(pattern, `\`, "/")
	}
	f := finder{dir: dir, found: map[string]bool{}, seen: map[step]bool{}}
	for _, p := range expandBraces(pattern) {
		f.parts = parts(p)
		clear(f.seen)
		if len(f.parts) > 0 {
			f.walk(place{}, 0, false)
		}
	}
	list := make([]string, 0, len(f.found))
	for name := range f.found {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// A part is what stands between two slashes of a pattern.
type part struct {
	literal  string // if match is nil and it is no globstar
	globstar bool
	match    *matcher
}

// parts splits a pattern at its slashes.
func parts(pattern string) []part {
	if pattern == "" {
		return nil
	}
	var list []part
	names := strings.Split(pattern, "/")
	for i, s := range names {
		if s == "" && i > 0 && i < len(names)-1 {
			continue // several slashes are one
		}
		if s == "**" {
			list = append(list, part{globstar: true})
		} else if m := compile(s); m != nil {
			list = append(list, part{match: m})
		} else {
			list = append(list, part{literal: unescape(s)})
		}
	}
	return list
}

// A finder walks the file system for one pattern.
type finder struct {
	dir   string
	parts []part
	found map[string]bool
	seen  map[step]bool
}

// A step is a place in the file system and one in the pattern.
type step struct {
	at         place
	next       int
	inGlobstar bool
}

// A place is a path as far as it is known. Before it has started it is the
// directory that patterns are relative to; after that, "" is the root.
type place struct {
	text    string
	started bool
}

func (p place) join(name string) place {
	if !p.started {
		return place{name, true}
	}
	if p.text == "/" {
		return place{"/" + name, true}
	}
	return place{p.text + "/" + name, true}
}

// walk matches the parts from next on below at. inGlobstar says that a "**"
// led here, and may do so in several ways.
func (f *finder) walk(at place, next int, inGlobstar bool) {
	s := step{at, next, inGlobstar}
	if f.seen[s] {
		return
	}
	f.seen[s] = true
	for next < len(f.parts) && !f.parts[next].globstar && f.parts[next].match == nil {
		at = at.join(f.parts[next].literal)
		next++
	}
	switch {
	case next == len(f.parts):
		f.ifExists(at)
	case f.parts[next].globstar:
		f.below(at, next, inGlobstar)
	default:
		f.matching(at, next)
	}
}

// matching goes on with the names in a directory that match a part.
func (f *finder) matching(at place, next int) {
	for _, e := range f.list(at) {
		if !f.parts[next].match.matches(e.Name()) {
			continue
		}
		if next == len(f.parts)-1 {
			f.add(at.join(e.Name()))
		} else {
			f.walk(at.join(e.Name()), next+1, false)
		}
	}
}

// below goes on with "**" standing for nothing, for each name in a directory,
// and for each of them with more below it.
func (f *finder) below(at place, next int, inGlobstar bool) {
	info, err := os.Lstat(f.abs(at))
	if err != nil {
		return
	}
	isLink := info.Mode()&os.ModeSymlink != 0
	entries := f.list(at)
	if entries == nil {
		return
	}
	f.walk(at, next+1, false)
	if isLink && inGlobstar {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		f.walk(at.join(e.Name()), next+1, true)
		f.walk(at.join(e.Name()), next, true)
	}
}

// list returns what is in a directory, nil if it is none.
func (f *finder) list(at place) []os.DirEntry {
	entries, err := os.ReadDir(f.abs(at))
	if err != nil {
		return nil
	}
	if entries == nil {
		entries = []os.DirEntry{}
	}
	return entries
}

func (f *finder) abs(at place) string {
	name := filepath.FromSlash(at.text)
	switch {
	case !at.started:
		return f.dir
	case at.text == "":
		return string(filepath.Separator)
	case filepath.IsAbs(name) || strings.HasPrefix(at.text, "/"):
		return name
	}
	return filepath.Join(f.dir, name) + strings.Repeat(string(filepath.Separator), trailing(at.text))
}

// trailing is 1 if a path ends with a slash, which only a directory's may.
func trailing(name string) int {
	if strings.HasSuffix(name, "/") {
		return 1
	}
	return 0
}

// ifExists adds a path if there is something, be it a link that leads nowhere.
func (f *finder) ifExists(at place) {
	if at.text == "" {
		return // "**" stood for nothing: the directory itself is never found
	}
	name := f.abs(at)
	info, err := os.Lstat(name)
	if err != nil {
		return
	}
	if trailing(at.text) == 1 && !info.IsDir() {
		if info, err = os.Stat(name); err != nil || !info.IsDir() {
			return
		}
	}
	f.add(at)
}

func (f *finder) add(at place) {
	name := at.text
	if strings.HasPrefix(name, "/") {
		slash := strings.Repeat("/", trailing(name))
		if name = path.Clean(name); name != "/" {
			name += slash
		}
	}
	f.found[name] = true
}
