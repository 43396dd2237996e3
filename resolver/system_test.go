package resolver

import (
	"errors"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"sheaf/testdata/testenv"
)

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t testing.TB, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
}

// mustFind resolves spec from dir and wants a file, or none if want is "".
func mustFind(t testing.TB, r *Resolver, dir, spec, want string) Result {
	t.Helper()
	res, err := r.Dir(dir).Resolve(spec)
	switch {
	case want == "" && err == nil:
		t.Errorf("%q from %q: found %s", spec, dir, show(res))
	case want != "" && (err != nil || res.File == nil || res.File.Path != want):
		t.Errorf("%q from %q: got %v %v, want %q", spec, dir, res.File, err, want)
	}
	return res
}

// portable hides what the system's file system can do beyond FS.
type portable struct{ FS }

// TestPortable checks that the ways around FS that are fast agree with FS.
func TestPortable(t *testing.T) {
	entry, list := calls(t)
	results := func(fsys FS) (got []string) {
		r := New(Options{FS: fsys, Supplied: func(name string) bool { return supplied[name] }})
		files := make([]*File, len(list))
		resolveAll(t, r, entry, list, files)
		for _, f := range files {
			if f == nil {
				got = append(got, "")
			} else {
				got = append(got, f.Path)
			}
		}
		return got
	}
	if !slices.Equal(results(nil), results(portable{osFS{}})) {
		t.Error("the answers differ")
	}
}

// TestListing checks listings of large directories against os.ReadDir.
func TestListing(t *testing.T) {
	seed := maphash.MakeSeed()
	r := New(Options{})
	r.seed = seed
	dir := testenv.Dir(t)
	for _, n := range []int{0, 1, 2, 3, 4, 5, 100, 3000} {
		sub := filepath.Join(dir, "d", strings.Repeat("x", n%7+1)+string(rune('a'+n%26)))
		if err := os.MkdirAll(filepath.Join(sub, "directory"), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			write(t, filepath.Join(sub, strings.Repeat("n", i%40)+string(rune('a'+i%26))+string(rune('0'+i/26%10))+string(rune('0'+i/260))+".js"), "")
		}
		entries, err := os.ReadDir(sub)
		if err != nil {
			t.Fatal(err)
		}
		l := r.list(sub)
		count := 0
		l.each(func(string, Kind) { count++ })
		if count != len(entries) || !l.exists || l.byStat {
			t.Errorf("%d names, want %d", count, len(entries))
		}
		for _, e := range entries {
			want := KindFile
			if e.IsDir() {
				want = KindDir
			}
			base, ext := strings.TrimSuffix(e.Name(), ".js"), ""
			if base != e.Name() {
				ext = ".js"
			}
			if full, k := l.find(seed, base, ext); full != e.Name() || k != want {
				t.Errorf("%q: got %q %v", e.Name(), full, k)
			}
			if _, k := l.find(seed, e.Name(), ".js"); k != 0 {
				t.Errorf("%q: found with .js too", e.Name())
			}
		}
	}
	if l := r.list(filepath.Join(dir, "nope")); l.exists {
		t.Error("a directory that is not there exists")
	}
	write(t, filepath.Join(dir, "file"), "")
	if l := r.list(filepath.Join(dir, "file")); l.exists {
		t.Error("a file is a directory")
	}
}

// TestCannotList checks that a directory that can be searched but not listed
// still gives up what is asked for by name.
func TestCannotList(t *testing.T) {
	m := newMemFS(t, `/app/lib/a.js:
		/app/lib/dir/index.js:
		/app/lib/link.js -> ../real.js
		/app/real.js:
		/app/lib/package.json: {"main": "a"}
		/app/node_modules/p/index.js:`)
	m.closed["/"], m.closed["/app"], m.closed["/app/lib"] = true, true, true
	r := New(Options{FS: m, Style: POSIX})
	for _, a := range []asked{
		{"./lib", "/app/lib/a.js"},
		{"./lib/dir", "/app/lib/dir/index.js"},
		{"./lib/link", "/app/real.js as /app/lib/link.js"},
		{"p", "/app/node_modules/p/index.js"},
		{"./lib/nope", "! cannot find"},
		{"./lib/a\x00.js", "! cannot find"},
	} {
		res, err := r.Dir("/app").Resolve(a.spec)
		check(t, m, a, res, err)
	}
}

