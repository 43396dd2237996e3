package resolver

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// Package is what a package.json says, as far as resolution needs it. There is
// one for each real directory.
type Package struct {
	Dir     string // the directory, absolute
	Name    string // "" if there is none or it is no string
	Version string // likewise
	Type    string // "module", "commonjs" or ""

	dir    *Dir
	src    string // the text, a byte order mark taken off
	bom    int    // bytes of the mark
	object bool   // the text is an object or a list, not another value
	err    error  // a *PackageError if the text is not JSON, or cannot be read
	fields [numFields]span

	main    string // after the browser field has had its say
	badMain bool   // main is neither a string nor as good as missing
	oddMain bool   // the same of main as it is written
	browser *browserMap

	exportsOnce, importsOnce sync.Once
	exportsTree, importsTree *jsonValue
}

// span is where a field's value stands in the source; end 0 means nowhere.
type span struct{ start, end int32 }

// The fields of which the place is remembered.
const (
	fieldMain = iota
	fieldBrowser
	fieldBrowserify
	fieldExports
	fieldImports
	fieldName
	fieldVersion
	fieldType
	numFields
)

func fieldIndex(key string) int {
	switch key {
	case "main":
		return fieldMain
	case "browser":
		return fieldBrowser
	case "browserify":
		return fieldBrowserify
	case "exports":
		return fieldExports
	case "imports":
		return fieldImports
	case "name":
		return fieldName
	case "version":
		return fieldVersion
	case "type":
		return fieldType
	}
	return -1
}

// Field returns the JSON text of a field of package.json, or nil if it has no
// such field. A nil Package has no fields.
func (p *Package) Field(name string) json.RawMessage {
	if p == nil {
		return nil
	}
	if i := fieldIndex(name); i >= 0 {
		if s := p.fields[i]; s.end > 0 {
			return json.RawMessage(p.src[s.start:s.end])
		}
		return nil
	}
	var text json.RawMessage
	topLevel(p.src, func(key string, start, end int) {
		if key == name {
			text = json.RawMessage(p.src[start:end])
		}
	})
	return text
}

// text returns the JSON text of a remembered field, or "".
func (p *Package) text(field int) string {
	return p.src[p.fields[field].start:p.fields[field].end]
}

// str returns a remembered field if it is a string, else "".
func (p *Package) str(field int) string {
	if t := p.text(field); t != "" && t[0] == '"' {
		return unescape(t[1 : len(t)-1])
	}
	return ""
}

// file returns the path of the package's package.json.
func (p *Package) file() string { return p.dir.join("package.json") }

// readPackage makes a package of the text of dir's package.json. Text that is
// not JSON makes a package that holds the error.
func readPackage(dir *Dir, src string) *Package {
	p := &Package{Dir: dir.path, dir: dir, src: src}
	if strings.HasPrefix(src, "\ufeff") {
		p.bom = 3 // npm and Node pass over it
		p.src = src[p.bom:]
	}
	var err error
	p.object, err = topLevel(p.src, func(key string, start, end int) {
		if i := fieldIndex(key); i >= 0 {
			p.fields[i] = span{int32(start), int32(end)}
		}
	})
	if err != nil {
		e := err.(*jsonError)
		p.err = newPackageError(p.file(), p.src, p.bom, e.offset, fmt.Errorf("this is not JSON: %s", e.msg))
		p.fields, p.object = [numFields]span{}, false
		return p
	}
	p.Name, p.Version, p.Type = p.str(fieldName), p.str(fieldVersion), p.str(fieldType)
	p.readMain(!dir.r.noBrowser)
	return p
}

// unreadablePackage makes a package of a package.json that nobody let us read.
func unreadablePackage(dir *Dir) *Package {
	p := &Package{Dir: dir.path, dir: dir}
	p.err = &PackageError{File: p.file(), Err: fs.ErrPermission}
	return p
}

// closed reports whether that is such a package. Its directory may be what was
// closed.
func (p *Package) closed() bool {
	return p != nil && errors.Is(p.err, fs.ErrPermission)
}

// falsy reports whether a JSON value counts as false in JavaScript; so does no
// value.
func falsy(text string) bool {
	switch text {
	case "", "null", "false", `""`:
		return true
	}
	return isZero(text)
}

func isZero(text string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return strings.Trim(mantissa, "-0.") == "" && mantissa != ""
}

// readMain finds what main is when the browser field (or the browserify field
// of old, if it is a string) has replaced it, and reads the replacements of
// other files.
func (p *Package) readMain(browser bool) {
	main := p.text(fieldMain)
	p.main = p.str(fieldMain)
	p.badMain = !falsy(main) && main[0] != '"'
	p.oddMain = p.badMain
	if !browser {
		return
	}
	b := p.text(fieldBrowser)
	if falsy(b) {
		b = p.text(fieldBrowserify)
		if falsy(b) || b[0] != '"' {
			return
		}
	}
	switch b[0] {
	case '"':
		p.browser = newBrowserString(p, unescape(b[1:len(b)-1]))
		p.main, p.badMain = p.browser.main, false
	case '{', '[':
		v, err := parseJSON(b)
		if err != nil {
			return
		}
		p.browser = newBrowserMap(p.dir, v)
		if !p.badMain {
			p.replaceMain()
		}
	}
}

// replaceMain looks main up in the browser field the way browser-resolve does:
// as written (or ./index.js if there is none), then with ./ before it. That
// false does not count here is its rule too: required from another package, a
// main that is mapped to false stays.
func (p *Package) replaceMain() {
	first, second := p.main, "./"+p.main
	if first == "" {
		first = "./index.js"
		if p.fields[fieldMain].end == 0 {
			second = "./undefined"
		}
	}
	for _, key := range []string{first, second} {
		if to, ok := p.browser.keys[key]; ok && to.kind != toNothing && to.kind != toEmpty {
			if to.kind == toOther {
				p.badMain = true
			}
			p.main = to.path
			return
		}
	}
}

// exports returns the exports field as a tree, nil if there is none.
func (p *Package) exports() *jsonValue {
	p.exportsOnce.Do(func() { p.exportsTree = p.tree(fieldExports) })
	return p.exportsTree
}

// imports returns the imports field as a tree, nil if there is none.
func (p *Package) imports() *jsonValue {
	p.importsOnce.Do(func() { p.importsTree = p.tree(fieldImports) })
	return p.importsTree
}

func (p *Package) tree(field int) *jsonValue {
	t := p.text(field)
	if t == "" || t == "null" {
		return nil
	}
	v, err := parseJSON(t)
	if err != nil {
		return nil
	}
	return &v
}

// mainError says that main is not a string.
func (p *Package) mainError() error {
	at, what := p.fields[fieldMain], p.text(fieldMain)
	err := fmt.Errorf("main of package %q must be a string, it is %s", p.Name, shorten(what))
	if !p.oddMain {
		at = p.fields[fieldBrowser]
		err = fmt.Errorf("what the browser field of package %q puts in place of main must be a string", p.Name)
	}
	return newPackageError(p.file(), p.src, p.bom, int(at.start), err)
}

func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
