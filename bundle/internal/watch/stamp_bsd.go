//go:build darwin || freebsd || netbsd

package watch

import (
	"io/fs"
	"syscall"
)

// system returns what only the system's own form of st has: when anything about
// the file changed last, which no program can set back, and which file it is.
func system(st fs.FileInfo) (changed int64, inode uint64) {
	if s, ok := st.Sys().(*syscall.Stat_t); ok {
		return s.Ctimespec.Nano(), s.Ino
	}
	return 0, 0
}
