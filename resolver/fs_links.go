package resolver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

var errManyLinks = errors.New("too many links, or links that lead in a circle")

// followLinks takes the links out of an absolute path, part by part. Unlike
// filepath.EvalSymlinks it follows whatever readlink can read, as Node does:
// on Windows junctions too, from which npm and pnpm make their trees.
func followLinks(name string, readlink func(string) (string, error), sep string) (string, error) {
	volume := filepath.VolumeName(name)
	todo := strings.Split(name[len(volume):], sep)
	real := volume + sep
	for links := 0; len(todo) > 0; {
		part := todo[0]
		todo = todo[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			real = filepath.Dir(real)
			continue
		}
		next := strings.TrimSuffix(real, sep) + sep + part
		to, err := readlink(next)
		if errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err != nil { // not a link
			real = next
			continue
		}
		if links++; links > 255 {
			return "", &os.PathError{Op: "readlink", Path: name, Err: errManyLinks}
		}
		to = filepath.Clean(to)
		if filepath.IsAbs(to) {
			volume = filepath.VolumeName(to)
			real = volume + sep
			to = to[len(volume):]
		}
		todo = append(strings.Split(to, sep), todo...)
	}
	return real, nil
}
