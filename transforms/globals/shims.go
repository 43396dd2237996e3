package globals

import (
	"fmt"
	"path/filepath"
	"strings"

	"sheaf/bundle/diag"
)

// shimsOf reads the object of browserify-shim.
func (b *builder) shimsOf(v *value) {
	if b.browser == nil {
		b.browser = b.doc.root.get("browser")
	}
	var files []int // what they depend on may be a global that comes later
	for i := range v.keys {
		exports := &v.list[i]
		if exports.kind == isObject {
			exports = exports.get("exports")
		}
		if exports != nil && exports.kind == isString && strings.HasPrefix(exports.str, "global:") {
			b.globalShim(trimmed(&v.keys[i]), exports)
		} else {
			files = append(files, i)
		}
	}
	for _, i := range files {
		b.shim(trimmed(&v.keys[i]), &v.list[i])
	}
}

func (b *builder) globalShim(key, v *value) {
	expr := strings.TrimPrefix(v.str, "global:")
	if expr == "" {
		b.fail(v, "\"global:\" must be followed by the name of a global")
		return
	}
	b.expression(key, v, expr)
}

func trimmed(key *value) *value {
	k := *key
	k.str = strings.TrimSpace(k.str)
	return &k
}

// deglobalify reads our own configuration.
func (b *builder) deglobalify(v *value) {
	if m := v.get("mode"); m != nil {
		b.rules.isolate = b.mode(m)
	}
	for i := range v.keys {
		key, val := &v.keys[i], &v.list[i]
		switch key.str {
		case "files":
			if b.object(val, `"files"`) {
				for j := range val.keys {
					b.shim(trimmed(&val.keys[j]), &val.list[j])
				}
			}
		case "globals":
			if b.object(val, `"globals"`) {
				b.expose(val)
			}
		case "mode", "global", "expose", "aliases", "replacements", "configDir", "shim":
		default:
			b.unknown(key, "files", "globals", "mode")
		}
	}
}

// mode reads whether the globals of shimmed files are kept.
func (b *builder) mode(v *value) bool {
	if v.kind != isString || v.str != "keep" && v.str != "isolate" {
		b.fail(v, "the mode must be \"keep\" (the file's globals are globals) or \"isolate\" (they are its own)")
		return false
	}
	return v.str == "isolate"
}

// shim reads what is configured for a file.
func (b *builder) shim(key, conf *value) {
	s := &shim{key: key, doc: b.doc, isolate: b.rules.isolate}
	switch conf.kind {
	case isString:
		s.exports = b.exports(s, conf)
	case isObject:
		b.shimOptions(s, conf)
	default:
		b.fail(conf, "the shim of %q must be a name such as \"$\", or an object", key.str)
		return
	}
	if s.file = b.locate(key, "shim"); s.file != "" {
		b.shims[s.file] = s
	}
}

func (b *builder) shimOptions(s *shim, conf *value) {
	for i := range conf.keys {
		key, v := &conf.keys[i], &conf.list[i]
		switch key.str {
		case "exports":
			s.exports = b.exports(s, v)
		case "depends":
			s.depends = b.depends(v)
		case "imports":
			s.imports = b.imports(v)
		case "mode":
			s.isolate = b.mode(v)
		case "this":
			if v.kind != isString || !isExpression(v.str) {
				b.fail(v, "\"this\" must be the text of an expression such as \"window\" or \"{}\"")
				break
			}
			s.this = v.str
		default:
			b.unknown(key, "exports", "depends", "this", "imports", "mode")
		}
	}
}

