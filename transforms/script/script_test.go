package script_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
	"sheaf/transforms/script"
)

const upper = `
var stream = require('stream');
module.exports = function (file, opts) {
  var t = new stream.Transform({ transform: function (c, e, next) { next(null, c.toString().toUpperCase()) } });
`

// host returns a Host whose transforms run in a new directory with files.
func host(t *testing.T, files map[string]string, o script.Options) (*script.Host, string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(file), 0o777)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	o.Cwd = dir
	o.Display = func(path string) string { return strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)+"/") }
	h := script.New(o)
	t.Cleanup(func() { h.Close() })
	return h, dir
}

func run(t *testing.T, h *script.Host, dir, spec, options, code string) (transforms.Output, error) {
	t.Helper()
	file, err := h.Resolve(dir, spec)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := h.Load(file, []byte(options))
	if err != nil {
		t.Fatal(err)
	}
	return tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "in.js"), Code: []byte(code), AsRead: true})
}

// engines runs a test with each engine.
func engines(t *testing.T, test func(t *testing.T, engine string)) {
	for _, name := range []string{"node", "goja"} {
		t.Run(name, func(t *testing.T) {
			if name == "node" {
				testenv.Node(t)
			}
			test(t, name)
		})
	}
}

// runOn runs a transform without options on a file that it may look at itself.
func runOn(t *testing.T, h *script.Host, dir, spec, path string) ([]byte, error) {
	t.Helper()
	file, err := h.Resolve(dir, spec)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := h.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := tr.Transform(t.Context(), transforms.Input{File: path, Code: []byte("x")})
	return out.Code, err
}

func TestTransforms(t *testing.T) { engines(t, testTransforms) }

func testTransforms(t *testing.T, engine string) {
	h, dir := host(t, map[string]string{
		"upper.js":                     upper + `return t }`,
		"pkg/package.json":             `{"main": "lib/t"}`,
		"pkg/lib/t.js":                 upper + `return t }`,
		"node_modules/pt/package.json": `{"exports": {"require": "./t.cjs", "default": "./none.js"}, "browser": "./none.js"}`,
		"node_modules/pt/t.cjs":        upper + `return t }`,
		"esm.mjs":                      `import { Transform } from 'stream'; export default () => new Transform({ transform(c, e, next) { next(null, 'esm:' + c) } })`,
		"interop.js":                   `exports.__esModule = true; exports.default = ` + strings.Replace(upper[strings.Index(upper, "function"):], "stream", "require('stream')", 1) + `return t }`,
		"opts.js":                      upper + `t._transform = function (c, e, next) { next(null, JSON.stringify([opts, file === __dirname + '/in.js', process.cwd() === __dirname])) }; return t }`,
		"events.js":                    upper + `t.on('pipe', function () { t.emit('dep', './more'); t.emit('file', __dirname + '/seen.txt'); t.emit('file', 'beside.txt') }); return t }`,
		"old.js":                       `var Stream = require('stream'); module.exports = function () { var s = new Stream(), b = ''; s.readable = s.writable = true; s.write = function (c) { b += c; return true }; s.end = function () { setTimeout(function () { s.emit('data', b + '!'); s.emit('end'); s.emit('close') }, 5) }; return s }`,
		"reads.js":                     upper + `try { require('fs').readFileSync(__dirname + '/.rc') } catch (e) {} return t }`,
		"pieces.js":                    upper + `var n = 0; t._transform = function (c, e, next) { n++; next() }; t._flush = function (next) { this.push('pieces ' + n); next() }; return t }`,
		"prints.js":                    `console.log('printed'); process.stdout.write('too\n');` + upper + `return t }`,
	}, script.Options{Engine: engine, Flags: func() json.RawMessage { return json.RawMessage(`{"debug":true}`) }})
	for _, test := range []struct{ spec, options, code, want string }{
		{"./upper", "", "abc", "ABC"},
		{"./upper.js", "", "", ""},
		{"./upper", "", "é\u2028", "É\u2028"},
		{"./pkg", "", "abc", "ABC"},
		{"pt", "", "abc", "ABC"},
		{"./esm.mjs", "", "abc", "esm:abc"},
		{"./interop", "", "abc", "ABC"},
		{"./opts", "", "x", `[{"_flags":{"debug":true}},true,true]`},
		{"./opts", `{"a": [1], "_": ["b"]}`, "x", `[{"a":[1],"_":["b"],"_flags":{"debug":true}},true,true]`},
		{"./opts", `{"_flags": 1}`, "x", `[{"_flags":1},true,true]`},
		{"./old", "", "abc", "abc!"},
		{"./pieces", "", strings.Repeat("x", 200_000), "pieces 4"},
		{"./prints", "", "abc", "ABC"},
	} {
		out, err := run(t, h, dir, test.spec, test.options, test.code)
		if err != nil || string(out.Code) != test.want {
			t.Errorf("%s %s: %q, %v; want %q", test.spec, test.options, out.Code, err, test.want)
		}
	}
	out, err := run(t, h, dir, "./events", "", "abc")
	if err != nil || strings.Join(out.Deps, " ") != "./more" {
		t.Errorf("deps %q, %v", out.Deps, err)
	}
	watch := strings.Join(out.Watch, " ")
	for _, want := range []string{"seen.txt", "beside.txt"} {
		if !strings.Contains(watch, filepath.Join(dir, want)) {
			t.Errorf("it watches %q, not %s", watch, want)
		}
	}
	if out, err = run(t, h, dir, "./reads", "", "abc"); err != nil || !strings.Contains(strings.Join(out.Watch, " "), filepath.Join(dir, ".rc")) {
		t.Errorf("it watches %q, not .rc; %v", out.Watch, err)
	}
}

