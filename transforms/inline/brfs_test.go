package inline

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// asBrfs runs each of a list of files twice: as brfs made it, and as the
// caller's transform did. It prints what each logged, and whether it asked for
// fs while it ran.
const asBrfs = `
const Module = require('module'), path = require('path'), fs = require('fs');
const list = JSON.parse(fs.readFileSync(0, 'utf8'));
function run(file, code, done) {
  const out = { logs: [], fs: false, threw: '' };
  const real = Module.createRequire(file);
  function ask(id) { if (id === 'fs') out.fs = true; return real(id) }
  ask.resolve = real.resolve;
  const log = function () { out.logs.push(JSON.stringify([].slice.call(arguments))) };
  try {
    new Function('require', 'module', 'exports', '__dirname', '__filename', 'console', code)(ask, { exports: {} }, {}, path.dirname(file), file, { log: log });
  } catch (e) { out.threw = e.name }
  setTimeout(done, 20, out);
}
const all = [];
(function next() {
  const c = list.shift();
  if (!c) return console.log(JSON.stringify(all));
  let code = '';
  const s = require('brfs')(c.file, {});
  s.on('data', d => code += d).on('end', () => run(c.file, code, a => run(c.file, c.code, b => { all.push([a, b]); next() })));
  s.end(fs.readFileSync(c.file));
})();
`

// TestAsBrfs runs brfs's own test files, and some more.
func TestAsBrfs(t *testing.T) {
	modules := filepath.Join(testenv.Modules(t, "everyday"), "node_modules")
	files, err := filepath.Glob(filepath.Join(modules, "brfs", "test", "files", "*.js"))
	if err != nil || len(files) < 15 {
		t.Fatal(files, err)
	}
	dir := tree(t)
	for name, code := range map[string]string{
		"a.js": `const fs = require('fs'); for (const e of ['q']) console.log(fs.readFileSync(__dirname + '/bin', 'hex'), e)`,
		"b.js": `var fs = require('fs'), path = require('path'); console.log(fs.readFileSync(path.resolve(__dirname, 'd/../x.txt'), 'base64'))`,
		"c.js": `var r = require('fs').readFileSync; console.log(r(__dirname + '/x.txt', 'latin1'), String(r(__dirname + '/bin')))`,
		"d.js": `var fs = require('fs'); fs.readFile(__dirname + '/x.txt', function (e, b) { console.log(e, b.toString('hex')) })`,
		"f.js": `function f() { var fs = require('fs'); return fs.readFileSync(__dirname + '/x.txt', 'utf8') } console.log(f())`,
		"g.js": `console.log(require('fs').readFileSync(__filename, 'utf8').length)`,
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(code), 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	type item struct {
		File string `json:"file"`
		Code string `json:"code"`
	}
	var list []item
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := construct(transforms.Setup{Basedir: dir, Scripts: resolver{}})
		if err != nil {
			t.Fatal(err)
		}
		out, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: code})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, item{file, string(out.Code)})
	}
	in, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "--no-deprecation", "-e", asBrfs)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(in)), os.Stderr
	printed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	type result struct {
		Logs  []string
		FS    bool
		Threw string
	}
	var results [][2]result
	if err := json.Unmarshal(printed, &results); err != nil || len(results) != len(list) {
		t.Fatal(len(results), err)
	}
	without := 0
	for i, r := range results {
		want, _ := json.Marshal(r[0])
		got, _ := json.Marshal(r[1])
		if string(got) != string(want) {
			t.Errorf("%s: %s, brfs %s\n%s", filepath.Base(list[i].File), got, want, list[i].Code)
		}
		if !r[1].FS && len(r[1].Logs) > 0 {
			without++
		}
	}
	if without < 20 {
		t.Errorf("only %d of %d files ran without fs", without, len(list))
	}
}
