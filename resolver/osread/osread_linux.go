package osread

import (
	"strings"
	"syscall"
	"unsafe"
)

// A File is an open file or directory.
//
// The system is called without telling Go's scheduler: what is in the page
// cache is there in microseconds, and nothing could run in the meantime that
// would be worth waking a thread for. What is no regular file could block for
// good; O_NONBLOCK makes such a read return at once, without anything, and it is
// then done the usual way.
type File struct {
	fd      int
	name    string
	usual   bool // calls go through Go's scheduler
	started bool // something was read
}

// Open opens a file for reading.
func Open(name string) (File, error) {
	return open(atCwd, name, fileFlags)
}

// OpenDir opens a directory for ReadDirents.
func OpenDir(name string) (File, error) {
	return open(atCwd, name, syscall.O_DIRECTORY)
}

const (
	fileFlags = syscall.O_NONBLOCK | syscall.O_LARGEFILE

	// atCwd is AT_FDCWD, which the system takes as a negative number.
	atCwd = ^uintptr(100 - 1)
)

// open opens what is called name in a directory.
func open(dir uintptr, name string, flags uintptr) (File, error) {
	if strings.IndexByte(name, 0) >= 0 {
		return File{}, failed("open", name, syscall.EINVAL)
	}
	path := append(make([]byte, 0, 256), name...)
	path = append(path, 0)
	for {
		fd, _, errno := syscall.RawSyscall6(syscall.SYS_OPENAT, dir, uintptr(unsafe.Pointer(&path[0])),
			syscall.O_RDONLY|syscall.O_CLOEXEC|flags, 0, 0, 0)
		if errno == 0 {
			return File{fd: int(fd), name: name}, nil
		}
		if errno != syscall.EINTR {
			return File{}, failed("open", name, errno)
		}
	}
}

// Close closes the file.
func (f *File) Close() {
	syscall.RawSyscall(syscall.SYS_CLOSE, uintptr(f.fd), 0, 0)
}

// Read reads into buf, which must not be empty. 0 bytes are the file's end.
func (f *File) Read(buf []byte) (int, error) {
	if f.usual {
		return f.wait(buf)
	}
	for {
		n, _, errno := syscall.RawSyscall(syscall.SYS_READ, uintptr(f.fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
		switch errno {
		case 0:
			if n == 0 && !f.started && !f.regular() {
				return f.reopen(buf) // a pipe that nobody writes to yet
			}
			f.started = true
			return int(n), nil
		case syscall.EINTR:
		case syscall.EAGAIN:
			f.usual = true
			if err := syscall.SetNonblock(f.fd, false); err != nil {
				return 0, failed("read", f.name, err)
			}
			return f.wait(buf)
		default:
			return 0, failed("read", f.name, errno)
		}
	}
}

// reopen opens the file once more, so that opening waits for a writer.
func (f *File) reopen(buf []byte) (int, error) {
	f.usual = true
	fd, err := syscall.Open(f.name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return 0, failed("open", f.name, err)
	}
	syscall.Close(f.fd)
	f.fd = fd
	return f.wait(buf)
}

// wait is Read for what may block.
func (f *File) wait(buf []byte) (int, error) {
	for {
		n, err := syscall.Read(f.fd, buf)
		if err == nil {
			return n, nil
		}
		if err != syscall.EINTR {
			return 0, failed("read", f.name, err)
		}
	}
}

// ReadDirents reads as many of the directory's entries as fit into buf, in the
// form of getdents64. 0 bytes are their end.
func (f *File) ReadDirents(buf []byte) (int, error) {
	for {
		n, _, errno := syscall.RawSyscall(syscall.SYS_GETDENTS64, uintptr(f.fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
		if errno == 0 {
			return int(n), nil
		}
		if errno != syscall.EINTR {
			return 0, failed("getdents", f.name, errno)
		}
	}
}

// Stat returns the size in bytes that the file has, and when it was changed
// last, in nanoseconds of Unix time. What is no regular file, and what cannot be
// asked, has neither.
func (f *File) Stat() (size, changed int64) {
	var st syscall.Stat_t
	if !fstat(f.fd, &st) || st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return -1, 0
	}
	return st.Size, st.Mtim.Nano()
}

func (f *File) regular() bool {
	var st syscall.Stat_t
	return !fstat(f.fd, &st) || st.Mode&syscall.S_IFMT == syscall.S_IFREG
}
