package globals

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/diag"
)

// rules are what configuration says about the files that it is for.
type rules struct {
	names    map[string]replacement // what is written for a require of a name
	patterns []pattern              // aliasify's replacements, in order
	shims    map[string]*shim       // by absolute path
	callees  []string               // functions besides require whose calls are changed
	verbose  bool                   // what is replaced is to be told: aliasify's
	isolate  bool                   // what is not said otherwise of a file
	messages diag.List              // what is wrong with the configuration
}

// A replacement is what becomes of a require.
type replacement struct {
	expr  string // the call becomes this expression
	name  string // or its argument becomes this name,
	path  string // or names this absolute path
	plain string // expr without what is around it
	reach *reach
}

// onNewLine is the expression as it is written where a parenthesis or a bracket
// would make a call, or a property, of the line before.
func (r *replacement) onNewLine() string {
	if names().MatchString(r.plain) {
		return r.plain
	}
	return "Array(0," + r.expr + ")[1]"
}

// A pattern is a regular expression and what becomes of what it matches.
type pattern struct {
	re *regexp.Regexp
	to string // as Go's regexp has it
	fn *function
	replacement
}

// A shim is a file that knows nothing of modules, and what it is to be told.
type shim struct {
	file    string // absolute
	key     *value // where it is configured
	doc     *document
	exports []export
	list    bool // the exports are the properties of an object
	depends []depend
	imports []depend
	this    string // an expression; "" is the global object
	isolate bool
	loose   bool // the file keeps module and the like: it is only asked for globals
}

// An export is an expression in the scope of a shimmed file.
type export struct{ name, expr string }

// A depend is a module that a shimmed file needs, and the name that it expects
// it by, "" if it does not care.
type depend struct {
	spec string
	path string // absolute; "" if the name is to be looked up from the file
	dir  string // where a name was looked up from
	expr string // it is no module, but this expression
	as   string
	at   *value
}

// source is a configuration of one tool.
type source struct {
	field string // the name of the tool
	doc   *document
	root  *value
	dir   string // that paths are relative to
	pkg   string // the directory of the package.json, "" if it is in none
}

// newRules reads configurations. Those that come later go before.
func (t *transform) newRules(sources []source) *rules {
	r := &rules{names: map[string]replacement{}, shims: map[string]*shim{}, isolate: t.isolate}
	for _, s := range sources {
		b := &builder{rules: r, t: t, source: s}
		b.read()
	}
	r.checkCycles()
	return r
}

// failed tells whether the configuration cannot be used.
func (r *rules) failed() bool { return r.messages.Failed() }

// A builder adds one configuration to rules.
type builder struct {
	*rules
	t *transform
	source
	browser *value // of the package.json the configuration is named by
	reach   *reach // of the whole
}

func (b *builder) fail(v *value, format string, args ...any) {
	b.messages = append(b.messages, b.doc.complain(v, format, args...))
}

func (b *builder) warn(v *value, format string, args ...any) {
	m := b.doc.complain(v, format, args...)
	m.Severity = diag.Warning
	b.messages = append(b.messages, m)
}

// object tells whether a value is one, and complains if not.
func (b *builder) object(v *value, what string) bool {
	if v.kind != isObject {
		b.fail(v, "%s must be an object", what)
	}
	return v.kind == isObject
}

// read reads the source by the rules of its tool.
func (b *builder) read() {
	v := b.root
	if v.kind == isString && b.field != "expose" {
		if v = b.open(v); v == nil {
			return
		}
	}
	if !b.object(v, fmt.Sprintf("%q", b.field)) {
		return
	}
	if b.field != "expose" && b.field != "browserify-shim" {
		b.reach = b.reachOf(v)
	} else if b.t.pattern != nil {
		b.reach = &reach{b.t.pattern, onlyRequire}
	}
	switch b.field {
	case "browserify-shim":
		b.shimsOf(v)
	case "expose":
		b.expose(v)
	case "literalify":
		b.literal(v, "")
	case "browserify-global-shim":
		b.literal(v, "window.")
	case "aliasify":
		b.aliasify(v)
	case "deglobalify":
		b.deglobalify(v)
	}
}

// open reads the file that stands in the place of an object.
func (b *builder) open(v *value) *value {
	file := filepath.Join(b.dir, filepath.FromSlash(v.str))
	if filepath.IsAbs(filepath.FromSlash(v.str)) {
		file = filepath.FromSlash(v.str)
	}
	doc, err := b.t.files.document(file)
	if err != nil {
		if list, ok := err.(diag.List); ok {
			b.messages = append(b.messages, list...)
		} else {
			b.fail(v, "cannot read %q, which holds the configuration of %q: %v", file, b.field, err)
		}
		return nil
	}
	if b.pkg != "" {
		b.browser = b.doc.root.get("browser")
	}
	b.doc, b.dir = doc, filepath.Dir(doc.file)
	return &doc.root
}

