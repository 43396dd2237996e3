package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sheaf/cmd/sheaf/internal/argv"
)

// A served is a project that sheaf serves.
type served struct {
	t      *testing.T
	dir    string
	url    string
	script string // its path
	stderr *log
	cmd    *exec.Cmd
}

var urlLine = regexp.MustCompile(`(?m)^sheaf: serving .* at (http://\S+/), the bundle at (\S+)$`)

// serve starts a server on a free port, in a new directory with files.
func serve(t *testing.T, files map[string]string, args ...string) *served {
	t.Helper()
	s := &served{t: t, dir: t.TempDir(), stderr: &log{}}
	for name, text := range files {
		s.write(name, text)
	}
	s.start(append([]string{"--serve=127.0.0.1:0"}, args...)...)
	return s
}

func (s *served) start(args ...string) {
	s.t.Helper()
	s.cmd = start(s.t, s.dir, func(c *exec.Cmd) { c.Stderr = s.stderr }, args...)
	until(s.t, "the address", func() bool {
		if m := urlLine.FindStringSubmatch(s.stderr.String()); m != nil {
			s.url, s.script = m[1], m[2]
		}
		return s.url != ""
	})
}

func (s *served) write(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Join(s.dir, filepath.Dir(name)), 0o777); err != nil {
		s.t.Fatal(err)
	}
	write(s.t, s.dir, name, text)
}

// get returns what is served below the URL.
func (s *served) get(path string) string {
	s.t.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// TestServeFiles serves a bundle that is written, too, with its map: both are
// the same, and what a build without a server writes.
func TestServeFiles(t *testing.T) {
	files := map[string]string{"main.js": "require('./lib/a')", "lib/a.js": "one()", "public/x.txt": "text", "public/js/bundle.js": "old"}
	args := []string{"main.js", "--dir", "public", "-o", "public/js/bundle.js", "--sourcemap=public/maps/b.map"}
	s := serve(t, files, args...)
	if s.script != "/js/bundle.js" {
		t.Errorf("the bundle is at %s", s.script)
	}
	for _, text := range []string{"one()", "two()"} {
		s.write("lib/a.js", text)
		until(t, "the bundle", func() bool { return strings.Contains(s.get("js/bundle.js"), text) })
		cmd := start(t, s.dir, nil, append(args[:4:4], "public/js/fresh.js", args[5])...)
		if code := exit(t, cmd, 20*time.Second); code != 0 {
			t.Fatal("the build fails")
		}
		fresh, err := os.ReadFile(filepath.Join(s.dir, "public/js/fresh.js"))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.get("js/bundle.js"); got != string(fresh) || !has(filepath.Join(s.dir, "public/js/bundle.js"), got) {
			t.Errorf("served:\n%s\nbuilt:\n%s", got, fresh)
		}
		if got := s.get("maps/b.map"); !has(filepath.Join(s.dir, "public/maps/b.map"), got) || !strings.Contains(got, text) {
			t.Errorf("the map is %s", got)
		}
	}
	if got := s.get("x.txt"); got != "text" {
		t.Errorf("a file is %q", got)
	}
}

// TestServeMap serves a bundle that is written nowhere, with a map.
func TestServeMap(t *testing.T) {
	for _, test := range []struct{ flag, path, line string }{
		{"--sourcemap=external", "bundle.js.map", ""},
		{"--sourcemap=maps/b.map", "maps/b.map", "//# sourceMappingURL=maps/b.map\n"},
		{"-d", "", "//# sourceMappingURL=data:application/json"},
	} {
		s := serve(t, map[string]string{"main.js": "one()"}, "main.js", test.flag)
		script := s.get("bundle.js")
		if !strings.Contains(script, test.line) || test.line == "" && strings.Contains(script, "sourceMappingURL") {
			t.Errorf("%s: the bundle is %s", test.flag, script)
		}
		if test.path == "" {
			continue
		}
		if got := s.get(test.path); !strings.Contains(got, `"sources":["node_modules/`) && !strings.Contains(got, "main.js") || !strings.Contains(got, `"mappings":`) {
			t.Errorf("%s: the map is %s", test.flag, got)
		}
		if entries, _ := os.ReadDir(s.dir); len(entries) != 1 {
			t.Errorf("%s: something was written: %v", test.flag, entries)
		}
	}
}

// TestServeEnd interrupts a server that a page listens to, and whose bundle
// waits for a build that takes long.
func TestServeEnd(t *testing.T) {
	needSignals(t)
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		s := serve(t, map[string]string{"main.js": "one()", "slow.sh": "echo >begun; exec sleep 60"}, "main.js", "-c", "sh slow.sh")
		until(t, "the build", func() bool { return exists(filepath.Join(s.dir, "begun")) })
		waiting := make(chan string, 1)
		go func() {
			r, err := http.Get(s.url + "bundle.js")
			if err != nil {
				waiting <- err.Error()
				return
			}
			waiting <- r.Status
		}()
		s2 := serve(t, map[string]string{"main.js": "one()"}, "main.js")
		r, err := http.Get(s2.url + ".sheaf/events")
		if err != nil {
			t.Fatal(err)
		}
		stream := bufio.NewReader(r.Body)
		if line, err := stream.ReadString('\n'); err != nil || line != "retry: 500\n" {
			t.Errorf("the stream begins with %q (%v)", line, err)
		}
		for _, s := range []*served{s, s2} {
			begun := time.Now()
			s.cmd.Process.Signal(test.signal)
			if code := exit(t, s.cmd, 5*time.Second); code != test.code {
				t.Errorf("%v: exit code %d", test.signal, code)
			}
			if took := time.Since(begun); took > time.Second {
				t.Errorf("%v: it took %v", test.signal, took)
			}
		}
		if status := <-waiting; strings.HasPrefix(status, "200") {
			t.Error("the bundle was answered")
		}
		_, _ = io.ReadAll(stream) // ends
		r.Body.Close()
	}
}

