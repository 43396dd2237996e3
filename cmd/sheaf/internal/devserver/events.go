package devserver

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A state is what pages follow.
type state struct {
	build build
	files changes
}

// changes are those of served files, counted. They begin at a number of
// their own, so that a page of an earlier server has seen none of them.
type changes struct {
	begin, count int64
	urls         []string // of the last changes, in order
}

// mostChanges is how many are remembered. A page that missed more is reloaded.
const mostChanges = 1000

func newState() state {
	begin := time.Now().UnixMilli()
	return state{files: changes{begin: begin, count: begin}}
}

// add notes a change. It leaves what others hold of c as it is.
func (c *changes) add(url string) {
	c.count++
	c.urls = append(c.urls[max(0, len(c.urls)-mostChanges):], url)
	c.begin = c.count - int64(len(c.urls))
}

// since returns the URL paths of the changes after a count, and whether all of
// them are remembered.
func (c *changes) since(count int64) (urls []string, ok bool) {
	if count < c.begin || count > c.count {
		return nil, false
	}
	return slices.Clone(c.urls[count-c.begin:]), true
}

// A position is what a page has: which bundle, and how many changes of files.
type position struct {
	script string
	count  int64
	error  string // that the page shows
	known  bool   // error is
}

// position is that of a page which is loaded now.
func (s *state) position() string {
	return position{script: s.build.script.tag, count: s.files.count}.String()
}

func (p position) String() string { return p.script + "-" + strconv.FormatInt(p.count, 10) }

// parsePosition reads what String writes. Of anything else it makes the
// position that is now.
func parsePosition(text string, now state) position {
	script, count, _ := strings.Cut(text, "-")
	_, err := hex.DecodeString(script)
	n, err2 := strconv.ParseInt(count, 10, 64)
	if err != nil || err2 != nil {
		return position{script: now.build.script.tag, count: now.files.count}
	}
	return position{script: script, count: n}
}

// News is what a page is told.
type news struct {
	Reload bool     `json:"reload,omitempty"`
	CSS    []string `json:"css,omitempty"` // URL paths of style sheets to load again
	Error  string   `json:"error"`         // to show, with colours; "" hides what is shown
}

// follow moves a position to what is now, and returns what is new to its page.
// While a build fails the page keeps the bundle that it has.
func (p *position) follow(now state) (n news, isNew bool) {
	n.Error = now.build.failure
	isNew = !p.known || p.error != n.Error
	p.error, p.known = n.Error, true
	if tag := now.build.script.tag; n.Error == "" && p.script != tag {
		p.script, n.Reload = tag, true
	}
	urls, ok := now.files.since(p.count)
	p.count = now.files.count
	if !ok || slices.ContainsFunc(urls, func(u string) bool { return path.Ext(u) != ".css" }) {
		n.Reload = true
	}
	if !n.Reload && len(urls) > 0 {
		slices.Sort(urls)
		n.CSS = slices.Compact(urls)
	}
	return n, isNew || n.Reload || n.CSS != nil
}

// heartbeat is how often a silent stream gives a sign of life, by which a
// vanished browser is noticed.
const heartbeat = 20 * time.Second

// events is the stream of news that a page listens to. The page says, in the
// query or (when its browser connects again) in Last-Event-ID, what it has; so
// what happened in between is not lost.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	now, next, ok := s.settle(w, r)
	if !ok {
		return
	}
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("at")
	}
	at := parsePosition(text, now)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	out := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 500\n\n")
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		if n, isNew := at.follow(now); isNew {
			data, _ := json.Marshal(n) // strings and a boolean
			fmt.Fprintf(w, "id: %s\ndata: %s\n\n", at, data)
		}
		if out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			fmt.Fprint(w, ":\n\n")
		case <-next:
			var err error
			if now, next, err = s.settled(r.Context()); err != nil {
				return
			}
		}
	}
}
