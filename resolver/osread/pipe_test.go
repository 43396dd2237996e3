//go:build unix

package osread

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReadPipe reads what comes slowly and in parts, as a shell's <(command)
// gives it.
func TestReadPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	part := strings.Repeat("var a = 1;\n", 2000)
	go func() {
		time.Sleep(50 * time.Millisecond) // the reader comes first
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		for range 3 {
			if _, err := f.WriteString(part); err != nil {
				t.Error(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	got, err := Append(nil, name)
	if err != nil || string(got) != part+part+part {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
