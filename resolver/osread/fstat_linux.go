//go:build !(amd64 || arm64 || riscv64)

package osread

import "syscall"

func fstat(fd int, st *syscall.Stat_t) bool { return syscall.Fstat(fd, st) == nil }