// TestErrors runs transforms that fail in every way; a good one runs after each.
func TestErrors(t *testing.T) { engines(t, testErrors) }

func testErrors(t *testing.T, engine string) {
	files := map[string]string{
		"good.js":    upper + `return t }`,
		"throws.js":  upper + "throw new TypeError('bad day') }",
		"string.js":  upper + "throw 'just text' }",
		"emits.js":   upper + `t._transform = function (c, e, next) { next(new Error('bad chunk')) }; return t }`,
		"parser.js":  upper + `var e = new SyntaxError('Unexpected token'); e.line = 2; e.column = 4; throw e }`,
		"nothing.js": "module.exports = { a: 1 }",
		"null.js":    "module.exports = function () { return null }",
		"syntax.js":  "var a = ;",
		"missing.js": "require('no-such-package')",
		"never.js":   upper + `t._transform = function () {}; return t }`,
		"later.js":   upper + `t._transform = function () { setTimeout(function () { throw new Error('too late') }, 5) }; return t }`,
		"rejects.js": upper + `t._transform = function () { Promise.reject(new Error('not handled')) }; return t }`,
		"loops.js":   upper + `for (;;); }`,
		"hangs.js":   upper + `t._transform = function () { setInterval(function () {}, 1000) }; return t }`,
		"exits.js":   upper + `process.exit(7) }`,
		"kills.js":   upper + `process.kill(process.pid, 'SIGKILL'); for (;;); }`,
	}
	patient, dir := host(t, files, script.Options{Engine: engine, Timeout: 2 * time.Minute, Workers: 1})
	hasty, hastyDir := host(t, files, script.Options{Engine: engine, Timeout: time.Second, Workers: 1})
	for _, test := range []struct {
		name, want, where string
	}{
		{"throws", `transform "throws.js" failed: bad day`, "throws.js:5:7"},
		{"string", `failed: just text`, ""},
		{"emits", "failed: bad chunk", "emits.js:5:45"},
		{"parser", "Unexpected token", "parser.js:5:9"},
		{"nothing", `"nothing.js" is no transform: it exports an object, not a function`, ""},
		{"null", "it returned nothing, not a stream", ""},
		{"syntax", `cannot be loaded: SyntaxError: Unexpected token ';'`, "syntax.js:1:9"},
		{"missing", "cannot be loaded: Cannot find module 'no-such-package'", "missing.js:1:"},
		{"never", "its stream never ended, and nothing was left that could end it", ""},
		{"later", "failed: too late", "later.js:5:"},
		{"rejects", "failed: not handled", "rejects.js:5:"},
		{"loops", "it took longer than 1s", ""},
		{"hangs", "it took longer than 1s", ""},
		{"exits", "it ended the process, with code 7", ""},
		{"kills", "the process that ran it ended: signal: killed", ""},
	} {
		h, dir, tries := patient, dir, 1
		if strings.Contains(test.want, "1s") {
			h, dir, tries = hasty, hastyDir, 20 // the start of Node may take as long on a busy machine
		}
		good := func(when string) {
			t.Helper()
			var out transforms.Output
			var err error
			for range tries {
				if out, err = run(t, h, dir, "./good", "", "abc"); err == nil {
					break
				}
			}
			if err != nil || string(out.Code) != "ABC" {
				t.Errorf("%s %s: %q, %v", when, test.name, out.Code, err)
			}
		}
		good("before")
		_, err := run(t, h, dir, "./"+test.name, "", "line one\nline two")
		var list diag.List
		if !errors.As(err, &list) {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var b strings.Builder
		diag.Print(&b, list, diag.Style{})
		for _, want := range []string{test.want, test.where, "in.js"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: it lacks %q:\n%s", test.name, want, &b)
			}
		}
		if test.name == "parser" && !strings.Contains(b.String(), "in.js:2:5") {
			t.Errorf("the place in the file is missing:\n%s", &b)
		}
		good("after")
	}
}