// expose reads exposify's map.
func (b *builder) expose(v *value) {
	for i := range v.keys {
		b.global(&v.keys[i], &v.list[i])
	}
}

// global notes that a name means a global.
func (b *builder) global(key, v *value) {
	if v.kind != isString {
		b.fail(v, "the global for %q must be a string such as \"$\"", key.str)
		return
	}
	b.expression(key, v, v.str)
}

// expression notes that a name means an expression of globals.
func (b *builder) expression(key, v *value, expr string) {
	expr = strings.TrimSpace(expr)
	if !isExpression(expr) {
		b.fail(v, "%q is no expression that could stand for module %q", expr, key.str)
		return
	}
	r := replacement{expr: "(" + expr + ")", plain: expr}
	if headOf(expr) != "" {
		r = replacement{expr: "(" + globalObject + "." + expr + ")", plain: "window." + expr}
	}
	r.reach = b.reach
	b.names[key.str] = r
}

// globalObject is an expression for what the page knows as window. A page's own
// window goes first, so that a bundle can be run with another's.
const globalObject = `(typeof window != "undefined" ? window : typeof self != "undefined" ? self : globalThis)`

func isExpression(expr string) bool {
	_, err := js.Parse(parse.NewInputString("x=("+expr+"\n)"), js.Options{})
	return err == nil && expr != ""
}

// The patterns are not compiled before there is a configuration.
var (
	head   = lazy(`^[\p{L}_$][\p{L}\p{N}_$]*`)
	names  = lazy(`^[\p{L}_$][\p{L}\p{N}_$]*(\.[\p{L}_$][\p{L}\p{N}_$]*|\[("[^"\\]*"|'[^'\\]*'|\d+)\])*$`)
	dollar = lazy(`\$(\d+|&|\$)`)
)

func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// headOf returns the name of the global that an expression begins with, "" if
// it begins with something else.
func headOf(expr string) string {
	name := head().FindString(expr)
	switch name {
	case "window", "self", "globalThis", "global", "this", "new", "typeof", "void", "null", "true", "false", "function", "class", "async", "await", "delete", "undefined":
		return ""
	}
	return name
}

// isPath tells whether a text is a name or a path of names, as in "$.ui".
func isPath(expr string) bool { return names().MatchString(expr) && headOf(expr) != "" }

// literal reads a map of names to code, before which scope is put.
func (b *builder) literal(v *value, scope string) {
	for i := range v.keys {
		key, to := &v.keys[i], &v.list[i]
		switch {
		case key.str == "global" || key.str == "appliesTo":
		case to.kind != isString || !isExpression(to.str):
			b.fail(to, "what stands for module %q must be the text of an expression such as \"window.$\"", key.str)
		default:
			b.names[key.str] = replacement{expr: "(" + scope + to.str + ")", plain: scope + to.str, reach: b.reach}
		}
	}
}

// aliasify reads aliasify's options.
func (b *builder) aliasify(v *value) {
	dir := b.dir
	for i := range v.keys {
		key, to := &v.keys[i], &v.list[i]
		switch key.str {
		case "verbose":
			b.verbose = b.verbose || to.truth || to.kind == isString && to.str != "false"
		case "aliases", "replacements", "requireish", "appliesTo", "global", "expose", "shim", "files", "globals", "mode", "browserify-shim":
		case "configDir":
			dir = filepath.Join(dir, filepath.FromSlash(to.str))
			if filepath.IsAbs(filepath.FromSlash(to.str)) {
				dir = filepath.FromSlash(to.str)
			}
		default:
			b.unknown(key, "aliases", "replacements", "configDir", "requireish", "verbose", "appliesTo")
		}
	}
	if a := v.get("aliases"); a != nil && b.object(a, `"aliases"`) {
		for i := range a.keys {
			if to, ok := b.alias(&a.list[i], dir); ok {
				to.reach = b.reach
				b.names[a.keys[i].str] = to
			}
		}
	}
	if p := v.get("replacements"); p != nil && b.object(p, `"replacements"`) {
		for i := range p.keys {
			b.pattern(&p.keys[i], &p.list[i], dir)
		}
	}
}

