package devserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

const secret = "the secret"

// raw sends a request as it is written, through a connection: no client gets to
// tidy up its target.
func raw(t *testing.T, address, request string) *http.Response {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(strings.NewReader(string(b)))
	return r
}

// TestNoWayOut asks for files outside of the directory, in every way of writing
// them.
func TestNoWayOut(t *testing.T) {
	base := t.TempDir()
	testenv.Write(t, base, "secret.txt", secret)
	testenv.Write(t, base, "site2/secret.txt", secret)
	testenv.Write(t, base, "site/public/a.txt", "fine")
	testenv.Write(t, base, "site/.env", secret)
	testenv.Write(t, base, "site/.git/config", secret)
	testenv.Write(t, base, "site/sub/.npmrc", secret)
	testenv.Write(t, base, "site/.well-known/security.txt", "fine")
	testenv.Write(t, base, "site/.well-known/.env", secret)
	for link, to := range map[string]string{
		"file": "../secret.txt", "dir": "..", "deep/up": "../..", "absolute": filepath.Join(base, "secret.txt"),
		"absolutedir": base, "chain": "file", "loop": "loop", "inside": "public/a.txt", "insidedir": "public", "sneaky": "public/../../secret.txt",
	} {
		file := filepath.Join(base, "site", filepath.FromSlash(link))
		os.MkdirAll(filepath.Dir(file), 0o777)
		if err := os.Symlink(filepath.FromSlash(to), file); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	s, _ := site(t, nil, func(o *Options) { o.Dirs = []string{filepath.Join(base, "site")}; o.PushState = true })
	server := httptest.NewServer(s)
	defer server.Close()
	address := server.Listener.Addr().String()
	for _, target := range []string{
		"/../secret.txt", "/public/../../secret.txt", "/public/../a.txt", "/./a.txt", "/..", "/../", "/public/..", "/../site2/secret.txt",
		"/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/..%2fsecret.txt", "/.%2e/secret.txt", "/public%2f..%2f..%2fsecret.txt",
		"/%252e%252e/secret.txt", "/..%252fsecret.txt", "/%2e%2e%5csecret.txt", `/..\secret.txt`, "/..%5c..%5csecret.txt", "/%5c%5cserver%5cshare",
		"/..%00/secret.txt", "/secret.txt%00", "/public/a.txt%00.html", "/%00", "/..%c0%af..%c0%afsecret.txt", "/..%ef%bc%8fsecret.txt", "/....//secret.txt",
		"//secret.txt", "//..//secret.txt", "//public/a.txt", "/public//a.txt", "/%2fetc/passwd", "//etc/passwd", "/%2F%2Fetc/passwd", "///",
		base + "/secret.txt", "/" + base + "/secret.txt", "/file:///etc/passwd", "/C:/secret.txt", "/C:%5csecret.txt",
		"/.env", "/%2eenv", "/.git/config", "/.git", "/.git/", "/sub/.npmrc", "/.ENV", "/.well-known/.env", "/x/.well-known/.env", "/.sheaf/../.env",
		"/file", "/dir/secret.txt", "/dir", "/dir/", "/deep/up/secret.txt", "/absolute", "/absolutedir/secret.txt", "/chain", "/loop", "/sneaky",
		"/dir/site2/secret.txt", "/.sheaf/", "/.sheaf/secret.txt", "/.sheaf/%2e%2e/secret.txt",
	} {
		r := raw(t, address, "GET "+target+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		body := text(t, r)
		if strings.Contains(body, secret) || strings.Contains(body, "root:") || r.StatusCode != 403 && r.StatusCode != 404 && r.StatusCode != 400 {
			t.Errorf("%s: status %d: %s", target, r.StatusCode, body)
		}
		if strings.Contains(body, base) {
			t.Errorf("%s: the answer tells where the directory lies: %s", target, body)
		}
	}
	for _, target := range []string{"/public/a.txt", "/inside", "/insidedir/a.txt", "/.well-known/security.txt", "/public/%61.txt"} {
		r := raw(t, address, "GET "+target+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if body := text(t, r); body != "fine" {
			t.Errorf("%s: status %d: %s", target, r.StatusCode, body)
		}
	}
	// A whole URL is a request to a proxy, which this is none.
	r := raw(t, address, "GET http://evil.example/public/a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if r.StatusCode != 403 {
		t.Errorf("a request for another host: status %d", r.StatusCode)
	}
}

// TestWhy checks that a refusal says what is wrong.
func TestWhy(t *testing.T) {
	s, dir := site(t, map[string]string{"closed.txt": secret}, nil)
	os.Symlink("..", filepath.Join(dir, "up"))
	os.Chmod(filepath.Join(dir, "closed.txt"), 0)
	for target, want := range map[string]string{
		"/.env":        "begin with a dot",
		"/a//b":        "two slashes",
		"/a%5cb":       `'\\'`,
		"/up/x":        "symbolic link that leads out",
		"/closed.txt":  "may not read",
		"/a%00b":       `'\x00'`,
		"/up/%2e%2e/x": "a part of dots",
	} {
		if target == "/closed.txt" && (os.Getuid() == 0 || runtime.GOOS == "windows") {
			continue // may read everything
		}
		r := httptest.NewRequest("GET", "http://localhost"+target, nil)
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body := strings.ReplaceAll(w.Body.String(), "&#39;", "'")
		if w.Code != 403 || !strings.Contains(body, want) || !strings.Contains(body, "<h1>403 Forbidden</h1>") {
			t.Errorf("%s: status %d: %s", target, w.Code, body)
		}
	}
	if got := text(t, ask(s, "GET", "/%3Cscript%3Ealert(1)%3C/script%3E", accept)); strings.Contains(got, "<script>") {
		t.Errorf("a name is not escaped: %s", got)
	}
}

// TestPipe checks that a named pipe keeps nobody waiting.
func TestPipe(t *testing.T) {
	s, dir := site(t, nil, nil)
	if err := mkfifo(filepath.Join(dir, "pipe")); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	if r := ask(s, "GET", "/pipe"); r.StatusCode != 403 || !strings.Contains(text(t, r), "pipe or a device") {
		t.Errorf("status %d", r.StatusCode)
	}
}

// TestHosts checks for which hosts requests are answered.
func TestHosts(t *testing.T) {
	for _, test := range []struct {
		host      string
		local, on bool // answered by a server of this machine only, and by one that others reach
	}{
		{"localhost:9966", true, true},
		{"localhost", true, true},
		{"LOCALHOST.:1", true, true},
		{"app.localhost:9966", true, true},
		{"127.0.0.1:9966", true, true},
		{"127.9.9.9", true, true},
		{"[::1]:9966", true, true},
		{"[::1]", true, true},
		{"dev.example:80", true, true}, // allowed below
		{"Dev.Example", true, true},
		{"192.168.1.5:9966", false, true},
		{"[2001:db8::1]:9966", false, true},
		{"0.0.0.0:9966", false, true},
		{"evil.example", false, false},
		{"localhost.evil.example:9966", false, false},
		{"127.0.0.1.nip.io", false, false},
		{"evil-localhost", false, false},
		{"sub.dev.example", false, false},
		{"127.0.0.1@evil.example", false, false},
		{"2130706433", false, false},
		{"0x7f000001", false, false},
		{"", false, false},
		{":9966", false, false},
	} {
		for _, reachable := range []bool{false, true} {
			s, _ := site(t, map[string]string{"a.txt": "a"}, func(o *Options) { o.Hosts, o.Reachable = []string{"127.0.0.1", "dev.example"}, reachable })
			want := test.local
			if reachable {
				want = test.on
			}
			for _, target := range []string{"/a.txt", "/", "/bundle.js", "/.sheaf/client.js"} {
				r := ask(s, "GET", target, "Host: "+test.host)
				if ok := r.StatusCode == 200; ok != want || !ok && (r.StatusCode != 403 || !strings.Contains(text(t, r), "--allow-host")) {
					t.Errorf("host %q, %s, reachable: %v: status %d", test.host, target, reachable, r.StatusCode)
				}
			}
		}
	}
}

// TestOrigins checks what pages from elsewhere get.
func TestOrigins(t *testing.T) {
	const there = "Sec-Fetch-Site: cross-site"
	for _, test := range []struct {
		headers []string
		answer  bool // without --cors
	}{
		{nil, true},
		{[]string{"Origin: http://localhost:9966"}, true},
		{[]string{"Origin: https://LOCALHOST:9966"}, true}, // behind a proxy
		{[]string{"Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"}, true},
		{[]string{"Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"}, true}, // localhost:3000 has the script
		{[]string{there, "Sec-Fetch-Mode: navigate"}, true},
		{[]string{"Origin: http://localhost:3000"}, false},
		{[]string{"Origin: http://evil.example"}, false},
		{[]string{"Origin: http://localhost:9966.evil.example"}, false},
		{[]string{"Origin: null"}, false},
		{[]string{"Origin: :"}, false},
		{[]string{there, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"}, false},
		{[]string{there, "Sec-Fetch-Mode: cors", "Origin: http://evil.example"}, false},
	} {
		for _, cors := range []bool{false, true} {
			s, _ := site(t, map[string]string{"a.txt": "a"}, func(o *Options) { o.CORS = cors })
			for _, target := range []string{"/a.txt", "/bundle.js", "/.sheaf/events?once"} {
				r := askOnce(s, target, test.headers...)
				if ok := r.StatusCode == 200; ok != (test.answer || cors) {
					t.Errorf("%q, %s, --cors: %v: status %d", test.headers, target, cors, r.StatusCode)
				}
				want := ""
				if cors {
					want = "*"
				}
				if got := r.Header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%q, %s, --cors: %v: allowed is %q", test.headers, target, cors, got)
				}
			}
		}
	}
	s, _ := site(t, nil, func(o *Options) { o.CORS = true })
	r := ask(s, "OPTIONS", "/bundle.js", "Origin: http://a.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: x-a")
	if r.StatusCode != 204 || r.Header.Get("Access-Control-Allow-Methods") == "" {
		t.Errorf("a question ahead: status %d", r.StatusCode)
	}
	if r := askOnce(s, "/a", "Host: evil.example"); r.StatusCode != 403 {
		t.Errorf("--cors answers for another host: status %d", r.StatusCode)
	}
}

// askOnce makes a GET request of a browser that goes away at once, so that
// streams end.
func askOnce(s *Server, target string, headers ...string) *http.Response {
	r := httptest.NewRequest("GET", "http://localhost:9966"+target, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	ctx, leave := context.WithCancel(r.Context())
	leave()
	s.ServeHTTP(w, r.WithContext(ctx))
	return w.Result()
}

// FuzzLocalName checks that no path makes a name that leads out or begins with a
// dot.
func FuzzLocalName(f *testing.F) {
	for _, seed := range []string{"/", "/a/b.js", "/../a", "//a", "/a//", "/.env", "/.well-known/x", "/a\\b", "/a\x00", "/...", "/a/./b", "", "a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		name, why := localName(url)
		if (name == "") == (why == "") {
			t.Fatalf("%q: %q, %q", url, name, why)
		}
		if why != "" {
			return
		}
		slashed := filepath.ToSlash(name)
		if !filepath.IsLocal(name) || strings.Contains(slashed, "\\") || strings.Contains(slashed, "\x00") {
			t.Errorf("%q is %q", url, name)
		}
		for i, part := range strings.Split(slashed, "/") {
			if name != "." && strings.HasPrefix(part, ".") && (i > 0 || part != ".well-known") {
				t.Errorf("%q is %q", url, name)
			}
		}
		if got := strings.Trim(url, "/"); name != "." && got != slashed {
			t.Errorf("%q is %q", url, fmt.Sprint(slashed))
		}
	})
}
