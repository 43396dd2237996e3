package script_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sheaf/transforms"
	"sheaf/transforms/script"
	"sheaf/transforms/script/engine"
)

// A site is a directory with a transform, ./tr, and a cache. What the transform
// made when it ran can be told from what it made another time.
type site struct {
	t       *testing.T
	engine  string
	sandbox *engine.Sandbox
	dir     string
	tr      string
	file    string
	code    string
	options string
	env     []string
	args    []string
	settled error

	uncached bool // there is no cache
}

func (s *site) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// write changes a file, and gives it its old time, so that only its text is new.
func (s *site) write(name, text string) {
	s.t.Helper()
	path := s.path(name)
	st, statErr := os.Stat(path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
	if statErr == nil {
		if err := os.Chtimes(path, st.ModTime(), st.ModTime()); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) remove(name string) {
	s.t.Helper()
	if err := os.RemoveAll(s.path(name)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) chmod(name string, mode os.FileMode) {
	s.t.Helper()
	if err := os.Chmod(s.path(name), mode); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = os.Chmod(s.path(name), mode|0o700) }) // so that it can be removed
}

func (s *site) link(to, name string) {
	s.t.Helper()
	os.Remove(s.path(name))
	if err := os.Symlink(filepath.FromSlash(to), s.path(name)); err != nil {
		s.t.Skip(err)
	}
}

// build is one run of the program: it transforms files, in order, in one
// process.
func (s *site) build(trs, files []string) (outs []string, err error) {
	s.t.Helper()
	o := script.Options{
		Engine: s.engine, Sandbox: s.sandbox, Cwd: s.dir, Cache: s.path("cache"), Environ: s.env, Args: s.args, Workers: 1, Timeout: 20 * time.Second,
	}
	if s.uncached {
		o.Cache = ""
	}
	h := script.New(o)
	defer h.Close()
	for i, file := range files {
		path, err := h.Resolve(s.dir, trs[i])
		if err != nil {
			s.t.Fatal(err)
		}
		tr, err := h.Load(path, []byte(s.options))
		if err != nil {
			s.t.Fatal(err)
		}
		out, err := tr.Transform(s.t.Context(), transforms.Input{File: s.path(file), Code: []byte(s.code)})
		if err != nil {
			return outs, err
		}
		outs = append(outs, string(out.Code)+"\n"+strings.Join(out.Deps, " ")+"\n"+watched(out.Watch, s.path("src")))
	}
	if late := h.Uncaught(); len(late) > 0 {
		return outs, late
	}
	s.settled = h.Settle()
	return outs, nil
}

// twice builds, makes a change and builds again, for which the transform is to run
// again or not.
func (s *site) twice(change func(*site), runs bool) {
	s.t.Helper()
	first, err := s.build([]string{s.tr}, []string{s.file})
	if err != nil || s.settled != nil {
		s.t.Fatal(err, s.settled)
	}
	change(s)
	second, err := s.build([]string{s.tr}, []string{s.file})
	if err != nil {
		s.t.Fatal(err)
	}
	if ran := first[0] != second[0]; ran != runs {
		s.t.Errorf("it ran again: %v, want %v\n%s\n%s", ran, runs, first[0], second[0])
	}
}

// watched returns what of a list is below a directory.
func watched(list []string, dir string) string {
	var in []string
	for _, path := range list {
		if strings.HasPrefix(path, dir) {
			in = append(in, path)
		}
	}
	slices.Sort(in)
	return strings.Join(slices.Compact(in), " ")
}

// ticks makes a transform of a text that is evaluated for each file and says
// what goes before its text. What it makes is another each time it runs.
func ticks(body string) string {
	return `var fs = require('fs'), path = require('path'), stream = require('stream');
module.exports = function (file, opts) {
  var t = new stream.Transform({ transform: function (c, e, next) { next(null, c) } });
  function put(x) { t.push(String(x) + ' ' + process.hrtime.bigint() + ' '); }
  ` + body + `
  return t;
};`
}

const plain = `put('');`

// A staleness is a change after a build of a site with a transform and files: does
// the transform run again?
type staleness struct {
	name, tr string
	files    map[string]string
	change   func(*site)
	runs     bool
}

// inGoja says what is otherwise in goja.
var inGoja = map[string]struct{ runs, fails bool }{
	"a package.json that makes modules of scripts": {runs: false}, // it does not ask for the type
	"a process":                   {fails: true},
	"a process of a module's":     {fails: true},
	"a process, by a promise":     {fails: true},
	"a process of an ES module's": {fails: true},
	"a thread":                    {fails: true},
	"a connection":                {fails: true},
	"a name of the network":       {fails: true},
	"an address of the network":   {fails: true},
	"a system of WebAssembly's":   {fails: true},

	"an import by URL appears":                         {runs: false}, // it imports none
	"a name in bytes that are no text":                 {runs: false}, // it has no such names
	"the same, with what they are":                     {runs: false},
	"a name in a directory that a link below leads to": {runs: false}, // it does not follow it
	// It has none of these.
	"a database":                  {runs: false},
	"a database that is imported": {runs: false},
	"a report":                    {runs: false},
	"the room on a disk":          {runs: false},
}

// TestStale changes one thing after a build. Where the outcome may hang on it, the
// next build runs the transform again; where it cannot, it does not.
func TestStale(t *testing.T) { engines(t, testStale) }

func testStale(t *testing.T, engine string) {
	for _, test := range []staleness{
		// What is known before a run.
		{"nothing", plain, nil, func(s *site) {}, false},
		{"text", plain, nil, func(s *site) { s.code = "CODE" }, true},
		{"name", plain, nil, func(s *site) { s.file = "src/b.js" }, true},
		{"options", plain, nil, func(s *site) { s.options = `{"a":2}` }, true},
		{"flags", plain, nil, func(s *site) { s.options = `{"a":1,"_flags":{"debug":true}}` }, true},
		{"time zone", plain, nil, func(s *site) { s.env = append(s.env, "TZ=Asia/Tokyo") }, true},

		// The transform's own modules.
		{"its text", plain, nil, func(s *site) { s.write("tr.js", ticks(`put(1);`)) }, true},
		{"its text, touched", plain, nil, func(s *site) { os.Chtimes(s.path("tr.js"), time.Time{}, time.Now().Add(time.Hour)) }, false},
		{"a module it requires", `put(require('./lib'));`, map[string]string{"lib.js": "module.exports = 1"}, func(s *site) { s.write("lib.js", "module.exports = 2") }, true},
		{"a module's module", `put(require('dep'));`, map[string]string{
			"node_modules/dep/index.js": "module.exports = require('./x/y')", "node_modules/dep/x/y.json": "1",
		}, func(s *site) { s.write("node_modules/dep/x/y.json", "2") }, true},
		{"main of a package", `put(require('dep'));`, map[string]string{
			"node_modules/dep/package.json": `{"main": "a"}`, "node_modules/dep/a.js": "exports.a = 1", "node_modules/dep/b.js": "exports.a = 1",
		}, func(s *site) { s.write("node_modules/dep/package.json", `{"main": "b"}`) }, true},
		{"an optional module appears", `try { put(require('./settings')) } catch (e) { put('none') }`, nil, func(s *site) { s.write("settings.js", "module.exports = 1") }, true},
		{"an optional module goes", `try { put(require('./settings')) } catch (e) { put('none') }`, map[string]string{"settings.js": "module.exports = 1"}, func(s *site) { s.remove("settings.js") }, true},
		{"a module before another", `put(require('./settings').x);`, map[string]string{"settings.json": `{"x": 1}`}, func(s *site) { s.write("settings.js", "exports.x = 2") }, true},
		{"a file before a directory", `put(require('./settings').x);`, map[string]string{"settings/index.js": `exports.x = 1`}, func(s *site) { s.write("settings.js", "exports.x = 2") }, true},
		{"a nearer package", `put(require('./lib'));`, map[string]string{"lib/index.js": "module.exports = require('dep')", "node_modules/dep/index.js": "module.exports = 1"}, func(s *site) { s.write("lib/node_modules/dep/index.js", "module.exports = 2") }, true},
		{"a package that is a file", `put(require('./lib'));`, map[string]string{"lib/index.js": "module.exports = require('dep')", "lib/node_modules/x.js": "", "node_modules/dep/index.js": "module.exports = 1"}, func(s *site) { s.write("lib/node_modules/dep.js", "module.exports = 2") }, true},
		{"a plugin found by resolve", `try { require.resolve('plug', { paths: [__dirname + '/src'] }); put('there') } catch (e) { put('none') }`, nil, func(s *site) { s.write("src/node_modules/plug/index.js", "") }, true},
		{"a package.json that makes modules of scripts", `put(require('./lib/x'));`, map[string]string{"lib/x.js": "exports.x = 1"}, func(s *site) { s.write("lib/package.json", `{"type": "commonjs"}`) }, true},
		{"a link to a package", `put(require('dep'));`, map[string]string{"p/one/index.js": "module.exports = 1", "p/two/index.js": "module.exports = 1", "node_modules/x": "", "link": "../p/one>node_modules/dep"}, func(s *site) { s.link("../p/two", "node_modules/dep") }, true},
		{"a directory that a module adds to where it looks", `module.paths.unshift(__dirname + '/more'); put(require('dep'));`, map[string]string{"node_modules/dep/index.js": "module.exports = 1", "more/x": ""}, func(s *site) { s.write("more/dep/index.js", "module.exports = 2") }, true},
		{"exports of a package", `put(require('dep/x'));`, map[string]string{
			"node_modules/dep/package.json": `{"exports": {"./x": "./a.js"}}`, "node_modules/dep/a.js": "exports.a = 1", "node_modules/dep/b.js": "exports.a = 1",
		}, func(s *site) { s.write("node_modules/dep/package.json", `{"exports": {"./x": "./b.js"}}`) }, true},
		{"a module of a package appears", `try { put(require('dep/x')) } catch (e) { put('none') }`, map[string]string{"node_modules/dep/y.js": ""}, func(s *site) { s.write("node_modules/dep/x.js", "") }, true},
		{"a module that exports of a package name", `try { put(require('dep/x')) } catch (e) { put('none') }`, map[string]string{
			"node_modules/dep/package.json": `{"exports": {".": "./a.js"}}`, "node_modules/dep/a.js": "exports.a = 1",
		}, func(s *site) { s.write("node_modules/dep/package.json", `{"exports": {"./x": "./a.js"}}`) }, true},
		{"exports of a package that had none", `try { put(require('dep/x')) } catch (e) { put('none') }`, map[string]string{"node_modules/dep/a.js": "exports.a = 1"},
			func(s *site) { s.write("node_modules/dep/package.json", `{"exports": {"./x": "./a.js"}}`) }, true},
		{"a module that exports lead to appears", `try { put(require('@s/dep/x/y')) } catch (e) { put('none') }`, map[string]string{
			"node_modules/@s/dep/package.json": `{"exports": {"./x/*": {"node": "./lib/*.js"}}}`,
		}, func(s *site) { s.write("node_modules/@s/dep/lib/y.js", "") }, true},
		{"exports of the package itself", `try { put(require('self/x')) } catch (e) { put('none') }`, map[string]string{
			"package.json": `{"name": "self"}`, "a.js": "exports.a = 1",
		}, func(s *site) { s.write("package.json", `{"name": "self", "exports": {"./x": "./a.js"}}`) }, true},
		{"exports of another file's package", `try { put(require('module').createRequire(__dirname + '/p/q/x.js')('self/x')) } catch (e) { put('none') }`, map[string]string{
			"p/a.js": "exports.a = 1", "p/q/x": "",
		}, func(s *site) { s.write("p/package.json", `{"name": "self", "exports": {"./x": "./a.js"}}`) }, true},
		{"imports of a package", `try { put(require('#x')) } catch (e) { put('none') }`, map[string]string{"package.json": `{"name": "self"}`, "a.js": "exports.a = 1"},
			func(s *site) { s.write("package.json", `{"name": "self", "imports": {"#x": "./a.js"}}`) }, true},
		{"a package that imports lead to appears", `try { put(require('#x')) } catch (e) { put('none') }`, map[string]string{"package.json": `{"imports": {"#x": "dep"}}`, "node_modules/x": ""},
			func(s *site) { s.write("node_modules/dep/index.js", "") }, true},
		{"a module that other code loads", `require.extensions['.txt'] = function (m) { m.exports = 'x' }; put(require('./lib.txt'));`, map[string]string{"lib.txt": "1"}, func(s *site) { s.write("lib.txt", "2") }, true},
		{"a module of nobody", plain, map[string]string{"lib.js": "1"}, func(s *site) { s.write("lib.js", "2") }, false},

		// ES modules.
		{"an import", "", map[string]string{"tr.mjs": "import x from './x.mjs'; import { Transform } from 'stream'; export default () => new Transform({ transform(c, e, n) { n(null, x + String(process.hrtime.bigint())) } })", "x.mjs": "export { default } from './y.mjs'", "y.mjs": "export default 1"},
			func(s *site) { s.write("y.mjs", "export default 2") }, true},
		{"nothing imported", "", map[string]string{"tr.mjs": "import x from './x.mjs'; import { Transform } from 'stream'; export default () => new Transform({ transform(c, e, n) { n(null, x + String(process.hrtime.bigint())) } })", "x.mjs": "export default 1"},
			func(s *site) {}, false},
		{"a dynamic import", `t._transform = function (c, e, n) { import('./x.mjs').then(function (m) { n(null, m.default + String(process.hrtime.bigint())) }) };`, map[string]string{"x.mjs": "import y from './y.mjs'; export default y", "y.mjs": "export default 1"},
			func(s *site) { s.write("y.mjs", "export default 2") }, true},
		{"a file read by a name that was imported", "", map[string]string{"tr.mjs": "import { readFileSync } from 'node:fs'; import { Transform } from 'stream'; export default () => new Transform({ transform(c, e, n) { n(null, readFileSync('conf') + String(process.hrtime.bigint())) } })", "conf": "1"},
			func(s *site) { s.write("conf", "2") }, true},
		{"the same by promises", "", map[string]string{"tr.mjs": "import { readFile } from 'fs/promises'; import { Transform } from 'stream'; export default () => new Transform({ async transform(c, e, n) { n(null, await readFile('conf') + String(process.hrtime.bigint())) } })", "conf": "1"},
			func(s *site) { s.write("conf", "2") }, true},

		{"an import by exports", `t._transform = function (c, e, n) { import('dep/x').then(function (m) { n(null, m.default + String(process.hrtime.bigint())) }, function () { n(null, String(process.hrtime.bigint())) }) };`, map[string]string{
			"node_modules/dep/package.json": `{"exports": {".": "./a.js"}}`, "node_modules/dep/a.js": "exports.a = 1",
		}, func(s *site) { s.write("node_modules/dep/package.json", `{"exports": {"./x": "./a.js"}}`) }, true},
		{"an import by URL appears", `t._transform = function (c, e, n) { import('file://' + __dirname + '/x.mjs?1').then(function (m) { n(null, m.default + String(process.hrtime.bigint())) }, function () { n(null, String(process.hrtime.bigint())) }) };`, nil,
			func(s *site) { s.write("x.mjs", "export default 1") }, true},

		// Files.
		{"readFileSync", `put(fs.readFileSync('conf'));`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"readFile", `t._flush = function (done) { fs.readFile('conf', function (e, x) { put(x); done() }) };`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"promises.readFile", `t._flush = function (done) { fs.promises.readFile(path.resolve('conf')).then(function (x) { put(x); done() }) };`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"createReadStream", `t._flush = function (done) { fs.createReadStream('conf').on('data', put).on('end', done) };`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"a descriptor", `var fd = fs.openSync('conf', 'r'), b = Buffer.alloc(1); fs.readSync(fd, b); put(b);`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"a URL", `put(fs.readFileSync(new URL('file://' + __dirname + '/conf')));`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"a name in bytes", `put(fs.readFileSync(new Uint8Array(Buffer.from('conf'))));`, map[string]string{"conf": "1"}, func(s *site) { s.write("conf", "2") }, true},
		{"a name in bytes that are no text", `try { put(fs.readFileSync(Buffer.from([255]))) } catch (e) { put('none') }`, nil, func(s *site) { s.write("\xff", "1") }, true},
		{"touched only", `put(fs.readFileSync('conf'));`, map[string]string{"conf": "1"}, func(s *site) { os.Chtimes(s.path("conf"), time.Time{}, time.Now().Add(time.Hour)) }, false},
		{"a file of variables", `if (process.loadEnvFile) process.loadEnvFile('conf'); else fs.readFileSync('conf'); put(1);`, map[string]string{"conf": "A=1"}, func(s *site) { s.write("conf", "A=2") }, true},
		{"removed", `put(fs.existsSync('conf'));`, map[string]string{"conf": "1"}, func(s *site) { s.remove("conf") }, true},
		{"appeared: existsSync", `put(fs.existsSync('conf'));`, nil, func(s *site) { s.write("conf", "1") }, true},
		{"appeared: read in try", `try { put(fs.readFileSync('conf')) } catch (e) { put('none') }`, nil, func(s *site) { s.write("conf", "1") }, true},
		{"appeared: access", `t._flush = function (done) { fs.access('conf', function (e) { put(e); done() }) };`, nil, func(s *site) { s.write("conf", "1") }, true},
		{"appeared: its directory", `try { put(fs.readFileSync('a/b/conf')) } catch (e) { put('none') }`, nil, func(s *site) { s.write("a/b/conf", "1") }, true},
		{"appeared: up the tree", `for (var d = path.dirname(file); d !== path.dirname(d); d = path.dirname(d)) if (fs.existsSync(d + '/.rc')) { put(fs.readFileSync(d + '/.rc')); break }`, map[string]string{".rc": "1"}, func(s *site) { s.write("src/.rc", "1") }, true},
		{"changed up the tree", `for (var d = path.dirname(file); d !== path.dirname(d); d = path.dirname(d)) if (fs.existsSync(d + '/.rc')) { put(fs.readFileSync(d + '/.rc')); break }`, map[string]string{".rc": "1"}, func(s *site) { s.write(".rc", "2") }, true},
		{"another appeared", `put(fs.existsSync('conf'));`, nil, func(s *site) { s.write("conf2", "1") }, false},
		{"a name in a directory", `put(fs.readdirSync('src'));`, nil, func(s *site) { s.write("src/new", "") }, true},
		{"a directory of that name", `put(fs.readdirSync('src'));`, map[string]string{"src/x": ""}, func(s *site) { s.remove("src/x"); s.write("src/x/y", "") }, true},
		{"a name in a directory's directory", `put(fs.readdirSync('src', { recursive: true }));`, map[string]string{"src/a/b/c/x": ""}, func(s *site) { s.write("src/a/b/c/new", "") }, true},
		{"a text in a directory's directory", `put(fs.readdirSync('src', { recursive: true }));`, map[string]string{"src/a/b/c/x": ""}, func(s *site) { s.write("src/a/b/c/x", "1") }, false},
		{"the same, with a callback", `t._flush = function (done) { fs.readdir('src', { recursive: true }, function (e, x) { put(x); done() }) };`, map[string]string{"src/a/b/c/x": ""}, func(s *site) { s.write("src/a/b/c/new", "") }, true},
		{"the same by a promise", `t._flush = function (done) { fs.promises.readdir('src', { recursive: true }).then(function (x) { put(x); done() }) };`, map[string]string{"src/a/b/c/x": ""}, func(s *site) { s.write("src/a/b/c/new", "") }, true},
		{"the same, opened", `if (fs.opendirSync) { var d = fs.opendirSync('src', { recursive: true }); while (d.readSync()); d.closeSync() } else fs.readdirSync('src', { recursive: true }); put(1);`, map[string]string{"src/a/b/c/x": ""}, func(s *site) { s.write("src/a/b/c/new", "") }, true},
		{"a name in a directory that a link below leads to", `put(fs.readdirSync('src', { recursive: true }));`, map[string]string{"src/a/x": "", "other/b/y": "", "link": "../../other>src/a/l"}, func(s *site) { s.write("other/b/new", "") }, true},
		{"the same, with what they are", `put(fs.readdirSync('src', { recursive: true, withFileTypes: true }).map(function (d) { return d.name }));`, map[string]string{"src/a/x": "", "other/b/y": "", "link": "../../other>src/a/l"}, func(s *site) { s.write("other/b/new", "") }, true},
		{"of links that are not followed", `if (fs.opendirSync) { var d = fs.opendirSync('src', { recursive: true }); while (d.readSync()); d.closeSync() } put(1);`, map[string]string{"src/a/x": "", "other/b/y": "", "link": "../../other>src/a/l"}, func(s *site) { s.write("other/b/new", "") }, false},
		{"a circle of links", `put(fs.readdirSync('src', { recursive: true }));`, map[string]string{"src/a/x": "", "link": "..>src/a/l"}, func(s *site) {}, false},
		{"a text in a directory", `put(fs.readdirSync('src'));`, map[string]string{"src/x": ""}, func(s *site) { s.write("src/x", "1") }, false},
		{"a name, of a stat", `put(fs.statSync('src').isDirectory());`, nil, func(s *site) { s.write("src/new", "") }, false},
		{"who may do what", `put(fs.statSync('conf').mode);`, map[string]string{"conf": "1"}, func(s *site) { s.chmod("conf", 0o444) }, true},
		{"who may do what, of a directory", `put(fs.lstatSync('dir').mode);`, map[string]string{"dir/x": "1"}, func(s *site) { s.chmod("dir", 0o555) }, true},
		{"who may do what, of what is open", `put(fs.fstatSync(fs.openSync('conf', 'r')).mode);`, map[string]string{"conf": "1"}, func(s *site) { s.chmod("conf", 0o444) }, true},
		{"the same by a promise", `t._flush = function (done) { fs.promises.open('conf').then(function (f) { return (f.stat ? f.stat() : fs.promises.fstat(f)).then(function (s) { put(s.mode); return f.close ? f.close() : fs.closeSync(f) }) }).then(function () { done() }) };`, map[string]string{"conf": "1"}, func(s *site) { s.chmod("conf", 0o444) }, true},
		{"whether it may be done", `t._flush = function (done) { fs.access('conf', fs.constants.W_OK, function (e) { put(e); done() }) };`, map[string]string{"conf": "1"}, func(s *site) { s.chmod("conf", 0o444) }, true},
		{"who may do what, of what is read", `put(fs.readFileSync('conf'));`, map[string]string{"conf": "1"}, func(s *site) { s.chmod("conf", 0o444) }, false},
		{"a link", `put(fs.realpathSync('link'));`, map[string]string{"one": "", "two": "", "link": "one>link"}, func(s *site) { s.link("two", "link") }, true},
		{"what a link says", `put(fs.readlinkSync('link'));`, map[string]string{"one": "", "link": "one>link"}, func(s *site) { s.link("./one", "link") }, true},
		{"what a link says, of no link", `try { put(fs.readlinkSync('one')) } catch (e) { put('none') }`, map[string]string{"one": ""}, func(s *site) {}, false},
		{"a link that is read through", `put(fs.readFileSync('link'));`, map[string]string{"one": "1", "two": "2", "link": "one>link"}, func(s *site) { s.link("two", "link") }, true},
		{"a link to nothing", `try { put(fs.readlinkSync('link')) } catch (e) { put('none') }`, map[string]string{"link": "nothing>link"}, func(s *site) { s.remove("link") }, true},
		{"the file itself", `put(fs.readFileSync(file));`, map[string]string{"src/a.js": "1"}, func(s *site) { s.write("src/a.js", "2") }, true},
		{"announced", `process.nextTick(function () { t.emit('file', __dirname + '/seen') }); put(1);`, map[string]string{"seen": "1"}, func(s *site) { s.write("seen", "2") }, true},
		{"announced, beside the file", `process.nextTick(function () { t.emit('file', 'seen') }); put(1);`, nil, func(s *site) { s.write("src/seen", "2") }, true},

		// The environment.
		{"a variable", `put(process.env.NODE_ENV);`, nil, func(s *site) { s.env = append(s.env, "NODE_ENV=production") }, true},
		{"a variable asked for", `put('NODE_ENV' in process.env);`, nil, func(s *site) { s.env = append(s.env, "NODE_ENV=production") }, true},
		{"a variable of its own", `put(process.env.hasOwnProperty('NODE_ENV'));`, nil, func(s *site) { s.env = append(s.env, "NODE_ENV=production") }, true},
		{"another variable", `put(process.env.NODE_ENV);`, nil, func(s *site) { s.env = append(s.env, "OTHER=1") }, false},
		{"the names", `put(Object.keys(process.env));`, nil, func(s *site) { s.env = append(s.env, "OTHER=1") }, true},
		{"the names, another value", `put(Object.keys(process.env));`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, false},
		{"all variables", `put(JSON.stringify(Object.assign({}, process.env)));`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"all variables, printed", `put(require('util').inspect(process.env));`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"the same, its own way of that left out", `put(require('util').inspect({ x: process.env }, { customInspect: false }));`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"the names, another printed", `put(require('util').inspect(process.env).length);`, nil, func(s *site) { s.env = append(s.env, "OTHER=1") }, true},
		{"what a variable's property is", `put(Object.getOwnPropertyDescriptor(process.env, 'LAST').value);`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"the same, by Reflect", `put(Reflect.getOwnPropertyDescriptor(process.env, 'LAST').value);`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"what all variables' properties are", `put(Object.getOwnPropertyDescriptors(process.env).LAST.value);`, nil, func(s *site) { s.env = append(s.env[:len(s.env)-1:len(s.env)-1], "LAST=2") }, true},
		{"where temporary files go", `put(require('os').tmpdir());`, nil, func(s *site) { s.env = append(s.env, "TMPDIR=/elsewhere", "TEMP=C:\\elsewhere") }, true},
		{"home", `put(require('os').homedir());`, nil, func(s *site) { s.env = append(s.env, "HOME=/elsewhere", "USERPROFILE=C:\\elsewhere") }, true},

		// The arguments.
		{"an argument", `put(process.argv.includes('--x'));`, nil, func(s *site) { s.args = []string{"--x"} }, true},
		{"another argument", `put(process.argv.includes('--y'));`, nil, func(s *site) { s.args = []string{"--x"} }, false},
		{"the arguments", `put(process.argv.slice(2));`, nil, func(s *site) { s.args = []string{"--x"} }, true},
		{"the arguments, printed", `put(require('util').inspect(process.argv));`, nil, func(s *site) { s.args = []string{"--x"} }, true},
		{"the arguments, printed, its own way of that left out", `put(require('util').inspect({ x: process.argv }, { customInspect: false }));`, nil, func(s *site) { s.args = []string{"--x"} }, true},
		{"whether there is an argument", `put(3 in process.argv);`, nil, func(s *site) { s.args = []string{"x", "--x", "y"} }, true},
		{"what an argument's property is", `put(Object.getOwnPropertyDescriptor(process.argv, 1));`, nil, func(s *site) { s.args = []string{"--x"} }, true},

		// Nobody would see what is printed.
		{"printed", `put(1); console.error('printed');`, nil, func(s *site) {}, true},
		{"printed to standard output", `put(1); console.log('printed');`, nil, func(s *site) {}, true},
		{"written to a stream", `put(1); process.stderr.write('printed\n');`, nil, func(s *site) {}, true},
		{"written to a stream, in the end", `put(1); process.stdout.end('printed\n');`, nil, func(s *site) {}, true},
		{"piped to a stream", `put(1); t.pipe(process.stdout);`, nil, func(s *site) {}, true},
		{"written to a descriptor", `put(1); fs.writeSync(2, 'printed\n');`, nil, func(s *site) {}, true},
		{"a warning", `put(1); process.emitWarning('printed');`, nil, func(s *site) {}, true},
		{"printed when its module is loaded", `put(require('./lib'));`, map[string]string{"lib.js": "console.error('printed')"}, func(s *site) {}, true},
		{"printed later", `put(1); setTimeout(function () { console.error('printed') });`, nil, func(s *site) {}, true},
		{"a stream that nothing is written to", `put(process.stdout.isTTY + typeof console.error);`, nil, func(s *site) {}, false},

		// What leaves no trace is never kept.
		{"a process", `put(require('child_process').execSync('echo x'));`, nil, func(s *site) {}, true},
		{"a process of a module's", `put(require('./lib'));`, map[string]string{"lib.js": "module.exports = String(require('child_process').spawnSync('echo', ['x']).stdout)"}, func(s *site) {}, true},
		{"a process, by a promise", `t._flush = function (done) { require('util').promisify(require('child_process').execFile)('echo', ['x']).then(function (r) { put(r.stdout); done() }) };`, nil, func(s *site) {}, true},
		{"a process of an ES module's", "", map[string]string{"tr.mjs": "import { execSync } from 'child_process'; import { Transform } from 'stream'; export default () => new Transform({ transform(c, e, n) { n(null, execSync('echo x') + String(process.hrtime.bigint())) } })"}, func(s *site) {}, true},
		{"a file written later", `t._flush = function (done) { fs.promises.writeFile('side', 'x').then(function () { put(1); done() }) };`, nil, func(s *site) {}, true},
		{"a file written by a stream", `t._flush = function (done) { fs.createWriteStream('side').end('x', function () { put(1); done() }) };`, nil, func(s *site) {}, true},
		{"a file written by a module that a require of one's own loaded", `require('module').createRequire(__filename)('./lib')(); put(1);`, map[string]string{"lib.js": "module.exports = function () { require('fs').writeFileSync('side', 'x') }"}, func(s *site) {}, true},
		{"a file written after the end", `put(1); setTimeout(function () { fs.writeFileSync('side', 'x') });`, nil, func(s *site) {}, true},
		{"a directory made", `fs.mkdirSync('side', { recursive: true }); put(1);`, nil, func(s *site) {}, true},
		{"another current directory", `process.chdir('src'); put(fs.readdirSync('.'));`, nil, func(s *site) {}, true},
		{"the name of the machine", `put(require('os').hostname());`, nil, func(s *site) {}, true},
		{"a file written", `fs.writeFileSync('side', 'x'); put(1);`, nil, func(s *site) {}, true},
		{"a file opened for writing", `fs.closeSync(fs.openSync('side', 'w')); put(1);`, nil, func(s *site) {}, true},
		{"a thread", `new (require('worker_threads').Worker)('1', { eval: true }); put(1);`, nil, func(s *site) {}, true},
		{"a connection", `require('net').connect(1, '127.0.0.1').on('error', function () {}); put(1);`, nil, func(s *site) {}, true},
		{"a name of the network", `t._flush = function (done) { require('dns').promises.lookup('localhost').then(function (a) { put(1); done() }, done) };`, nil, func(s *site) {}, true},
		{"an address of the network", `t._flush = function (done) { var r = new (require('dns').promises.Resolver)(); r.setServers(['127.0.0.1:1']); r.resolve4('localhost').catch(put).then(function () { put(1); done() }) };`, nil, func(s *site) {}, true},
		{"a system of WebAssembly's", `new (require('wasi').WASI)({ version: 'preview1' }); put(1);`, nil, func(s *site) {}, true},
		{"a database", `try { require('node:sqlite') } catch (e) {} put(1);`, nil, func(s *site) {}, true},
		{"a database that is imported", "", map[string]string{"tr.mjs": "import { Transform } from 'stream'; export default () => new Transform({ async transform(c, e, n) { try { await import('node:sqlite') } catch (e) {} n(null, String(process.hrtime.bigint())) } })"}, func(s *site) {}, true},
		{"a report", `process.report.writeReport && process.report.writeReport('side'); put(1);`, nil, func(s *site) {}, true},
		{"the room on a disk", `fs.statfsSync && fs.statfsSync('.'); put(1);`, nil, func(s *site) {}, true},
		{"a device", `put(fs.existsSync(process.platform === 'win32' ? '\\\\.\\NUL' : '/dev/null'));`, nil, func(s *site) {}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, engine, test.tr, test.files)
			other, differs := inGoja[test.name]
			if differs = differs && engine == "goja"; differs {
				test.runs = other.runs
			}
			if !differs || !other.fails {
				s.twice(test.change, test.runs)
				return
			}
			for range 2 {
				_, err := s.build([]string{s.tr}, []string{s.file})
				if err == nil || !strings.Contains(err.Error(), "such transforms need Node") {
					t.Errorf("it has done it: %v", err)
				}
			}
		})
	}
}

