package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sheaf/bundle"
	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/cmd/sheaf/internal/devserver"
)

// Where --serve listens, as budo does: if the port is taken and nobody asked for
// it, at the next one that is free.
const (
	defaultHost = "127.0.0.1"
	defaultPort = 9966
	portsToTry  = 20
)

// serveOptions are what --serve and the flags that go with it ask for.
type serveOptions struct {
	host  string
	port  int
	fixed bool // the user named the port

	dirs   []string // absolute
	script string   // the bundle's URL path
	hosts  []string // further names that requests may be for

	pushState, open, cors bool
}

// serving reads --serve and what goes with it.
func (r *reader) serving() {
	v := r.args.Get("serve")
	if v.Kind() == argv.String && !v.Truthy() {
		r.fail("--serve= needs a value, HOST:PORT or a part of it, or no \"=\"")
	}
	if !asksToServe(v) {
		return
	}
	s := &serveOptions{host: defaultHost, port: defaultPort}
	r.job.serve = s
	if v.Kind() == argv.List {
		r.fail("--serve is given %d times: there is one server", len(v.Items()))
		return
	}
	if v.Kind() != argv.Bool {
		r.address(v.String())
	}
	s.pushState, s.open, s.cors = r.is("pushstate"), r.is("open"), r.is("cors")
	s.hosts = r.own("allow-host")
	dirs := r.own("dir")
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	for _, dir := range dirs {
		abs, err := filepath.Abs(dir)
		if err == nil {
			var st os.FileInfo
			if st, err = os.Stat(abs); err == nil && !st.IsDir() {
				err = errors.New("it is no directory")
			}
		}
		if err != nil {
			r.fail("--dir=%s: %v", dir, reason(err))
		}
		s.dirs = append(s.dirs, abs)
	}
	s.script = scriptPath(s.dirs, r.job.outfile)
}

// asksToServe tells whether --serve was given: of numbers 0, too, is a port.
func asksToServe(v argv.Value) bool { return v.Kind() == argv.Number || v.Truthy() }

// address reads HOST:PORT, of which either part may be missing.
func (r *reader) address(text string) {
	s := r.job.serve
	host, port := text, ""
	if _, err := strconv.Atoi(text); err == nil {
		host, port = "", text
	} else if h, p, err := net.SplitHostPort(text); err == nil {
		host, port = h, p
	}
	if host = strings.Trim(host, "[]"); host != "" {
		s.host = host
	}
	n, err := strconv.ParseUint(cmp.Or(port, "0"), 10, 16)
	switch {
	case errors.Is(err, strconv.ErrRange):
		r.fail("--serve=%s: a port is a number from 0 to 65535", text)
	case err != nil, strings.ContainsAny(host, "/?#@ "), strings.Contains(host, ":") && net.ParseIP(host) == nil:
		r.fail("--serve=%s: it is HOST:PORT, such as 127.0.0.1:8080, or one of the two", text)
	case port != "":
		s.port, s.fixed = int(n), true
	}
}

