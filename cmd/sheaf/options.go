package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/resolver"
)

func (r *reader) fail(format string, args ...any) {
	r.errs = append(r.errs, diag.Message{Text: fmt.Sprintf(format, args...)})
}

// is tells whether a flag is set, to anything that JavaScript takes for true.
func (r *reader) is(name string) bool { return r.args.Get(name).Truthy() }

// off tells whether a flag is false, as "--no-name" makes it. "--name=false" is
// a string for flags that are not declared, and does not turn them off.
func (r *reader) off(name string) bool { return r.args.Get(name).IsFalse() }

// one returns the value of a flag that has a single one, "" if it has none.
// written is how the user writes the flag.
func (r *reader) one(name, written string) string { return r.single(r.list(name, written), written) }

func (r *reader) single(list []string, written string) string {
	if len(list) > 1 {
		r.fail("%s is given %d times: %s; keep one of them", written, len(list), quoted(list))
	}
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// list returns the values of a flag that may be repeated. Empty ones do not
// count, as in Browserify; numbers are text again.
func (r *reader) list(name, written string) []string {
	var list []string
	for _, v := range r.args.Get(name).Items() {
		switch {
		case !v.Truthy(), isEmpty(v) && takesValue(name):
		case v.Kind() == argv.Bool:
			r.fail("%s needs a value", written)
		case v.Kind() == argv.Group:
			r.fail("%s takes no options in brackets", written)
		default:
			list = append(list, v.String())
		}
	}
	return list
}

// own is list for a flag "--name" of sheaf's own, which is an error without its
// value. Browserify's are as good as not given then.
func (r *reader) own(name string) []string {
	for _, v := range r.args.Get(name).Items() {
		if v.Kind() == argv.String && !v.Truthy() {
			r.fail("--%s needs a value", name)
			break
		}
	}
	return r.list(name, "--"+name)
}

// ownOne is one for a flag of sheaf's own.
func (r *reader) ownOne(name string) string {
	return r.single(r.own(name), "--"+name)
}

// ownNames is own for a flag that takes names with commas between them.
func (r *reader) ownNames(name string) []string {
	var names []string
	for _, list := range r.own(name) {
		for s := range strings.SplitSeq(list, ",") {
			if s = strings.TrimSpace(s); s != "" {
				names = append(names, s)
			}
		}
	}
	return names
}

func quoted(list []string) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = strconv.Quote(s)
	}
	return strings.Join(parts, ", ")
}

// switches reads the flags that are on or off.
func (r *reader) switches() {
	o := &r.job.options
	o.FullPaths = r.is("full-paths")
	o.NoBuiltins = r.off("builtins")
	o.NoCommonDir = r.off("commondir")
	o.NoBundleExternal = r.off("bundle-external")
	o.NoDedupe = r.off("dedupe")
	o.NoAMD = r.off("amd")
	o.PreserveSymlinks = r.is("preserve-symlinks")
	o.NoDetectGlobals = r.off("detectGlobals")
	o.InsertGlobals = r.is("insert-globals") || r.is("ig")
	o.IgnoreMissing = r.is("ignore-missing") || r.is("im")
	o.GlobalVars = r.globalVars()
	bare := r.is("bare")
	if r.is("node") {
		bare = true
		o.NoBrowserField = true
	} else {
		r.browserField()
	}
	if bare {
		o.NoBuiltins = true
		o.NoCommonDir = true
		if o.GlobalVars == nil {
			o.GlobalVars = []string{"__dirname", "__filename"}
		}
	}
}

// browserField reads --no-browser-field and --browser-field=NAME. Browserify
// hands the name on to browser-resolve, for which "false" is a field that no
// package has.
func (r *reader) browserField() {
	v := r.args.Get("browserField")
	switch name := v.String(); {
	case v.IsFalse(), v.Kind() == argv.String && name == "false":
		r.job.options.NoBrowserField = true
	case v.Kind() == argv.Bool, name == "browser":
	default:
		r.fail("--browser-field=%s: only the field \"browser\" is read; use --no-browser-field to read none", name)
	}
}

// globalVars returns the names of --insert-global-vars, nil if it is not given.
func (r *reader) globalVars() []string {
	var names []string
	for _, v := range r.list("igv", "--insert-global-vars") {
		names = append(names, strings.Split(v, ",")...)
	}
	return names
}

// values reads the flags that have values which concern the whole bundle.
func (r *reader) values() {
	o := &r.job.options
	o.Basedir = r.one("basedir", "--basedir")
	if v := r.args.Get("standalone"); v.Kind() == argv.String && v.String() == "" {
		r.fail("-s/--standalone needs a name: that of the global variable for the module")
	}
	o.Standalone = r.one("standalone", "-s/--standalone")
	o.NoParse = r.list("noParse", "--noparse")
	for _, ext := range r.list("extension", "--extension") {
		if !strings.HasPrefix(ext, ".") {
			ext = "." + ext
		}
		o.Extensions = append(o.Extensions, ext)
	}
	if v := r.args.Get("transform-key"); v.Truthy() {
		o.TransformKey = v.String()
	}
	o.IgnoreTransforms = r.list("ignore-transform", "--ignore-transform")
	for _, dir := range filepath.SplitList(r.env.getenv("NODE_PATH")) {
		if dir != "" {
			o.Paths = append(o.Paths, dir)
		}
	}
	r.exports()
	r.minify()
	r.scripts()
	o.Conditions = r.ownNames("conditions")
	if v := r.ownOne("workers"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1024 {
			r.fail("--workers=%s: the number of workers is one from 1 to 1024", v)
		}
		o.Workers = n
	}
}

