package devserver

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// inMemory is up to how many bytes a file is read whole, so that its tag is that
// of its contents and it can be compressed.
const inMemory = 4 << 20

// errNoFile says that a name is that of a pipe, a device or the like.
var errNoFile = errors.New("this is neither a file nor a directory")

// file serves a file, or a directory's index page.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	name, why := localName(r.URL.Path)
	if why != "" {
		s.say(w, r, http.StatusForbidden, why)
		return
	}
	isDir := strings.HasSuffix(r.URL.Path, "/")
	if isDir {
		name = filepath.Join(name, "index.html")
	}
	if isPage(name) && wantsPage(r) {
		if _, _, ok := s.settle(w, r); !ok {
			return
		}
	}
	f, info, err := s.open(r.URL.Path, name)
	switch {
	case err == nil && info.IsDir() && !isDir:
		f.Close()
		// Relative, so that a path like //elsewhere/ leads nowhere else.
		to := url.URL{Path: "./" + path.Base(r.URL.Path) + "/", RawQuery: r.URL.RawQuery}
		w.Header().Set("Location", to.String())
		w.WriteHeader(http.StatusFound)
	case err == nil && info.IsDir():
		f.Close()
		s.say(w, r, http.StatusNotFound, "index.html is a directory here.")
	case err == nil:
		defer f.Close()
		s.send(w, r, f, info)
	case isMissing(err):
		s.missing(w, r, name)
	default:
		s.say(w, r, http.StatusForbidden, unopened(r.URL.Path, err))
	}
}

// open opens the file of the first directory that has it.
func (s *Server) open(url, name string) (f *os.File, info fs.FileInfo, err error) {
	for _, dir := range s.o.Dirs {
		file := filepath.Join(dir, name)
		s.reads(url, file)
		if real, err := filepath.EvalSymlinks(file); err == nil && real != file {
			s.reads(url, real)
		}
		if f, info, err = openIn(dir, name); err == nil || !isMissing(err) {
			break
		}
	}
	return f, info, err
}

// openIn opens a file below a directory, and nothing outside of it. The
// directory is looked up anew each time: it may have been made anew.
func openIn(dir, name string) (*os.File, fs.FileInfo, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, nil, errNoFile // opening a pipe waits for who writes to it
	}
	f, err := root.Open(name)
	return f, info, err
}

// isMissing tells whether an error says that there is no such file.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG)
}

// unopened says why a file is not served.
func unopened(url string, err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, errNoFile):
		return fmt.Sprintf("%s is neither a file nor a directory, but something like a pipe or a device.", url)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("%s is a file that the server may not read.", url)
	case errors.As(err, &at):
		err = at.Err
	}
	return fmt.Sprintf("%s is, or lies behind, a symbolic link that leads out of the directory that is served, or has an absolute path (%v). Add the directory that it leads to with --dir, or put a copy here.", url, err)
}

// send serves an open file.
func (s *Server) send(w http.ResponseWriter, r *http.Request, f *os.File, info fs.FileInfo) {
	kind := kindOf(info.Name())
	if info.Size() > inMemory {
		if kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", fmt.Sprintf(`"%x-%x"`, info.ModTime().UnixNano(), info.Size()))
		http.ServeContent(w, r, info.Name(), info.ModTime(), f)
		return
	}
	body, err := io.ReadAll(f)
	if err != nil {
		s.say(w, r, http.StatusInternalServerError, fmt.Sprintf("%s could not be read: %v", r.URL.Path, err))
		return
	}
	if isPage(info.Name()) {
		w.Header().Add("Vary", "Sec-Fetch-Dest, Accept")
		if wantsPage(r) {
			s.page(w, r, http.StatusOK, body)
			return
		}
	}
	newContent(body, kind).serve(w, r)
}

// missing answers where there is no file.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, name string) {
	isIndex := name == "index.html"
	if !isIndex && s.o.PushState && acceptsPage(r) && path.Ext(r.URL.Path) == "" {
		f, info, err := s.open("/", "index.html")
		if err == nil {
			defer f.Close()
			if !info.IsDir() {
				s.send(w, r, f, info)
				return
			}
		}
		isIndex = err != nil && isMissing(err)
	}
	switch {
	case isIndex:
		s.index(w, r)
	case r.URL.Path == "/favicon.ico":
		w.WriteHeader(http.StatusNoContent) // browsers ask whether or not a page does
	default:
		why := fmt.Sprintf("There is no file %q in %s.", filepath.ToSlash(name), s.dirs())
		if path.Base(r.URL.Path) == path.Base(s.o.Script) {
			why += " The bundle is at " + s.o.Script + "."
		}
		s.say(w, r, http.StatusNotFound, why)
	}
}

// dirs names the directories that are served.
func (s *Server) dirs() string {
	names := make([]string, len(s.o.Dirs))
	for i, dir := range s.o.Dirs {
		names[i] = filepath.Base(dir)
	}
	if len(names) == 1 {
		return fmt.Sprintf("the directory %q", names[0])
	}
	return fmt.Sprintf("the directories %q", names)
}
