package main

import "syscall"

// reserve has the system back so many bytes of memory, which are garbage at
// once, with large pages where it can: to take a hundred megabytes by pages of
// four kilobytes is up to a fourth of the time of a build that needs them.
func reserve(bytes int) {
	_ = syscall.Madvise(make([]byte, bytes), syscall.MADV_HUGEPAGE) // else as usual
}
