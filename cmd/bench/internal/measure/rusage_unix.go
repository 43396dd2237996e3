//go:build unix

package measure

import (
	"os"
	"runtime"
	"syscall"
)

// Limits says what cannot be measured on this system, or is "".
const Limits = ""

func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return maxrssBytes(int64(usage.Maxrss), runtime.GOOS)
}

// maxrssBytes converts getrusage's ru_maxrss: Apple's systems count bytes, the
// others kibibytes.
func maxrssBytes(maxrss int64, goos string) int64 {
	if goos == "darwin" || goos == "ios" {
		return maxrss
	}
	return maxrss << 10
}

// Settle has the system write what it holds back, so that it does not during
// what is measured next.
func Settle() { syscall.Sync() }
