package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// install has npm install a set of packages, the directory from with a
// package.json and a lock file, and returns the directory in the cache that
// holds them and a copy of the set's files. finish, if not nil, adds to it what
// is made of the packages. The directory is named after what is in the set's
// files; a finished one is never changed.
func (b *bench) install(ctx context.Context, set, from string, finish func(dir string) error) (string, error) {
	texts, err := readSet(from)
	if err != nil {
		return "", err
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, set+"-"+hashOf(texts))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", fmt.Errorf("the packages of %s are installed with npm, which is not on PATH: %w", from, err)
	}
	fmt.Fprintf(b.log, "bench: npm installs the packages of %s\n", from)
	tmp, err := os.MkdirTemp(cache, ".install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(tmp, name), text, 0o666); err != nil {
			return "", err
		}
	}
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = tmp
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm could not install the packages of %s: %w\n%s", from, err, head(string(out), 20))
	}
	if finish != nil {
		if err := finish(tmp); err != nil {
			return "", err
		}
	}
	return dir, publish(tmp, dir)
}

// publish renames what is complete. Another run may have been faster, which is
// just as well.
func publish(tmp, name string) error {
	if err := os.Chmod(tmp, 0o755); err != nil { // MkdirTemp's is for the user alone
		return err
	}
	err := os.Rename(tmp, name)
	if err != nil {
		if _, there := os.Stat(name); there == nil {
			return nil
		}
	}
	return err
}

// readSet returns a directory's files by name; folders in it do not count.
func readSet(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts[e.Name()] = text
	}
	if texts["package-lock.json"] == nil {
		return nil, fmt.Errorf("%s has no package-lock.json: %w", dir, fs.ErrNotExist)
	}
	return texts, nil
}

// hashOf is twelve digits that say what is in the files and how they are called.
func hashOf(texts map[string][]byte) string {
	text, err := json.Marshal(texts) // in the order of the names
	if err != nil {
		panic(err) // there is nothing in it that cannot be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:12]
}

// lockedVersion is the version of a package in an installed set's lock file.
func lockedVersion(dir, pkg string) (string, error) {
	locked, err := lockedPackage(dir, pkg)
	return locked.Version, err
}

// A locked package is what a lock file says of it.
type locked struct {
	Version   string `json:"version"`
	Integrity string `json:"integrity"`
}

var errNotLocked = errors.New("it is not in package-lock.json")

func lockedPackage(dir, pkg string) (locked, error) {
	var file struct {
		Packages map[string]locked `json:"packages"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return locked{}, err
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return locked{}, fmt.Errorf("%s: %w", filepath.Join(dir, "package-lock.json"), err)
	}
	l, ok := file.Packages["node_modules/"+pkg]
	if !ok {
		return locked{}, errNotLocked
	}
	return l, nil
}

// head returns the first lines of what a command printed.
func head(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[:min(len(all), lines)], "\n")
}

// tail returns the last lines of what a command printed.
func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(len(all)-lines, 0):], "\n")
}
