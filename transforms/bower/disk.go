package bower

import (
	"errors"
	"io/fs"
	"os"
	"slices"
)

// A disk remembers what it was asked, so that it can be told what an answer hung
// on: what is there is asked for each name that a file requires.
//
// That a file is there, though, it asks each time. Such a file is a part of the
// bundle and watched as that; were it among what the transform is made of, all
// would begin anew whenever it is saved.
type disk struct {
	stats map[string]fs.FileMode // of directories, and 0: nothing is there
	texts map[string][]byte
}

const irregular = fs.ModeIrregular

func newDisk() disk { return disk{map[string]fs.FileMode{}, map[string][]byte{}} }

func (d *disk) mode(path string) fs.FileMode {
	if m, ok := d.stats[path]; ok {
		return m
	}
	st, err := os.Stat(path)
	switch {
	case err != nil:
		d.stats[path] = 0
		return 0
	case st.IsDir():
		d.stats[path] = st.Mode()
	case st.Mode() == 0:
		return irregular // a file that nobody may read is one
	}
	return st.Mode()
}

func (d *disk) isDir(path string) bool { return d.mode(path).IsDir() }

func (d *disk) isFile(path string) bool {
	m := d.mode(path)
	return m != 0 && !m.IsDir()
}

// read returns the text of a file, and whether there is one.
func (d *disk) read(path string) ([]byte, bool, error) {
	if text, ok := d.texts[path]; ok {
		return text, text != nil, nil
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text, err = nil, nil
	case err == nil && text == nil:
		text = []byte{}
	case err != nil:
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return nil, false, err
	}
	d.texts[path] = text
	return text, text != nil, nil
}

// seen returns the files that were read, the directories, and the paths where
// nothing was.
func (d *disk) seen() []string {
	var list []string
	for path := range d.texts {
		list = append(list, path)
	}
	for path := range d.stats {
		if _, ok := d.texts[path]; !ok {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}
