package outfile

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// patience is how long a file may be in use by others before that is an error.
const patience = 2 * time.Second

// replace gives tmp the name of the target. Windows refuses that while somebody
// else has the target open: a server that is sending it, a virus scanner,
// another build.
func replace(tmp, name string, _ bool) error {
	return whileInUse(func() error { return os.Rename(tmp, name) })
}

// whileInUse does what may fail because a file is in use, until it does not.
func whileInUse(do func() error) error {
	const sharingViolation = syscall.Errno(32)
	pause := time.Millisecond
	for begun := time.Now(); ; pause = min(2*pause, 16*time.Millisecond) {
		err := do()
		if !errors.Is(err, sharingViolation) && !errors.Is(err, syscall.ERROR_ACCESS_DENIED) || time.Since(begun) > patience {
			return err
		}
		time.Sleep(pause)
	}
}
