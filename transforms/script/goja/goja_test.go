package goja_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
	"sheaf/transforms/script/engine"
	"sheaf/transforms/script/goja"
)

// start returns an engine in a new directory with files. Modules are found by
// their paths, with ".js" added.
func start(t *testing.T, files map[string]string, o engine.Options) (*goja.Engine, string) {
	t.Helper()
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "transforms need the shims of Node's core modules: %v", err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	o.Basedir = dir
	o.Resolve = func(from, spec string, imported bool) (string, error) {
		if !filepath.IsAbs(spec) {
			spec = filepath.Join(from, spec)
		}
		if filepath.Ext(spec) == "" {
			spec += ".js"
		}
		_, err := os.Stat(spec)
		return spec, err
	}
	e, err := goja.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e, dir
}

func job(dir, module, code string) engine.Job {
	return engine.Job{Module: filepath.Join(dir, module), File: filepath.Join(dir, "in.txt"), Code: []byte(code)}
}

const through = "module.exports = function () { return new (require('stream').Transform)({ transform: function (c, e, next) { "

// TestUses: what a result hangs on is told, in full for every file.
func TestUses(t *testing.T) {
	e, dir := start(t, map[string]string{
		"t.js": `var fs = require('fs'), b = require('./b'), conf = fs.existsSync('conf') && 1;` + through + `fs.readFileSync(__dirname + '/data'); try { fs.statSync('none') } catch (e) {} if (String(c) === 'more') require('./late'); next(null, c) } }) }`,
		"b.js": "module.exports = require('./c')", "c.js": "", "late.js": "", "other.js": "", "data": "",
		"all.js": through + `next(null, c) } }) }`,
	}, engine.Options{Workers: 1})
	for _, test := range []struct{ module, code, reads, modules string }{
		{"t.js", "x", "conf data none", "b.js c.js t.js"},
		{"t.js", "more", "conf data none", "b.js c.js late.js t.js"},
		{"all.js", "x", "", "all.js"},
		{"t.js", "x", "conf data none", "b.js c.js late.js t.js"},
	} {
		res, err := e.Run(t.Context(), job(dir, test.module, test.code))
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []struct {
			what, want string
			got        []string
		}{{"reads", test.reads, res.Reads}, {"modules", test.modules, res.Modules}} {
			var names []string
			for _, name := range list.got {
				names = append(names, strings.TrimPrefix(name, dir+string(filepath.Separator)))
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); got != list.want {
				t.Errorf("%s %s: %s are %q, want %q", test.module, test.code, list.what, got, list.want)
			}
		}
	}
}

