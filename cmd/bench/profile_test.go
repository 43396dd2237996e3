package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"testing"
)

// Of a real profile only the directories are gone.
func TestWithoutPaths(t *testing.T) {
	var made bytes.Buffer
	if err := pprof.StartCPUProfile(&made); err != nil {
		t.Skip("somebody takes a profile of this process:", err)
	}
	for i := 0; i < 3e8; i++ {
		_ = i * i
	}
	pprof.StopCPUProfile()
	got, err := withoutPaths(made.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	before, after := unzipped(t, made.Bytes()), unzipped(t, got)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(before, exe) || strings.Contains(after, filepath.Dir(exe)) || !strings.Contains(after, filepath.Base(exe)) {
		t.Errorf("the path of the program: %t before, and %t after", strings.Contains(before, exe), strings.Contains(after, filepath.Dir(exe)))
	}
	again, err := withoutPaths(got)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("the second time: %v, or another profile", err)
	}
	for _, bad := range []string{"", "no gzip", zipped(t, "\x32\x7f"), zipped(t, "\x32"), zipped(t, "\x35\x01\x02")} {
		if _, err := withoutPaths([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a profile", bad)
		}
	}
}

// The profile that sheaf is compiled by says nothing of who made it.
func TestProfileHasNoPaths(t *testing.T) {
	data, err := os.ReadFile("../sheaf/default.pgo")
	if err != nil {
		t.Fatal(err)
	}
	same, err := withoutPaths(data)
	if err != nil || unzipped(t, same) != unzipped(t, data) {
		t.Errorf("there are absolute paths in it (or %v)", err)
	}
}

func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
