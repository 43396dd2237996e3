package devserver

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// built makes a real bundle of one module.
func built(t *testing.T, code string) *bundle.Result {
	t.Helper()
	r, err := bundle.Build(t.Context(), bundle.Options{
		Basedir:   t.TempDir(),
		Entries:   []bundle.Entry{{File: "main.js", Source: []byte(code)}},
		SourceMap: bundle.MapLinked,
		MapFile:   "bundle.js.map",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// site returns a server of a directory with files, that has built once.
func site(t *testing.T, files map[string]string, set func(*Options)) (*Server, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		testenv.Write(t, dir, name, text)
	}
	o := Options{Dirs: []string{dir}, Script: "/bundle.js", Map: "/bundle.js.map", Title: "<T>"}
	if set != nil {
		set(&o)
	}
	s := New(o)
	s.Begin(nil)
	s.Built(built(t, "first()"), nil)
	s.End()
	return s, dir
}

const (
	accept  = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"
	zipping = "Accept-Encoding: br, gzip"
)

// ask makes a request from this machine. The target is written as it is sent.
func ask(s *Server, method, target string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "/", nil)
	r.Host, r.RemoteAddr = "localhost:9966", "127.0.0.1:5000"
	u, err := r.URL.Parse("http://localhost" + target)
	if err != nil {
		panic(err)
	}
	u.Scheme, u.Host = "", ""
	r.URL = u
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
		} else if name == "From" {
			r.RemoteAddr = value
		} else {
			r.Header.Add(name, value)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestKinds asks for files of all kinds.
func TestKinds(t *testing.T) {
	for name, want := range map[string]string{
		"a.js": "text/javascript; charset=utf-8", "a.mjs": "text/javascript; charset=utf-8", "A.CSS": "text/css; charset=utf-8",
		"a.html": "text/html; charset=utf-8", "a.svg": "image/svg+xml", "a.wasm": "application/wasm",
		"a.json": "application/json", "a.js.map": "application/json", "a.webmanifest": "application/manifest+json",
		"a.png": "image/png", "a.jpg": "image/jpeg", "a.avif": "image/avif", "a.woff2": "font/woff2", "a.mp4": "video/mp4",
		"a.ts": "text/plain; charset=utf-8", "LICENSE": "text/plain; charset=utf-8", "ü b.txt": "text/plain; charset=utf-8",
	} {
		s, _ := site(t, map[string]string{name: "some text"}, nil)
		r := ask(s, "GET", "/"+strings.ReplaceAll(name, " ", "%20"))
		if got := r.Header.Get("Content-Type"); got != want || r.StatusCode != 200 || text(t, r) != "some text" {
			t.Errorf("%s: status %d, type %q, want %q", name, r.StatusCode, got, want)
		}
	}
}

// TestBundle asks for the bundle and its map: what is served is what is written.
func TestBundle(t *testing.T) {
	s, _ := site(t, map[string]string{"bundle.js": "a file of that name"}, nil)
	var script, smap bytes.Buffer
	first := built(t, "first()")
	first.WriteTo(&script)
	first.WriteMap(&smap)
	r := ask(s, "GET", "/bundle.js")
	if text(t, r) != script.String() || r.Header.Get("SourceMap") != "/bundle.js.map" {
		t.Errorf("the bundle is not what is written, or without its map: %v", r.Header)
	}
	if got := text(t, ask(s, "GET", "/bundle.js.map")); got != smap.String() || got == "" {
		t.Errorf("the map is %q", got)
	}
	if got := text(t, ask(s, "GET", "/bundle.js?v=1")); got != script.String() {
		t.Error("a query makes a difference")
	}
	s.Begin(nil)
	s.Built(nil, errors.New("no </script> \"good\""))
	s.End()
	if got, want := text(t, ask(s, "GET", "/bundle.js")), `console.error("error: no </script> \"good\"");`+"\n"; got != want {
		t.Errorf("an error is served as %q, not %q", got, want)
	}
	if r := ask(s, "GET", "/bundle.js.map"); r.StatusCode != 404 {
		t.Errorf("the map of an error has status %d", r.StatusCode)
	}
}

// TestConditional checks that a browser which has something is told so, and is
// never told so wrongly.
func TestConditional(t *testing.T) {
	pad := strings.Repeat(" ", 2000)
	s, dir := site(t, map[string]string{"a.css": "a{}" + pad, "index.html": "<p>hi" + pad, "big.bin": strings.Repeat("x", inMemory+1)}, nil)
	for _, target := range []string{"/bundle.js", "/bundle.js.map", "/a.css", "/", "/big.bin"} {
		r := ask(s, "GET", target, accept)
		tag := r.Header.Get("ETag")
		if tag == "" || r.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", target, r.Header)
		}
		if r := ask(s, "GET", target, accept, "If-None-Match: "+tag); r.StatusCode != 304 || text(t, r) != "" {
			t.Errorf("%s: status %d for what has not changed", target, r.StatusCode)
		}
		zipped := ask(s, "GET", target, accept, zipping)
		if z := zipped.Header.Get("ETag"); z == tag && zipped.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: the compressed form has the tag of the plain one", target)
		} else if r := ask(s, "GET", target, accept, zipping, "If-None-Match: "+z); r.StatusCode != 304 {
			t.Errorf("%s: status %d for the compressed form", target, r.StatusCode)
		}
		testenv.Write(t, dir, "a.css", "b{}"+pad)
		testenv.Write(t, dir, "index.html", "<p>ho"+pad)
		testenv.Write(t, dir, "big.bin", strings.Repeat("y", inMemory+1))
		s.Begin(nil)
		s.Built(built(t, "second()"), nil)
		s.End()
		if r := ask(s, "GET", target, accept, "If-None-Match: "+tag); r.StatusCode != 200 {
			t.Errorf("%s: status %d for what has changed", target, r.StatusCode)
		}
		testenv.Write(t, dir, "a.css", "a{}"+pad)
		testenv.Write(t, dir, "index.html", "<p>hi"+pad)
		s.Built(built(t, "first()"), nil)
	}
}

