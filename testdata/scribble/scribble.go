// Package scribble changes a small project at random, in all the ways in which
// people, editors and package managers do, among them such as break it and mend
// it again.
//
// What comes in is a directory and a seed; the same seed makes the same changes.
// It never waits but where waiting is part of a way of saving.
package scribble

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Files are those that may be in the project, main.js being its entry.
var Files = []string{
	"main.js", "a.js", "b.js", "c.js", "d/index.js", "d/e.js", "d.js", "data.json", "esm.mjs", "typed.ts", "tsconfig.json",
	"package.json", "note.txt", "node_modules/p/package.json", "node_modules/p/index.js", "node_modules/p/other.js",
	"node_modules/q.js", "node_modules/q/index.js", "d/node_modules/q/index.js",
	"ws/one/index.js", "ws/one/package.json", "ws/two/index.js", "ws/two/sub/x.js",
}

// links are what may be links, and where they may lead.
var links = []struct {
	name string
	to   []string
}{
	{"node_modules/w", []string{"../ws/one", "../ws/two", "../ws/current", "../nowhere"}},
	{"ws/current", []string{"one", "two", "../d"}},
	{"l.js", []string{"a.js", "d/e.js", "ll.js", "gone.js"}},
	{"ll.js", []string{"b.js", "data.json", "ws/two/sub/x.js"}},
}

var required = []string{
	"./a", "./b", "./c", "./d", "./d/e", "./data", "p", "p/other", "q", "events", "./esm.mjs", "./typed", "w", "w/sub/x", "./l",
}

// A Project is one that is scribbled in.
type Project struct {
	*rand.Rand
	Dir string
}

// New returns the project in a directory, as it is.
func New(dir string, seed uint64) *Project {
	return &Project{rand.New(rand.NewPCG(7, seed)), dir}
}

func (p *Project) path(name string) string { return filepath.Join(p.Dir, filepath.FromSlash(name)) }

func (p *Project) pick(list ...string) string { return list[p.IntN(len(list))] }

// text is what a file of that name may hold.
func (p *Project) text(name string) string {
	broken := p.IntN(30) == 0
	switch filepath.Base(name) {
	case "tsconfig.json":
		return p.pick(`{}`, `{"compilerOptions": {"target": "es2015"}}`, `{"compilerOptions": {"target": "es2022"}}`)
	case "data.json":
		if broken {
			return "{"
		}
		return p.pick(`{"a": 1}`, `[]`, `{"a": 2}`)
	case "package.json":
		if broken {
			return p.pick("{", `{"browserify": {"transform": ["./none"]}}`)
		}
		return p.pick(`{}`, `{"browser": {"./a.js": "./b.js"}}`, `{"browser": {"events": false}}`, `{"main": "other.js"}`, `{"browser": {"p": "./c.js"}}`,
			`{"browserify": {"transform": ["envify"]}}`, `{"type": "module"}`, `{"main": "sub/x"}`)
	case "note.txt":
		return p.pick("", "one", "two")
	}
	text := fmt.Sprintf("exports.n = %d; // %s\n", p.IntN(3), filepath.Base(name))
	for range p.IntN(3) {
		text += fmt.Sprintf("exports.r = require(%q)\n", p.pick(required...))
	}
	text += p.pick("", "", "process.env.HOME\n", "Buffer\n", "__filename\n", "//# sourceMappingURL=x.map\n",
		"try { require('./nowhere') } catch (e) {}\n")
	if broken {
		text += "syntax error\n"
	}
	switch filepath.Ext(name) {
	case ".mjs":
		text = fmt.Sprintf("export default %d; import * as e from %q; export { e }\n", p.IntN(3), p.pick(required...))
	case ".ts":
		text = fmt.Sprintf("export const x: number = %d ?? 1\n", p.IntN(3))
	}
	return text
}

// Step makes one change and returns the absolute paths that it concerns.
func (p *Project) Step() ([]string, error) {
	name := p.pick(Files...)
	file := p.path(name)
	switch p.IntN(12) {
	case 0:
		os.RemoveAll(file)
	case 1:
		to := p.path(p.pick(Files...))
		os.MkdirAll(filepath.Dir(to), 0o777)
		os.Rename(file, to) // which may not be there
		return around(file, to), nil
	case 2:
		dir := filepath.Dir(file)
		if dir != p.Dir {
			os.RemoveAll(dir)
			return []string{dir}, nil
		}
	case 3:
		link, err := p.relink()
		return around(link), err
	default:
		return around(file), p.put(file, p.text(name))
	}
	return around(file), nil
}

// relink makes one of the links lead somewhere.
func (p *Project) relink() (string, error) {
	l := links[p.IntN(len(links))]
	name := p.path(l.name)
	os.RemoveAll(name)
	if err := clear(filepath.Dir(name)); err != nil {
		return name, err
	}
	return name, symlink(p.pick(l.to...), name)
}

// symlink makes a link, where that is allowed to everybody.
func symlink(to, name string) error {
	err := os.Symlink(filepath.FromSlash(to), name)
	if runtime.GOOS == "windows" {
		return nil
	}
	return err
}

// around returns paths with the directories that they lie in.
func around(paths ...string) (list []string) {
	for _, path := range paths {
		list = append(list, path, filepath.Dir(path), filepath.Dir(filepath.Dir(path)))
	}
	return list
}

// put writes a file. What is in the way goes.
func (p *Project) put(file, text string) error {
	if err := clear(filepath.Dir(file)); err != nil {
		return err
	}
	if st, err := os.Lstat(file); err == nil && !st.Mode().IsRegular() {
		os.RemoveAll(file)
	}
	return os.WriteFile(file, []byte(text), 0o666)
}

// clear makes a directory, of a file if need be.
func clear(dir string) error {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		os.Remove(dir) // a file, or a link that leads nowhere
	}
	return os.MkdirAll(dir, 0o777)
}

// Mend makes the project one that can be built, and returns what it is about.
func (p *Project) Mend() ([]string, error) {
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(p.Dir, e.Name())); err != nil {
			return nil, err
		}
	}
	for _, name := range Files {
		if name == "d.js" || name == "node_modules/q.js" {
			continue
		}
		text := "{}"
		if filepath.Ext(name) != ".json" {
			text = fmt.Sprintf("/* %s */", name)
		}
		if name == "main.js" {
			text = ""
			for _, spec := range required {
				text += fmt.Sprintf("require(%q)\n", spec)
			}
		}
		if err := p.put(p.path(name), text); err != nil {
			return nil, err
		}
	}
	for _, l := range links {
		to := l.to[0]
		if strings.HasPrefix(l.name, "node_modules") {
			to = "../ws/two"
		}
		if err := symlink(to, p.path(l.name)); err != nil {
			return nil, err
		}
	}
	return []string{p.Dir}, nil
}
