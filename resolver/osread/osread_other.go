//go:build !linux

package osread

import (
	"io"
	"os"
)

// A File is an open file.
type File struct{ f *os.File }

// Open opens a file for reading.
func Open(name string) (File, error) {
	f, err := os.Open(name)
	return File{f}, err
}

// A Near opens files as Open does, in any order.
type Near struct{}

// Open opens a file for reading.
func (*Near) Open(name string) (File, error) { return Open(name) }

// Close does nothing.
func (*Near) Close() {}

// Close closes the file.
func (f *File) Close() { f.f.Close() }

// Read reads into buf, which must not be empty. 0 bytes are the file's end.
func (f *File) Read(buf []byte) (int, error) {
	n, err := f.f.Read(buf)
	if err == io.EOF {
		return 0, nil
	}
	return n, err
}

// Stat returns the size in bytes that the file has, and when it was changed
// last, in nanoseconds of Unix time. What is no regular file, and what cannot be
// asked, has neither.
func (f *File) Stat() (size, changed int64) {
	st, err := f.f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return -1, 0
	}
	return st.Size(), st.ModTime().UnixNano()
}