// TestGzip checks what is compressed, and for whom.
func TestGzip(t *testing.T) {
	long := strings.Repeat("text ", 1000)
	s, _ := site(t, map[string]string{
		"a.css": long, "a.svg": long, "a.png": long, "short.css": "a{}", "large.txt": strings.Repeat("text ", 300_000), "page.html": long,
	}, nil)
	s.Begin(nil)
	s.Built(built(t, "x('"+long+"')"), nil)
	s.End()
	const there = "From: 192.0.2.7:5000"
	for _, test := range []struct {
		target  string
		headers []string
		zipped  bool
	}{
		{"/a.css", []string{zipping}, true},
		{"/bundle.js", []string{zipping}, true},
		{"/bundle.js.map", []string{zipping}, true},
		{"/a.svg", []string{"Accept-Encoding: GZIP;q=0.5"}, true},
		{"/page.html", []string{zipping, accept}, true},
		{"/a.css", []string{"Accept-Encoding: *"}, true},
		{"/a.css", []string{"Accept-Encoding: *, gzip;q=0"}, false},
		{"/a.css", []string{"Accept-Encoding: gzip; q=0.0"}, false},
		{"/a.css", []string{"Accept-Encoding: br"}, false},
		{"/a.css", nil, false},
		{"/a.css", []string{zipping, "Range: bytes=0-9"}, false},
		{"/a.png", []string{zipping}, false},
		{"/short.css", []string{zipping}, false},
		{"/large.txt", []string{zipping}, false},
		{"/large.txt", []string{zipping, there}, true},
	} {
		plain := text(t, ask(s, "GET", test.target, test.headers[min(1, len(test.headers)):]...))
		r := ask(s, "GET", test.target, test.headers...)
		got, isZipped := text(t, r), r.Header.Get("Content-Encoding") == "gzip"
		if isZipped {
			z, err := gzip.NewReader(strings.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if r.ContentLength != int64(len(got)) {
				t.Errorf("%s: length %d, not %d", test.target, r.ContentLength, len(got))
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			got = string(b)
		}
		if isZipped != test.zipped || got != plain {
			t.Errorf("%s %q: compressed: %v, the same: %v", test.target, test.headers, isZipped, got == plain)
		}
		if test.target != "/a.png" && !strings.Contains(strings.Join(r.Header.Values("Vary"), " "), "Accept-Encoding") {
			t.Errorf("%s: caches are not told what it depends on", test.target)
		}
	}
}

// TestRanges asks for pieces, as players of videos do.
func TestRanges(t *testing.T) {
	s, _ := site(t, map[string]string{"a.mp4": "0123456789", "big.mp4": strings.Repeat("x", inMemory) + "the end"}, nil)
	for _, test := range []struct {
		target, header string
		status         int
		want           string
	}{
		{"/a.mp4", "Range: bytes=2-4", 206, "234"},
		{"/a.mp4", "Range: bytes=-3", 206, "789"},
		{"/a.mp4", "Range: bytes=7-", 206, "789"},
		{"/big.mp4", "Range: bytes=-7", 206, "the end"},
		{"/a.mp4", "Range: bytes=20-", 416, ""},
		{"/bundle.js", "Range: bytes=0-9", 206, ""},
	} {
		r := ask(s, "GET", test.target, test.header)
		if got := text(t, r); r.StatusCode != test.status || test.want != "" && got != test.want {
			t.Errorf("%s, %s: status %d, %q", test.target, test.header, r.StatusCode, got)
		}
	}
}

// TestMethods checks that HEAD gets the headers of GET, and others nothing.
func TestMethods(t *testing.T) {
	s, _ := site(t, map[string]string{"a.css": "a{}", "index.html": "<p>"}, nil)
	for _, target := range []string{"/a.css", "/bundle.js", "/", "/none", "/.sheaf/client.js"} {
		get, head := ask(s, "GET", target), ask(s, "HEAD", target)
		if head.StatusCode != get.StatusCode || text(t, head) != "" {
			t.Errorf("HEAD %s: status %d", target, head.StatusCode)
		}
		for _, name := range []string{"Content-Type", "Content-Length", "ETag"} {
			if g, h := get.Header.Get(name), head.Header.Get(name); g != h {
				t.Errorf("HEAD %s: %s is %q, for GET %q", target, name, h, g)
			}
		}
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
			r := ask(s, method, target)
			if r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" || !strings.Contains(text(t, r), "GET and HEAD") {
				t.Errorf("%s %s: status %d", method, target, r.StatusCode)
			}
		}
	}
}

