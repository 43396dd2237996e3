package goja

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	js "github.com/dop251/goja"

	"sheaf/transforms/script/engine"
)

// An openFile is open in a machine.
type openFile struct {
	*os.File
	path string
}

// fsModule is what js/fs.js stands on. Paths are absolute or relative to the
// machine's current directory.
func (m *machine) fsModule() map[string]any {
	files := &openFiles{m: m, byNumber: map[int]*openFile{}}
	return map[string]any{
		"readFile": func(path string) js.Value { return m.vm.ToValue(m.vm.NewArrayBuffer(m.readFile(path))) },
		"readText": func(path string) js.Value { return text(m.vm, m.readFile(path)) },
		"stat":     m.stat,
		"readdir":  m.readdir,
		"realpath": func(path string) string {
			lexical := path // Node cleans this one
			if lexical != "" && !filepath.IsAbs(path) {
				lexical = filepath.Join(m.cwd, path)
			}
			real, err := filepath.EvalSymlinks(m.reading("realpath", filepath.Clean(lexical)))
			m.check(err, "lstat", path)
			return real
		},
		"readlink": func(path string) string {
			target, err := os.Readlink(m.reading("readlink", path))
			m.check(err, "readlink", path)
			m.untraced() // what a link says is not what it leads to
			return target
		},
		"access": func(path string, mode int) {
			if mode&2 != 0 && m.safe != nil {
				m.forbid("EACCES", "access", filepath.Clean(m.abs(path)))
			}
			m.check(access(m.reading("access", path), mode), "access", path)
		},
		"open":  files.open,
		"close": files.close,
		"read":  files.read,
		"write": files.write,
		"fstat": files.stat,
		"ftruncate": func(number int, length int64) {
			opened := files.get(number, "ftruncate")
			m.writing("ftruncate", opened.path)
			m.check(opened.Truncate(length), "ftruncate", "")
		},
		"fchmod": func(number int, mode uint32) {
			opened := files.get(number, "fchmod")
			m.writing("chmod", opened.path)
			m.check(opened.Chmod(fs.FileMode(mode)), "fchmod", "")
		},
		"change": func(what, path, other string, all bool, mode uint32) js.Value {
			return m.change(what, path, other, all, fs.FileMode(mode))
		},
		"utimes": func(path string, atime, mtime float64) {
			at := func(s float64) time.Time { return time.UnixMilli(int64(s * 1000)) }
			m.check(os.Chtimes(m.writing("utime", path), at(atime), at(mtime)), "utime", path)
		},
	}
}

func (m *machine) readFile(path string) []byte {
	text, err := os.ReadFile(m.reading("open", path))
	if errors.Is(err, syscall.EISDIR) {
		m.throw("EISDIR", "EISDIR: illegal operation on a directory, read", map[string]any{"errno": -int(syscall.EISDIR), "syscall": "read"})
	}
	m.check(err, "open", path)
	m.trace.read(engine.Content, m.abs(path), text)
	return text
}

// stat describes a file. quiet: undefined stands for one that is not there.
func (m *machine) stat(path string, follow, quiet bool) (v js.Value) {
	what, stat := "lstat", os.Lstat
	if follow {
		what, stat = "stat", os.Stat
	}
	if quiet && m.safe != nil && !m.safe.allows(m.abs(path)) {
		m.noteRead(what, path)
		return js.Undefined()
	}
	info, err := stat(m.reading(what, path))
	if quiet && (errors.Is(err, fs.ErrNotExist) || runtime.GOOS == "windows" && errors.Is(err, syscall.ENOTDIR)) {
		return js.Undefined()
	}
	m.check(err, what, path)
	return m.describe(info)
}

func (m *machine) describe(info fs.FileInfo) js.Value {
	d := map[string]any{
		"kind": kindOf(info.Mode()), "size": info.Size(), "mtimeMs": float64(info.ModTime().UnixNano()) / 1e6,
		"mode": unixMode(info.Mode()), "dev": 0, "ino": 0, "nlink": 1, "uid": 0, "gid": 0,
	}
	moreStat(info, d)
	return m.object(d)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "directory"
	case mode&fs.ModeSymlink != 0:
		return "link"
	case mode.IsRegular():
		return "file"
	}
	return "other"
}

