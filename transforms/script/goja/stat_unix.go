//go:build unix

package goja

import (
	"io/fs"
	"syscall"
)

// moreStat adds what only Unix knows of a file.
func moreStat(info fs.FileInfo, d map[string]any) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		d["dev"], d["ino"], d["nlink"] = float64(s.Dev), float64(s.Ino), float64(s.Nlink)
		d["uid"], d["gid"], d["mode"] = s.Uid, s.Gid, s.Mode
	}
}

// access tells whether a file may be read (4), written (2) or run (1), or with 0
// whether it is there.
func access(path string, mode int) error { return syscall.Access(path, uint32(mode&7)) }
