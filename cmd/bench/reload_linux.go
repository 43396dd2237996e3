package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// reload drops a program from the page cache and reads it again. What has just
// been written, by a linker or by npm, lies there in smaller pieces than what
// was read from disk, and starts slower: sheaf by a millisecond. Programs are
// measured as they are once they have been installed for a while.
//
// It is for the measurement's sake alone: that it fails is no error.
func reload(binary string) {
	f, err := os.Open(binary)
	if err != nil {
		return
	}
	defer f.Close()
	if f.Sync() != nil || unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) != nil {
		return
	}
	_, _ = io.Copy(io.Discard, f)
}
