// Package devserver serves a bundle to a browser while somebody works on it:
// the bundle from memory, the files around it, and pages that follow what
// changes.
//
// What comes in are the results and errors of builds, the paths that changed,
// and the directories to serve; what goes out is an http.Handler. The package
// never builds, watches or writes anything, opens no port, and knows no command
// line. It tells which files it read, so that their changes can be told to it.
//
// Pages get one script element more, at their end; the bundle gets nothing, and
// is byte for byte what a build writes. The script listens to the server for
// news (see events.go) and reloads the page, exchanges style sheets or shows
// what is wrong with the build.
//
// What a page elsewhere may not do is have the user's browser read from here
// (see origin.go), and what nobody may is read outside of the directories, or
// files whose names begin with a dot (see name.go).
package devserver

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"sheaf/bundle"
)

// Options say what is served. Dirs and Script are needed.
type Options struct {
	// Dirs are directories of files. Of files of the same name the first
	// directory's is served.
	Dirs []string

	// Script and Map are the URL paths of the bundle and of its source map,
	// such as "/bundle.js". They win over files. Without a map Map is "".
	Script, Map string

	// Title is that of the page that is made where there is no index.html.
	Title string

	// Hosts are names that the server goes by, besides localhost and the
	// loopback addresses. Requests for others are refused.
	Hosts []string

	// Reachable says that other machines reach the server, so that any
	// address may be one of its own.
	Reachable bool

	// PushState has paths without a file and without an extension show the
	// index page, whose script reads the path.
	PushState bool

	// CORS lets pages from elsewhere read everything.
	CORS bool

	// Watch, if not nil, is told of the files that are about to be read, there
	// or not: absolute paths.
	Watch func(paths ...string)
}

// A Server is the handler. Begin, Built and End are to be called from one
// goroutine; before the first End the bundle and the pages wait.
type Server struct {
	o Options

	mu    sync.Mutex
	ready chan struct{} // closed if no build is under way
	now   state
	next  chan struct{}       // closed when now is no longer so
	urls  map[string][]string // of files that were asked for
	dirty []string            // of those, the ones that changed
}

// New returns a Server that waits for a first build.
func New(o Options) *Server {
	return &Server{
		o:     o,
		ready: make(chan struct{}),
		now:   newState(),
		next:  make(chan struct{}),
		urls:  map[string][]string{},
	}
}

// Begin says that a build begins because files changed. Until End, requests for
// the bundle and for pages wait.
func (s *Server) Begin(changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.ready:
		s.ready = make(chan struct{})
	default:
	}
	s.dirty = append(s.dirty, changed...)
}

// Built says what a build came to: a bundle, or an error. It is not called if
// the bundle is what it was.
func (s *Server) Built(r *bundle.Result, err error) {
	made := newBuild(r, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.build = made
}

// End says that the build is over, and has pages follow.
func (s *Server) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range s.dirty {
		for _, u := range s.urls[path] {
			s.now.files.add(u)
		}
	}
	s.dirty = nil
	close(s.next)
	s.next = make(chan struct{})
	close(s.ready)
}

// settled returns what is so when no build is under way, and a channel that is
// closed when it is so no longer. The error is that of ctx.
func (s *Server) settled(ctx context.Context) (state, <-chan struct{}, error) {
	for {
		s.mu.Lock()
		now, next, ready := s.now, s.next, s.ready
		s.mu.Unlock()
		select {
		case <-ready:
			return now, next, nil
		default:
		}
		select {
		case <-ready:
		case <-ctx.Done():
			return state{}, nil, context.Cause(ctx)
		}
	}
}

// settle is settled for a request. It answers the request if the wait is over
// because the server ends.
func (s *Server) settle(w http.ResponseWriter, r *http.Request) (now state, next <-chan struct{}, ok bool) {
	now, next, err := s.settled(r.Context())
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable) // to a browser that has left this does not matter
	}
	return now, next, err == nil
}

// reads notes that a file is about to be read for a URL path.
func (s *Server) reads(url, file string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, known := s.urls[file]
	if !known && len(s.urls) >= mostFiles {
		return
	}
	for _, u := range list {
		if u == url {
			return
		}
	}
	s.urls[file] = append(list, url)
	if s.o.Watch != nil {
		s.o.Watch(file)
	}
}

// mostFiles bounds the files that are watched. Who asks for more is no page.
const mostFiles = 10000

// own is where the paths of the server's own begin. Files cannot have them.
const own = "/.sheaf/"

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.share(w.Header())
	if why := s.refusal(r); why != "" {
		s.say(w, r, http.StatusForbidden, why)
		return
	}
	if s.preflight(w, r) {
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.say(w, r, http.StatusMethodNotAllowed, "This server answers GET and HEAD requests only.")
		return
	}
	switch path := r.URL.Path; {
	case path == s.o.Script:
		s.script(w, r)
	case path == s.o.Map && path != "":
		s.sourceMap(w, r)
	case strings.HasPrefix(path, own):
		s.own(w, r)
	default:
		s.file(w, r)
	}
}

// own serves what pages need to follow changes.
func (s *Server) own(w http.ResponseWriter, r *http.Request) {
	switch strings.TrimPrefix(r.URL.Path, own) {
	case "client.js":
		newContent(client, "text/javascript; charset=utf-8").serve(w, r)
	case "events":
		s.events(w, r)
	default:
		s.say(w, r, http.StatusNotFound, "There is no such page.")
	}
}
