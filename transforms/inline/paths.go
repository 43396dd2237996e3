package inline

import (
	"path/filepath"
	"strings"
)

// Functions of Node's path module, where those of package filepath differ: a
// path that ends in a separator may go on keeping it, and a name that begins
// with a dot has no extension for that.

// join is path.join.
func join(parts []string) string {
	var given []string
	for _, p := range parts {
		if p != "" {
			given = append(given, p)
		}
	}
	return normalize(strings.Join(given, string(filepath.Separator)))
}

// normalize is path.normalize.
func normalize(path string) string {
	clean := filepath.Clean(path)
	if endsInSeparator(path) && !endsInSeparator(clean) {
		clean += string(filepath.Separator)
	}
	return clean
}

// dirname is path.dirname of what normalize returns.
func dirname(path string) string {
	return filepath.Dir(withoutSeparator(path))
}

// basename is path.basename; ext is "" if it has one argument.
func basename(path, ext string) string {
	name := withoutSeparator(path)
	switch {
	case ext != "" && ext == path:
		return ""
	case name == "" || endsInSeparator(name):
		return ""
	}
	if name = filepath.Base(name); name == ext {
		return name
	}
	return strings.TrimSuffix(name, ext)
}

// extname is path.extname.
func extname(path string) string {
	name := basename(path, "")
	if name == ".." {
		return ""
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}

func endsInSeparator(path string) bool {
	return path != "" && isSeparator(path[len(path)-1])
}

func isSeparator(c byte) bool { return c == '/' || c == filepath.Separator }

// withoutSeparator takes the separators off a path's end, but of a root.
func withoutSeparator(path string) string {
	for len(path) > len(filepath.VolumeName(path))+1 && endsInSeparator(path) {
		path = path[:len(path)-1]
	}
	return path
}
