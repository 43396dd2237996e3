// Package globals joins scripts that know nothing of modules, and speak to each
// other by global variables, to programs that do: what the npm transforms
// browserify-shim, exposify, literalify, browserify-global-shim, aliasify and
// deglobalify do, in one.
//
// What comes in are a source, options, and the fields that those tools read in
// package.json files (or in files that these name). What goes out is the source
// with calls of require replaced by the globals they stand for, and, if it is
// such a script, with text around it: before it what it depends on is required
// and made global, and after it what it made global is exported. All else stays
// where it is, on its line. The package runs nothing of what it reads, and finds
// modules by the rules of package resolver.
//
// # A shimmed script
//
// It finds module, exports, require and define undefined, so that it takes the
// way that it takes in a page, and this is the global object. What it declares
// at its top level is what it would be in a page, a property of the global
// object, since other scripts read it by its bare name; in the mode "isolate"
// it is the script's own, and so is what the script sets on window of the names
// it exports (see isolate.go).
//
// # Globals as modules
//
// A require of a name that stands for a global becomes an expression for it,
// which is evaluated where and whenever the require would be. In an ES module,
// whose imports are no calls yet when transforms see it, the name leads to a
// module that exports the global.
//
// # What a require asks for
//
// require("./x", ["a", "b"]) is deglobalify's way to say at the place of use which
// globals of a file to export. All that is asked for in a bundle is exported, so
// a file that was transformed before the last of those that ask for it is
// transformed again (see asks.go).
package globals

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

func init() {
	transforms.Register("globals", constructor("globals"))
	for _, name := range []string{"browserify-shim", "exposify", "literalify", "browserify-global-shim", "deglobalify", "aliasify"} {
		transforms.RegisterStandIn(name, constructor(name))
	}
}

// A transform is what one of the names means in one build.
type transform struct {
	name    string
	fields  []string // of package.json
	basedir string
	options []source
	misused diag.List // what is wrong with the options
	isolate bool      // by default
	global  bool
	pattern func(file string) bool // exposify's filePattern
	files   *files
	scripts transforms.Scripts

	extended bool // require with a second argument, deglobalify's, is known
	asks     asks

	mu    sync.Mutex
	rules map[string]*ruled // by directory, and by the configurations that speak for it

	modules sync.Map // files that are no CommonJS: their imports are for Find
	made    sync.Map // texts of modules that export globals, by path
}

// ruled are the rules for a directory.
type ruled struct {
	once  sync.Once
	rules *rules
	err   error
}

func constructor(name string) transforms.Constructor {
	return func(s transforms.Setup) (transforms.Transform, error) {
		t := &transform{name: name, basedir: s.Basedir, scripts: s.Scripts, files: newFiles(s.Basedir), rules: map[string]*ruled{}}
		t.fields = []string{name}
		switch name {
		case "globals":
			t.extended = true
			t.fields = []string{"browserify-shim", "literalify", "browserify-global-shim", "aliasify", "deglobalify"}
		case "deglobalify":
			t.extended, t.isolate = true, true // as the tool of that name does
		case "exposify":
			t.fields = nil // it has options only
		}
		return t, t.readOptions(s)
	}
}

