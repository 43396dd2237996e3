package node

import (
	"bytes"
	"sync/atomic"

	"sheaf/transforms/script/engine"
)

// ahead decides when a second process is started: as soon as a job's file names
// others, which are jobs to come. It loads the transform while the first process
// does; if it were started when a job waits, it would do so after it, and be no
// help to a build of a second.
type ahead struct {
	module  atomic.Pointer[string] // of the first job
	decided atomic.Bool
}

// several others are worth a process.
const several = 2

// sees looks at a job, and tells whether a second process should be started
// now. It does so once.
func (a *ahead) sees(job engine.Job) bool {
	a.module.CompareAndSwap(nil, &job.Module)
	return !a.decided.Load() && names(job.Code, several) && a.decided.CompareAndSwap(false, true)
}

// toLoad returns the module that a process should load before it is given a job,
// or "".
func (a *ahead) toLoad() string {
	if module := a.module.Load(); module != nil {
		return *module
	}
	return ""
}

// names tells whether n strings in a text, of whatever language, look like names
// of other files: whether they begin with "./" or "../".
func names(text []byte, n int) bool {
	for ; n > 0; n-- {
		for {
			i := bytes.Index(text, []byte("./"))
			if i < 0 {
				return false
			}
			before := bytes.TrimSuffix(text[:i], []byte("."))
			text = text[i+2:]
			if len(before) > 0 && bytes.IndexByte([]byte("\"'`"), before[len(before)-1]) >= 0 {
				break
			}
		}
	}
	return true
}
