// Package osread opens and reads files and directories of the operating system
// with as few system calls as can be, for programs that read thousands of small
// files in a row.
//
// What comes in are names; what goes out are bytes. It never writes, and keeps
// nothing.
package osread

import "io/fs"

// Append reads the file called name and appends its contents to buf, which
// grows as needed.
func Append(buf []byte, name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return buf, err
	}
	defer f.Close()
	return appendAll(buf, &f)
}

func appendAll(buf []byte, f *File) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := f.Read(buf[len(buf):cap(buf)])
		if err != nil {
			return buf, err
		}
		if n == 0 {
			return buf, nil
		}
		buf = buf[:len(buf)+n]
	}
}

func failed(op, name string, err error) error {
	return &fs.PathError{Op: op, Path: name, Err: err}
}
