//go:build !unix

package goja

import "io/fs"

// moreStat has nothing to add.
func moreStat(fs.FileInfo, map[string]any) {}
