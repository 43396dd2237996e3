package outfile

import (
	"context"
	"io"
	"iter"
	"os"

	"golang.org/x/sys/unix"
)

// mostAtOnce is how many pieces the system takes in one call (IOV_MAX).
const mostAtOnce = 1024

// fill writes pieces into an empty file without copying them together. (Two
// writers, each with a half, are no faster: the system lets one at a time write
// to a file.)
func fill(ctx context.Context, f *os.File, pieces iter.Seq[[][]byte]) error {
	fd, offset := int(f.Fd()), int64(0)
	room := make([][]byte, 0, mostAtOnce)
	for list := range pieces {
		if err := vectors(ctx, fd, list, offset, room); err != nil {
			return err
		}
		offset += int64(size(list))
	}
	return nil
}

// vectors writes pieces from an offset of the file on. It uses room, which is
// empty.
func vectors(ctx context.Context, fd int, pieces [][]byte, offset int64, room [][]byte) error {
	for len(pieces) > 0 {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		list := room
		for len(pieces) > 0 && len(list) < mostAtOnce {
			list = append(list, pieces[0])
			pieces = pieces[1:]
		}
		for rest := list; len(rest) > 0; {
			n, err := unix.Pwritev(fd, rest, offset)
			switch {
			case err == unix.EINTR:
				continue
			case err != nil:
				return err
			case n == 0 && size(rest) > 0:
				return io.ErrShortWrite
			}
			offset += int64(n)
			rest = consume(rest, n)
		}
	}
	return nil
}

func size(list [][]byte) (n int) {
	for _, p := range list {
		n += len(p)
	}
	return n
}

// consume returns what is left of list when its first n bytes are gone. It
// changes list.
func consume(list [][]byte, n int) [][]byte {
	for len(list) > 0 && n >= len(list[0]) {
		n -= len(list[0])
		list = list[1:]
	}
	if len(list) > 0 {
		list[0] = list[0][n:]
	}
	return list
}

// replace gives tmp the name of the target. Where there is a target the two are
// exchanged if the system can: a plain rename over a file makes ext4 write the
// new one to disk first.
func replace(tmp, name string, exists bool) error {
	if exists && unix.Renameat2(unix.AT_FDCWD, tmp, unix.AT_FDCWD, name, unix.RENAME_EXCHANGE) == nil {
		return os.Remove(tmp)
	}
	return os.Rename(tmp, name)
}
