package goja

import (
	"os"
	"path/filepath"
	"runtime"
)

// osModule is what js/core/os.js stands on.
func (m *machine) osModule() map[string]any {
	return map[string]any{
		"homedir": m.homedir, "tmpdir": m.tmpdir, "hostname": m.hostname, "cpus": runtime.GOMAXPROCS(0),
		"platform": platform(), "arch": arch(), "type": map[string]string{"linux": "Linux", "darwin": "Darwin", "win32": "Windows_NT"}[platform()],
		"endianness": endianness(),
	}
}

// homedir returns "" if there is none.
func (m *machine) homedir() string {
	switch {
	case m.safe != nil:
		return ""
	case runtime.GOOS == "windows":
		return m.env.first("USERPROFILE")
	}
	return m.env.first("HOME")
}

func (m *machine) tmpdir() string {
	if runtime.GOOS == "windows" {
		if dir := m.env.first("TEMP", "TMP"); dir != "" {
			return filepath.Clean(dir)
		}
		return filepath.Join(m.env.first("SystemRoot", "windir"), "temp")
	}
	if dir := m.env.first("TMPDIR", "TMP", "TEMP"); dir != "" {
		return filepath.Clean(dir)
	}
	return "/tmp"
}

func (m *machine) hostname() string {
	if m.safe != nil {
		return "localhost"
	}
	m.untraced()
	name, _ := os.Hostname() // "" if it has none
	return name
}

// platform and arch are Node's names.
func platform() string {
	if runtime.GOOS == "windows" {
		return "win32"
	}
	return runtime.GOOS
}

func arch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x64"
	case "386":
		return "ia32"
	}
	return runtime.GOARCH
}

func endianness() string {
	if b := [2]byte{1}; b[0] == 1 && runtime.GOARCH != "s390x" && runtime.GOARCH != "ppc64" {
		return "LE"
	}
	return "BE"
}