// unixMode returns a mode as stat(2) has it.
func unixMode(mode fs.FileMode) uint32 {
	bits := uint32(mode.Perm())
	switch {
	case mode.IsDir():
		bits |= 0o040000
	case mode&fs.ModeSymlink != 0:
		bits |= 0o120000
	case mode.IsRegular():
		bits |= 0o100000
	}
	return bits
}

func (m *machine) readdir(path, what string) js.Value {
	entries, err := os.ReadDir(m.reading("scandir", path))
	m.check(err, what, path)
	list := make([]any, len(entries))
	for i, e := range entries {
		list[i] = m.vm.NewArray(e.Name(), kindOf(e.Type()))
	}
	return m.vm.NewArray(list...)
}

// change does what changes directories.
func (m *machine) change(what, path, other string, all bool, mode fs.FileMode) js.Value {
	to := m.writing(what, path)
	var err error
	switch what {
	case "mkdir":
		if !all {
			err = os.Mkdir(to, mode)
			break
		}
		first := missing(to)
		if err = os.MkdirAll(to, mode); err == nil && first != "" {
			return m.vm.ToValue(first)
		}
	case "rmdir", "unlink":
		err = os.Remove(to)
	case "rm":
		if _, err = os.Lstat(to); err == nil {
			err = os.Remove(to)
			if all {
				err = os.RemoveAll(to)
			}
		}
	case "rename":
		err = os.Rename(to, m.writing(what, other))
	case "symlink":
		err = os.Symlink(other, to)
	case "link":
		err = os.Link(m.abs(other), to)
	case "chmod":
		err = os.Chmod(to, mode)
	case "mkdtemp":
		var made string
		dir, prefix := filepath.Split(to)
		made, err = os.MkdirTemp(dir, prefix+"*")
		if err == nil {
			return m.vm.ToValue(made)
		}
	}
	m.check(err, what, path)
	return js.Undefined()
}

// missing returns the first directory of a path that is not there, or "".
func missing(dir string) string {
	first := ""
	for {
		if _, err := os.Lstat(dir); err == nil {
			return first
		}
		first = dir
		parent := filepath.Dir(dir)
		if parent == dir {
			return first
		}
		dir = parent
	}
}

// openFiles are the files that are open, by the numbers they have in
// JavaScript.
type openFiles struct {
	m        *machine
	byNumber map[int]*openFile
	opened   [3]bool // of the standard ones
	last     int
}

func (f *openFiles) open(path, flags string, mode uint32) int {
	how, ok := howToOpen(flags)
	if !ok {
		f.m.throw("ERR_INVALID_ARG_VALUE", fmt.Sprintf("The argument 'flags' is invalid. Received '%s'", flags), nil)
	}
	var name string
	if how&^os.O_SYNC == os.O_RDONLY {
		name = f.m.reading("open", path)
	} else {
		name = f.m.writing("write", path)
	}
	opened, err := os.OpenFile(name, how, fs.FileMode(mode))
	f.m.check(err, "open", path)
	f.last++
	number := f.last + 16
	f.byNumber[number] = &openFile{opened, path}
	return number
}

// howToOpen returns what flags of open mean: a letter, with x or s before or
// after it, and a plus.
func howToOpen(flags string) (how int, ok bool) {
	letter, plus := strings.CutSuffix(flags, "+")
	if how = os.O_WRONLY; plus {
		how = os.O_RDWR
	}
	switch letter {
	case "r":
		return how &^ os.O_WRONLY, true
	case "rs", "sr":
		return how&^os.O_WRONLY | os.O_SYNC, true
	case "w":
		return how | os.O_CREATE | os.O_TRUNC, true
	case "wx", "xw":
		return how | os.O_CREATE | os.O_TRUNC | os.O_EXCL, true
	case "a":
		return how | os.O_CREATE | os.O_APPEND, true
	case "ax", "xa":
		return how | os.O_CREATE | os.O_APPEND | os.O_EXCL, true
	case "as", "sa":
		return how | os.O_CREATE | os.O_APPEND | os.O_SYNC, true
	}
	return 0, false
}

