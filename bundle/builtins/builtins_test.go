package builtins_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"sheaf/bundle/builtins"
	"sheaf/bundle/scan"
)

func TestNamesAreSorted(t *testing.T) {
	names := builtins.Names()
	if !slices.IsSorted(names) {
		t.Errorf("not sorted: %q", names)
	}
	for i, name := range names {
		if i > 0 && names[i-1] == name {
			t.Errorf("%q stands twice", name)
		}
		if !builtins.Known(name) {
			t.Errorf("Known(%q) = false", name)
		}
	}
	for _, name := range []string{"", "Buffer", "node:fs", "buffer/", "path/win32", "worker_threads", "zzz"} {
		if builtins.Known(name) || builtins.Added(name) || builtins.Package(name) != "" {
			t.Errorf("%q is known", name)
		}
		if m, ok := builtins.Lookup(name); ok || m != nil {
			t.Errorf("Lookup(%q) found something", name)
		}
	}
}

func TestPackage(t *testing.T) {
	for name, want := range map[string]string{
		"stream": "stream-browserify", "assert": "assert/", "sys": "util/util.js", "process": "process/browser",
		"_process": "process/browser", "path/posix": "path-browserify", "fs": "", "util/types": "", "nope": "",
	} {
		if got := builtins.Package(name); got != want {
			t.Errorf("Package(%q) = %q, want %q", name, got, want)
		}
	}
}

// What needs no archive is there without one; the rest is not, and the
// problem is told.
func TestWithoutArchive(t *testing.T) {
	good := packed(t)
	damagedRecord := bytes.Clone(good)
	damagedRecord[len(good)-1] ^= 1 // of the last module: one of xtend's, which zlib does not need
	otherLock := bytes.Replace(good, []byte(builtins.LockHash), bytes.Repeat([]byte("0"), len(builtins.LockHash)), 1)
	otherVersion := bytes.Clone(good)
	otherVersion[16]++
	in := func(data []byte) fs.FS {
		return fstest.MapFS{builtins.ArchiveFile: {Data: data}, "archive/README.txt": {Data: []byte("…")}}
	}
	for _, c := range []struct {
		name  string
		files fs.FS
		want  string
	}{
		{"no archive", fstest.MapFS{"archive/README.txt": {Data: []byte("…")}}, "built without"},
		{"empty archive", in(nil), "damaged"},
		{"cut archive", in(good[:len(good)-1]), "damaged"},
		{"other lock", in(otherLock), "another lock file"},
		{"other version", in(otherVersion), "another format"},
	} {
		s := builtins.NewStoreFS(c.files)
		err := s.Problem()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasSuffix(err.Error(), builtins.Hint) {
			t.Errorf("%s: problem is %v, want one that says %q and what to run", c.name, err, c.want)
		}
		for _, name := range builtins.Names() {
			_, ok := s.Lookup(name)
			if want := builtins.Package(name) == ""; ok != want {
				t.Errorf("%s: Lookup(%q) = %v, want %v", c.name, name, ok, want)
			}
		}
		if s.IsBuffer() != nil {
			t.Errorf("%s: there is an is-buffer", c.name)
		}
	}

	// Damage that shows only when a record is read spares the others.
	s := builtins.NewStore(damagedRecord)
	if err := s.Problem(); err != nil {
		t.Errorf("before the damage is seen: %v", err)
	}
	if _, ok := s.Lookup("http"); ok { // stream-http requires xtend
		t.Error("Lookup found a module whose dependency is damaged")
	}
	if err := s.Problem(); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("after the damage is seen: problem is %v", err)
	}
	if _, ok := s.Lookup("events"); !ok {
		t.Error("a module that is not damaged is not found")
	}
}

func TestStore(t *testing.T) {
	s := builtins.NewStore(packed(t))
	if err := s.Problem(); err != nil {
		t.Fatal(err)
	}
	seen := map[*builtins.Module]bool{}
	paths := map[string]*builtins.Module{}
	visit := func(m *builtins.Module) {
		if paths[m.Path] != nil {
			t.Errorf("%s: two modules of one path", m.Path)
		}
		paths[m.Path] = m
		below, ok := strings.CutPrefix(m.Path, builtins.Root)
		if !ok || path.Clean(m.Path) != m.Path || !fs.ValidPath(below) {
			t.Errorf("%s: not a path below %s", m.Path, builtins.Root)
		}
		if m.JSON != strings.HasSuffix(m.Path, ".json") {
			t.Errorf("%s: JSON = %v", m.Path, m.JSON)
		}
		for _, d := range m.Deps {
			if n := len(d.Core); (n > 0) == (d.To != nil) && !d.Empty || d.Empty && (n > 0 || d.To != nil) {
				t.Errorf("%s: %q leads to not just one module", m.Path, d.Spec)
			}
		}
	}
	for _, name := range builtins.Names() {
		m, ok := s.Lookup(name)
		if !ok {
			t.Errorf("Lookup(%q) finds nothing", name)
		}
		if again, _ := s.Lookup(name); again != m {
			t.Errorf("Lookup(%q) returns another module the second time", name)
		}
		walk(t, s, m, seen, visit)
	}
	walk(t, s, s.IsBuffer(), seen, visit)
	for _, same := range [][2]string{
		{"process", "_process"}, {"sys", "util"}, {"path/posix", "path"}, {"fs", "net"}, {"fs/promises", "fs"},
	} {
		a, _ := s.Lookup(same[0])
		b, _ := s.Lookup(same[1])
		if a != b {
			t.Errorf("%q and %q are two modules", same[0], same[1])
		}
	}
	if m, _ := s.Lookup("fs"); m != builtins.Empty() || len(m.Source) != 0 {
		t.Error("fs is not the empty module")
	}
	if builtins.Empty() == builtins.Ignored() {
		t.Error("the two empty modules are one: Browserify has two")
	}
}

