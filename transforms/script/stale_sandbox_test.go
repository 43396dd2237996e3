package script_test

import (
	"os"
	"path/filepath"
	"testing"

	"sheaf/transforms/script/engine"
)

// TestStaleSandbox changes one thing that a sandbox hangs on, or hides.
func TestStaleSandbox(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(out, []byte("1"), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := filepath.EvalSymlinks(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []staleness{
		{"nothing", plain, nil, func(s *site) {}, false},
		{"there is none", plain, nil, func(s *site) { s.sandbox = nil }, true},
		{"what may be read", plain, nil, func(s *site) { s.sandbox = &engine.Sandbox{Read: []string{s.dir}, Environ: s.sandbox.Environ} }, true},
		{"what can be seen", plain, nil, func(s *site) { s.sandbox = &engine.Sandbox{Read: s.sandbox.Read} }, true},
		{"a variable", `put(process.env.SEEN);`, nil, func(s *site) { s.env = append(s.env, "SEEN=1") }, true},
		{"a variable that cannot be seen", `put(process.env.SECRET);`, nil, func(s *site) { s.env = append(s.env, "SECRET=1") }, false},
		{"the names", `put(Object.keys(process.env));`, nil, func(s *site) { s.env = append(s.env, "SEEN=1") }, true},
		{"the names that can be seen", `put(Object.keys(process.env));`, nil, func(s *site) { s.env = append(s.env, "SECRET=1") }, false},
		{"home", `put(require('os').homedir());`, nil, func(s *site) { s.env = append(s.env, "HOME=/elsewhere") }, false},
		{"a text", `put(fs.readFileSync('src/conf'));`, map[string]string{"src/conf": "1"}, func(s *site) { s.write("src/conf", "2") }, true},
		{"a link that leads out now", `put(fs.existsSync('src/link'));`, map[string]string{"src/conf": "1", "link": "conf>src/link"}, func(s *site) { s.link(out, "src/link") }, true},
		{"a link that leads in now", `put(fs.existsSync('src/link'));`, map[string]string{"src/conf": "1", "link": out + ">src/link"}, func(s *site) { s.link("conf", "src/link") }, true},
		{"where there would be nothing", `try { fs.statSync('src/link/none') } catch (e) { put(e.message) }`, map[string]string{"src/deep/x": "", "link": "deep>src/link"}, func(s *site) { s.link(filepath.Dir(out), "src/link") }, true},
		{"the package of the transform", `put(fs.existsSync(__dirname + '/../other/conf'));`, map[string]string{"other/conf": "1"}, func(s *site) { s.write("package.json", "{}") }, true},
		{"the package of a module", `put(require('dep'));`, map[string]string{"a/index.js": "module.exports = require('fs').existsSync(__dirname + '/../b/x')", "b/x": "", "link": "../a>node_modules/dep", "node_modules/x": ""},
			func(s *site) { s.write("b/package.json", "{}") }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "goja", test.tr, test.files)
			s.sandbox = &engine.Sandbox{Read: []string{s.path("src")}, Environ: []string{"SEEN"}}
			s.tr = "./tr/index.js"
			s.write("tr/index.js", ticks(test.tr))
			s.twice(test.change, test.runs)
		})
	}
}
