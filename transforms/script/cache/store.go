package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A store is the cache's directory. Below it are, by names that are hashes:
//
//	entries   by what is known before a run: what came of it, in variants
//	traces    what variants hang on; one may continue another
//
// Files begin with a hash of what follows. One that was cut off, or that
// something else wrote, is as good as none. They are written under another name
// and then renamed, so that no program sees half of one.
type store struct{ dir string }

// variants bounds how many results an entry keeps: a file is built now for one
// environment, then for another.
const variants = 8

// A variant is a result, with the name of the trace it hangs on.
type variant struct {
	Trace string
	Deps  []string `json:",omitempty"`
	Files []string `json:",omitempty"`
	Size  int      // of code
	code  []byte
}

type storedTrace struct {
	Before string `json:",omitempty"`
	Notes  [][3]string
}

func (s *store) path(kind, name string) string {
	return filepath.Join(s.dir, "v"+format, kind, name[:2], name[2:])
}

var errBroken = errors.New("the file is broken")

// read returns the text of a file that is whole.
func (s *store) read(kind, name string) ([]byte, error) {
	text, err := os.ReadFile(s.path(kind, name))
	if err != nil {
		return nil, err
	}
	if len(text) < sha256.Size {
		return nil, errBroken
	}
	sum := sha256.Sum256(text[sha256.Size:])
	if !bytes.Equal(sum[:], text[:sha256.Size]) {
		return nil, errBroken
	}
	return text[sha256.Size:], nil
}

// write puts a file in place.
func (s *store) write(kind, name string, text ...[]byte) error {
	path := s.path(kind, name)
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("tmp-%d-%d", os.Getpid(), rand.Int64())), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	h := sha256.New()
	for _, t := range text {
		h.Write(t)
	}
	_, err = f.Write(bytes.Join(append([][]byte{h.Sum(nil)}, text...), nil))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// entry returns the variants of an entry, the newest first.
func (s *store) entry(key string) ([]variant, error) {
	text, err := s.read("entries", key)
	if err != nil {
		return nil, err
	}
	return decode(text)
}

// decode reads a line of JSON, and the codes of the variants that it lists.
func decode(text []byte) ([]variant, error) {
	head, body, _ := bytes.Cut(text, []byte("\n"))
	var list []variant
	if err := json.Unmarshal(head, &list); err != nil {
		return nil, err
	}
	for i := range list {
		n := list[i].Size
		if n < 0 || n > len(body) {
			return nil, errBroken
		}
		list[i].code, body = body[:n:n], body[n:]
	}
	return list, nil
}

// add puts a variant first in an entry. If another program does the same, one
// of the two is lost.
func (s *store) add(key string, v variant) error {
	list := []variant{v}
	old, _ := s.entry(key)
	for _, o := range old {
		if o.Trace != v.Trace && len(list) < variants {
			list = append(list, o)
		}
	}
	text := make([][]byte, 1, len(list)+1)
	for i := range list {
		list[i].Size = len(list[i].code)
		text = append(text, list[i].code)
	}
	head, err := json.Marshal(list)
	if err != nil {
		return err
	}
	text[0] = append(head, '\n')
	return s.write("entries", key, text...)
}

// trace returns a trace by its name.
func (s *store) trace(id string) (t storedTrace, err error) {
	if len(id) != 2*sha256.Size {
		return t, errBroken
	}
	text, err := s.read("traces", id)
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	return t, err
}

// addTrace writes a trace and returns its name, which is a hash of it.
func (s *store) addTrace(text []byte) (id string, err error) {
	id = fmt.Sprintf("%x", sha256.Sum256(text))
	if _, err := s.read("traces", id); err == nil {
		return id, nil
	}
	return id, s.write("traces", id, text)
}

// How much the cache keeps, and for how long after it was last of use. Whether
// it is too much is looked at once an hour, when something is written.
const (
	mostBytes = 512 << 20
	mostAge   = 30 * 24 * time.Hour
	often     = time.Hour
	markAfter = 24 * time.Hour // a file's time is when it was last of use, to the day
)

// used marks a file as one that is still of use.
func (s *store) used(kind, name string) {
	path := s.path(kind, name)
	if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()) > markAfter {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // the cache may be read-only
	}
}

// prune removes what has been of no use for long, and what is too much, the
// oldest first.
func (s *store) prune() error {
	marker := filepath.Join(s.dir, "v"+format, "pruned")
	if st, err := os.Stat(marker); err == nil && time.Since(st.ModTime()) < often {
		return nil
	}
	if err := s.pruneTo(mostBytes, time.Now().Add(-mostAge)); err != nil {
		return err
	}
	return os.WriteFile(marker, nil, 0o666)
}

// pruneTo removes files that were last of use before a time and, if the others
// are more than so many bytes, the oldest of them until a quarter is free again.
func (s *store) pruneTo(most int64, before time.Time) error {
	type file struct {
		path string
		size int64
		used time.Time
	}
	var list []file
	var total int64
	var errs error
	for _, kind := range []string{"entries", "traces"} {
		_ = filepath.WalkDir(filepath.Join(s.dir, "v"+format, kind), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if st, err := d.Info(); err == nil {
				list = append(list, file{path, st.Size(), st.ModTime()})
				total += st.Size()
			}
			return nil
		})
	}
	slices.SortFunc(list, func(a, b file) int { return a.used.Compare(b.used) })
	enough := most
	if total > most {
		enough = most / 4 * 3
	}
	for _, f := range list {
		if total <= enough && !f.used.Before(before) {
			break
		}
		if err := os.Remove(f.path); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = errors.Join(errs, err)
			continue
		}
		total -= f.size
	}
	return errs
}
