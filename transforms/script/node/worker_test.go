package node

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms/script/engine"
)

// TestQuiet starts a worker for which there is nothing to do: no version of Node
// may have anything to say about it.
func TestQuiet(t *testing.T) {
	testenv.Node(t)
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []bool{false, true} {
		cmd := exec.Command(path, "-e", source(trace, nil, "", standard))
		cmd.Stdin = strings.NewReader("")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("trace %v: %v, and it says %q", trace, err, out)
		}
	}
}

// TestStandardOutput: a transform may do with the standard descriptors what it
// likes, where there are others to speak by; else it is told that it may not.
func TestStandardOutput(t *testing.T) {
	testenv.Node(t)
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	const ends = `; module.exports = function () { return new (require('stream').Transform)({ transform: function (c, e, next) { next(null, c + '!') } }) }`
	for _, test := range []struct {
		name, does string
		garbles    bool
	}{
		{"stream", `process.stdout.write('said by a transform\n'); console.log('and more')`, false},
		{"written", `require('fs').writeSync(1, 'written by a transform\n')`, true},
		{"written, and no more", `require('fs').writeSync(1, 'x'); process.exit(0)`, true},
		{"inherited", `require('child_process').execSync('echo said by a process', { stdio: 'inherit' })`, true},
		{"closed", `require('fs').closeSync(0)`, false},
		{"read", `if (require('fs').readFileSync(0, 'utf8') !== '') throw new Error('there is something to read')`, false},
	} {
		for name, l := range map[string]link{"ours": ours, "standard": standard} {
			if l.numbers == standard.numbers && !test.garbles && test.name != "stream" {
				continue // there the descriptor is the link
			}
			t.Run(test.name+", "+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				file := filepath.Join(dir, "t.js")
				if err := os.WriteFile(file, []byte(test.does+ends), 0o666); err != nil {
					t.Fatal(err)
				}
				w, err := startWorker(path, nil, "", l, engine.Options{Basedir: dir, Environ: os.Environ()})
				if err != nil {
					t.Fatal(err)
				}
				defer w.Stop()
				res, err := w.Run(engine.Job{Module: file, File: file, Code: []byte("x")})
				var failure *engine.Error
				switch exits := strings.Contains(test.does, "exit("); {
				case test.garbles && l.numbers == standard.numbers:
					if !errors.As(err, &failure) || failure.Kind != engine.Crashed || !strings.Contains(failure.Message, "wrote to standard output") || w.Sound() {
						t.Errorf("%q, %v", res.Code, err)
					}
				case exits:
					if !errors.As(err, &failure) || !strings.Contains(failure.Message, "with code 0") {
						t.Errorf("%v", err)
					}
				case err != nil || string(res.Code) != "x!":
					t.Errorf("%q, %v", res.Code, err)
				}
			})
		}
	}
}

// TestTopLevelAwait: a transform that is an ES module may wait before it exports.
func TestTopLevelAwait(t *testing.T) {
	testenv.Node(t)
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "t.mjs")
	text := "import { Transform } from 'stream'; const mark = await Promise.resolve('!'); export default () => new Transform({ transform(c, e, next) { next(null, c + mark) } })"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	w, err := startWorker(path, nil, "", ours, engine.Options{Basedir: dir, Environ: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	res, err := w.Run(engine.Job{Module: file, File: file, Code: []byte("x")})
	if err != nil || string(res.Code) != "x!" {
		t.Errorf("%q, %v", res.Code, err)
	}
}
