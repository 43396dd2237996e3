package devserver

import (
	_ "embed"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
)

//go:embed client.js
var client []byte

//go:embed notice.css
var noticeStyle string

// isPage tells whether a file's name is that of a page.
func isPage(name string) bool { return strings.HasPrefix(kindOf(name), "text/html") }

// wantsPage tells whether a request is for a page to show, and not for a piece
// of one that a script puts in.
func wantsPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "":
		return acceptsPage(r)
	case "document", "iframe", "frame", "embed", "object":
		return true
	}
	return false
}

func acceptsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// page serves a page with the script that has it follow changes. It stands at
// the end, where a script can stand in any document.
func (s *Server) page(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	now, _, ok := s.settle(w, r)
	if !ok {
		return
	}
	text := fmt.Appendf(body, "\n<script src=\"%sclient.js?at=%s\"></script>\n", own, now.position())
	if status == http.StatusOK {
		newContent(text, "text/html; charset=utf-8").serve(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // whether the browser still listens is its own affair
	}
}

// index serves the page that stands in for an index.html.
func (s *Server) index(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, http.StatusOK, fmt.Appendf(nil, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
</head>
<body>
<script src="%s"></script>
</body>
</html>`, html.EscapeString(s.o.Title), html.EscapeString(escaped(s.o.Script))))
}

// say answers with a status and a sentence: as a page, which goes away when its
// reason does, or as text.
func (s *Server) say(w http.ResponseWriter, r *http.Request, status int, why string) {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	if status == http.StatusNotFound && acceptsPage(r) && r.Method == http.MethodGet {
		s.page(w, r, status, notice(title, why))
		return
	}
	kind, body := "text/plain; charset=utf-8", []byte(title+"\n\n"+why+"\n")
	if acceptsPage(r) {
		kind, body = "text/html; charset=utf-8", notice(title, why)
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// notice is a page that says one thing.
func notice(title, why string) []byte {
	return fmt.Appendf(nil, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<h1>%s</h1>
<p>%s</p>
</body>
</html>`, html.EscapeString(title), noticeStyle, html.EscapeString(title), html.EscapeString(why))
}

// escaped writes a path as URLs have it.
func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }
