//go:build !unix

package measure

import "os"

// Limits says what cannot be measured on this system, or is "".
const Limits = "peak memory is not measured on this system, and processor time is without that of child processes"

func peak(*os.ProcessState) int64 { return 0 }

// Settle has the system write what it holds back, where there is a call for it.
func Settle() {}
