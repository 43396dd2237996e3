package scribble

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A manner is a way in which a program puts a new text in the place of a file.
type manner struct {
	name string
	save func(p *Project, file, text string) error
}

// pause waits for up to a time.
func (p *Project) pause(most time.Duration) { time.Sleep(time.Duration(p.Int64N(int64(most)))) }

var manners = []manner{
	{"written in place", func(p *Project, file, text string) error {
		return os.WriteFile(file, []byte(text), 0o666)
	}},
	{"cut off, then written in pieces", func(p *Project, file, text string) error {
		f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o666)
		if err != nil {
			return err
		}
		defer f.Close()
		for len(text) > 0 {
			p.pause(8 * time.Millisecond)
			n := 1 + p.IntN(len(text))
			if _, err := f.WriteString(text[:n]); err != nil {
				return err
			}
			text = text[n:]
		}
		return f.Sync()
	}},
	{"renamed over", func(p *Project, file, text string) error {
		return p.replace(file+".tmp", file, text)
	}},
	{"renamed over, from another directory", func(p *Project, file, text string) error {
		dir := p.Dir + "-elsewhere"
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		return p.replace(filepath.Join(dir, "save"), file, text)
	}},
	{"removed and made anew", func(p *Project, file, text string) error {
		os.Remove(file)
		p.pause(30 * time.Millisecond)
		return os.WriteFile(file, []byte(text), 0o666)
	}},
	{"as vim does", func(p *Project, file, text string) error {
		dir := filepath.Dir(file)
		swap, probe, backup := filepath.Join(dir, "."+filepath.Base(file)+".swp"), filepath.Join(dir, "4913"), file+"~"
		defer os.Remove(swap)
		if err := os.WriteFile(swap, []byte("b0VIM"), 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(probe, nil, 0o644); err != nil {
			return err
		}
		os.Remove(probe)
		os.Rename(file, backup) // the file may be new
		defer os.Remove(backup)
		f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			return err
		}
		f.Sync()
		return f.Chmod(0o664)
	}},
	{"with its time set back", func(p *Project, file, text string) error {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return err
		}
		old := time.Now().Add(-time.Hour).Truncate(time.Second)
		return os.Chtimes(file, old, old)
	}},
	{"twice within a moment", func(p *Project, file, text string) error {
		if err := os.WriteFile(file, []byte(p.text(filepath.Base(file))), 0o666); err != nil {
			return err
		}
		p.pause(6 * time.Millisecond)
		return os.WriteFile(file, []byte(text), 0o666)
	}},
	{"with its directory moved away meanwhile", func(p *Project, file, text string) error {
		dir := filepath.Dir(file)
		if dir == p.Dir {
			return os.WriteFile(file, []byte(text), 0o666)
		}
		away := p.Dir + "-away"
		os.RemoveAll(away)
		if err := os.Rename(dir, away); err != nil {
			return err
		}
		p.pause(40 * time.Millisecond)
		if err := os.WriteFile(filepath.Join(away, filepath.Base(file)), []byte(text), 0o666); err != nil {
			return err
		}
		return os.Rename(away, dir)
	}},
	{"by a link to a hidden file", func(p *Project, file, text string) error {
		hidden := filepath.Join(filepath.Dir(file), fmt.Sprintf(".%s-%d", filepath.Base(file), p.IntN(3)))
		if err := os.WriteFile(hidden, []byte(text), 0o666); err != nil {
			return err
		}
		link := file + ".lnk"
		os.Remove(link)
		if err := os.Symlink(filepath.Base(hidden), link); err != nil {
			return err
		}
		return os.Rename(link, file)
	}},
	{"with others, as a checkout does", func(p *Project, file, text string) error {
		for range 5 + p.IntN(10) {
			name := p.pick(Files...)
			if other := p.path(name); other != file {
				os.Remove(other)
				if err := p.put(other, p.text(name)); err != nil {
					return err
				}
			}
		}
		return p.put(file, text)
	}},
}

// replace writes a file and gives it the name of another.
func (p *Project) replace(tmp, file, text string) error {
	if err := os.WriteFile(tmp, []byte(text), 0o666); err != nil {
		return err
	}
	p.pause(3 * time.Millisecond)
	return os.Rename(tmp, file)
}

// Save saves one of the project's files in one of many manners, or else removes
// it or makes a link lead elsewhere. It returns what it did.
func (p *Project) Save() (what string, err error) {
	name := p.pick(Files...)
	file := p.path(name)
	switch p.IntN(16) {
	case 0:
		return name + " removed", os.RemoveAll(file)
	case 1:
		link, err := p.relink()
		return link + " leads elsewhere", err
	case 2:
		if dir := filepath.Dir(file); dir != p.Dir {
			return filepath.Dir(name) + " removed", os.RemoveAll(dir)
		}
	}
	m := manners[p.IntN(len(manners))]
	if err := clear(filepath.Dir(file)); err != nil {
		return name, err
	}
	if st, err := os.Lstat(file); err == nil && st.IsDir() {
		os.RemoveAll(file)
	}
	return name + " " + m.name, m.save(p, file, p.text(name))
}
