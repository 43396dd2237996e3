package devserver

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// refusal says why a request must not be answered, or "".
//
// A page from elsewhere can have the browser ask here in two ways. One is to
// give its own name this machine's address once it is loaded (DNS rebinding):
// to the browser it is then the same origin. Such requests have that name in
// Host. The other is to use what it asks for without reading it, such as a
// script. Browsers say of a request which page makes it, in Origin and in
// Sec-Fetch-Site.
func (s *Server) refusal(r *http.Request) string {
	if host := hostName(r.Host); !s.isOurs(host) {
		return fmt.Sprintf("This server does not go by the name %q. If it should, start it with --allow-host=%s", host, host)
	}
	if s.o.CORS {
		return ""
	}
	const remedy = "To let pages from elsewhere read what is here, start the server with --cors"
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, r.Host) {
			return fmt.Sprintf("The request was made by a page of %s. %s", origin, remedy)
		}
	}
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
		return "The request was made by a page of another site. " + remedy
	}
	return ""
}

// hostName returns a Host header's name, without the port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// isOurs tells whether requests may be for a host. An address cannot be made to
// mean another machine, a name can; localhost and what is below it cannot.
func (s *Server) isOurs(host string) bool {
	if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() || s.o.Reachable) {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		slices.ContainsFunc(s.o.Hosts, func(name string) bool { return host != "" && hostName(name) == host })
}

// share sets the headers that say that any page may use the answer, if so.
func (s *Server) share(h http.Header) {
	if s.o.CORS {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
}

// preflight answers a browser's question ahead of a request, and tells whether
// it was one.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) bool {
	if !s.o.CORS || r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD")
	w.Header().Set("Access-Control-Allow-Headers", "*")
	w.WriteHeader(http.StatusNoContent)
	return true
}
