package pages

import "syscall"

// populateWrite is MADV_POPULATE_WRITE, which Linux has since 5.14.
const populateWrite = 23

func provide(at, n uintptr) {
	page := uintptr(syscall.Getpagesize())
	from, to := at&^(page-1), (at+n+page-1)&^(page-1)
	syscall.RawSyscall(syscall.SYS_MADVISE, from, to-from, populateWrite)
}
