package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// installed returns a copy of a program, made as an installation makes one.
// What a linker has just put together, or was read in bits while it ran, lies in
// the system's memory in smaller pieces and starts slower: sheaf by a
// millisecond. So all programs are measured in the same state.
func (b *bench) installed(binary string) (string, error) {
	from, err := os.Open(binary)
	if err != nil {
		return "", err
	}
	defer from.Close()
	dir, err := os.MkdirTemp(b.work, "installed-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, filepath.Base(binary))
	to, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o777)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	return name, errors.Join(err, to.Close())
}
