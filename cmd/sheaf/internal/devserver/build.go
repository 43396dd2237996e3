package devserver

import (
	"bytes"
	"errors"
	"net/http"

	"sheaf/bundle"
	"sheaf/bundle/diag"
)

// A build is what the last build came to.
type build struct {
	script  *content
	smap    *content // nil if there is none
	failure string   // the error, as it is printed, in colour
}

// newBuild renders a result, or an error.
func newBuild(r *bundle.Result, err error) build {
	var b build
	if err != nil {
		r, b.failure = bundle.ErrorScript(err), printed(err)
	}
	var script, smap bytes.Buffer
	script.Grow(int(r.Size()) + 1<<10)
	_, _ = r.WriteTo(&script) // a Buffer takes everything
	_, _ = r.WriteMap(&smap)
	b.script = newContent(script.Bytes(), "text/javascript; charset=utf-8")
	if smap.Len() > 0 {
		b.smap = newContent(smap.Bytes(), "application/json")
	}
	return b
}

// printed is an error as the terminal has it.
func printed(err error) string {
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Text: err.Error(), Err: err}}
	}
	var text bytes.Buffer
	_ = diag.Print(&text, list, diag.Style{Color: true})
	return text.String()
}

// script serves the bundle, when it is there.
func (s *Server) script(w http.ResponseWriter, r *http.Request) {
	now, _, ok := s.settle(w, r)
	if !ok {
		return
	}
	if now.build.smap != nil {
		w.Header().Set("SourceMap", escaped(s.o.Map)) // a bundle may have one that it does not name
	}
	now.build.script.serve(w, r)
}

// sourceMap serves its map.
func (s *Server) sourceMap(w http.ResponseWriter, r *http.Request) {
	now, _, ok := s.settle(w, r)
	switch {
	case !ok:
	case now.build.smap == nil:
		s.say(w, r, http.StatusNotFound, "The bundle could not be built, so there is no source map.")
	default:
		now.build.smap.serve(w, r)
	}
}
