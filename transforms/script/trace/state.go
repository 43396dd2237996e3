package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sheaf/transforms/script/engine"
)

// State returns what is at a path now. kind is Content, Module, Listing, Rights or
// Place.
// above says the same of a directory, for Place, from memory if it likes; nil has
// it looked at.
func State(kind engine.NoteKind, path string, above func(dir string) string) string {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		if st, err := os.Lstat(path); kind == engine.Place && err == nil && st.Mode()&os.ModeSymlink != 0 {
			return "o" // a link to nothing
		}
		return "-"
	case err != nil || !st.Mode().IsRegular() && !st.IsDir():
		return "o"
	}
	text := "f"
	if st.IsDir() {
		text = "d"
	}
	switch {
	case kind == engine.Rights:
		text = "x" + rights(st)
	case kind == engine.Place:
		var real string
		real, err = realPath(path, above)
		text += real
	case kind == engine.Listing && text == "d":
		text, err = listing(path)
	case kind != engine.Listing && text == "f":
		text, err = HashFile(path)
		text = "f" + text
	}
	if err != nil {
		return "o"
	}
	return text
}

// OfText returns the state of a file with a text.
func OfText(text []byte) string { return "f" + Hash(text) }

// OfModule returns the state of a name that was looked for: engine.Required.
func OfModule(file string, err error) string {
	if err != nil {
		return "-"
	}
	return "f" + file
}

// Hash is the hash of a text that states have.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// realPath follows links. Most paths share their directories.
func realPath(path string, above func(string) string) (string, error) {
	dir, name := filepath.Split(path)
	if dir = filepath.Clean(dir); above == nil || name == "" || dir == path {
		return filepath.EvalSymlinks(path)
	}
	st, err := os.Lstat(path)
	if err != nil || st.Mode()&os.ModeSymlink != 0 {
		return filepath.EvalSymlinks(path)
	}
	real, ok := strings.CutPrefix(above(dir), "d")
	if !ok {
		return filepath.EvalSymlinks(path)
	}
	return filepath.Join(real, name), nil
}

// HashFile is Hash of a file's text.
func HashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// listing is in the form that engine.Note describes.
func listing(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var text []byte
	for _, e := range entries { // sorted by bytes
		text = append(text, e.Name()...)
		switch mode := e.Type(); {
		case mode.IsDir():
			text = append(text, '/')
		case mode&os.ModeSymlink != 0:
			text = append(text, '@')
		case !mode.IsRegular():
			text = append(text, '?')
		}
		text = append(text, 0)
	}
	return "l" + Hash(text), nil
}
