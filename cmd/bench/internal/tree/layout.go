package tree

import (
	"path"
	"strconv"
	"strings"
)

// A kind is how a package's main module is found.
type kind uint8

const (
	byIndex         kind = iota // index.js, and nothing in package.json
	byMain                      // main, in one of the ways to write it
	byBrowserString             // main is for Node, browser is another file
	byBrowserMap                // browser replaces a file of the package
)

// layout gives packages their names and kinds, and modules their paths.
func (p *plan) layout() {
	for _, pkg := range p.packages {
		p.place(pkg)
		var dirs []string // of each module; children lie there or deeper
		for j, m := range pkg.modules {
			if j == 0 {
				dirs = append(dirs, path.Dir(m.path))
				continue
			}
			dir := dirs[p.rng.IntN(j)]
			if p.rng.IntN(7) == 0 && strings.Count(dir, "/") < 4 {
				dir = path.Join(dir, p.word()+strconv.Itoa(j))
			}
			dirs = append(dirs, dir)
			name := p.word() + p.separator() + p.word() + strconv.Itoa(j)
			if p.rng.IntN(20) == 0 {
				name += "/index"
			}
			m.path = path.Join(dir, name+".js")
		}
		if pkg.kind == byBrowserMap {
			m := pkg.modules[len(pkg.modules)-1]
			m.alias = strings.TrimSuffix(m.path, ".js") + "-node.js"
		}
	}
}

// place decides a package's name, directory, kind and main module.
func (p *plan) place(pkg *pkg) {
	main := pkg.modules[0]
	if pkg.level == 0 {
		main.path = "main.js"
		return
	}
	pkg.name = p.word() + "-" + p.word() + "-" + strconv.Itoa(pkg.number)
	if p.rng.IntN(5) == 0 {
		pkg.name = "@" + p.word() + "/" + pkg.name
	}
	pkg.dir = "node_modules/" + pkg.name
	switch n := p.rng.IntN(100); {
	case n < 30:
		main.path = "index.js"
	case n < 75:
		pkg.kind = byMain
		main.path = []string{"lib/index.js", "dist/" + p.word() + ".js", "src/main.js"}[p.rng.IntN(3)]
	case n < 88 || len(pkg.modules) == 1:
		pkg.kind = byBrowserString
		main.path = "lib/browser.js"
	default:
		pkg.kind = byBrowserMap
		main.path = "lib/index.js"
	}
}

func (p *plan) separator() string { return []string{"-", "_", ""}[p.rng.IntN(3)] }

// specifier is how m requires what r says, in one of the ways that people
// write.
func (p *plan) specifier(m *module, r require) string {
	target := r.to.path
	if m.pkg != r.to.pkg {
		if r.whole {
			return r.to.pkg.name
		}
		return r.to.pkg.name + "/" + p.shorten(target)
	}
	if r.to.alias != "" {
		target = r.to.alias
	}
	return relative(path.Dir(m.path), p.shorten(target))
}

// shorten leaves out what Node finds by itself, mostly.
func (p *plan) shorten(file string) string {
	if dir, ok := strings.CutSuffix(file, "/index.js"); ok && p.rng.IntN(2) == 0 {
		return dir
	}
	if p.rng.IntN(3) > 0 {
		return strings.TrimSuffix(file, ".js")
	}
	return file
}

// relative returns the path from a directory to a file, both relative to the
// same one, with the dot that require wants.
func relative(dir, file string) string {
	var from []string
	if dir != "." {
		from = strings.Split(dir, "/")
	}
	to := strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	if len(from) == 0 {
		return "./" + strings.Join(to, "/")
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}