// readOptions takes the options apart into what the tools are told.
func (t *transform) readOptions(s transforms.Setup) error {
	raw := s.Options
	if env := os.Getenv("EXPOSIFY_CONFIG"); t.name == "exposify" && env != "" && !bytes.Contains(raw, []byte(`"expose"`)) {
		raw = json.RawMessage(`{"expose":` + env + `}`)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	doc, err := readJSON("", raw)
	if err != nil || doc.root.kind != isObject {
		return fmt.Errorf("options are not an object: %s", raw)
	}
	doc.root.dropWords()
	if v := doc.root.get("global"); v != nil {
		t.global = v.truth
	}
	if v := doc.root.get("filePattern"); v != nil || t.name == "exposify" {
		if t.pattern, err = filePattern(v); err != nil {
			return fmt.Errorf("option \"filePattern\": %w", err)
		}
	}
	add := func(field string, v *value) {
		if slices.ContainsFunc(t.options, func(s source) bool { return s.field == field && s.root == v }) {
			return // of two of its options
		}
		t.options = append(t.options, source{field: field, doc: doc, root: v, dir: s.Dir})
	}
	if t.name == "literalify" || t.name == "browserify-global-shim" || t.name == "aliasify" || t.name == "deglobalify" {
		if len(doc.root.keys) > 0 {
			add(t.name, &doc.root)
		}
		return t.readMode(&doc.root)
	}
	for i := range doc.root.keys {
		switch key := &doc.root.keys[i]; key.str {
		case "expose":
			add("expose", &doc.root.list[i])
		case "shim", "browserify-shim":
			add("browserify-shim", &doc.root.list[i])
		case "aliases", "replacements":
			add("aliasify", &doc.root)
		case "files", "globals":
			add("deglobalify", &doc.root)
		case "global", "mode", "configDir", "filePattern", "appliesTo", "requireish", "verbose":
		default:
			m := doc.complain(key, "transform %q: there is no option %q: there are expose, shim, files, globals, aliases, replacements, mode", t.name, key.str)
			m.Severity = diag.Warning
			t.misused = append(t.misused, m)
		}
	}
	if t.name == "exposify" && len(t.options) == 0 {
		return fmt.Errorf("there is nothing to expose: give it -t [ exposify --expose [ --jquery '$' ] ], or set EXPOSIFY_CONFIG")
	}
	return t.readMode(&doc.root)
}

func (t *transform) readMode(root *value) error {
	v := root.get("mode")
	switch {
	case v == nil || t.name != "globals" && t.name != "deglobalify" && t.name != "browserify-shim":
	case v.kind == isString && (v.str == "keep" || v.str == "isolate"):
		t.isolate = v.str == "isolate"
	default:
		return fmt.Errorf("option \"mode\" must be \"keep\" or \"isolate\"")
	}
	return nil
}

// Name returns the name the transform was asked for by.
func (t *transform) Name() string { return t.name }

// Applies leaves JSON files out.
func (t *transform) Applies(file string) bool { return filepath.Ext(file) != ".json" }

// Global tells whether the option "global" was given: the commonest wish of
// users of browserify-shim is that it should reach packages.
func (t *transform) Global() bool { return t.global }

// Sources returns the configuration files, read or looked for in vain.
func (t *transform) Sources() []string { return t.files.seen() }

// rulesFor returns the rules for a file.
func (t *transform) rulesFor(file string) (*rules, error) {
	dir := filepath.Dir(file)
	t.mu.Lock()
	r := t.rules[dir]
	if r == nil {
		r = &ruled{}
		t.rules[dir] = r
	}
	t.mu.Unlock()
	r.once.Do(func() { r.rules, r.err = t.findRules(dir) })
	return r.rules, r.err
}

// findRules reads the rules for a directory. Directories for which the same
// files speak share them.
func (t *transform) findRules(dir string) (*rules, error) {
	above, err := t.files.above(dir, t.fields)
	if err != nil {
		return nil, err
	}
	var key strings.Builder
	for _, s := range above {
		key.WriteString("\x00" + s.field + "\x00" + s.dir)
	}
	t.mu.Lock()
	shared := t.rules[key.String()]
	if shared == nil {
		shared = &ruled{}
		t.rules[key.String()] = shared
	}
	t.mu.Unlock()
	shared.once.Do(func() {
		shared.rules = t.newRules(append(above, t.options...))
		shared.rules.messages = append(shared.rules.messages, t.misused...)
		if len(above) == 0 && len(t.options) == 0 && (t.name == "browserify-shim" || t.name == "aliasify") {
			shared.rules.messages = append(shared.rules.messages, diag.Message{
				Text: fmt.Sprintf("transform %q has no configuration: no package.json from %q upwards has a field %q", t.name, dir, t.name),
			})
		}
	})
	return shared.rules, nil
}

// Transform replaces what stands for globals, and wraps what is shimmed.
func (t *transform) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	out := transforms.Output{Code: in.Code}
	r, err := t.rulesFor(in.File)
	if err != nil {
		return out, err
	}
	if r.failed() {
		return out, r.messages
	}
	out.Warnings = r.messages
	s := r.shims[in.File]
	if s == nil {
		s = t.asks.shim(in.File, r.isolate)
	}
	extended := t.extended && hasExtended(in.Code)
	if s == nil && !extended && !r.mentioned(in.Code) {
		t.asks.forget(in.File)
		return out, nil
	}
	list, ok := calls(in.Code)
	if !ok {
		if s != nil {
			out.Warnings = append(out.Warnings, s.noScript(in.File))
		}
		t.modules.Store(in.File, r)
		return out, nil
	}
	t.modules.Delete(in.File) // it may have been one
	list = append(list, otherCalls(in.Code, r.callees)...)
	e := &editor{code: in.Code, file: in.File, rules: r}
	if t.extended {
		t.asks.ask(in.File, e.extended(list))
	}
	if err := e.requires(list, s); err != nil {
		return out, err
	}
	out.Warnings = append(slices.Clip(out.Warnings), e.told...)
	if s != nil {
		out.Warnings = append(out.Warnings, e.wrap(s, in.Package)...)
	}
	out.Code = e.text()
	if in.Map && len(e.edits) > 0 {
		out.Code = edit.WithMap(out.Code, in.Code, e.edits, in.File)
	}
	return out, nil
}

// noScript warns of a shim for what needs none.
func (s *shim) noScript(file string) diag.Message {
	return diag.Message{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("shim %q is passed over: the file is an ES module, or no JavaScript", s.key.str),
		Where:    &diag.Range{File: file},
	}
}

// mentioned tells whether a text may have a require that is to be replaced,
// without reading it as JavaScript.
func (r *rules) mentioned(code []byte) bool {
	if len(r.patterns) > 0 {
		return bytes.Contains(code, []byte("require")) || bytes.Contains(code, []byte("import")) ||
			slices.ContainsFunc(r.callees, func(name string) bool { return bytes.Contains(code, []byte(name)) })
	}
	for name := range r.names {
		if bytes.Contains(code, []byte(name)) {
			return true
		}
	}
	return false
}

// Find leads the imports of ES modules to globals and aliases. What CommonJS
// requires was replaced in the text.
func (t *transform) Find(file, spec string, ordinary func() (string, error)) (string, error) {
	if t.asks.wants(file, spec) {
		if path, err := ordinary(); err == nil {
			t.asks.found(file, spec, path)
		}
		return "", nil
	}
	found, ok := t.modules.Load(file)
	if !ok {
		return "", nil
	}
	r := found.(*rules)
	to, ok, err := r.replaced(file, "require", spec)
	switch {
	case !ok || err != nil:
		return "", err
	case to.expr != "":
		return t.module(to), nil
	case to.path != "":
		return to.path, nil
	}
	return t.files.resolve(filepath.Dir(file), to.name)
}

// module returns the path of a module that exports an expression. It is named
// after it, and lies nowhere.
func (t *transform) module(expr replacement) string {
	path := filepath.Join(t.basedir, "global:"+url.PathEscape(expr.plain))
	t.made.Store(path, []byte("module.exports = "+expr.expr+";\n"))
	return path
}

// Source returns the text of a module that Find made up.
func (t *transform) Source(path string) ([]byte, bool) {
	text, ok := t.made.Load(path)
	if !ok {
		return nil, false
	}
	return text.([]byte), true
}