// TestIndex checks directories: with and without an index.html, and a slash.
func TestIndex(t *testing.T) {
	s, dir := site(t, map[string]string{"sub/index.html": "<p>sub", "empty/a.txt": ""}, nil)
	got := text(t, ask(s, "GET", "/", accept))
	if !strings.Contains(got, `<script src="/bundle.js">`) || !strings.Contains(got, "<title>&lt;T&gt;</title>") || !strings.Contains(got, "/.sheaf/client.js") {
		t.Errorf("the page that is made up is %s", got)
	}
	testenv.Write(t, dir, "index.html", "<p>my own")
	for _, target := range []string{"/", "/index.html"} {
		if got := text(t, ask(s, "GET", target, accept)); !strings.HasPrefix(got, "<p>my own") {
			t.Errorf("%s is %s", target, got)
		}
	}
	if r := ask(s, "GET", "/sub?a=b"); r.StatusCode != 302 || r.Header.Get("Location") != "./sub/?a=b" {
		t.Errorf("/sub leads to %q", r.Header.Get("Location"))
	}
	if got := text(t, ask(s, "GET", "/sub/")); got != "<p>sub" {
		t.Errorf("/sub/ is %s", got)
	}
	for target, want := range map[string]string{
		"/empty/": `There is no file "empty/index.html"`, "/none.js": `There is no file "none.js" in the directory`,
		"/index.html/": "There is no file", "/index.html/x": "There is no file", "/" + strings.Repeat("x", 5000): "There is no file",
	} {
		if r := ask(s, "GET", target); r.StatusCode != 404 || !strings.Contains(text(t, r), want) {
			t.Errorf("%.20s: status %d", target, r.StatusCode)
		}
	}
	if got := text(t, ask(s, "GET", "/sub/bundle.js")); !strings.Contains(got, "The bundle is at /bundle.js.") {
		t.Errorf("a bundle that is looked for elsewhere: %s", got)
	}
	if r := ask(s, "HEAD", "/.sheaf/events"); r.StatusCode != 200 || text(t, r) != "" {
		t.Errorf("HEAD of the stream: status %d", r.StatusCode)
	}
	if r := ask(s, "GET", "/favicon.ico"); r.StatusCode != 204 {
		t.Errorf("an icon that is not there has status %d", r.StatusCode)
	}
}