func newSite(t *testing.T, engine, tr string, files map[string]string) *site {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{
		t: t, engine: engine, dir: dir, tr: "./tr.js", file: "src/a.js", code: "code", options: `{"a":1}`,
		env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LAST=1"}, args: []string{},
	}
	s.write("src/note", "")
	if tr == "" {
		s.tr = "./tr.mjs"
	} else {
		s.write("tr.js", ticks(tr))
	}
	for name, text := range files {
		if to, link, ok := strings.Cut(text, ">"); ok && name == "link" {
			defer s.link(to, link)
			continue
		}
		s.write(name, text)
	}
	return s
}

// TestStaleMemory: what a process read for one file counts for those after it,
// whichever transform read it.
func TestStaleMemory(t *testing.T) { engines(t, testStaleMemory) }

func testStaleMemory(t *testing.T, engine string) {
	const memo = "var fs = require('fs'), text; module.exports = function () { return text = text || String(fs.readFileSync('conf')) }"
	files := map[string]string{"conf": "1", "lib.js": memo}
	two := []string{"src/a.js", "src/b.js"}
	for _, test := range []struct {
		name   string
		a, b   string // the transforms
		change string // a file
		runs   [2]bool
	}{
		{"by the same", `put(require('./lib')());`, "", "conf", [2]bool{true, true}},
		{"by another, in a module of both", `put(require('./lib')());`, `put(require('./lib')());`, "conf", [2]bool{true, true}},
		{"a file written by a module of both", `put(require('./run'));`, `require('./run'); put(2);`, "", [2]bool{true, true}},
		{"a file written by a module of one", `put(require('./run'));`, `put(2);`, "", [2]bool{true, false}},
		{"printed for one", `console.error('printed'); put(1);`, `put(1);`, "", [2]bool{true, false}},
		{"printed once", `if (file.endsWith('a.js')) console.error('printed'); put(1);`, "", "", [2]bool{true, false}},
		{"read later, for the second", `if (file.endsWith('b.js')) put(fs.readFileSync('conf')); else put(1);`, "", "conf", [2]bool{false, true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, engine, test.a, files)
			s.write("run.js", "require('fs').writeFileSync('side', 'x')")
			trs := []string{"./tr.js", "./tr.js"}
			if test.b != "" {
				s.write("tr2.js", ticks(test.b))
				trs[1] = "./tr2.js"
			}
			first, err := s.build(trs, two)
			if err != nil {
				t.Fatal(err)
			}
			if test.change != "" {
				s.write(test.change, "2")
			}
			second, err := s.build(trs, two)
			if err != nil {
				t.Fatal(err)
			}
			for i := range two {
				if ran := first[i] != second[i]; ran != test.runs[i] {
					t.Errorf("%s ran again: %v, want %v", two[i], ran, test.runs[i])
				}
			}
		})
	}
}