// standard opens what the first three numbers stand for: nothing to read, and
// standard error, for standard output is the bundle's.
func (f *openFiles) standard(number int) {
	if number < 0 || number > 2 || f.opened[number] {
		return
	}
	f.opened[number] = true // once: they may be closed
	if number > 0 {
		f.byNumber[number] = &openFile{os.Stderr, ""}
	} else if nothing, err := os.Open(os.DevNull); err == nil {
		f.byNumber[number] = &openFile{nothing, ""}
	}
}

func (f *openFiles) get(number int, what string) *openFile {
	f.standard(number)
	opened := f.byNumber[number]
	if opened == nil {
		f.m.throw("EBADF", "EBADF: bad file descriptor, "+what, map[string]any{"errno": -9, "syscall": what})
	}
	return opened
}

func (f *openFiles) close(number int) {
	opened := f.get(number, "close")
	var err error
	if opened.File != os.Stderr { // others write there, too
		err = opened.Close()
	}
	delete(f.byNumber, number)
	f.m.check(err, "close", "")
}

// read reads at a position, or if that is negative where the last read ended.
func (f *openFiles) read(number int, into js.Value, at, length int, position int64) int {
	opened, to := f.get(number, "read"), bytesOf(into)
	to = to[min(at, len(to)):]
	to = to[:min(length, len(to))]
	var n int
	var err error
	if position >= 0 {
		n, err = opened.ReadAt(to, position)
	} else {
		n, err = io.ReadFull(opened, to)
	}
	if err != io.EOF && err != io.ErrUnexpectedEOF {
		f.m.check(err, "read", "")
	}
	return n
}

func (f *openFiles) write(number int, from js.Value, position int64) int {
	opened := f.get(number, "write")
	if opened.File == os.Stderr {
		f.m.printed()
	}
	var n int
	var err error
	if position >= 0 {
		n, err = opened.WriteAt(bytesOf(from), position)
	} else {
		n, err = opened.Write(bytesOf(from))
	}
	f.m.check(err, "write", opened.path)
	return n
}

func (f *openFiles) stat(number int) js.Value {
	opened := f.get(number, "fstat")
	f.m.noteRead("fstat", opened.path)
	info, err := opened.Stat()
	f.m.check(err, "fstat", "")
	return f.m.describe(info)
}

// check throws err as Node's fs does.
func (m *machine) check(err error, what, path string) {
	if err == nil {
		return
	}
	code, text, number := "EIO", err.Error(), syscall.EIO
	for _, known := range systemErrors {
		if errors.Is(err, known.err) {
			code, text, number = known.code, known.text, known.err
			break
		}
	}
	message := fmt.Sprintf("%s: %s, %s", code, text, what)
	more := map[string]any{"errno": -int(number), "syscall": what}
	if path != "" || number == syscall.ENOENT { // which there is of paths only
		message += " '" + path + "'"
		more["path"] = path
	}
	m.throw(code, message, more)
}

// systemErrors are errors as Node names and words them.
var systemErrors = [...]struct {
	err        syscall.Errno
	code, text string
}{
	{syscall.ENOENT, "ENOENT", "no such file or directory"},
	{syscall.EISDIR, "EISDIR", "illegal operation on a directory"},
	{syscall.ENOTDIR, "ENOTDIR", "not a directory"},
	{syscall.ENOTEMPTY, "ENOTEMPTY", "directory not empty"},
	{syscall.EEXIST, "EEXIST", "file already exists"},
	{syscall.EACCES, "EACCES", "permission denied"},
	{syscall.EPERM, "EPERM", "operation not permitted"},
	{syscall.EINVAL, "EINVAL", "invalid argument"},
	{syscall.ELOOP, "ELOOP", "too many symbolic links encountered"},
	{syscall.ENAMETOOLONG, "ENAMETOOLONG", "name too long"},
	{syscall.EMFILE, "EMFILE", "too many open files"},
	{syscall.EBADF, "EBADF", "bad file descriptor"},
	{syscall.EBUSY, "EBUSY", "resource busy or locked"},
	{syscall.EROFS, "EROFS", "read-only file system"},
	{syscall.EXDEV, "EXDEV", "cross-device link not permitted"},
}
