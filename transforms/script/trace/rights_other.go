//go:build !unix

package trace

import (
	"fmt"
	"io/fs"
)

// rights is in the form that engine.Note describes.
func rights(info fs.FileInfo) string { return fmt.Sprintf("%o", info.Mode()&0o200) }