// TestStaleChangedMeanwhile changes a file between a transform's reading it and
// the end of the build, and between two builds of one Host.
func TestStaleChangedMeanwhile(t *testing.T) { engines(t, testStaleChangedMeanwhile) }

func testStaleChangedMeanwhile(t *testing.T, engine string) {
	s := newSite(t, engine, `var c = fs.readFileSync('conf'); t._flush = function (done) {
		var w = setInterval(function () { if (process.env.GO && String(fs.readFileSync(process.env.GO)) === 'go') { clearInterval(w); put(c); done() } }, 5) };`,
		map[string]string{"conf": "1"})
	signal := filepath.Join(t.TempDir(), "signal")
	os.WriteFile(signal, nil, 0o666)
	s.env = append(s.env, "GO="+signal)
	go func() {
		time.Sleep(300 * time.Millisecond)
		s.write("conf", "2")
		os.WriteFile(signal, []byte("go"), 0o666)
	}()
	if _, err := s.build([]string{s.tr}, []string{s.file}); err != nil {
		t.Fatal(err)
	}
	out, err := s.build([]string{s.tr}, []string{s.file})
	if err != nil || !strings.HasPrefix(out[0], "code2 ") {
		t.Errorf("%q, %v", out, err)
	}

	h := script.New(script.Options{Engine: engine, Cwd: s.dir, Cache: s.path("cache"), Environ: s.env})
	defer h.Close()
	tr, err := h.Load(s.path("tr.js"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range [][2]string{{"3"}, {"4"}, {"4"}, {"3"}, {"5", "3"}, {"3"}} {
		text, after := step[0], step[1]
		s.write("conf", text)
		out, err := tr.Transform(t.Context(), transforms.Input{File: s.path(s.file), Code: []byte("code")})
		if err != nil || !strings.HasPrefix(string(out.Code), "code"+text+" ") {
			t.Errorf("with %s: %q, %v", text, out.Code, err)
		}
		if after != "" {
			s.write("conf", after)
		}
		if err := h.Settle(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStaleErrors: an error is not kept, and neither is what has been mended.
func TestStaleErrors(t *testing.T) { engines(t, testStaleErrors) }

func testStaleErrors(t *testing.T, engine string) {
	s := newSite(t, engine, `if (process.env.FAIL) throw new Error('bad ' + process.hrtime.bigint()); put(1);`, nil)
	good := s.env
	s.env = append(s.env[:len(s.env):len(s.env)], "FAIL=1")
	_, first := s.build([]string{s.tr}, []string{s.file})
	_, second := s.build([]string{s.tr}, []string{s.file})
	if first == nil || second == nil || first.Error() == second.Error() {
		t.Errorf("%v, then %v", first, second)
	}
	s.env = good
	if _, err := s.build([]string{s.tr}, []string{s.file}); err != nil {
		t.Error(err)
	}
}

// TestStaleBack: what was kept for one state of things is good again in it.
func TestStaleBack(t *testing.T) { engines(t, testStaleBack) }

func testStaleBack(t *testing.T, engine string) {
	s := newSite(t, engine, `t.on('pipe', function () { t.emit('dep', './more'); t.emit('file', __dirname + '/src/seen') }); put(fs.readFileSync('conf') + process.env.MODE);`, map[string]string{"conf": "1", "src/seen": "x"})
	base := s.env
	seen := map[string]string{}
	for _, state := range []string{"1 dev", "2 dev", "1 dev", "1 prod", "2 dev", "1 prod"} {
		conf, mode, _ := strings.Cut(state, " ")
		s.write("conf", conf)
		s.env = append(base[:len(base):len(base)], "MODE="+mode)
		out, err := s.build([]string{s.tr}, []string{s.file})
		if err != nil {
			t.Fatal(err)
		}
		if was, ok := seen[state]; ok && was != out[0] || !strings.HasPrefix(out[0], conf+mode+" ") {
			t.Errorf("%s: %q, was %q", state, out[0], was)
		}
		if !strings.Contains(out[0], "./more\n"+s.path("src/seen")) {
			t.Errorf("%s: deps and files are missing: %q", state, out[0])
		}
		seen[state] = out[0]
	}
}

// TestBrokenCache does everything to the cache's files that may happen to them.
func TestBrokenCache(t *testing.T) { engines(t, testBrokenCache) }

func testBrokenCache(t *testing.T, engine string) {
	s := newSite(t, engine, plain, nil)
	each := func(do func(path string)) {
		n := 0
		filepath.WalkDir(s.path("cache"), func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				do(path)
				n++
			}
			return nil
		})
		if n < 3 {
			t.Fatalf("the cache has %d files", n)
		}
	}
	edit := func(f func(text []byte) []byte) func(path string) {
		return func(path string) {
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, f(text), 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	run := func() string {
		out, err := s.build([]string{s.tr}, []string{s.file})
		if err != nil || s.settled != nil || !strings.HasSuffix(out[0], "code\n\n") {
			t.Fatal(out, err, s.settled)
		}
		return out[0]
	}
	last := run()
	for _, test := range []struct {
		name string
		do   func(path string)
	}{
		{"emptied", edit(func([]byte) []byte { return nil })},
		{"cut off", edit(func(text []byte) []byte { return text[:len(text)*2/3] })},
		{"a byte", edit(func(text []byte) []byte {
			if len(text) > 0 {
				text[len(text)-1] ^= 1
			}
			return text
		})},
		{"garbage", edit(func([]byte) []byte { return []byte(strings.Repeat("garbage\n", 50)) })},
		{"longer", edit(func(text []byte) []byte { return append(text, "more"...) })},
		{"gone", func(path string) { os.Remove(path) }},
		{"no traces", func(path string) {
			if strings.Contains(path, "traces") {
				os.Remove(path)
			}
		}},
	} {
		each(test.do)
		now := run()
		if now == last {
			t.Errorf("%s: it was believed", test.name)
		}
		if last = run(); last != now {
			t.Errorf("%s: it was not mended", test.name)
		}
	}
}

// TestCacheNotWritable: that nothing can be kept is said, and is all.
func TestCacheNotWritable(t *testing.T) { engines(t, testCacheNotWritable) }

func testCacheNotWritable(t *testing.T, engine string) {
	s := newSite(t, engine, plain, map[string]string{"cache": "a file"})
	for range 2 {
		out, err := s.build([]string{s.tr}, []string{s.file})
		if err != nil || len(out) != 1 || s.settled == nil {
			t.Errorf("%q, %v, %v", out, err, s.settled)
		}
	}
}

// TestCacheShared has several programs use one cache at the same time.
func TestCacheShared(t *testing.T) { engines(t, testCacheShared) }

func testCacheShared(t *testing.T, engine string) {
	s := newSite(t, engine, `put('<' + path.basename(file) + '>');`, nil)
	var trs, files []string
	for i := range 20 {
		trs, files = append(trs, s.tr), append(files, "src/f"+strings.Repeat("x", i)+".js")
	}
	results := make(chan []string)
	for range 3 {
		one := *s
		go func() {
			for range 2 {
				out, err := one.build(trs, files)
				if err != nil {
					out = nil
				}
				results <- out
			}
		}()
	}
	for range 6 {
		out := <-results
		if len(out) != len(files) {
			t.Fatal("a build failed")
		}
		for i, text := range out {
			if !strings.HasPrefix(text, "<"+filepath.Base(files[i])+"> ") {
				t.Errorf("%s is %q", files[i], text)
			}
		}
	}
	first, _ := s.build(trs, files)
	if second, err := s.build(trs, files); err != nil || strings.Join(first, "") != strings.Join(second, "") {
		t.Errorf("after all it is not kept: %v", err)
	}
}
