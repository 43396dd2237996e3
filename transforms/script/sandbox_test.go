package script_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/script"
	"sheaf/transforms/script/engine"
)

// does is a transform that makes of a file what an expression, its option, has
// for a value.
const does = `
var stream = require('stream'), fs = require('fs'), path = require('path');
module.exports = function (file, opts) {
  return new stream.Transform({ transform: function (c, e, next) { next() }, flush: function (next) {
    Promise.resolve(eval(opts.it)).then(function (v) { next(null, String(v)) }, next);
  } });
}`

// TestSandbox has a transform try what it may not do. ROOT is the project, and
// OUT a directory beside it.
func TestSandbox(t *testing.T) {
	outer, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(outer, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(file), 0o777)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(filepath.Join(outer, filepath.FromSlash(target)), filepath.Join(outer, filepath.FromSlash(name))); err != nil {
			t.Skip("there are no symbolic links here: ", err)
		}
	}
	write("package.json", "{}") // around the project: what is beside it is not the transform's own package
	write("root/in.js", "x")
	write("root/does.js", does)
	write("root/sub/data.txt", "data")
	write("out/secret.txt", "secret")
	write("out/secret.js", "module.exports = 'secret'")
	write("out/real/package.json", `{"name": "linked"}`)
	write("out/real/index.js", "module.exports = require('fs').readFileSync(__dirname + '/own.txt', 'utf8')")
	write("out/real/own.txt", "own")
	write("out/real/evil.js", "module.exports = require('../secret')")
	write("root/node_modules/plain/index.js", "module.exports = 'plain'")
	write("root/node_modules/crooked/package.json", `{"main": "../../../out/secret.js"}`)
	link("out/real", "root/node_modules/linked")
	link("out/secret.txt", "root/link.txt")
	link("out", "root/dir")
	link("out/nothing", "root/dangling")
	root := filepath.Join(outer, "root")
	h := script.New(script.Options{
		Engine: "goja", Cwd: root, Timeout: 10 * time.Second,
		Environ: []string{"NODE_ENV=test", "SECRET=s", "SEEN=yes", "PATH=/bin"},
		Sandbox: &engine.Sandbox{Read: []string{root}, Environ: []string{"SEEN"}},
		Display: func(path string) string { return path },
	})
	t.Cleanup(func() { h.Close() })
	for _, test := range []struct{ it, want string }{
		{`fs.readFileSync('sub/data.txt', 'utf8')`, "data"},
		{`fs.readFileSync('ROOT/sub/../sub/data.txt', 'utf8')`, "data"},
		{`fs.readdirSync('ROOT/sub').join()`, "data.txt"},
		{`fs.existsSync('OUT/secret.txt') + ' ' + fs.existsSync('ROOT/link.txt') + ' ' + fs.existsSync('sub')`, "false false true"},
		{`[process.env.NODE_ENV, process.env.SEEN, process.env.SECRET, process.env.PATH, Object.keys(process.env)]`, "test,yes,,,NODE_ENV,SEEN"},
		{`require('plain') + require('linked')`, "plainown"},
		{`require('child_process') && require('http') && typeof require('net').connect`, "function"},

		{`require('OUT/none.js')`, `! the sandbox does not allow to load "OUT/none.js"`},
		{`require('../out/none')`, `! the sandbox does not allow to load "OUT/none"`},
		{`fs.readFileSync('OUT/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.readFileSync('../out/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.readFileSync('link.txt')`, `! the sandbox does not allow to read "ROOT/link.txt"`},
		{`fs.readFileSync('dir/secret.txt')`, `! the sandbox does not allow to read "ROOT/dir/secret.txt"`},
		{`fs.readFileSync('dir/../root/in.js', 'utf8')`, "x"},
		{`fs.readFileSync('dir/../out/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.readFileSync('node_modules/linked/../secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.existsSync('node_modules/linked/../secret.txt')`, "false"},
		{`fs.lstatSync('dir/../out')`, `! the sandbox does not allow to look at "OUT"`},
		{`fs.readFileSync('dangling/../in.js')`, `! the sandbox does not allow to read "ROOT/dangling"`},
		{`fs.readFileSync('dangling')`, `! the sandbox does not allow to read "ROOT/dangling"`},
		{`fs.promises.readFile('OUT/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`new Promise((ok, no) => fs.createReadStream('OUT/secret.txt').on('error', no).on('data', ok))`, `! the sandbox does not allow to read`},
		{`fs.openSync('OUT/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.copyFileSync('OUT/secret.txt', 'x')`, `! the sandbox does not allow to read`},
		{`fs.statSync('OUT/secret.txt')`, `! the sandbox does not allow to look at "OUT/secret.txt"`},
		{`fs.readdirSync('OUT')`, `! the sandbox does not allow to list "OUT"`},
		{`fs.opendirSync('OUT')`, `! the sandbox does not allow to list "OUT"`},
		{`fs.opendirSync('sub').readSync().name`, "data.txt"},
		{`fs.promises.open('OUT/secret.txt')`, `! the sandbox does not allow to read "OUT/secret.txt"`},
		{`fs.accessSync('OUT/secret.txt', 4)`, `! the sandbox does not allow to look at "OUT/secret.txt"`},
		{`fs.realpathSync('link.txt')`, `! the sandbox does not allow to look at`},
		{`require('OUT/secret.js')`, `! the sandbox does not allow to load "OUT/secret.js"`},
		{`require('./dir/secret')`, `! the sandbox does not allow to load`},
		{`require('linked/evil')`, `! the sandbox does not allow to load`},
		{`require('module').createRequire('OUT/x.js')('./secret')`, `! the sandbox does not allow to load`},
		{`require('plain/../../../out/secret')`, `! the sandbox does not allow to load`},
		{`require('crooked')`, `! the sandbox does not allow to load`},
		{`require.extensions['.js']({ exports: {}, _compile: String }, 'OUT/secret.js')`, `! the sandbox does not allow to load`},
		{`require.extensions['.json']({ exports: {} }, 'OUT/secret.txt')`, `! the sandbox does not allow to load`},
		{`new (require('module'))('x').load('OUT/secret.js')`, `! the sandbox does not allow to load`},
		{`require.resolve('real', {paths: ['OUT']})`, `! the sandbox does not allow to load`},
		{`process.chdir('OUT')`, `! the sandbox does not allow to look at "OUT"`},

		{`fs.writeFileSync('sub/new.txt', '')`, `! the sandbox does not allow to write "ROOT/sub/new.txt"`},
		{`fs.writeFileSync('OUT/new.txt', '')`, `! the sandbox does not allow to write "OUT/new.txt"`},
		{`fs.appendFileSync('sub/data.txt', '')`, `! the sandbox does not allow to write`},
		{`fs.unlinkSync('sub/data.txt')`, `! the sandbox does not allow to remove "ROOT/sub/data.txt"`},
		{`fs.rmSync('sub', {recursive: true})`, `! the sandbox does not allow to remove`},
		{`fs.renameSync('sub', 'other')`, `! the sandbox does not allow to rename`},
		{`fs.mkdirSync('new')`, `! the sandbox does not allow to make "ROOT/new"`},
		{`fs.symlinkSync('OUT', 'way')`, `! the sandbox does not allow to make "ROOT/way"`},
		{`fs.linkSync('OUT/secret.txt', 'way')`, `! the sandbox does not allow to make "ROOT/way"`},
		{`fs.chmodSync('sub', 0)`, `! the sandbox does not allow to change`},
		{`fs.fchmodSync(fs.openSync('sub/data.txt'), 0)`, `! the sandbox does not allow to change "ROOT/sub/data.txt"`},
		{`fs.promises.open('sub/data.txt').then((f) => f.truncate())`, `! the sandbox does not allow to change "ROOT/sub/data.txt"`},
		{`fs.truncateSync('sub/data.txt')`, `! the sandbox does not allow to write`},
		{`new Promise((ok, no) => fs.createWriteStream('w').on('error', no).on('finish', ok).end('x'))`, `! the sandbox does not allow to write "ROOT/w"`},
	} {
		fill := strings.NewReplacer("ROOT", root, "OUT", filepath.Join(outer, "out"))
		got, err := try(t, h, root, fill.Replace(test.it))
		want := fill.Replace(test.want)
		if violation, ok := strings.CutPrefix(want, "! "); ok {
			if err == nil || err.Kind != engine.Forbidden || !strings.Contains(err.Message, violation) {
				t.Errorf("%s: %q, %+v; want %s", test.it, got, err, violation)
			}
		} else if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", test.it, got, err, want)
		}
	}
	tr, err := h.Load(filepath.Join(root, "does.js"), []byte(`{"it": "1"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = tr.Transform(t.Context(), transforms.Input{File: filepath.Join(outer, "out", "secret.txt"), Code: []byte("secret")})
	if e := cause(err); e == nil || e.Kind != engine.Forbidden || !strings.Contains(e.Message, "does not allow to give it") {
		t.Errorf("a file outside: %v", err)
	}
	if text, err := os.ReadFile(filepath.Join(root, "sub", "data.txt")); err != nil || string(text) != "data" {
		t.Errorf("a file was changed: %q, %v", text, err)
	}
	if entries, _ := os.ReadDir(root); len(entries) != 7 {
		t.Errorf("there are other files than before: %v", entries)
	}
}

// try runs the transform of does.
func try(t *testing.T, h *script.Host, dir, it string) (string, *engine.Error) {
	t.Helper()
	out, err := run(t, h, dir, "./does", `{"it": `+quoted(it)+`}`, "x")
	return string(out.Code), cause(err)
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// cause returns the engine's error in an error of a transform, or nil.
func cause(err error) *engine.Error {
	var list diag.List
	var e *engine.Error
	if errors.As(err, &list) && errors.As(list[0].Err, &e) {
		return e
	}
	return nil
}

// TestForbidden has a transform try what there is not in goja, sandbox or no.
func TestForbidden(t *testing.T) {
	h, dir := host(t, map[string]string{
		"does.js":         does,
		"node.node":       "\x7fELF",
		"addon.js":        "require('./node.node')",
		"optional.js":     "try { require('./node.node') } catch (e) {}" + upper + "return t }",
		"top.js":          "require('child_process').execSync('ls')",
		"subprocesses.js": "var exec = require('util').promisify(require('child_process').exec); var a = require('http').Agent;" + upper + "return t }",
	}, script.Options{Engine: "goja"})
	for _, test := range []struct{ it, want string }{
		{`require('child_process').execSync('ls')`, `it called child_process.execSync("ls"), but there are no processes in the engine goja: such transforms need Node (--engine=node, and no --sandbox)`},
		{`require('child_process').spawn('ls')`, `it called child_process.spawn("ls")`},
		{`new (require('child_process').ChildProcess)()`, `it called child_process.ChildProcess()`},
		{`require('http').get('http://localhost')`, `it called http.get("http://localhost"), but there is no network`},
		{`require('https').request({})`, `it called https.request()`},
		{`require('net').connect(80)`, `it called net.connect()`},
		{`require('dns').lookup('localhost')`, `it called dns.lookup("localhost")`},
		{`require('dgram').createSocket('udp4')`, `it called dgram.createSocket("udp4")`},
		{`new (require('worker_threads').Worker)('x.js')`, `it called worker_threads.Worker("x.js"), but there are no threads`},
		{`require('cluster').fork()`, `it called cluster.fork()`},
	} {
		if got, err := try(t, h, dir, test.it); err == nil || err.Kind != engine.Forbidden || !strings.Contains(err.Message, test.want) {
			t.Errorf("%s: %q, %+v; want %s", test.it, got, err, test.want)
		}
	}
	for _, test := range []struct {
		spec, want string
		kind       engine.Kind
	}{
		{"./addon", "node.node is a native addon, which the engine goja cannot load: it needs Node (--engine=node)", engine.NotLoaded},
		{"./top", `it called child_process.execSync("ls")`, engine.Forbidden},
	} {
		_, err := run(t, h, dir, test.spec, "", "x")
		if e := cause(err); e == nil || e.Kind != test.kind || !strings.Contains(e.Message, test.want) {
			t.Errorf("%s: %v; want %s", test.spec, err, test.want)
		}
	}
	for _, spec := range []string{"./optional", "./subprocesses"} {
		if out, err := run(t, h, dir, spec, "", "x"); err != nil || string(out.Code) != "X" {
			t.Errorf("%s: %q, %v", spec, out.Code, err)
		}
	}
}

// TestSandboxChoosesGoja says what --engine and a sandbox have to do with each
// other.
func TestSandboxChoosesGoja(t *testing.T) {
	h, dir := host(t, map[string]string{"does.js": does}, script.Options{Sandbox: &engine.Sandbox{}})
	if _, err := try(t, h, dir, `fs.writeFileSync('x', '')`); err == nil || err.Kind != engine.Forbidden {
		t.Errorf("a sandbox lets a transform write: %v", err)
	}
	h = script.New(script.Options{Engine: "node", Cwd: dir, Sandbox: &engine.Sandbox{}})
	t.Cleanup(func() { h.Close() })
	if _, err := h.Load(filepath.Join(dir, "does.js"), nil); err == nil || !strings.Contains(err.Error(), "Node has no sandbox") {
		t.Errorf("a sandbox in Node: %v", err)
	}
}