// scripts reads how transforms in JavaScript are run.
func (r *reader) scripts() {
	o := &r.job.options
	switch o.Engine = r.ownOne("engine"); o.Engine {
	case "", "auto", "node", "goja":
	default:
		r.fail("--engine=%s: it is one of auto, node and goja", o.Engine)
	}
	r.cache()
	r.sandbox()
	if v := r.ownOne("transform-timeout"); v != "" {
		seconds, err := strconv.ParseFloat(v, 64)
		if err != nil || !(seconds > 0 && seconds < 1e6) {
			r.fail("--transform-timeout=%s: it is a number of seconds above 0", v)
			return
		}
		o.TransformTimeout = time.Duration(seconds * float64(time.Second))
	}
}

// sandbox reads --sandbox and --sandbox-env.
func (r *reader) sandbox() {
	names := r.ownNames("sandbox-env")
	switch {
	case r.is("sandbox") && r.job.options.Engine == "node":
		r.fail("--sandbox --engine=node: Node has no sandbox; leave out --engine=node")
	case r.is("sandbox"):
		r.job.options.Sandbox = &bundle.Sandbox{Environ: names}
	case names != nil:
		r.fail("--sandbox-env=%s: it says what is seen in a sandbox; add --sandbox", strings.Join(names, ","))
	}
}

// cache reads --cache and --cache=DIR. The flag takes no other argument, as what
// comes after it may be an entry.
func (r *reader) cache() {
	if !r.is("cache") {
		return
	}
	o := &r.job.options
	o.TransformCache = bundle.CacheDir
	for _, f := range r.args.Given {
		if dir, ok := strings.CutPrefix(f.Arg, "--cache="); ok && dir != "true" {
			abs, err := filepath.Abs(dir)
			if dir == "" || err != nil {
				r.fail("--cache=%s: it needs the name of a directory, or no \"=\"", dir)
			}
			o.TransformCache = abs
		}
	}
}

// minify reads --minify and --legal-comments, whose values are esbuild's.
func (r *reader) minify() {
	o := &r.job.options
	o.Minify = r.is("minify")
	v := r.ownOne("legal-comments")
	switch v {
	case "":
		return
	case "inline":
		o.LegalComments = bundle.LegalInline
	case "eof":
		o.LegalComments = bundle.LegalEndOfFile
	case "none":
		o.LegalComments = bundle.LegalNone
	case "external", "linked":
		r.fail("--legal-comments=%s: not supported; --legal-comments=eof puts them at the end of the bundle", v)
	default:
		r.fail("--legal-comments=%s: it is one of inline, eof and none", v)
	}
	if !o.Minify {
		r.fail("--legal-comments=%s says what --minify does with comments: give that, too", v)
	}
}

func (r *reader) exports() {
	switch v := r.ownOne("exports"); v {
	case "", "fallback":
		r.job.options.Exports = resolver.ExportsFallback
	case "first":
		r.job.options.Exports = resolver.ExportsFirst
	case "off":
		r.job.options.Exports = resolver.ExportsOff
	default:
		r.fail("--exports=%s: it is one of first, fallback and off", v)
	}
}

// sourceMap reads --debug and --sourcemap, which says more and wins.
func (r *reader) sourceMap() {
	o := &r.job.options
	if r.is("debug") || r.is("d") {
		o.SourceMap = bundle.MapInline
	}
	if v := r.args.Get("sourcemap"); v.Kind() == argv.String && v.String() == "" {
		r.fail("--sourcemap needs a value: a file's name, \"external\" or \"inline\"")
		return
	}
	out := r.job.scriptFile()
	switch v := r.one("sourcemap", "--sourcemap"); v {
	case "":
	case "inline":
		o.SourceMap = bundle.MapInline
	case "external":
		if out == "" {
			r.fail("--sourcemap=external writes the map beside the bundle: give the bundle's name with -o")
		}
		o.SourceMap = bundle.MapExternal
		o.MapFile = filepath.Base(out) + ".map"
		o.MapBase = filepath.Dir(out)
	default:
		if ext := filepath.Ext(v); ext != ".map" && ext != ".json" {
			r.fail("--sourcemap=%s: the name of a source map ends with .map or .json", v)
			return
		}
		o.SourceMap = bundle.MapLinked
		r.linkMap(v)
	}
}

// linkMap has the bundle name the file called name by its path from the
// bundle's own directory.
func (r *reader) linkMap(name string) {
	o, out := &r.job.options, r.job.scriptFile()
	o.MapBase = filepath.Dir(name)
	if out == "" {
		r.job.mapFile = name
		o.MapFile = filepath.ToSlash(name)
		return
	}
	if sameFile(out, name) {
		r.fail("--sourcemap=%s: that is the bundle's own file", name)
	}
	here, err := filepath.Abs(filepath.Dir(out))
	there, err2 := filepath.Abs(name)
	switch err = cmp.Or(err, err2); {
	case err != nil:
	case sameFile(here, filepath.Dir(there)): // perhaps one of them by way of a link
		o.MapFile = filepath.Base(name)
	default:
		o.MapFile, err = filepath.Rel(here, there)
	}
	if err != nil {
		r.fail("--sourcemap=%s: %v", name, err)
	}
	o.MapFile = filepath.ToSlash(o.MapFile)
}

// sameFile tells whether two names are of one file, be it there or not.
func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