// TestCannotReadPackage checks that a package.json that is there and cannot be
// read is not passed over, as what it says would be.
func TestCannotReadPackage(t *testing.T) {
	m := newMemFS(t, `/app/a.js:
		/app/node_modules/p/index.js:
		/app/node_modules/p/lib.js:
		/app/node_modules/p/package.json: {"main": "lib.js"}`)
	m.closed["/app/node_modules/p/package.json"] = true
	r := New(Options{FS: m, Style: POSIX})
	for _, a := range []asked{
		{"./a", "/app/a.js"},
		{"p", "! /app/node_modules/p/package.json: permission denied"},
		{"p/lib", "! /app/node_modules/p/package.json: permission denied"},
	} {
		res, err := r.Dir("/app").Resolve(a.spec)
		check(t, m, a, res, err)
	}
	// When the directory was closed, and is not, its names are what changes.
	delete(m.closed, "/app/node_modules/p/package.json")
	r.Invalidate("/app/node_modules/p/lib.js", "/app/node_modules/p/nope.js")
	a := asked{"p", "/app/node_modules/p/lib.js"}
	res, err := r.Dir("/app").Resolve(a.spec)
	check(t, m, a, res, err)
}

// TestCannotListForReal is the same on the system's files.
func TestCannotListForReal(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("needs permissions that bind the user")
	}
	dir := testenv.Dir(t)
	write(t, filepath.Join(dir, "closed", "a.js"), "")
	if err := os.Chmod(filepath.Join(dir, "closed"), 0o111); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "closed"), 0o777)
	mustFind(t, New(Options{}), dir, "./closed/a", filepath.Join(dir, "closed", "a.js"))
}

// TestCase checks systems that ignore case: a name is accepted as asked for.
func TestCase(t *testing.T) {
	m := newMemFSOf(t, Windows, `/App/Lib/Foo.js:
		/App/Lib/index.js:
		/App/node_modules/Pkg/Index.js:
		/App/Lib/é.js:`)
	r := New(Options{FS: m, Style: Windows})
	for _, a := range []asked{
		{"./lib/foo", "/App/lib/foo.js"},
		{"./LIB/FOO.JS", "/App/LIB/FOO.JS"},
		{"./Lib", "/App/Lib/index.js"},
		{"./lib", "/App/lib/index.js"},
		{"pkg", "/App/node_modules/pkg/index.js"},
		{"./Lib/É", "/App/Lib/É.js"},
		{"./lib/nope", "! cannot find"},
	} {
		res, err := r.Dir(`C:\App`).Resolve(a.spec)
		check(t, m, a, res, err)
	}
	// Elsewhere it is a mistake.
	m.windows = false
	if runtime.GOOS != "darwin" {
		mustFind(t, New(Options{FS: m, Style: POSIX}), "/App", "./lib/foo", "")
	}
}

