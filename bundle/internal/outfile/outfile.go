// Package outfile writes a file so that there is always a whole one to see: the
// old one, or the new one.
//
// What comes in is a name and the pieces of the text; they go into a temporary
// file beside the target, which then takes its place. On failure, or when the
// context ends first, the temporary file is removed and the target is as it
// was. What is no regular file (a terminal, a pipe, /dev/null) is written to
// directly.
package outfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"syscall"
)

// Write writes pieces, which may come several at a time, one after the other to
// the file called name. Missing directories are made. A symbolic link stays, and
// what it points to is replaced; permissions of a file that is replaced are kept.
func Write(ctx context.Context, name string, pieces iter.Seq[[][]byte]) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	mode := fs.FileMode(0o666)
	old, err := os.Stat(name)
	switch {
	case err == nil && old.IsDir():
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("is a directory")}
	case err == nil && !old.Mode().IsRegular():
		return writeThrough(name, pieces)
	case err == nil:
		mode = old.Mode().Perm()
		if err := writable(name); err != nil {
			return err
		}
	case errors.Is(err, fs.ErrNotExist):
		name = follow(name)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	tmp, err := create(name, mode)
	if err != nil {
		return err
	}
	err = fill(ctx, tmp, pieces)
	if err == nil && old != nil {
		// The mode given when creating was cut down by the umask.
		_ = tmp.Chmod(mode)
	}
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = replace(tmp.Name(), name, old != nil)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return pathError(name, err)
	}
	return nil
}

// maxLinks is how many links may lead to links.
const maxLinks = 40

// follow returns where something is to be made so that name, where there is
// nothing, has it: name itself, or where it leads as a symbolic link.
func follow(name string) string {
	for range maxLinks {
		to, err := os.Readlink(name)
		if err != nil {
			return name
		}
		if !filepath.IsAbs(to) {
			dir := filepath.Dir(name)
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				dir = real // ".." means its parent
			}
			to = filepath.Join(dir, to)
		}
		name = to
	}
	return name
}

// writable tells whether the user may change the file that is to be replaced: a
// rename would not ask.
func writable(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// create makes a temporary file beside name.
func create(name string, mode fs.FileMode) (*os.File, error) {
	for try := 0; ; try++ {
		tmp := fmt.Sprintf("%s.tmp-sheaf-%d-%d", name, os.Getpid(), try)
		f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o200)
		if err == nil || !errors.Is(err, fs.ErrExist) || try == 100 {
			return f, err
		}
	}
}

func writeThrough(name string, pieces iter.Seq[[][]byte]) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	for list := range pieces {
		for _, p := range list {
			if _, err := f.Write(p); err != nil {
				return err
			}
		}
	}
	return f.Close()
}

// pathError names the file the user knows rather than the temporary one.
func pathError(name string, err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return &fs.PathError{Op: "write", Path: name, Err: errno}
	}
	return err
}
