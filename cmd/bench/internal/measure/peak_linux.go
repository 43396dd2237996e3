package measure

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
)

// resetPeak makes this process small and its peak what it uses now, and returns
// it in bytes. On Linux a child's ru_maxrss is at least its parent's peak: the
// kernel notes the peak of the memory that exec throws away, and after vfork
// that is the parent's.
func resetPeak() int64 {
	debug.FreeOSMemory()
	// Not being allowed to only makes the floor higher.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	return highWater(status)
}

// Resident returns how much memory a running process has in hand, in bytes, or
// 0 if that is not known.
func Resident(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	return kilobytes(status, "VmRSS:")
}

// highWater finds VmHWM in the text of /proc/self/status, in bytes, or 0.
func highWater(status []byte) int64 { return kilobytes(status, "VmHWM:") }

// kilobytes finds a size in the text of /proc/self/status, in bytes, or 0.
func kilobytes(status []byte, name string) int64 {
	for line := range bytes.Lines(status) {
		rest, ok := bytes.CutPrefix(line, []byte(name))
		if !ok {
			continue
		}
		fields := bytes.Fields(rest)
		if len(fields) != 2 || string(fields[1]) != "kB" {
			return 0
		}
		kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
		if err != nil {
			return 0
		}
		return kib << 10
	}
	return 0
}
