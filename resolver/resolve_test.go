package resolver

import (
	"errors"
	"strings"
	"testing"
)

// TestResolve goes through the table in both styles of paths.
func TestResolve(t *testing.T) {
	for _, style := range []PathStyle{POSIX, Windows} {
		for _, c := range cases {
			name := map[PathStyle]string{POSIX: "posix/", Windows: "windows/"}[style] + c.name
			t.Run(name, func(t *testing.T) {
				m := newMemFSOf(t, style, c.files)
				o := c.options
				o.FS, o.Style, o.Paths = m, style, nil
				for _, p := range c.options.Paths {
					o.Paths = append(o.Paths, m.native(p))
				}
				from := c.from
				if from == "" {
					from = "/app"
				}
				r := New(o)
				for _, a := range c.asked {
					res, err := r.Resolve(Request{Spec: a.spec, From: m.native(from)})
					check(t, m, a, res, err)
				}
				for dir, n := range m.lists {
					if n > 1 {
						t.Errorf("%s was listed %d times", dir, n)
					}
				}
			})
		}
	}
}

func check(t *testing.T, m *memFS, a asked, res Result, err error) {
	t.Helper()
	got := ""
	switch {
	case err != nil:
		want, ok := strings.CutPrefix(a.want, "! ")
		for before, rest, found := strings.Cut(want, "{/"); found; before, rest, found = strings.Cut(want, "{/") {
			path, after, _ := strings.Cut(rest, "}")
			want = before + m.native("/"+path) + after
		}
		text := strings.ReplaceAll(err.Error(), `\\`, `\`)
		if !ok || !strings.Contains(text, want) {
			t.Errorf("%q: got error %q, want %q", a.spec, err, a.want)
		}
		return
	case res.Empty:
		got = "empty"
	case res.Supplied != "":
		got = "supplied " + res.Supplied
	default:
		got = m.posix(res.File.Path)
		if res.As != "" {
			got += " as " + m.posix(res.As)
		}
		if res.File.Dir.join(res.File.Name) != res.File.Path {
			t.Errorf("%q: file %q has the name %q in %q", a.spec, res.File.Path, res.File.Name, res.File.Dir.Path())
		}
	}
	if got != a.want {
		t.Errorf("%q: got %s, want %s", a.spec, got, a.want)
	}
}

// TestPackages checks which package a file belongs to.
func TestPackages(t *testing.T) {
	m := newMemFS(t, `/app/package.json: {"name": "app", "version": "1.2.3", "type": "module", "browserify": {"transform": ["x"]}, "a\u0062": [1, {"b": 2}]}
		/app/src/x.js:
		/app/src/link.js -> ../../other/y.js
		/app/src/nested/package.json: {"name": "nested"}
		/app/src/nested/dist/z.js:
		/app/list/package.json: [1]
		/app/list/x.js:
		/app/number/package.json: 5
		/app/number/x.js:
		/app/node_modules/bare/x.js:
		/app/node_modules/p/package.json: {"name": "p", "main": "cjs/main.js"}
		/app/node_modules/p/cjs/package.json: {"type": "commonjs"}
		/app/node_modules/p/cjs/main.js:
		/other/package.json: {"name": "other"}
		/other/y.js:`)
	r := New(Options{FS: m, Style: POSIX})
	for _, c := range []struct{ spec, dir, through string }{
		{"./src/x", "/app", "/app"},
		{"./src/link", "/other", "/app"},
		{"./src/nested/dist/z", "/app/src/nested", "/app/src/nested"},
		{"./list/x", "/app/list", "/app/list"},
		{"./number/x", "/app", "/app"},
		{"bare/x", "", ""},
		{"p", "/app/node_modules/p/cjs", "/app/node_modules/p"},
		{"p/cjs/main", "/app/node_modules/p/cjs", "/app/node_modules/p/cjs"},
	} {
		res, err := r.Dir("/app").Resolve(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		dirOf := func(p *Package) string {
			if p == nil {
				return ""
			}
			return p.Dir
		}
		if got := dirOf(res.File.Package); got != c.dir {
			t.Errorf("%s: nearest package in %q, want %q", c.spec, got, c.dir)
		}
		if got := dirOf(res.Package); got != c.through {
			t.Errorf("%s: found through the package in %q, want %q", c.spec, got, c.through)
		}
	}
	res, err := r.Dir("/app").Resolve("./src/x")
	if err != nil {
		t.Fatal(err)
	}
	p := res.File.Package
	if p.Name != "app" || p.Version != "1.2.3" || p.Type != "module" {
		t.Errorf("got %q %q %q", p.Name, p.Version, p.Type)
	}
	for field, want := range map[string]string{"browserify": `{"transform": ["x"]}`, "ab": `[1, {"b": 2}]`, "version": `"1.2.3"`, "main": "", "nope": ""} {
		if got := string(p.Field(field)); got != want {
			t.Errorf("field %s: got %s, want %s", field, got, want)
		}
	}
	if (*Package)(nil).Field("x") != nil {
		t.Error("no package has fields")
	}
}

// TestIdentity checks that a file is one *File however it is reached.
func TestIdentity(t *testing.T) {
	m := newMemFS(t, `/app/x.js:
		/app/dir -> .
		/app/y.js -> x.js
		/app/node_modules/self -> ..`)
	r := New(Options{FS: m, Style: POSIX})
	first, err := r.Dir("/app").Resolve("./x")
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []string{"./x.js", "./dir/x", "./y", "self/x", "./dir/dir/dir/y"} {
		res, err := r.Dir("/app/dir/nowhere/..").Resolve(spec)
		if err != nil || res.File != first.File {
			t.Errorf("%s: got %v %v", spec, res.File, err)
		}
	}
	if r.Dir("/app/.") != r.Dir("/app/dir/..") || r.Dir("/app") == r.Dir("/app/dir") {
		t.Error("a path must have one handle")
	}
}

// TestEntry checks what a user may name.
func TestEntry(t *testing.T) {
	files := `/app/package.json: {"browser": {"./main.js": "./browser.js"}}
		/app/main.js:
		/app/browser.js:
		/app/link.js -> ../other/x.js
		/app/lib/index.js:
		/other/x.js:
		/other/main.js:
		/broken/package.json: {
		/broken/x.js:`
	for _, c := range []struct {
		o          Options
		path, want string
	}{
		{Options{}, "/app/main", "/app/browser.js"},
		{Options{}, "/app/lib", "/app/lib/index.js"},
		{Options{}, "/app/link.js", "/other/x.js as /app/link.js"},
		{Options{PreserveSymlinks: true}, "/app/link.js", "/other/x.js as /app/link.js"},
		{Options{BaseDir: "/app"}, "/app/main.js", "/app/browser.js"},
		{Options{BaseDir: "/other"}, "/app/main.js", "/app/browser.js"}, // the package's own filter
		{Options{BaseDir: "/other", NoBrowserField: true}, "/app/main.js", "/app/main.js"},
		{Options{}, "/app/nope", "! cannot find module"},
		{Options{NoBrowserField: true}, "/broken/x.js", "! this is not JSON"},
	} {
		m := newMemFS(t, files)
		c.o.FS, c.o.Style = m, POSIX
		res, err := New(c.o).Entry(c.path)
		check(t, m, asked{c.path, c.want}, res, err)
	}
}

// TestNotFound checks what an error tells.
func TestNotFound(t *testing.T) {
	m := newMemFS(t, `/a/b/Foo.js:
		/a/node_modules/Upper/index.js:
		/a/node_modules/deep/lib/File.js:
		/a/node_modules/main/package.json: {"main": "gone"}`)
	r := New(Options{FS: m, Style: POSIX, Paths: []string{"/np"}})
	for _, c := range []struct{ spec, tried, text string }{
		{"x", "/a/node_modules/x /a/node_modules/x.js /a/node_modules/x.json /a/node_modules/x/package.json /a/node_modules/x/index /a/node_modules/x/index.js /a/node_modules/x/index.json",
			`cannot find module "x" from "/a/b"; is it installed? Try: npm install x`},
		{"@x/y-z/a", "", `; is it installed? Try: npm install @x/y-z`},
		{"https://host/x.js", "", `cannot find module "https://host/x.js" from "/a/b": it is a URL, and only files are bundled`},
		{"./foo", "/a/b/foo /a/b/foo.js /a/b/foo.json /a/b/foo/package.json /a/b/foo/index /a/b/foo/index.js /a/b/foo/index.json",
			`cannot find module "./foo" from "/a/b"; there is "/a/b/Foo.js": capitals count`},
		{"upper", "", `there is a package "Upper": capitals count`},
		{"deep/lib/file", "", `package "deep" is installed in "/a/node_modules/deep", but has no "./lib/file"; there is "/a/node_modules/deep/lib/File.js": capitals count`},
		{"main", "", `: the main field of "/a/node_modules/main/package.json" names "gone", which is not there; the package may have to be built`},
	} {
		_, err := r.Dir("/a/b").Resolve(c.spec)
		var e *NotFoundError
		if !errors.As(err, &e) {
			t.Fatalf("%s: %v", c.spec, err)
		}
		if got := strings.Join(e.Tried, " "); c.tried != "" && !strings.HasPrefix(got, c.tried) {
			t.Errorf("%s: tried %s", c.spec, got)
		}
		if !strings.Contains(e.Error(), c.text) {
			t.Errorf("%s: got %q, want %q", c.spec, e, c.text)
		}
		if _, again := r.Dir("/a/b").Resolve(c.spec); again != err {
			t.Errorf("%s: the error was not remembered", c.spec)
		}
	}
	for _, spec := range []string{"data:text/javascript,1", "!style!css", " ", "naïve", "file:x"} {
		_, err := r.Dir("/a/b").Resolve(spec)
		if e, ok := err.(*NotFoundError); !ok || e.Hint != "" {
			t.Errorf("%s: got %v: npm has no such package", spec, err)
		}
	}
}

func TestPackageErrorPlace(t *testing.T) {
	m := newMemFS(t, "/app/x.js:")
	m.files["/app/package.json"] = "\ufeff{\n  \"a\": 1,\n  \"b\": [1, 2,]\n}"
	_, err := New(Options{FS: m, Style: POSIX}).Dir("/app").Resolve("./x")
	var e *PackageError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.File != "/app/package.json" || e.Line != 3 || e.Column != 14 || e.Offset != 28 {
		t.Errorf("got %+v", e)
	}
}
