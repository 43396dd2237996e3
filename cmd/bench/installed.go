package main

import (
	"os"
	"path/filepath"
)

// installed returns a copy of a program, made as an installation makes one.
// What a linker has just put together, or was read in bits while it ran, lies in
// the system's memory in smaller pieces and starts slower: sheaf by a
// millisecond. So all programs are measured in the same state.
func (b *bench) installed(binary string) (string, error) {
	text, err := os.ReadFile(binary)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(b.work, "installed-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, filepath.Base(binary))
	return name, os.WriteFile(name, text, 0o777)
}
