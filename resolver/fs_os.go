package resolver

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// osFS is the operating system's file system.
type osFS struct{}

func (osFS) ReadDir(dir string) ([]DirEntry, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	es, err := f.ReadDir(-1) // unlike os.ReadDir, unsorted
	if err != nil {
		return nil, err
	}
	list := make([]DirEntry, len(es))
	for i, e := range es {
		list[i] = DirEntry{e.Name(), kindOf(e.Type())}
	}
	return list, nil
}

func (osFS) ReadFile(name string) ([]byte, error) { return os.ReadFile(name) }

func (osFS) Stat(name string) (Kind, error) {
	st, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	return kindOf(st.Mode().Type()), nil
}

func (osFS) EvalSymlinks(name string) (string, error) {
	if runtime.GOOS == "windows" {
		return followLinks(name, os.Readlink, `\`)
	}
	return filepath.EvalSymlinks(name)
}

func kindOf(m fs.FileMode) Kind {
	switch {
	case m&fs.ModeSymlink != 0:
		return KindLink
	case m&fs.ModeDir != 0:
		return KindDir
	case m&(fs.ModeIrregular) != 0:
		return KindLink // on Windows a junction: a link in Node's eyes
	case m&(fs.ModeDevice|fs.ModeCharDevice|fs.ModeSocket) != 0:
		return KindOther
	}
	return KindFile
}
