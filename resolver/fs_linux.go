package resolver

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"os"
	"syscall"

	"sheaf/resolver/osread"
)

// list reads a directory's names and kinds straight from getdents: no sorting,
// no stat, no allocation for each name.
func (osFS) list(dir string, seed maphash.Seed, b *builder) error {
	f, err := osread.OpenDir(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		n, err := f.ReadDirents(b.raw)
		if err != nil || n == 0 {
			return err
		}
		b.addDirents(seed, b.raw[:n])
	}
}

// Of a linux_dirent64: inode (8 bytes), offset (8), record length (2), type
// (1), and the name up to a zero byte.
const (
	direntLen  = 16
	direntType = 18
	direntName = 19
)

func (b *builder) addDirents(seed maphash.Seed, buf []byte) {
	for len(buf) > direntName {
		n := int(binary.NativeEndian.Uint16(buf[direntLen:]))
		if n <= direntName || n > len(buf) {
			return
		}
		name := buf[direntName:n]
		if i := bytes.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		kind := KindLink // DT_LNK, or DT_UNKNOWN where the file system does not tell
		switch buf[direntType] {
		case syscall.DT_REG, syscall.DT_FIFO:
			kind = KindFile
		case syscall.DT_DIR:
			kind = KindDir
		case syscall.DT_BLK, syscall.DT_CHR, syscall.DT_SOCK:
			kind = KindOther
		}
		buf = buf[n:]
		if string(name) != "." && string(name) != ".." {
			b.add(seed, name, kind)
		}
	}
}

// readInto reads a file into buf, which grows as needed.
func (osFS) readInto(name string, buf []byte) ([]byte, error) {
	return osread.Append(buf[:0], name)
}

// isLink reports whether the last part of name is a link.
func (osFS) isLink(name string) bool {
	var st syscall.Stat_t
	for {
		err := syscall.Lstat(name, &st)
		if err == syscall.EINTR {
			continue
		}
		return err == nil && st.Mode&syscall.S_IFMT == syscall.S_IFLNK
	}
}

// readlink returns what a link says.
func (osFS) readlink(name string) (string, error) { return os.Readlink(name) }