// TestWindowsPaths checks drives, servers and both slashes.
func TestWindowsPaths(t *testing.T) {
	m := newMemFSOf(t, Windows, `/app/lib/x.js:
		/app/y.js:
		/z.js:`)
	r := New(Options{FS: m, Style: Windows})
	for _, a := range []asked{
		{`.\lib/x`, "/app/lib/x.js"},
		{`..\z`, "/z.js"},
		{`./lib\x`, "/app/lib/x.js"},
		{`c:/app/y`, "/app/y.js"},
		{`C:\app\y.js`, "/app/y.js"},
		{`\app\y.js`, "/app/y.js"},
		{`/app/lib/../y.js`, "/app/y.js"},
		{`../../../z`, "/z.js"},
	} {
		res, err := r.Dir(`C:\app`).Resolve(a.spec)
		check(t, m, a, res, err)
	}
	for path, want := range map[string]string{
		`c:\a\b`:                `C:\a\b`,
		`C:/a/./b/..`:           `C:\a`,
		`C:\`:                   `C:\`,
		`\\server\share\a`:      `\\server\share\a`,
		`\\server\share`:        `\\server\share\`,
		`//server/share/a/../b`: `\\server\share\b`,
		`\a`:                    `C:\a`,
	} {
		if got := r.Dir(path).Path(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	if r.Dir(`c:\A`) == nil || r.Dir(`C:\x`) != r.Dir(`c:/x`) {
		t.Error("drives in either case are one")
	}
}

// TestLinksForReal checks links of the system, where pnpm's trees are made of
// them.
func TestLinksForReal(t *testing.T) {
	dir := testenv.Dir(t)
	at := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	write(t, at("app/main.js"), "")
	write(t, at("store/p@1/node_modules/p/index.js"), "")
	write(t, at("store/p@1/node_modules/p/package.json"), `{"name": "p"}`)
	write(t, at("store/q@1/node_modules/q/lib/q.js"), "")
	write(t, at("store/q@1/node_modules/q/package.json"), `{"main": "lib/q"}`)
	write(t, at("app/node_modules/keep"), "")
	link(t, at("store/p@1/node_modules/p"), at("app/node_modules/p"))
	link(t, "../../q@1/node_modules/q", at("store/p@1/node_modules/q"))
	link(t, "circle", at("app/circle"))
	link(t, "circle2", at("app/circle1"))
	link(t, "circle1", at("app/circle2"))
	link(t, "circle3/x", at("app/circle3"))
	link(t, at("nowhere"), at("app/dangling.js"))
	link(t, "../store/p@1/node_modules/../../q@1/node_modules/q", at("app/detour"))

	r := New(Options{})
	res := mustFind(t, r, at("app"), "p", at("store/p@1/node_modules/p/index.js"))
	if res.As != at("app/node_modules/p/index.js") {
		t.Errorf("reached as %q", res.As)
	}
	if p := res.File.Package; p == nil || p.Dir != at("store/p@1/node_modules/p") {
		t.Errorf("package %+v", p)
	}
	if d, p := r.Reached(res.As); d != res.File.Dir || p != res.File.Package {
		t.Errorf("reached through %s, package %+v", d.Path(), p)
	}
	link(t, at("store/q@1/node_modules/q/lib/q.js"), at("store/p@1/node_modules/p/q.js"))
	if d, p := r.Reached(at("app/node_modules/p/q.js")); d != res.File.Dir || p != res.File.Package {
		t.Errorf("a link to another package's file is reached through %s, package %+v", d.Path(), p)
	}
	if _, err := res.File.Dir.Resolve("q"); err != nil {
		t.Error(err)
	}
	mustFind(t, r, res.File.Dir.Path(), "q", at("store/q@1/node_modules/q/lib/q.js"))
	mustFind(t, r, at("app"), "./circle", "")
	for _, spec := range []string{"./circle/x", "./circle1", "./circle2", "./circle1/x", "./circle2/x", "./circle3", "./circle3/x", "circle1"} {
		mustFind(t, r, at("app"), spec, "")
		mustFind(t, r, at("app/circle1"), spec, "")
		mustFind(t, r, at("app/circle2/y"), spec, "")
	}
	mustFind(t, r, at("app"), "./detour", at("store/q@1/node_modules/q/lib/q.js"))
	mustFind(t, r, at("app"), "./detour/../main", at("app/main.js"))
	mustFind(t, r, at("app"), "./dangling", "")

	kept := New(Options{PreserveSymlinks: true})
	mustFind(t, kept, at("app"), "p", at("app/node_modules/p/index.js"))
	link(t, at("app/main.js"), at("entry.js"))
	entry, err := kept.Entry(at("entry"))
	if err != nil || entry.File.Path != at("app/main.js") || entry.As != at("entry.js") {
		t.Errorf("entry: %v %v", show(entry), err)
	}
}

// TestFollowLinks compares the part by part way that Windows needs with the
// standard library's, where both work.
func TestFollowLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the standard library does not follow junctions")
	}
	dir := testenv.Dir(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	write(t, at("a/b/c.js"), "")
	link(t, "a", at("rel"))
	link(t, at("a/b"), at("abs"))
	link(t, "../rel/b", at("a/up"))
	link(t, "loop2", at("loop1"))
	link(t, "loop1", at("loop2"))
	for _, name := range []string{"a/b/c.js", "rel/b/c.js", "abs/c.js", "a/up/c.js", "rel/up/c.js", "rel/up/../b/c.js", "nope", "loop1", "rel/nope", "."} {
		want, wantErr := filepath.EvalSymlinks(dir + "/" + name)
		got, err := followLinks(dir+"/"+name, os.Readlink, "/")
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: got %q %v, want %q %v", name, got, err, want, wantErr)
		}
	}
	if _, err := followLinks(at("loop1"), os.Readlink, "/"); !errors.Is(err, errManyLinks) {
		t.Errorf("got %v", err)
	}
	if _, err := followLinks(at("nope/x"), os.Readlink, "/"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestTogether resolves a large application from many goroutines at once and
// wants the answers of one.
func TestTogether(t *testing.T) {
	entry, list := calls(t)
	files := make([]*File, len(list))
	resolveAll(t, New(Options{Supplied: func(name string) bool { return supplied[name] }}), entry, list, files)
	r := New(Options{Supplied: func(name string) bool { return supplied[name] }})
	got := make([][]*File, 8)
	var wg sync.WaitGroup
	for g := range got {
		got[g] = make([]*File, len(list))
		wg.Go(func() {
			for i := range list {
				i = (i + g*len(list)/len(got)) % len(list)
				c := list[i]
				from := filepath.Dir(entry)
				if c.in >= 0 {
					from = files[c.in].Dir.Path()
				}
				res, err := r.Resolve(Request{Spec: c.spec, From: from})
				if err != nil {
					t.Error(err)
				}
				got[g][i] = res.File
			}
		})
	}
	wg.Wait()
	for i := range list {
		for g := range got {
			if got[g][i] != got[0][i] {
				t.Fatalf("%q: two handles of one file", list[i].spec)
			}
		}
		if (files[i] == nil) != (got[0][i] == nil) || files[i] != nil && files[i].Path != got[0][i].Path {
			t.Errorf("%q: got %v, want %v", list[i].spec, got[0][i], files[i])
		}
	}
}

// FuzzResolve resolves odd names: it must answer, and twice the same.
func FuzzResolve(f *testing.F) {
	for _, c := range cases {
		for _, a := range c.asked {
			f.Add(a.spec, c.files, byte(len(c.files)))
		}
	}
	f.Add("sUb", "App/sub/indeX\napp/72", byte(0xb8))
	f.Fuzz(func(t *testing.T, spec, files string, flags byte) {
		if len(files) > 2000 || strings.Count(files, "\n") > 40 {
			return
		}
		style := POSIX
		if flags&32 != 0 {
			style = Windows
		}
		m := newMemFSOf(t, style, files)
		o := Options{FS: m, Style: style, Exports: ExportsMode(flags % 3), NoBrowserField: flags&8 != 0, PreserveSymlinks: flags&16 != 0,
			Paths: []string{"/np", "/app"}, Supplied: func(name string) bool { return name == "path" }}
		r := New(o)
		from := r.Dir(m.native("/app"))
		res, err := from.Resolve(spec)
		set := 0
		for _, is := range []bool{res.File != nil, res.Supplied != "", res.Empty, err != nil} {
			if is {
				set++
			}
		}
		if set != 1 {
			t.Fatalf("%q: %+v %v", spec, res, err)
		}
		if err != nil && (err.Error() == "" || res != (Result{})) {
			t.Fatalf("%q: %+v %v", spec, res, err)
		}
		if res.File != nil {
			if k, err := m.Stat(res.File.Path); err != nil || k != KindFile {
				t.Fatalf("%q: %q is no file: %v %v", spec, res.File.Path, k, err)
			}
		}
		r.Invalidate(m.native("/app/new.js"), m.native("/app"))
		if res2, err2 := from.Resolve(spec); res2.File != res.File || (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %+v %v, then %+v %v", spec, res, err, res2, err2)
		}
	})
}
