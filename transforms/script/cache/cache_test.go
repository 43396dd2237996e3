package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sheaf/transforms/script/engine"
)

// A counter is an engine that counts what it does.
type counter struct {
	runs   int
	closed bool
	err    error
	trace  *engine.Trace
	prints func() bool

	uncaught []*engine.Error
}

func (c *counter) Name() string { return "counter" }
func (c *counter) Uncaught() []*engine.Error {
	list := c.uncaught
	c.uncaught = nil
	return list
}
func (c *counter) End() []*engine.Error { return c.Uncaught() }
func (c *counter) Close() error         { c.closed = true; return nil }

func (c *counter) Run(_ context.Context, job engine.Job) (engine.Result, error) {
	c.runs++
	return engine.Result{Code: fmt.Appendf(nil, "%s %d", job.Code, c.runs), Trace: c.trace, Printed: c.prints}, c.err
}

func transparent() *engine.Trace {
	return &engine.Trace{Opaque: func([]string) bool { return false }}
}

// TestKey: whatever is known before a run tells entries apart, and nothing is
// started for what is known.
func TestKey(t *testing.T) {
	dir := t.TempDir()
	base := Options{
		Dir: dir, Name: "node", Cwd: "/a", Environ: []string{"TZ=UTC"},
		Version: "1",
	}
	job := engine.Job{Module: "/tr.js", Options: []byte("{}"), File: "/a/x.js", Code: []byte("code")}
	run := func(o Options, job engine.Job) (runs int) {
		t.Helper()
		c := &counter{trace: transparent()}
		o.Start = func() (engine.Engine, error) { return c, nil }
		e := New(o)
		if _, err := e.Run(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		if err := e.Settle(); err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil || c.closed != (c.runs > 0) {
			t.Errorf("closed %v after %d runs, %v", c.closed, c.runs, err)
		}
		return c.runs
	}
	if run(base, job) != 1 || run(base, job) != 0 {
		t.Fatal("it is not kept")
	}
	for name, change := range map[string]func(*Options, *engine.Job){
		"engine":   func(o *Options, _ *engine.Job) { o.Name = "goja" },
		"version":  func(o *Options, _ *engine.Job) { o.Version = "2" },
		"cwd":      func(o *Options, _ *engine.Job) { o.Cwd = "/b" },
		"TZ":       func(o *Options, _ *engine.Job) { o.Environ = nil },
		"NODE_…":   func(o *Options, _ *engine.Job) { o.Environ = []string{"TZ=UTC", "NODE_OPTIONS=--x"} },
		"sandbox":  func(o *Options, _ *engine.Job) { o.Sandbox = &engine.Sandbox{} },
		"reads":    func(o *Options, _ *engine.Job) { o.Sandbox = &engine.Sandbox{Read: []string{"/a"}} },
		"sees":     func(o *Options, _ *engine.Job) { o.Sandbox = &engine.Sandbox{Environ: []string{"/a"}} },
		"module":   func(_ *Options, j *engine.Job) { j.Module = "/tr2.js" },
		"options":  func(_ *Options, j *engine.Job) { j.Options = []byte(`{"a":1}`) },
		"file":     func(_ *Options, j *engine.Job) { j.File = "/a/y.js" },
		"code":     func(_ *Options, j *engine.Job) { j.Code = []byte("Code") },
		"boundary": func(_ *Options, j *engine.Job) { j.File, j.Code = "/a/x.jsc", []byte("ode") },
	} {
		o, j := base, job
		change(&o, &j)
		if run(o, j) != 1 || run(o, j) != 0 {
			t.Errorf("%s: not kept apart, or not kept", name)
		}
	}
	if run(base, job) != 0 {
		t.Error("it is not kept any more")
	}
}

// TestNotKept: what is wrong, what cannot be traced, what nobody traced.
func TestNotKept(t *testing.T) {
	for name, c := range map[string]*counter{
		"error":     {err: errors.New("bad"), trace: transparent()},
		"no trace":  {},
		"printed":   {prints: func() bool { return true }, trace: transparent()},
		"opaque":    {trace: &engine.Trace{Opaque: func([]string) bool { return true }}},
		"changed":   {trace: &engine.Trace{Opaque: transparent().Opaque, Notes: []engine.Note{{Kind: engine.Content, Path: "/no/such", State: "fabc"}}}},
		"before it": {trace: &engine.Trace{Opaque: transparent().Opaque, Before: &engine.Trace{Notes: []engine.Note{{Kind: engine.Place, Path: "/no/such", State: "d/no/such"}}}}},
	} {
		e := New(Options{Dir: t.TempDir(), Start: func() (engine.Engine, error) { return c, nil }})
		for range 2 {
			e.Run(t.Context(), engine.Job{})
			if err := e.Settle(); (err != nil) != (name == "no trace") {
				t.Error(name, err)
			}
		}
		if c.runs != 2 {
			t.Errorf("%s: it was kept", name)
		}
	}
}

// TestModules: what the name of a module leads to is asked anew, in each world.
func TestModules(t *testing.T) {
	file, worlds := "/m.js", 0
	resolve := func() Resolve {
		worlds++
		return func(dir, spec string, imported bool) (string, error) {
			if dir != "/a" || spec != "./m" || imported {
				return "", errors.New("another was asked for")
			}
			return file, nil
		}
	}
	c := &counter{trace: transparent()}
	c.trace.Notes = []engine.Note{
		{Kind: engine.Required, Path: "/a\x00./m", State: "f/m.js"},
		{Kind: engine.Required, Path: "/b\x00./m", State: "-"},
		{Kind: engine.Imported, Path: "/a\x00./m", State: "-"},
	}
	e := New(Options{Dir: t.TempDir(), Resolve: resolve, Start: func() (engine.Engine, error) { return c, nil }})
	for _, test := range []struct {
		file string
		runs int
	}{{"/m.js", 1}, {"/m.js", 1}, {"/m/index.js", 2}, {"/m/index.js", 3}, {"/m.js", 3}} {
		file = test.file
		if err := e.Settle(); err != nil { // and forget
			t.Fatal(err)
		}
		if _, err := e.Run(t.Context(), engine.Job{}); err != nil || c.runs != test.runs {
			t.Errorf("with %s: %d runs, want %d; %v", file, c.runs, test.runs, err)
		}
		if err := e.Settle(); err != nil {
			t.Fatal(err)
		}
	}
	if worlds == 0 || worlds > 15 {
		t.Errorf("there were %d worlds", worlds)
	}
}

// TestPrune: the oldest go first, and nothing but what the cache wrote.
func TestPrune(t *testing.T) {
	s := store{dir: filepath.Join(t.TempDir(), "[x]*")}
	foreign := filepath.Join(s.dir, "foreign")
	name := func(i int) string { return fmt.Sprintf("%064d", i) }
	for i := range 10 {
		if err := s.write("entries", name(i), make([]byte, 968)); err != nil { // 1,000 bytes with the hash
			t.Fatal(err)
		}
		when := time.Now().Add(-time.Duration(i) * time.Hour)
		os.Chtimes(s.path("entries", name(i)), when, when)
	}
	os.WriteFile(foreign, make([]byte, 5000), 0o666)
	count := func() (n int) {
		for i := range 10 {
			if _, err := s.read("entries", name(i)); err != nil {
				continue
			}
			if n != i {
				t.Errorf("%d is left, though a younger one is gone", i)
			}
			n++
		}
		return n
	}
	long := time.Now().Add(-mostAge)
	for _, test := range []struct {
		most   int64
		before time.Time
		want   int
	}{
		{10_000, long, 10},
		{9_999, long, 7},
		{8_000, time.Now().Add(-200 * time.Minute), 4},
		{0, long, 0},
	} {
		if err := s.pruneTo(test.most, test.before); err != nil || count() != test.want {
			t.Errorf("to %d: %d are left, want %d; %v", test.most, count(), test.want, err)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error(err)
	}
}

// TestUsed: what is of use stays young.
func TestUsed(t *testing.T) {
	s := store{dir: t.TempDir()}
	name := fmt.Sprintf("%064d", 1)
	if err := s.write("entries", name, nil); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	os.Chtimes(s.path("entries", name), old, old)
	s.used("entries", name)
	if st, err := os.Stat(s.path("entries", name)); err != nil || time.Since(st.ModTime()) > time.Hour {
		t.Error(st.ModTime(), err)
	}
}

// TestVersion asks a program for its version once, unless it is so small that it
// may stand for others.
func TestVersion(t *testing.T) {
	dir := t.TempDir()
	asked := 0
	ask := func() (string, error) { asked++; return fmt.Sprint("v", asked), nil }
	program := filepath.Join(dir, "node")
	for i, test := range []struct {
		size int64
		want string
	}{
		{itself, "v1"}, {itself, "v1"}, {itself + 1, "v2"}, {itself, "v3"}, {100, "v4"}, {100, "v5"},
	} {
		if i != 1 { // else it is the same as before
			err := os.WriteFile(program, nil, 0o777)
			if err == nil {
				err = os.Truncate(program, test.size)
			}
			if err != nil {
				t.Fatal(err)
			}
			when := time.Now().Add(time.Duration(i) * time.Second)
			os.Chtimes(program, when, when)
		}
		if v, err := Version(filepath.Join(dir, "cache"), program, ask); v != test.want || err != nil {
			t.Errorf("%d: %s, %v; want %s", i, v, err, test.want)
		}
	}
}

// FuzzDecode: whatever an entry's text is, variants have the sizes they say.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`[{"Trace":"a","Size":2},{"Trace":"","Size":0}]` + "\nab"))
	f.Add([]byte(`[{"Size":-1}]` + "\n"))
	f.Add([]byte(`[{"Size":9223372036854775807}]` + "\nx"))
	f.Add([]byte("null\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := decode(text)
		if err != nil {
			return
		}
		for _, v := range list {
			if len(v.code) != v.Size {
				t.Errorf("%d bytes of %d", len(v.code), v.Size)
			}
		}
	})
}
