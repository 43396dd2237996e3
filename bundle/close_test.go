package bundle_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sheaf/bundle"
)

// fakeNode puts before everything else on PATH a node that starts and then does
// nothing, and returns a function that gives the number of those that run.
func fakeNode(t *testing.T) (running func() int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes are looked up in /proc, which only Linux has")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\n[ \"$1\" = --version ] && echo v20.0.0 && exit\necho $$ >> " + dir + "/pids\nexec sleep 100\n"
	if err := os.WriteFile(filepath.Join(dir, "node"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return func() (n int) {
		pids, _ := os.ReadFile(filepath.Join(dir, "pids"))
		for _, pid := range strings.Fields(string(pids)) {
			if _, err := os.Stat("/proc/" + pid); err == nil {
				n++
			}
		}
		return n
	}
}

// TestNothingLeftRunning checks that Node does not go on running after what
// cannot be begun, and what needs no transforms.
func TestNothingLeftRunning(t *testing.T) {
	running := fakeNode(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tr.js"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	o := bundle.Options{Basedir: dir, Transforms: []bundle.Transform{{Name: "./tr.js"}}}
	if _, err := bundle.Pack(t.Context(), strings.NewReader("[]"), o); err != nil {
		t.Fatal(err)
	}
	o.Transforms = append(o.Transforms, bundle.Transform{Name: "nosuch"})
	if _, err := bundle.Build(t.Context(), o); err == nil {
		t.Fatal("a transform that is not there was no error")
	}
	if _, err := bundle.New(o); err == nil {
		t.Fatal("a transform that is not there was no error")
	}
	if _, err := bundle.RunTransforms(t.Context(), o); err == nil {
		t.Fatal("a transform that is not there was no error")
	}
	time.Sleep(200 * time.Millisecond) // for who has only just been started
	if n := running(); n > 0 {
		t.Errorf("%d processes are left", n)
	}
}
