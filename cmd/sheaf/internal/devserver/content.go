package devserver

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/maphash"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A content is something to serve that is in memory.
type content struct {
	body []byte
	kind string // its media type; "" is found out
	tag  string // differs if the body does
	zip  func() []byte
}

// seed makes tags those of this process. A bundle of ten megabytes has its tag
// in a millisecond.
var seed = sync.OnceValue(maphash.MakeSeed)

func newContent(body []byte, kind string) *content {
	tag := fmt.Sprintf("%016x", maphash.Bytes(seed(), body))
	return &content{body, kind, tag, sync.OnceValue(func() []byte { return zipped(body) })}
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
	_, _ = z.Write(body)
	_ = z.Close() // a Buffer takes everything
	return b.Bytes()
}

// serve answers a request: whole or in part, compressed or not, or by saying
// that the browser has it already. Browsers are told to ask each time.
func (c *content) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if c.kind != "" {
		h.Set("Content-Type", c.kind)
	}
	h.Set("Cache-Control", "no-cache")
	body, tag := c.body, c.tag
	if isText(c.kind) {
		h.Add("Vary", "Accept-Encoding")
		if takesGzip(r) && r.Header.Get("Range") == "" && worthZipping(len(body), r) {
			body, tag = c.zip(), tag+"-gzip"
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, path.Base(r.URL.Path), time.Time{}, bytes.NewReader(body))
}

// worthZipping tells whether to compress so many bytes. To a browser on this
// machine a megabyte is sent before it is compressed.
func worthZipping(size int, r *http.Request) bool {
	return size >= 1<<10 && (size <= 1<<20 || !fromHere(r))
}

func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && net.ParseIP(host).IsLoopback()
}

// takesGzip reads Accept-Encoding.
func takesGzip(r *http.Request) bool {
	takes := false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "gzip" && name != "*" {
			continue
		}
		quality, given := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		q, err := strconv.ParseFloat(quality, 64)
		takes = !given || err == nil && q > 0
		if name == "gzip" {
			return takes
		}
	}
	return takes
}

// isText tells whether a media type compresses well.
func isText(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml") ||
		kind == "application/wasm" || kind == "font/ttf" || kind == "font/otf"
}

// kindOf returns the media type of a file by its name. Those that pages are
// made of do not depend on what the machine has for them; "" leaves a type to be
// found out.
func kindOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".js", ".mjs", ".cjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".xml":
		return "text/xml; charset=utf-8"
	case ".txt", ".md", ".ts", ".tsx", ".jsx", ".mts", ".cts", ".coffee":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".ico":
		return "image/x-icon"
	case ".woff":
		return "font/woff"
	case ".woff2":
		return "font/woff2"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".mp4":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	case ".mp3":
		return "audio/mpeg"
	case ".wav":
		return "audio/wav"
	}
	return ""
}
