package goja

import (
	"os"
	"runtime"
)

// osModule is what js/core/os.js stands on.
func (m *machine) osModule() map[string]any {
	home, _ := os.UserHomeDir() // "" if there is none
	host, _ := os.Hostname()
	if m.safe != nil {
		home, host = "", "localhost"
	}
	return map[string]any{
		"homedir": home, "tmpdir": os.TempDir(), "hostname": host, "cpus": runtime.GOMAXPROCS(0),
		"platform": platform(), "arch": arch(), "type": map[string]string{"linux": "Linux", "darwin": "Darwin", "win32": "Windows_NT"}[platform()],
		"endianness": endianness(),
	}
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
