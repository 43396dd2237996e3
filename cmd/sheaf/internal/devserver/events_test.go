package devserver

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// A stream is what a page hears.
type stream struct {
	t     *testing.T
	lines chan string
	id    string
}

// hear connects as a browser does.
func hear(t *testing.T, url, query, lastID string) *stream {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), "GET", url+"/.sheaf/events?at="+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		q.Header.Set("Last-Event-ID", lastID)
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("status %d, %v", r.StatusCode, r.Header)
	}
	s := &stream{t: t, lines: make(chan string, 100)}
	go func() {
		defer r.Body.Close()
		for in := bufio.NewScanner(r.Body); in.Scan(); {
			s.lines <- in.Text()
		}
		close(s.lines)
	}()
	return s
}

// next returns the next news.
func (s *stream) next() (n news) {
	s.t.Helper()
	for late := time.After(10 * time.Second); ; {
		select {
		case line, ok := <-s.lines:
			if !ok {
				s.t.Fatal("the stream has ended")
			}
			if id, ok := strings.CutPrefix(line, "id: "); ok {
				s.id = id
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				if err := json.Unmarshal([]byte(data), &n); err != nil {
					s.t.Fatal(err)
				}
				return n
			}
		case <-late:
			s.t.Fatal("no news")
		}
	}
}

func (s *stream) expect(want news) {
	s.t.Helper()
	if got := s.next(); !reflect.DeepEqual(got, want) {
		s.t.Fatalf("the news is %+v, want %+v", got, want)
	}
}

// build has a server build.
func (s *Server) build(t *testing.T, code string, failure error, changed ...string) {
	t.Helper()
	s.Begin(changed)
	if failure != nil {
		s.Built(nil, failure)
	} else if code != "" {
		s.Built(built(t, code), nil)
	}
	s.End()
}

// TestNews checks what pages are told of what happens, whether they listen then
// or come back later.
func TestNews(t *testing.T) {
	s, dir := site(t, map[string]string{"a.css": "a{}", "sub/b.css": "b{}", "c.png": "c"}, nil)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for _, path := range []string{"/a.css", "/sub/b.css", "/c.png", "/missing.js"} {
		ask(s, "GET", path)
	}
	at := func() string { now := s.now; return now.position() }
	first := at()
	page := hear(t, server.URL, first, "")
	page.expect(news{})

	s.build(t, "", nil, filepath.Join(dir, "a.css"))
	page.expect(news{CSS: []string{"/a.css"}})
	s.build(t, "", nil, filepath.Join(dir, "sub", "b.css"), filepath.Join(dir, "a.css"), filepath.Join(dir, "never.css"))
	page.expect(news{CSS: []string{"/a.css", "/sub/b.css"}})
	s.build(t, "", nil, filepath.Join(dir, "unrelated"))
	s.build(t, "", errors.New("bad"))
	n := page.next()
	if !strings.Contains(n.Error, "bad") || !strings.Contains(n.Error, "\x1b[") || n.Reload || n.CSS != nil {
		t.Fatalf("an error is %+v", n)
	}
	s.build(t, "", errors.New("worse"))
	if n := page.next(); !strings.Contains(n.Error, "worse") || n.Reload {
		t.Fatalf("another is %+v", n)
	}
	broken := at() // of a page that is loaded now
	s.build(t, "first()", nil)
	page.expect(news{}) // mended: it has this bundle
	for _, test := range []struct {
		query, id string
		want      news
	}{
		{page.id, "", news{}},
		{first, page.id, news{}}, // its browser connects again
		{first, "", news{CSS: []string{"/a.css", "/sub/b.css"}}},
		{first, "", news{CSS: []string{"/a.css", "/sub/b.css"}}}, // another page hears the same
		{broken, "", news{Reload: true}},
		{"0123-77", "", news{Reload: true}}, // of another server
		{strings.Split(first, "-")[0] + "-77", "", news{Reload: true}},
		{"", "", news{}}, // a page that is not ours
		{"nonsense", "", news{}},
		{"12%0Adata:+{}-5", "", news{}}, // which gets no line into the stream
	} {
		hear(t, server.URL, test.query, test.id).expect(test.want)
	}
	s.build(t, "second()", nil)
	page.expect(news{Reload: true})
	s.build(t, "", nil, filepath.Join(dir, "c.png"))
	page.expect(news{Reload: true})
	s.build(t, "", nil, filepath.Join(dir, "missing.js")) // has come
	page.expect(news{Reload: true})
}

// TestManyChanges checks that what a page missed is remembered to a point, and
// that it is reloaded after that.
func TestManyChanges(t *testing.T) {
	s := newState()
	begin := s.files.count
	for i := range 3 * mostChanges {
		s.files.add(fmt.Sprint(i))
	}
	if len(s.files.urls) > mostChanges+1 || s.files.count != begin+3*mostChanges {
		t.Errorf("%d are remembered", len(s.files.urls))
	}
	if urls, ok := s.files.since(s.files.count - 2); !ok || !reflect.DeepEqual(urls, []string{fmt.Sprint(3*mostChanges - 2), fmt.Sprint(3*mostChanges - 1)}) {
		t.Errorf("the last two are %q", urls)
	}
	for _, count := range []int64{begin, begin - 1, s.files.count + 1} {
		if _, ok := s.files.since(count); ok {
			t.Errorf("since %d there are changes", count-begin)
		}
	}
	if urls, ok := s.files.since(s.files.count); !ok || len(urls) > 0 {
		t.Errorf("since now there are %q", urls)
	}
}

// TestBusy builds while many browsers ask and listen: for the race detector.
// Each listener hears of the last build.
func TestBusy(t *testing.T) {
	s, dir := site(t, map[string]string{"a.css": "a{}", "index.html": "<p>"}, func(o *Options) { o.Watch = func(...string) {} })
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	var all sync.WaitGroup
	stop := make(chan struct{})
	for _, target := range []string{"/bundle.js", "/bundle.js.map", "/", "/a.css", "/none"} {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					ask(s, "GET", target, accept, zipping)
				}
			}
		})
	}
	now := s.now
	var pages []*stream
	for range 5 {
		pages = append(pages, hear(t, server.URL, now.position(), ""))
	}
	for i := range 30 {
		s.build(t, fmt.Sprintf("build(%d)", i), nil, filepath.Join(dir, "a.css"))
	}
	s.build(t, "", errors.New("the last"))
	for _, page := range pages {
		for !strings.Contains(page.next().Error, "the last") {
		}
	}
	close(stop)
	all.Wait()
}