// TestDirs checks that the first of several directories counts, and that one
// that is made anew is noticed.
func TestDirs(t *testing.T) {
	other := t.TempDir()
	testenv.Write(t, other, "a.txt", "other")
	testenv.Write(t, other, "sub/b.txt", "other")
	s, dir := site(t, map[string]string{"a.txt": "first"}, func(o *Options) { o.Dirs = append(o.Dirs, other) })
	for target, want := range map[string]string{"/a.txt": "first", "/sub/b.txt": "other"} {
		if got := text(t, ask(s, "GET", target)); got != want {
			t.Errorf("%s is %q", target, got)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if got := text(t, ask(s, "GET", "/a.txt")); got != "other" {
		t.Errorf("without its directory, /a.txt is %q", got)
	}
	testenv.Write(t, dir, "a.txt", "new")
	if got := text(t, ask(s, "GET", "/a.txt")); got != "new" {
		t.Errorf("after that, /a.txt is %q", got)
	}
}

// TestPushState checks which paths show the index page.
func TestPushState(t *testing.T) {
	for _, index := range []string{"", "<p>mine"} {
		files := map[string]string{"a.txt": "a", "dir/x": ""}
		want := `<script src="/bundle.js">`
		if index != "" {
			files["index.html"], want = index, index
		}
		s, _ := site(t, files, func(o *Options) { o.PushState = true })
		for _, target := range []string{"/", "/users", "/users/7", "/dir/", "/%C3%BC"} {
			if r := ask(s, "GET", target, accept); r.StatusCode != 200 || !strings.Contains(text(t, r), want) {
				t.Errorf("%s: status %d", target, r.StatusCode)
			}
		}
		for _, test := range [][]string{{"/users"}, {"/users.json", accept}, {"/users", "Accept: application/json"}, {"/a.txt/7.x", accept}} {
			if r := ask(s, "GET", test[0], test[1:]...); r.StatusCode != 404 {
				t.Errorf("%q: status %d", test, r.StatusCode)
			}
		}
		if r := ask(s, "GET", "/.env", accept); r.StatusCode != 403 {
			t.Errorf("/.env: status %d", r.StatusCode)
		}
		if r := ask(s, "POST", "/users", accept); r.StatusCode != 405 {
			t.Errorf("POST: status %d", r.StatusCode)
		}
	}
	s, _ := site(t, nil, nil)
	if r := ask(s, "GET", "/users", accept); r.StatusCode != 404 {
		t.Errorf("without --pushstate: status %d", r.StatusCode)
	}
}

// TestInjection checks that pages get the script where they are shown, and
// that nothing else does.
func TestInjection(t *testing.T) {
	const page = "<p>page</p>\n"
	s, _ := site(t, map[string]string{"a.html": page}, nil)
	for _, headers := range [][]string{{accept}, {accept, "Sec-Fetch-Dest: document"}, {"Accept: */*", "Sec-Fetch-Dest: iframe"}} {
		if got := text(t, ask(s, "GET", "/a.html", headers...)); !strings.HasPrefix(got, page) || strings.Count(got, "/.sheaf/client.js?at=") != 1 {
			t.Errorf("%q: %s", headers, got)
		}
	}
	for _, headers := range [][]string{nil, {"Accept: */*"}, {accept, "Sec-Fetch-Dest: empty"}} {
		if got := text(t, ask(s, "GET", "/a.html", headers...)); got != page {
			t.Errorf("%q: %s", headers, got)
		}
	}
}

// TestWaiting checks that the bundle and pages wait for a build under way, that
// files do not, and that who goes away is not waited for.
func TestWaiting(t *testing.T) {
	s, _ := site(t, map[string]string{"a.css": "a{}", "index.html": "<p>"}, nil)
	s.Begin([]string{"x"})
	if got := text(t, ask(s, "GET", "/a.css")); got != "a{}" {
		t.Errorf("a file is %q", got)
	}
	answers := make(chan string)
	for _, target := range []string{"/bundle.js", "/"} {
		go func() {
			b, _ := io.ReadAll(ask(s, "GET", target, accept).Body)
			answers <- string(b)
		}()
	}
	gone, leave := context.WithCancel(t.Context())
	left := make(chan int)
	go func() {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(gone, "GET", "http://localhost/bundle.js", nil)
		s.ServeHTTP(w, r)
		left <- w.Body.Len()
	}()
	leave()
	if n := <-left; n != 0 {
		t.Errorf("who has gone gets %d bytes", n)
	}
	select {
	case got := <-answers:
		t.Fatalf("an answer during the build: %s", got)
	default:
	}
	second := built(t, "second()")
	s.Built(second, nil)
	s.End()
	var script bytes.Buffer
	second.WriteTo(&script)
	for range 2 {
		if got := <-answers; got != script.String() && !strings.Contains(got, newContent(script.Bytes(), "").tag) {
			t.Errorf("the answer after the build is %s", got)
		}
	}
}