// TestChanged: a module that was changed is compiled again by the next engine.
func TestChanged(t *testing.T) {
	text := through + "next(null, 'one') } }) }"
	_, dir := start(t, map[string]string{"t.js": text}, engine.Options{})
	for _, want := range []string{"one", "two"} {
		file := filepath.Join(dir, "t.js")
		if err := os.WriteFile(file, []byte(strings.Replace(text, "one", want, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		later := time.Now().Add(time.Duration(len(want)) * time.Second)
		if want == "two" {
			later = later.Add(time.Hour)
		}
		if err := os.Chtimes(file, later, later); err != nil {
			t.Fatal(err)
		}
		e, _ := start(t, nil, engine.Options{})
		res, err := e.Run(t.Context(), job(dir, "t.js", "x"))
		if err != nil || string(res.Code) != want {
			t.Errorf("%q, %v; want %q", res.Code, err, want)
		}
	}
}

// TestStops: nothing that a transform does keeps a run from ending, be it a
// regular expression that goja cannot be interrupted in.
func TestStops(t *testing.T) {
	e, dir := start(t, map[string]string{
		"loops.js":   through + "for (;;); } }) }",
		"catches.js": through + "for (;;) try { for (;;); } catch (e) {} finally { for (;;); } } }) }",
		"regexp.js":  through + `/^(?=(a+)+$)(a+)+$/.test('a'.repeat(40) + '!'); next() } }) }`,
		"sorts.js":   through + "[1, 2, 3].sort(function () { for (;;); }) } }) }",
		"ticks.js":   through + "(function again() { process.nextTick(again) })() } }) }",
		"jobs.js":    through + "(function again() { Promise.resolve().then(again) })() } }) }",
		"now.js":     through + "(function again() { setImmediate(again) })() } }) }",
		"waits.js":   through + "setTimeout(next, 1e6) } }) }",
		"top.js":     "for (;;);",
		"good.js":    through + "next(null, c) } }) }",
	}, engine.Options{Timeout: 150 * time.Millisecond, Workers: 1})
	for _, name := range []string{"loops", "catches", "regexp", "sorts", "ticks", "jobs", "now", "waits", "top"} {
		begin := time.Now()
		_, err := e.Run(t.Context(), job(dir, name+".js", "x"))
		var failure *engine.Error
		if !errors.As(err, &failure) || failure.Kind != engine.TimedOut {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.Run(ctx, job(dir, "waits.js", "x")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled: %v", name, err)
		}
	}
}

// TestDeep: a recursion without end is an error, as in Node, not the end of the
// process.
func TestDeep(t *testing.T) {
	e, dir := start(t, map[string]string{"f.js": through + "(function f() { f() })() } }) }"}, engine.Options{Timeout: time.Minute})
	_, err := e.Run(t.Context(), job(dir, "f.js", "x"))
	var failure *engine.Error
	if !errors.As(err, &failure) || failure.Kind != engine.Failed || !strings.Contains(failure.Message, "Maximum call stack size exceeded") {
		t.Errorf("%v", err)
	}
}

// TestStandardDescriptors: a transform may close its own, which are not those of
// the program.
func TestStandardDescriptors(t *testing.T) {
	e, dir := start(t, map[string]string{"t.js": through + `
		var fs = require('fs'), again = [];
		[0, 1, 2].forEach(function (fd) {
			fs.fstatSync(fd);
			fs.closeSync(fd);
			try { fs.closeSync(fd) } catch (err) { again.push(err.code) }
		});
		try { fs.writeSync(2, 'x') } catch (err) { again.push(err.code) }
		next(null, again.join(' ')) } }) }`}, engine.Options{})
	res, err := e.Run(t.Context(), job(dir, "t.js", "x"))
	if err != nil || string(res.Code) != "EBADF EBADF EBADF EBADF" {
		t.Errorf("%q, %v", res.Code, err)
	}
	if _, err := os.Stderr.Stat(); err != nil {
		t.Errorf("the program's own is gone: %v", err)
	}
}

// TestThrown: whatever is thrown, there is something to say.
func TestThrown(t *testing.T) {
	for thrown, want := range map[string]string{
		"Object.create(null)":                                  "an object without a message: {}",
		"Object.assign(Object.create(null), { a: 1 })":         `an object without a message: {"a":1}`,
		"{ get message() { throw 1 }, toString: null }":        "an object without a message: {}",
		"{ message: Object.create(null) }":                     "[object Object]",
		"Object.assign(Object.create(null), { message: 'm' })": "m",
		"{}":        "[object Object]",
		"null":      "null",
		"undefined": "undefined",
		"'text'":    "text",
		"Symbol()":  "Symbol()",
	} {
		e, dir := start(t, map[string]string{
			"now.js":   through + "throw (" + thrown + ") } }) }",
			"later.js": through + "setImmediate(function () { throw (" + thrown + ") }) } }) }",
		}, engine.Options{})
		for _, name := range []string{"now.js", "later.js"} {
			_, err := e.Run(t.Context(), job(dir, name, "x"))
			var failure *engine.Error
			if !errors.As(err, &failure) || failure.Kind == engine.Crashed || failure.Message != want {
				t.Errorf("%s: %s: %v; want %q", name, thrown, err, want)
			}
		}
	}
}

// TestTopLevelAwait: what cannot be run is said in people's words, with its place.
func TestTopLevelAwait(t *testing.T) {
	e, dir := start(t, map[string]string{"t.mjs": "import fs from 'fs';\nawait fs;\nexport default 1;\n"}, engine.Options{})
	_, err := e.Run(t.Context(), job(dir, "t.mjs", "x"))
	var failure *engine.Error
	if !errors.As(err, &failure) || failure.Message != "it has top-level await, which the engine goja cannot run: it needs Node (--engine=node)" || failure.Line != 2 {
		t.Errorf("%#v", failure)
	}
}

// TestMisnamed: what a core module does not export cannot be imported.
func TestMisnamed(t *testing.T) {
	for source, want := range map[string]string{
		"import { nope } from 'fs'":                                      "1:9 'fs' 'nope'",
		"import a, {readFileSync,\n  nope as b} from \"node:fs\"":        "2:2 'fs' 'nope'",
		"if (1) {}\nexport {joint} from 'path'":                          "2:8 'path' 'joint'",
		"import { readFileSync as r, default as fs } from 'fs'":          "",
		"import fs, * as all from 'fs'; all.nope":                        "",
		"import { statfs } from 'fs'":                                    "", // which Node has
		"const s = `\nimport { nope } from 'fs'\n`; export { s }":        "",
		"/*\nimport { nope } from 'fs'\n*/\nimport { join } from 'path'": "",
	} {
		e, dir := start(t, map[string]string{"t.mjs": source + "\nexport default function () { return new (require('stream').PassThrough)() }"}, engine.Options{})
		_, err := e.Run(t.Context(), job(dir, "t.mjs", "x"))
		var failure *engine.Error
		got := ""
		if errors.As(err, &failure) && strings.HasPrefix(failure.Message, "SyntaxError: The requested module ") {
			_, names, _ := strings.Cut(failure.Message, "The requested module ")
			got = fmt.Sprintf("%d:%d %s", failure.Line, failure.Column-1, strings.Replace(names, "does not provide an export named ", "", 1))
		} else if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