// TestServePorts takes a port and asks for it: by name, which is an error, and as
// the one that is tried first.
func TestServePorts(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	o := &serveOptions{host: "127.0.0.1", port: port, fixed: true}
	if _, err := o.listen(); err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("a taken port: %v", err)
	}
	o.fixed = false
	next, err := o.listen()
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if got := next.Addr().(*net.TCPAddr).Port; got <= port || got > port+portsToTry {
		t.Errorf("after %d comes %d", port, got)
	}
}

// TestServeAddress reads what stands after --serve.
func TestServeAddress(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		args  string
		host  string
		port  int
		fixed bool
	}{
		{"--serve", "127.0.0.1", 9966, false},
		{"--serve=8080", "127.0.0.1", 8080, true},
		{"--serve=:8080", "127.0.0.1", 8080, true},
		{"--serve=0", "127.0.0.1", 0, true},
		{"--serve=0.0.0.0", "0.0.0.0", 9966, false},
		{"--serve=localhost:1", "localhost", 1, true},
		{"--serve=[::1]:8080", "::1", 8080, true},
		{"--serve=::1", "::1", 9966, false},
		{"--serve=dev.example:80", "dev.example", 80, true},
	} {
		args, err := argv.Parse([]string{test.args, "main.js"}, flags)
		if err != nil {
			t.Fatal(err)
		}
		j, errs := newJob(args, environment{getenv: func(string) string { return "" }})
		if errs.Failed() {
			t.Errorf("%s: %v", test.args, errs)
			continue
		}
		if s := j.serve; s.host != test.host || s.port != test.port || s.fixed != test.fixed || len(j.options.Entries) != 1 {
			t.Errorf("%s: %+v", test.args, s)
		}
	}
}

// TestServeScript checks where a bundle is served that has a name.
func TestServeScript(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	dirs := []string{filepath.Join(dir, "public"), dir}
	for outfile, want := range map[string]string{
		"": "/bundle.js", "out.js": "/out.js", "public/js/a.js": "/js/a.js", "dist/b.js": "/dist/b.js", "../c.js": "/c.js",
		filepath.Join(dir, "x y.js"): "/x y.js",
	} {
		if got := scriptPath(dirs, filepath.FromSlash(outfile)); got != want {
			t.Errorf("%q is served as %q, not %q", outfile, got, want)
		}
	}
}

// TestServeOpen checks that --open starts a browser with the address.
func TestServeOpen(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("Windows starts browsers in another way")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "open"), []byte("#!/bin/sh\necho \"$1\" >\"$0.out\"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BROWSER", filepath.Join(bin, "open"))
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	s := serve(t, map[string]string{"main.js": "1"}, "main.js", "--open")
	until(t, "the browser", func() bool { return has(filepath.Join(bin, "open.out"), s.url+"\n") })
	t.Setenv("BROWSER", filepath.Join(bin, "none"))
	t.Setenv("PATH", filepath.Dir(mustFind(t, "sheaf")))
	s = serve(t, map[string]string{"main.js": "1"}, "main.js", "--open")
	until(t, "the message", func() bool { return strings.Contains(s.stderr.String(), "--open: no browser could be started") })
	if !strings.Contains(s.get("bundle.js"), "1") {
		t.Error("and it does not serve")
	}
}

func mustFind(t *testing.T, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
