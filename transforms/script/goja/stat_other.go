//go:build !unix

package goja

import (
	"io/fs"
	"os"
)

// moreStat has nothing to add.
func moreStat(fs.FileInfo, map[string]any) {}

// access tells whether a file may be written (2), or else whether it is there.
func access(path string, mode int) error {
	info, err := os.Stat(path)
	if err == nil && mode&2 != 0 && info.Mode()&0o200 == 0 && !info.IsDir() {
		return &fs.PathError{Op: "access", Path: path, Err: fs.ErrPermission}
	}
	return err
}
