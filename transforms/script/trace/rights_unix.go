//go:build unix

package trace

import (
	"fmt"
	"io/fs"
	"syscall"
)

// rights is in the form that engine.Note describes.
func rights(info fs.FileInfo) string {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%o.%d.%d", s.Mode&0o7777, s.Uid, s.Gid)
}
