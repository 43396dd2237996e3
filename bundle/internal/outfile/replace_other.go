//go:build !linux && !windows

package outfile

import "os"

// replace gives tmp the name of the target.
func replace(tmp, name string, _ bool) error { return os.Rename(tmp, name) }