// TestParallel runs many files at once.
func TestParallel(t *testing.T) { engines(t, testParallel) }

func testParallel(t *testing.T, engine string) {
	h, dir := host(t, map[string]string{"slow.js": upper + `t._transform = function (c, e, next) { setTimeout(function () { next(null, c + '!') }, Math.random() * 20) }; return t }`}, script.Options{Engine: engine, Workers: 3})
	file, err := h.Resolve(dir, "./slow")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := h.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan string)
	for i := range 50 {
		go func() {
			code := strings.Repeat("x", i)
			out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "in.js"), Code: []byte(code)})
			if err != nil || string(out.Code) != code+"!" && i > 0 {
				results <- string(out.Code) + " is wrong"
			}
			results <- ""
		}()
	}
	for range 50 {
		if r := <-results; r != "" {
			t.Fatal(r)
		}
	}
}

// TestStateful: a transform that keeps something from one file for another runs
// in one place, and does not see two files at a time.
func TestStateful(t *testing.T) {
	h, dir := host(t, map[string]string{"node_modules/deglobalify/index.js": `
		var Transform = require('stream').Transform, seen = 0, busy = false;
		module.exports = function () {
			if (busy) throw new Error('two at a time');
			busy = true;
			return new Transform({ transform: function (c, e, next) {
				setTimeout(function () { busy = false; next(null, 'seen ' + ++seen); }, 60);
			} });
		};`}, script.Options{Workers: 4})
	file, err := h.Resolve(dir, "deglobalify")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := h.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	const files = 12
	results := make(chan string, files)
	for range files {
		go func() {
			out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "in.js"), Code: []byte("x")})
			results <- fmt.Sprintf("%s %v", out.Code, err)
		}()
	}
	seen := map[string]bool{}
	for range files {
		seen[<-results] = true
	}
	for i := range files {
		if want := fmt.Sprintf("seen %d <nil>", i+1); !seen[want] {
			t.Errorf("%q is missing in %v", want, seen)
		}
	}
}

// TestLater: a module that was missing is found once it is there, and the host
// was told.
func TestLater(t *testing.T) { engines(t, testLater) }

