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
