package script_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/script"
)

// TestEnd: what transforms have left behind comes to its end, as in a process
// that ends by itself.
func TestEnd(t *testing.T) { engines(t, testEnd) }

func testEnd(t *testing.T, engine string) {
	const write = "var fs = require('fs'); function write() { fs.writeFileSync('out', 'x'.repeat(2e6)) }\n"
	for _, test := range []struct {
		name, does string
		want       []string // in the error; none: there is a file
	}{
		{name: "a file being written", does: "fs.promises.writeFile('out', 'x'.repeat(2e6))"},
		{name: "one after the other", does: "fs.writeFile('first', 'x', function () { fs.writeFile('out', 'x'.repeat(2e6), function () {}) })"},
		{name: "timer", does: "setTimeout(write, 100)"},
		{name: "exit", does: "process.on('exit', write)"},
		{name: "exit, the second time", does: "process.on('exit', function () {}); process.once('exit', write)"},
		{name: "beforeExit", does: "process.once('beforeExit', function () { setTimeout(write, 10) })"},
		{name: "a throw", does: "setTimeout(function () { throw new Error('in a timer') }, 50)", want: []string{"a transform failed after it was done: in a timer", "tr.js:5:"}},
		{name: "a throw at exit", does: "process.on('exit', function () { throw new Error('at exit') })", want: []string{"at exit"}},
		{name: "a code", does: "setTimeout(function () { process.exit(3) }, 50)", want: []string{"with code 3"}},
		{name: "for ever", does: "setInterval(function () {}, 1)", want: []string{"warning: what transforms left behind was stopped: it was not done 5s after the last file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, dir := host(t, map[string]string{"tr.js": write + strings.TrimPrefix(upper, "\n") + test.does + "; return t }"},
				script.Options{Engine: engine, Workers: 1, Timeout: time.Minute})
			tr, err := h.Load(filepath.Join(dir, "tr.js"), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "a.js"), Code: []byte("x")}); err != nil {
				t.Fatal(err)
			}
			says(t, asError(h.End()), test.want)
			if text, err := os.ReadFile(filepath.Join(dir, "out")); len(test.want) == 0 && len(text) != 2e6 {
				t.Errorf("%d bytes, %v", len(text), err)
			}
			if late := h.Uncaught(); late != nil {
				t.Errorf("after the end: %v", late)
			}
		})
	}
}

// TestPieces: a transform is given a file in the pieces in which Node reads it,
// and what somebody made at once.
func TestPieces(t *testing.T) { engines(t, testPieces) }

func testPieces(t *testing.T, engine string) {
	const sizes = `
var stream = require('stream');
module.exports = function () {
  var list = [];
  return new stream.Transform({
    transform: function (c, e, next) { list.push(c.length); next() },
    flush: function (done) { done(null, list.join()) }
  });
}`
	h, dir := host(t, map[string]string{"tr.js": sizes}, script.Options{Engine: engine})
	tr, err := h.Load(filepath.Join(dir, "tr.js"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text   string
		asRead bool
		want   string
	}{
		{"", true, ""}, {"", false, ""}, {"x", true, "1"}, {"x", false, "1"},
		{strings.Repeat("x", 150_000), true, "65536,65536,18928"},
		{strings.Repeat("x", 150_000), false, "150000"},
		{strings.Repeat("x", 65_535) + "é", true, "65535,2"},
	} {
		in := transforms.Input{File: filepath.Join(dir, "a.js"), Code: []byte(test.text), AsRead: test.asRead}
		out, err := tr.Transform(t.Context(), in)
		if err != nil || string(out.Code) != test.want {
			t.Errorf("%d bytes, as read: %v: %s, %v, want %s", len(test.text), test.asRead, out.Code, err, test.want)
		}
	}
}

// TestNoText: what is no text is refused, not written as one.
func TestNoText(t *testing.T) { engines(t, testNoText) }

func testNoText(t *testing.T, engine string) {
	const push = `
var stream = require('stream');
module.exports = function (file, opts) {
  return new stream.Transform({ objectMode: true, transform: function (c, e, next) { next(null, %s) } });
}`
	for value, want := range map[string]string{
		"42":                                "its stream gave a number where text was expected",
		"{ code: 'x' }":                     "its stream gave an object where text was expected",
		"true":                              "its stream gave a boolean where text was expected",
		"'x'":                               "",
		"Buffer.from('x')":                  "",
		"new Uint8Array([120])":             "",
		"Buffer.from('axb').subarray(1, 2)": "",
		"new Uint8Array([97, 120, 98]).subarray(1, 2)": "",
	} {
		h, dir := host(t, map[string]string{"tr.js": fmt.Sprintf(push, value)}, script.Options{Engine: engine})
		tr, err := h.Load(filepath.Join(dir, "tr.js"), nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "a.js"), Code: []byte("x")})
		var b bytes.Buffer
		if list, ok := err.(diag.List); ok {
			diag.Print(&b, list, diag.Style{})
		}
		if want == "" && (err != nil || string(out.Code) != "x") || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %q, %v %s, want %q", value, out.Code, err, &b, want)
		}
	}
}

// TestEndNotKept: what is done at the end is done again the next time.
func TestEndNotKept(t *testing.T) { engines(t, testEndNotKept) }

func testEndNotKept(t *testing.T, engine string) {
	h, dir := host(t, map[string]string{"tr.js": upper + "setTimeout(function () { require('fs').writeFileSync('out', 'x') }, 20); return t }"}, script.Options{Engine: engine})
	h.Close()
	for i := range 3 {
		h := script.New(script.Options{Engine: engine, Cwd: dir, Cache: filepath.Join(dir, "cache"), Environ: os.Environ()})
		tr, err := h.Load(filepath.Join(dir, "tr.js"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Transform(t.Context(), transforms.Input{File: filepath.Join(dir, "a.js"), Code: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		says(t, asError(h.End()), nil)
		if err := h.Settle(); err != nil {
			t.Fatal(err)
		}
		h.Close()
		if err := os.Remove(filepath.Join(dir, "out")); err != nil {
			t.Errorf("time %d: %v", i+1, err)
		}
	}
}