// Every record says what a scan of its source says.
func TestRecordsAgreeWithScan(t *testing.T) {
	s := builtins.NewStore(packed(t))
	seen := map[*builtins.Module]bool{}
	var scanner scan.Scanner
	for _, name := range append(builtins.Names(), "") {
		m, _ := s.Lookup(name)
		if name == "" {
			m = s.IsBuffer()
		}
		walk(t, s, m, seen, func(m *builtins.Module) {
			if m.JSON {
				if len(m.Deps) > 0 || m.Globals != 0 || m.MapComment != -1 {
					t.Errorf("%s: JSON with dependencies, globals or a map", m.Path)
				}
				return
			}
			got, err := scanner.Scan(m.Source)
			if err != nil || got.ESM >= 0 {
				t.Errorf("%s: %v, ES module at %d", m.Path, err, got.ESM)
				return
			}
			var specs []string
			for _, r := range got.Refs {
				if r.Kind == scan.Require && !slices.Contains(specs, r.Spec) {
					specs = append(specs, r.Spec)
				}
			}
			var deps []string
			for _, d := range m.Deps {
				deps = append(deps, d.Spec)
			}
			if !slices.Equal(specs, deps) {
				t.Errorf("%s: dependencies are %q, requires %q", m.Path, deps, specs)
			}
			if got.Globals != m.Globals || got.MapComment != m.MapComment {
				t.Errorf("%s: globals %b, map comment %d; scanned %b, %d",
					m.Path, m.Globals, m.MapComment, got.Globals, got.MapComment)
			}
		})
	}
}

func TestConcurrently(t *testing.T) {
	file := packed(t)
	names := builtins.Names()
	for round := range 20 {
		s := builtins.NewStore(file)
		found := make([][]*builtins.Module, 8)
		var wg sync.WaitGroup
		for g := range found {
			wg.Go(func() {
				found[g] = make([]*builtins.Module, len(names))
				for k := range names {
					i := (k + 7*g + round) % len(names)
					m, _ := s.Lookup(names[i])
					found[g][i] = m
					// What hangs on it must be whole.
					for _, d := range m.Deps {
						if d.To != nil && d.To.Path == "" {
							t.Error("a module that is not decoded yet is visible")
						}
					}
				}
				if s.Problem() != nil || s.IsBuffer() == nil {
					t.Error("no is-buffer")
				}
			})
		}
		wg.Wait()
		for i, name := range names {
			want, _ := s.Lookup(name)
			for g := range found {
				if found[g][i] != want {
					t.Fatalf("%q is two modules", name)
				}
			}
		}
	}
}

// The package as it was built agrees with itself, be the archive there or not.
// No other test needs the archive to have been generated: see packed.
func TestEmbedded(t *testing.T) {
	if builtins.Available() != (builtins.Problem() == nil) {
		t.Error("Available and Problem disagree")
	}
	if !builtins.Available() {
		if builtins.IsBuffer() != nil {
			t.Error("there is an is-buffer without an archive")
		}
		if builtins.Embedded() != nil {
			t.Errorf("the archive in this directory is of no use: %v", builtins.Problem())
		}
		if os.Getenv("CI") != "" {
			t.Fatal(builtins.Problem())
		}
		t.Skip(builtins.Problem())
	}
	for _, name := range builtins.Names() {
		if _, ok := builtins.Lookup(name); !ok {
			t.Errorf("Lookup(%q) finds nothing", name)
		}
	}
	if builtins.IsBuffer() == nil {
		t.Error("there is no is-buffer")
	}
	if !bytes.Equal(builtins.Embedded(), packed(t)) {
		t.Errorf("the archive in this directory is not what the generator writes now: %s", builtins.Hint)
	}
}

func BenchmarkLookup(b *testing.B) {
	file := packed(b)
	for _, name := range []string{"fs", "path", "buffer", "stream", "crypto"} {
		b.Run("cold/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				builtins.NewStore(file).Lookup(name)
			}
		})
	}
	b.Run("warm/buffer", func(b *testing.B) {
		s := builtins.NewStore(file)
		b.ReportAllocs()
		for b.Loop() {
			s.Lookup("buffer")
		}
	})
}

// Nothing is done at start-up: the package has no initialisation at all.
func TestNoInit(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("the counters of -cover are initialised")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("init runtime ")) {
		t.Fatalf("no trace: %v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "init sheaf/bundle/builtins ") {
			t.Errorf("the package has something to initialise: %s", line)
		}
	}
}
