// Package paths does what Browserify does with Node's path module, on the
// system's own paths, and gives the slash-separated forms that go into bundles.
//
// It never looks at the file system.
package paths

import (
	"math/bits"
	"os"
	"path/filepath"
	"strings"
)

// Resolve returns name as an absolute path, relative names being taken from
// dir, as path.resolve(dir, name).
func Resolve(dir, name string) string {
	switch {
	case filepath.IsAbs(name):
		return filepath.Clean(name)
	case name != "" && os.IsPathSeparator(name[0]): // Windows: on dir's drive
		return filepath.VolumeName(dir) + filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

// Relative returns the slash-separated path that leads from the absolute path
// base to the absolute path name, as path.relative(base, name). If both are
// the same it is "". If there is no such path (other drives) it is name.
func Relative(base, name string) string {
	if rest, ok := strings.CutPrefix(name, base); ok && len(rest) > 1 && rest[0] == filepath.Separator {
		return filepath.ToSlash(rest[1:])
	}
	rel, err := filepath.Rel(base, name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	if rel == "." {
		return ""
	}
	return filepath.ToSlash(rel)
}

// IsModuleName tells whether a name given to -r, or required with
// --no-bundle-external, is that of a package or core module and not a path:
// Browserify's isExternalModule.
func IsModuleName(name string) bool {
	if filepath.Separator == '\\' {
		return !strings.HasPrefix(name, ".") && filepath.VolumeName(name) == ""
	}
	return !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "/")
}

// CompareUTF16 orders strings by their UTF-16 code units, as JavaScript's sort
// does. It differs from the order of bytes only where a character beyond the
// basic plane meets one of U+E000 to U+FFFF.
func CompareUTF16(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i+8 <= n { // names in a list often begin alike
		if x := eight(a[i:i+8]) ^ eight(b[i:i+8]); x != 0 {
			i += bits.TrailingZeros64(x) / 8
			break
		}
		i += 8
	}
	for ; i < n; i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0) {
			x, y = y, x
		}
		if x < y {
			return -1
		}
		return 1
	}
	return len(a) - len(b)
}

// eight returns eight bytes as a number, the first of them lowest.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