func testLater(t *testing.T, engine string) {
	h, dir := host(t, map[string]string{"t.js": `require('dep');` + upper + `return t }`}, script.Options{Engine: engine})
	if _, err := run(t, h, dir, "./t", "", "abc"); err == nil || !strings.Contains(err.Error(), "Cannot find module 'dep'") {
		t.Fatalf("%v", err)
	}
	dep := filepath.Join(dir, "node_modules", "dep")
	if err := os.MkdirAll(dep, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dep, "index.js"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	h.Invalidate(filepath.Dir(dep), dep, filepath.Join(dep, "index.js"))
	if out, err := run(t, h, dir, "./t", "", "abc"); err != nil || string(out.Code) != "ABC" {
		t.Errorf("%q, %v", out.Code, err)
	}
}

// TestAhead: a file that names others has a second process load the transform
// before there is another job.
func TestAhead(t *testing.T) {
	testenv.Node(t)
	const twice = "require('./a'); require('./b')"
	for _, test := range []struct {
		name, code string
		workers    int
		patience   time.Duration // of the first process for the second
		want       string
	}{
		{"two others", twice, 4, 20 * time.Second, "loaded by 2"},
		{"one other", "require('./a')", 4, 400 * time.Millisecond, "loaded by 1"},
		{"no more than there may be", twice, 1, 400 * time.Millisecond, "loaded by 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, dir := host(t, map[string]string{"loaded/x": "", "t.js": `
				var fs = require('fs'), loaded = __dirname + '/loaded/', Transform = require('stream').Transform;
				fs.writeFileSync(loaded + process.pid, '');
				module.exports = function (file, opts) {
					var end = Date.now() + opts.patience;
					return new Transform({
						transform: function (c, e, next) { next() },
						flush: function flush(done) {
							var n = fs.readdirSync(loaded).length - 1;
							if (n < 2 && Date.now() < end) return setTimeout(flush.bind(this, done), 5);
							done(null, 'loaded by ' + n);
						},
					});
				};`}, script.Options{Engine: "node", Workers: test.workers})
			options := fmt.Sprintf(`{"patience": %d}`, test.patience.Milliseconds())
			if out, err := run(t, h, dir, "./t", options, test.code); err != nil || string(out.Code) != test.want {
				t.Errorf("%q, %v, not %q", out.Code, err, test.want)
			}
		})
	}
}

// TestWithFlags: the build's options are added to those that are an object.
func TestWithFlags(t *testing.T) {
	for options, want := range map[string]string{
		"":                   `{"_flags":{"debug":true}}`,
		`{}`:                 `{"_flags":{"debug":true}}`,
		` {"a":1}`:           `{"_flags":{"debug":true},"a":1}`,
		`{"_flags":{"a":1}}`: `{"_flags":{"a":1}}`,
		`"str"`:              `"str"`,
		`true`:               `true`,
		`[1]`:                `[1]`,
	} {
		got, err := script.WithFlags([]byte(options), []byte(`{"debug":true}`))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v, want %s", options, got, err, want)
		}
	}
}

// TestNodePath: what a transform requires may lie in a directory of NODE_PATH.
func TestNodePath(t *testing.T) { engines(t, testNodePath) }

func testNodePath(t *testing.T, name string) {
	h, dir := host(t, map[string]string{
		"tr.js":                     upper + "return require('own') + require('other/sub') === 'ownother' ? t : null }",
		"node_modules/own/index.js": "module.exports = 'own'",
		"more/own/index.js":         "module.exports = 'not this one'",
		"more/other/sub.js":         "module.exports = 'other'",
	}, script.Options{Engine: name, Environ: append(os.Environ(), "NODE_PATH="+string(filepath.ListSeparator)+"nothing"+string(filepath.ListSeparator)+"more")})
	if out, err := run(t, h, dir, "./tr", "", "x"); err != nil || string(out.Code) != "X" {
		t.Errorf("%q, %v", out.Code, err)
	}
}