// alias reads what aliasify writes instead of a name.
func (b *builder) alias(v *value, dir string) (replacement, bool) {
	switch {
	case v.kind == isBool && !v.truth:
		return replacement{expr: "({})", plain: "{}"}, true
	case v.kind == isObject && v.get("relative") != nil && v.get("relative").kind == isString:
		return replacement{name: v.get("relative").str}, true
	case v.kind != isString || v.str == "":
		b.fail(v, "an alias is a name or path in quotes, {\"relative\": …}, or false")
		return replacement{}, false
	case strings.HasPrefix(v.str, "."):
		return replacement{path: filepath.Join(dir, filepath.FromSlash(v.str))}, true
	case filepath.IsAbs(filepath.FromSlash(v.str)):
		return replacement{path: filepath.FromSlash(v.str)}, true
	}
	return replacement{name: v.str}, true
}

func (b *builder) pattern(key, v *value, dir string) {
	re, err := regexp.Compile(key.str)
	if err != nil {
		b.fail(key, "%q is no regular expression that sheaf knows: %v", key.str, err)
		return
	}
	p := pattern{re: re}
	if v.kind == isFunction {
		p.fn = b.function(key, v)
	} else if v.kind == isBool && !v.truth {
		p.replacement = replacement{expr: "({})", plain: "{}"}
	} else if v.kind != isString {
		b.fail(v, "a replacement must be a string, false, or in a file in JavaScript a function")
		return
	}
	p.to = dollar().ReplaceAllStringFunc(v.str, func(s string) string {
		switch s {
		case "$&":
			return "${0}"
		case "$$":
			return "$$"
		}
		return "${" + s[1:] + "}"
	})
	p.path, p.reach = dir, b.reach
	b.patterns = append(b.patterns, p)
}

// unknown warns of a key that nothing is known about.
func (b *builder) unknown(key *value, known ...string) {
	b.warn(key, "there is no option %q: there are %s", key.str, strings.Join(known, ", "))
}

// replaced returns what becomes of a name that is required, or that another
// function is called with, in a file.
func (r *rules) replaced(file, callee, spec string) (replacement, bool, error) {
	for _, p := range r.patterns {
		if p.reach.has(file, callee) && p.re.MatchString(spec) {
			return p.replace(spec)
		}
	}
	if to, ok := r.names[spec]; ok && to.reach.has(file, callee) {
		return to, true, nil
	}
	name, rest, ok := strings.Cut(spec, "/")
	if !ok {
		return replacement{}, false, nil
	}
	to, ok := r.names[name]
	switch {
	case !ok || !to.reach.has(file, callee) || to.expr != "" && to.expr != "({})":
		return replacement{}, false, nil // a global has no files
	case to.path != "":
		to.path = filepath.Join(to.path, filepath.FromSlash(rest))
	case to.name != "":
		to.name += "/" + rest
	}
	return to, true, nil
}

// replace returns what becomes of a name that the pattern matches.
func (p *pattern) replace(spec string) (replacement, bool, error) {
	if p.expr != "" {
		return p.replacement, true, nil
	}
	if p.fn != nil {
		return p.fn.call(p, spec)
	}
	m := p.re.FindStringSubmatchIndex(spec)
	return p.become(spec[:m[0]] + string(p.re.ExpandString(nil, p.to, spec, m)) + spec[m[1]:]), true, nil
}

// become returns the replacement by a name, or by a path if it is one.
func (p *pattern) become(to string) replacement {
	if strings.HasPrefix(to, ".") {
		return replacement{path: filepath.Join(p.path, filepath.FromSlash(to))}
	}
	return replacement{name: to}
}

// checkCycles complains of shims that need each other first.
func (r *rules) checkCycles() {
	const open, done = 1, 2
	state := map[*shim]int{}
	var chain []*shim
	var visit func(s *shim)
	visit = func(s *shim) {
		state[s] = open
		chain = append(chain, s)
		for _, d := range s.depends {
			to := r.shims[d.path]
			switch {
			case to == nil || state[to] == done:
			case state[to] == open:
				var round []string
				for _, c := range append(slices.Clone(chain[slices.Index(chain, to):]), to) {
					round = append(round, fmt.Sprintf("%q", c.key.str))
				}
				r.messages = append(r.messages, s.doc.complain(d.at, "shims depend on each other: %s", strings.Join(round, " on ")))
			default:
				visit(to)
			}
		}
		chain = chain[:len(chain)-1]
		state[s] = done
	}
	for _, file := range slices.Sorted(maps.Keys(r.shims)) {
		if s := r.shims[file]; state[s] == 0 {
			visit(s)
		}
	}
}