// exports reads what a file is to export: nothing, a name, a list of names, or
// an object of expressions.
func (b *builder) exports(s *shim, v *value) []export {
	switch v.kind {
	case isNull:
		return nil
	case isString:
		expr := strings.TrimSpace(v.str)
		if expr == "" {
			return nil
		}
		if !isPath(expr) {
			b.fail(v, "%q is neither a name nor a path of names such as \"$.ui\", so it cannot be exported", v.str)
			return nil
		}
		return []export{{expr: expr}}
	case isList:
		s.list = true
		var list []export
		for i := range v.list {
			item := &v.list[i]
			if item.kind != isString || !isPath(item.str) {
				b.fail(item, "a list of exports has names, such as \"Shape\"")
				continue
			}
			list = append(list, export{lastName(item.str), item.str})
		}
		return list
	case isObject:
		s.list = true
		var list []export
		for i := range v.keys {
			item := &v.list[i]
			if item.kind != isString || !isExpression(item.str) {
				b.fail(item, "the export %q must be the text of an expression", v.keys[i].str)
				continue
			}
			list = append(list, export{v.keys[i].str, item.str})
		}
		return list
	}
	b.fail(v, "exports must be a name, a list of names, an object of expressions, or null")
	return nil
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// depends reads "x:$", ["x:$", "y"] or {"x": "$", "y": null}.
func (b *builder) depends(v *value) []depend {
	var list []depend
	switch v.kind {
	case isNull:
	case isString:
		list = b.dependText(list, v)
	case isList:
		for i := range v.list {
			list = b.dependText(list, &v.list[i])
		}
	case isObject:
		for i := range v.keys {
			as := ""
			if to := &v.list[i]; to.kind == isString {
				as = strings.TrimSpace(to.str)
			} else if to.kind != isNull {
				b.fail(to, "what %q is depended on as must be a name in quotes, or null", v.keys[i].str)
			}
			list = b.depend(list, trimmed(&v.keys[i]), as)
		}
	default:
		b.fail(v, "depends must be \"module:name\", a list of such, or an object")
	}
	return list
}

func (b *builder) dependText(list []depend, v *value) []depend {
	spec, as, _ := strings.Cut(v.str, ":")
	spec, as = strings.TrimSpace(spec), strings.TrimSpace(as)
	if v.kind != isString || spec == "" || strings.Contains(as, ":") {
		b.fail(v, "a dependency must be of the form \"module\" or \"module:name\", it is %s", b.doc.text[v.start:v.end])
		return list
	}
	at := *v
	at.str = spec
	return b.depend(list, &at, as)
}

// depend adds a dependency.
func (b *builder) depend(list []depend, at *value, as string) []depend {
	if as != "" && !isPath(as) {
		b.fail(at, "%q cannot be the name of a global", as)
		return list
	}
	d := depend{spec: at.str, as: as, at: at, dir: b.moduleDir()}
	if to, ok := b.names[at.str]; ok && to.expr != "" {
		d.expr = to.expr
		return append(list, d)
	}
	if isRelative(at.str) {
		if d.path = b.locate(at, "dependency"); d.path == "" {
			return list
		}
		return append(list, d)
	}
	d.path, _ = b.t.files.resolve(b.moduleDir(), at.str) // else it may be external to the bundle
	return append(list, d)
}

// imports reads {"name": "module"}: what the file finds as names of its own.
func (b *builder) imports(v *value) []depend {
	var list []depend
	if !b.object(v, `"imports"`) {
		return nil
	}
	for i := range v.keys {
		key, to := &v.keys[i], &v.list[i]
		if !isPath(key.str) || strings.ContainsAny(key.str, ".[") || to.kind != isString {
			b.fail(key, "imports are names and the modules they stand for, such as {\"$\": \"jquery\"}")
			continue
		}
		list = b.depend(list, trimmed(to), key.str)
	}
	return list
}

func isRelative(spec string) bool {
	return spec == "." || spec == ".." || strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") || strings.HasPrefix(spec, "/") || filepath.IsAbs(spec)
}

// moduleDir is where the names of modules are looked up from: where the
// package.json is, even if the rest stands in another file.
func (b *builder) moduleDir() string {
	if b.pkg != "" {
		return b.pkg
	}
	return b.dir
}

// locate finds the file that a key means: an alias of the browser field, a path,
// with or without its extension, or the main file of a package. "" says that
// it was reported.
func (b *builder) locate(key *value, what string) string {
	dir := b.dir
	if b.browser != nil && b.browser.kind == isObject && b.browser.get(key.str) != nil || !isRelative(key.str) {
		dir = b.moduleDir()
	}
	file, err := b.t.files.resolve(dir, key.str)
	if err == nil {
		return file
	}
	if !isRelative(key.str) {
		// To browserify-shim every key is a path.
		if file, err := b.t.files.resolve(b.dir, "./"+key.str); err == nil {
			return file
		}
	}
	m := b.doc.complain(key, "%s %q: there is no such file", what, key.str)
	m.Notes = []diag.Note{{Text: fmt.Sprintf("looked from %q", dir)}}
	if inNodeModules(b.dir) {
		m.Severity = diag.Warning // who bundles cannot mend it
	}
	b.messages = append(b.messages, m)
	return ""
}

func inNodeModules(dir string) bool {
	return strings.Contains(filepath.ToSlash(dir)+"/", "/node_modules/")
}
