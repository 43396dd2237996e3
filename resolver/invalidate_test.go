package resolver

import (
	"os"
	"path/filepath"
	"testing"

	"sheaf/testdata/testenv"
)

// TestInvalidate changes a tree step by step and resolves after each step, with
// the old resolver and with a new one.
func TestInvalidate(t *testing.T) {
	dir := testenv.Dir(t)
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	remove := func(name string) {
		t.Helper()
		if err := os.RemoveAll(at(name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"app/package.json":                `{"name": "app"}`,
		"app/main.js":                     "",
		"app/lib/a.js":                    "",
		"app/node_modules/p/package.json": `{"main": "one.js", "version": "1"}`,
		"app/node_modules/p/one.js":       "",
		"app/node_modules/p/two.js":       "",
		"node_modules/q/index.js":         "",
		"ws/w/index.js":                   "",
	} {
		write(t, at(name), text)
	}
	link(t, at("ws/w"), at("app/node_modules/w"))
	r := New(Options{})
	specs := []string{"./lib/a", "./lib/b", "./new/deep/x", "p", "q", "r", "w", "w/more", "./main", "./linked", "p/two", "node:path"}
	compare := func(step string) {
		t.Helper()
		fresh := New(Options{})
		for _, from := range []string{"app", "app/lib", "app/node_modules/p"} {
			for _, spec := range specs {
				got, err := r.Dir(at(from)).Resolve(spec)
				want, wantErr := fresh.Dir(at(from)).Resolve(spec)
				if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
					t.Errorf("%s: %q from %s: error %v, want %v", step, spec, from, err, wantErr)
					continue
				}
				if answered(got) != answered(want) || got.As != want.As || got.Empty != want.Empty {
					t.Errorf("%s: %q from %s: got %s, want %s", step, spec, from, show(got), show(want))
				}
				version := func(p *Package) string {
					if p == nil {
						return "none"
					}
					return p.Dir + p.Version
				}
				if got.File != nil && (version(got.File.Package) != version(want.File.Package) || version(got.Package) != version(want.Package)) {
					t.Errorf("%s: %q from %s: got the package %+v, want %+v", step, spec, from, got.File.Package, want.File.Package)
				}
			}
		}
	}
	compare("start")
	main := mustFind(t, r, at("app"), "./main", at("app/main.js")).File
	for _, s := range []struct {
		step    string
		change  func()
		changed []string
	}{
		{"new file", func() { write(t, at("app/lib/b.js"), "") }, []string{"app/lib/b.js"}},
		{"file gone", func() { remove("app/lib/a.js") }, []string{"app/lib/a.js"}},
		{"file is a directory now", func() { remove("app/lib/b.js"); write(t, at("app/lib/b.js/index.js"), "") }, []string{"app/lib/b.js", "app/lib/b.js/index.js"}},
		{"new directories, only the file is told", func() { write(t, at("app/new/deep/x.js"), "") }, []string{"app/new/deep/x.js"}},
		{"directories gone", func() { remove("app/new") }, []string{"app/new"}},
		{"other main", func() { write(t, at("app/node_modules/p/package.json"), `{"main": "two.js", "version": "2"}`) }, []string{"app/node_modules/p/package.json"}},
		{"browser field", func() {
			write(t, at("app/package.json"), `{"browser": {"p": false, "./lib/b.js/index.js": "./main.js", "r": "./main"}, "version": "2"}`)
		}, []string{"app/package.json"}},
		{"broken", func() { write(t, at("app/package.json"), `{"browser": `) }, []string{"app/package.json"}},
		{"no package.json", func() { remove("app/package.json") }, []string{"app/package.json"}},
		{"installed", func() { write(t, at("app/node_modules/r/index.js"), "") }, []string{"app/node_modules/r"}},
		{"nearer node_modules", func() { write(t, at("app/lib/node_modules/q/index.js"), "") }, []string{"app/lib/node_modules"}},
		{"package.json in a directory", func() { write(t, at("app/lib/package.json"), `{"version": "9"}`) }, []string{"app/lib/package.json"}},
		{"behind a link", func() { write(t, at("ws/w/more.js"), "") }, []string{"ws/w/more.js"}},
		{"behind a link, gone", func() { remove("ws/w/index.js") }, []string{"ws/w/index.js"}},
		{"link to elsewhere", func() {
			remove("app/node_modules/w")
			write(t, at("ws/w2/index.js"), "")
			link(t, at("ws/w2"), at("app/node_modules/w"))
		}, []string{"app/node_modules/w"}},
		{"file link", func() { link(t, at("app/main.js"), at("app/linked.js")) }, []string{"app/linked.js"}},
		{"all modules gone", func() { remove("app/node_modules") }, []string{"app/node_modules"}},
		{"all gone", func() { remove("app") }, []string{"app"}},
		{"back", func() { write(t, at("app/main.js"), ""); write(t, at("app/lib/a.js"), "") }, []string{"app"}},
	} {
		s.change()
		var changed []string
		for _, c := range s.changed {
			changed = append(changed, at(c))
		}
		r.Invalidate(changed...)
		compare(s.step)
	}
	if again := mustFind(t, r, at("app"), "./main", at("app/main.js")).File; again != main {
		t.Error("a file's handle changed")
	}
}

// TestInvalidateContents checks that a changed source costs nothing.
func TestInvalidateContents(t *testing.T) {
	m := newMemFS(t, `/app/a.js: 1
		/app/b.js: 1
		/app/package.json: {}`)
	r := New(Options{FS: m, Style: POSIX})
	mustFind(t, r, "/app", "./a", "/app/a.js")
	before := r.Dir("/app").answers.get(r.seed, "./a")
	m.files["/app/a.js"] = "2"
	r.Invalidate("/app/a.js")
	mustFind(t, r, "/app", "./a", "/app/a.js")
	if r.Dir("/app").answers.get(r.seed, "./a") != before || r.Dir("/app").answers.len() != 1 {
		t.Error("an answer was forgotten")
	}
	r.Invalidate("/app/package.json")
	if r.Dir("/app").answers.len() != 0 {
		t.Error("answers outlived package.json")
	}
}

// TestInvalidateKeepsPackages checks that packages that did not change stay
// the same objects.
func TestInvalidateKeepsPackages(t *testing.T) {
	for _, preserve := range []bool{false, true} {
		m := newMemFS(t, `/app/a.js:
			/app/package.json: {}
			/app/node_modules/p/package.json: {}
			/app/node_modules/p/index.js:
			/app/node_modules/q -> ../../q
			/q/index.js:
			/q/package.json: {}`)
		r := New(Options{FS: m, Style: POSIX, PreserveSymlinks: preserve})
		var before []*Package
		for _, spec := range []string{"./a", "p", "q"} {
			res, err := r.Dir("/app").Resolve(spec)
			if err != nil {
				t.Fatal(err)
			}
			before = append(before, res.File.Package)
		}
		m.files["/app/c.js"] = ""
		r.Invalidate("/app/c.js")
		for i, spec := range []string{"./a", "p", "q"} {
			res, err := r.Dir("/app").Resolve(spec)
			if err != nil {
				t.Fatal(err)
			}
			if res.File.Package != before[i] {
				t.Errorf("preserve %v: %s has another *Package", preserve, spec)
			}
		}
	}
}
