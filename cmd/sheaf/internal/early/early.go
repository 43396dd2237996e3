package early

import "runtime"

func init() { runtime.MemProfileRate = 0 }
