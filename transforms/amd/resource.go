package amd

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// resource returns the expression for a name that a loader plugin is to load:
// plugin!what. at is the node that says so.
func (f *file) resource(at int, id string) string {
	plugin, what, _ := strings.Cut(id, "!")
	short := plugin[strings.LastIndexByte(plugin, '/')+1:]
	rule := cmp.Or(f.t.options.Plugins[plugin], f.t.options.Plugins[short])
	if rule == "" {
		switch short {
		case "has":
			return f.has(plugin, what)
		case "text":
			rule = "inline"
		case "json":
			rule = "alias"
		}
	}
	switch rule {
	case "":
		m := f.fail(at, "there is no rule for AMD's loader plugin %q, which is to load %q", plugin, what)
		m.Notes = append(m.Notes, note("say what becomes of it with -t [ amd --plugins.%s RULE ]: ignore, inline (its text), alias (the module %q), or the path of a module, where * stands for %q", short, what, what))
		return "void 0"
	case "ignore":
		return "void 0"
	case "inline":
		return f.inline(at, what)
	case "alias":
		rule = "*"
	}
	return "require(" + quote(f.spec(strings.ReplaceAll(rule, "*", what))) + ")"
}

// has returns the expression for Dojo's has!feature?module:other, which the module
// of that name decides when it runs. Either part may be missing, or a condition again.
func (f *file) has(plugin, what string) string {
	next := func() (t string) {
		n := strings.IndexAny(what, "?:")
		switch {
		case n < 0:
			n = len(what)
		case n == 0:
			n = 1
		}
		t, what = what[:n], what[n:]
		return t
	}
	var part func() string
	part = func() string {
		switch name := next(); {
		case name == "" || name == ":":
			return "void 0"
		case next() == "?":
			then := part()
			return "(require(" + quote(f.spec(plugin)) + ")(" + quote(name) + ")?" + then + ":" + part() + ")"
		default:
			return "require(" + quote(f.spec(name)) + ")"
		}
	}
	return part()
}

var htmlBody = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?is)<body[^>]*>\s*(.+)\s*</body>`) })

// inline returns the text of a file as a string. "!strip" asks for what is
// between an HTML document's body tags.
func (f *file) inline(at int, name string) string {
	name, strip := strings.CutSuffix(name, "!strip")
	path := f.config.file(f.in.File, name)
	f.watch = append(f.watch, path)
	text, err := os.ReadFile(path)
	if err != nil {
		why := err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			why = "there is no such file"
		}
		m := f.fail(at, "cannot read %q: %s", name, why)
		m.Notes = append(m.Notes, note("looked for %s", f.t.display(path)))
		return `""`
	}
	s := strings.TrimPrefix(string(text), "\uFEFF")
	if strip {
		if m := htmlBody().FindStringSubmatch(s); m != nil {
			s = m[1]
		}
	}
	return quote(s)
}

// display returns a path as messages have it.
func (t *transform) display(path string) string {
	if rel, err := filepath.Rel(t.basedir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}
