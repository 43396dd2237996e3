package tree

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// A writer writes a plan's files.
type writer struct {
	dir   string
	plan  *plan
	made  map[string]bool // directories
	text  []byte          // of the file that is being written
	bytes int64           // of modules
	notes string          // what comments begin with
}

func newWriter(dir string, p *plan) *writer {
	return &writer{dir: dir, plan: p, made: map[string]bool{}, notes: "//"}
}

func decimal(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// pkg writes a package: its modules and what lies beside them.
func (w *writer) pkg(pkg *pkg) error {
	for _, m := range pkg.modules {
		w.module(m)
		w.bytes += int64(len(w.text))
		if err := w.file(pkg, m.path); err != nil {
			return err
		}
		if pkg.level > 0 && m.number%3 == 0 {
			w.text = append(w.plan.comment(w.text[:0], 80), "export const value: number;\n"...)
			if err := w.file(pkg, strings.TrimSuffix(m.path, ".js")+".d.ts"); err != nil {
				return err
			}
		}
	}
	if pkg.level == 0 {
		return nil
	}
	return w.beside(pkg)
}

// module makes a module's text.
func (w *writer) module(m *module) {
	p, b := w.plan, append(w.text[:0], "'use strict';\n"...)
	for i, r := range m.requires {
		b = append(b, "var m"...)
		b = decimal(b, i)
		b = fmt.Appendf(b, " = require('%s');\n", p.specifier(m, r))
	}
	if m.back {
		main := require{to: m.pkg.modules[0]}
		b = fmt.Appendf(b, "exports.back = function () { return require('%s'); };\n", p.specifier(m, main))
	}
	end := []byte("exports.value = (")
	end = decimal(end, m.key)
	for i := range m.requires {
		end = append(end, " + m"...)
		end = decimal(end, i)
		end = append(end, ".value"...)
	}
	end = append(end, ") % "...)
	end = append(decimal(end, modulus), ";\n"...)
	if m.pkg.level == 0 && m.number == 0 {
		end = append(end, "globalThis."+Global+" = exports.value;\n"...)
	}
	w.text = append(w.fill(b, m.size-len(end)), end...)
}

// fill appends pieces of code as long as they fit into size bytes, and comments
// for the rest.
func (w *writer) fill(b []byte, size int) []byte {
	number := w.plan.rng.IntN(1000)
	for misses := 0; misses < 6 && size-len(b) > 200; {
		before := len(b)
		number++
		if b = w.plan.piece(b, number); len(b) > size {
			b = b[:before]
			misses++
		}
	}
	for size-len(b) > 120 {
		b = w.plan.remark(b, w.notes, 100)
	}
	return w.plan.remark(b, w.notes, size-len(b))
}

// beside writes a package's package.json, the files that only Node would load,
// and those that nothing loads.
func (w *writer) beside(pkg *pkg) error {
	main := pkg.modules[0].path
	if pkg.kind == byBrowserString {
		w.text = append(w.text[:0], "module.exports = require('fs');\n"...)
		if err := w.file(pkg, "lib/server.js"); err != nil {
			return err
		}
	}
	for _, m := range pkg.modules {
		if m.alias != "" {
			w.text = append(w.text[:0], "module.exports = require('net');\n"...)
			if err := w.file(pkg, m.alias); err != nil {
				return err
			}
		}
	}
	text, err := json.MarshalIndent(w.packageJSON(pkg, main), "", "  ")
	if err != nil {
		return err
	}
	w.text = append(append(w.text[:0], text...), '\n')
	if err := w.file(pkg, "package.json"); err != nil {
		return err
	}
	for _, name := range []string{"README.md", "LICENSE"} {
		w.text = append(w.text[:0], "# "+pkg.name+"\n"...)
		for range 20 {
			w.text = append(w.plan.sentence(w.text), '\n')
		}
		if err := w.file(pkg, name); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) packageJSON(pkg *pkg, main string) any {
	p := w.plan
	var fields struct {
		Name         string            `json:"name"`
		Version      string            `json:"version"`
		Description  string            `json:"description"`
		Keywords     []string          `json:"keywords"`
		License      string            `json:"license"`
		Main         string            `json:"main,omitempty"`
		Browser      any               `json:"browser,omitempty"`
		Scripts      map[string]string `json:"scripts"`
		Dependencies map[string]string `json:"dependencies,omitempty"`
	}
	fields.Name = pkg.name
	fields.Version = fmt.Sprintf("%d.%d.%d", 1+p.rng.IntN(9), p.rng.IntN(20), p.rng.IntN(20))
	fields.Description = string(p.sentence(nil))
	fields.Keywords = []string{p.word(), p.word()}
	fields.License = "MIT"
	fields.Scripts = map[string]string{"test": "node test", "build": "node build.js"}
	switch pkg.kind {
	case byMain:
		fields.Main = []string{"", "./"}[p.rng.IntN(2)] + p.shorten(main)
	case byBrowserString:
		fields.Main, fields.Browser = "lib/server.js", main
	case byBrowserMap:
		fields.Main = main
		replaced := map[string]string{}
		for _, m := range pkg.modules {
			if m.alias != "" {
				replaced["./"+m.alias] = "./" + m.path
			}
		}
		fields.Browser = replaced
	}
	fields.Dependencies = map[string]string{}
	for _, m := range pkg.modules {
		for _, r := range m.requires {
			if r.to.pkg != pkg {
				fields.Dependencies[r.to.pkg.name] = "*"
			}
		}
	}
	return fields
}

// file writes w.text to a file of a package.
func (w *writer) file(pkg *pkg, name string) error {
	full := filepath.Join(w.dir, filepath.FromSlash(path.Join(pkg.dir, name)))
	if dir := filepath.Dir(full); !w.made[dir] {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		w.made[dir] = true
	}
	return os.WriteFile(full, w.text, 0o666)
}
