package difftest

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"sheaf/testdata/testenv"
)

// with returns a directory that holds a command browserify which is sheaf with
// a flag.
func with(t *testing.T, flag string) string {
	t.Helper()
	dir := t.TempDir()
	wrap(t, dir, flag)
	return dir
}

// wrap has the directory that with made give another flag.
func wrap(t *testing.T, dir, flag string) {
	t.Helper()
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' %s \"$@\"\n", filepath.Join(sheaf(t), "browserify"), flag)
	if err := os.WriteFile(filepath.Join(dir, "browserify"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
}

// TestWorkers builds everything with one worker and with eight; all that comes
// out must be the same, to the byte: bundles, maps, messages and their order.
func TestWorkers(t *testing.T) {
	posix(t)
	one, eight := with(t, "--workers=1"), with(t, "--workers=8")
	for i, c := range readCases(t, "cases") {
		t.Run(fmt.Sprintf("%s/%d", c.file, i), func(t *testing.T) {
			t.Parallel()
			dir := workDir(t)
			a := run(t, c.project, dir, c.line, one)
			b := run(t, c.project, dir, c.line, eight)
			if a.Exit != b.Exit || !bytes.Equal(a.Stdout, b.Stdout) || !bytes.Equal(a.Stderr, b.Stderr) ||
				!maps.EqualFunc(a.Files, b.Files, func(x, y text) bool { return bytes.Equal(x, y) }) {
				t.Errorf("$ %s\n\tone worker:    exit %d %s\n\teight workers: exit %d %s", c.line,
					a.Exit, brief(a.Stderr.String()+a.Stdout.String()), b.Exit, brief(b.Stderr.String()+b.Stdout.String()))
			}
		})
	}
	bin := filepath.Join(sheaf(t), "sheaf")
	for _, flags := range [][]string{nil, {"-d"}, {"--minify", "-d"}} {
		t.Run(fmt.Sprint("big.js ", flags), func(t *testing.T) {
			t.Parallel()
			var out [2][]byte
			for i, n := range []string{"--workers=1", "--workers=8"} {
				cmd := exec.Command(bin, slices.Concat([]string{"big.js", n}, flags)...)
				cmd.Dir = testenv.Modules(t, "bench")
				var err error
				if out[i], err = cmd.Output(); err != nil {
					t.Fatal(err)
				}
			}
			if len(out[0]) < 10e6 {
				t.Errorf("the bundle has only %d bytes", len(out[0]))
			}
			if !bytes.Equal(out[0], out[1]) {
				t.Error("one worker and eight make different bundles")
			}
		})
	}
}
