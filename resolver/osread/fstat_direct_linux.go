//go:build amd64 || arm64 || riscv64

package osread

import (
	"syscall"
	"unsafe"
)

// fstat asks the system itself, whose form is Stat_t's on these processors.
func fstat(fd int, st *syscall.Stat_t) bool {
	_, _, errno := syscall.RawSyscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(st)), 0)
	return errno == 0
}