// reason is what is wrong with a file that a message names already.
func reason(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// scriptPath returns the URL path of the bundle: that of its file if that lies
// in a directory which is served, else its name alone; "/bundle.js" if it has
// none.
func scriptPath(dirs []string, outfile string) string {
	if outfile == "" {
		return "/bundle.js"
	}
	if abs, err := filepath.Abs(outfile); err == nil {
		for _, dir := range dirs {
			if rel, err := filepath.Rel(dir, abs); err == nil && filepath.IsLocal(rel) {
				return "/" + filepath.ToSlash(rel)
			}
		}
	}
	return "/" + filepath.Base(outfile)
}

// scriptFile is the bundle's file, as far as the paths in source maps go. It
// need not be written.
func (j *job) scriptFile() string {
	if j.outfile == "" && j.serve != nil && len(j.serve.dirs) > 0 {
		return filepath.Join(relative(j.serve.dirs[0]), filepath.FromSlash(j.serve.script))
	}
	return j.outfile
}

// A serving is a server that runs.
type serving struct {
	site   *devserver.Server
	server *http.Server
	done   chan struct{}
}

// serve starts the server of a watched bundle, and has it told of builds. The
// context it returns ends if the server does.
func (p *program) serve(ctx context.Context, j *job, o *bundle.WatchOptions, b *bundle.Builder) (*serving, context.Context, error) {
	l, err := j.serve.listen()
	if err != nil {
		return nil, nil, err
	}
	s := &serving{site: devserver.New(j.serve.site(j, l.Addr(), b)), done: make(chan struct{})}
	begin := o.Begin
	o.Begin = func(changed []string) { begin(changed); s.site.Begin(changed) }
	o.End = s.site.End
	ctx, cancel := context.WithCancelCause(ctx)
	s.server = &http.Server{
		Handler:           s.site,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	go func() {
		defer close(s.done)
		cancel(fmt.Errorf("the server ended: %w", s.server.Serve(l)))
	}()
	p.tell(j.serve, l.Addr().(*net.TCPAddr))
	return s, ctx, nil
}

// close ends the server and all its connections.
func (s *serving) close() {
	s.server.Close()
	<-s.done
}

// listen opens the port.
func (s *serveOptions) listen() (net.Listener, error) {
	for port := s.port; ; port++ {
		address := net.JoinHostPort(s.host, strconv.Itoa(port))
		l, err := net.Listen("tcp", address)
		switch {
		case err == nil:
			return l, nil
		case isTaken(err) && s.fixed:
			return nil, fmt.Errorf("--serve: cannot listen on %s: the port is taken; name another, or none for the next free one", address)
		case isTaken(err) && port < s.port+portsToTry && port < 65535:
			continue
		}
		var at *net.OpError
		if errors.As(err, &at) {
			err = at.Err
		}
		return nil, fmt.Errorf("--serve: cannot listen on %s: %w", address, err)
	}
}

// isTaken tells whether an error says that somebody else listens on a port.
func isTaken(err error) bool {
	const errorAddressInUse = syscall.Errno(10048) // Windows' name for it
	return errors.Is(err, syscall.EADDRINUSE) || os.PathSeparator == '\\' && errors.Is(err, errorAddressInUse)
}

// site is what the server is told to serve.
func (s *serveOptions) site(j *job, at net.Addr, b *bundle.Builder) devserver.Options {
	o := devserver.Options{
		Dirs:      s.dirs,
		Script:    s.script,
		Title:     filepath.Base(s.dirs[0]),
		Hosts:     append([]string{s.host}, s.hosts...),
		Reachable: !at.(*net.TCPAddr).IP.IsLoopback(),
		PushState: s.pushState,
		CORS:      s.cors,
		Watch:     b.Also,
	}
	if j.options.MapFile != "" {
		script := url.URL{Path: s.script}
		o.Map = script.ResolveReference(&url.URL{Path: j.options.MapFile}).Path
	}
	return o
}

// tell says where the server is, and opens a browser if that was asked for.
func (p *program) tell(s *serveOptions, at *net.TCPAddr) {
	host := s.host
	if at.IP.IsUnspecified() {
		host = defaultHost
	}
	address := "http://" + net.JoinHostPort(host, strconv.Itoa(at.Port)) + "/"
	var names []string
	for _, dir := range s.dirs {
		names = append(names, strconv.Quote(relative(dir)))
	}
	fmt.Fprintf(os.Stderr, "%s: serving %s at %s, the bundle at %s\n", p.name, strings.Join(names, ", "), address, s.script)
	if at.IP.IsUnspecified() {
		for _, ip := range addresses() {
			fmt.Fprintf(os.Stderr, "%s: and to other machines at http://%s/\n", p.name, net.JoinHostPort(ip, strconv.Itoa(at.Port)))
		}
	}
	if s.open {
		if err := openBrowser(address); err != nil {
			fmt.Fprintf(os.Stderr, "%s: --open: no browser could be started (%v): open %s yourself\n", p.name, err, address)
		}
	}
}

// addresses returns those by which other machines reach this one.
func addresses() (list []string) {
	all, _ := net.InterfaceAddrs() // none is no reason not to go on
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			list = append(list, n.IP.String())
		}
	}
	return list
}
