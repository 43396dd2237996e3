//go:build !linux

package measure

// resetPeak returns what a child's peak is at least, whatever the child does.
func resetPeak() int64 { return 0 }

// Resident returns 0: how much memory a running process has is not known.
func Resident(int) int64 { return 0 }
