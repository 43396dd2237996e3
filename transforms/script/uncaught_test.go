package script_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/script"
)

// TestUncaught: what a transform throws after its stream has ended is told, with
// the files that may have been the cause.
func TestUncaught(t *testing.T) { engines(t, testUncaught) }

func testUncaught(t *testing.T, engine string) {
	// after returns a transform that does something when its stream has ended.
	after := func(does string) string {
		return upper + "t.on('end', function () { " + does + " }); return t }"
	}
	for _, test := range []struct {
		name, does, next string   // next does this to the file after it, in the same process
		want             []string // in the error of the build; none: it is good
		wantNext         []string // in that of the file after it
	}{
		{name: "nothing", does: "setTimeout(function () {}, 0)"},
		{name: "tick", does: "process.nextTick(function () { throw new Error('in a tick') })", want: []string{"a transform failed after it was done: in a tick", "tr.js:5:", `was given "tr.js" on "a.js"`}},
		{name: "immediate", does: "setImmediate(function () { throw new Error('at once') })", want: []string{"at once", "tr.js:5:"}},
		{name: "timer", does: "setTimeout(function () { throw new TypeError('in a timer') }, 0)", want: []string{"in a timer", "tr.js:5:"}},
		{name: "promise", does: "setImmediate(function () { Promise.reject(new Error('rejected')) })", want: []string{"rejected", "tr.js:5:"}},
		{name: "text", does: "setImmediate(function () { throw 'just text' })", want: []string{"just text"}},
		{name: "exit", does: "setImmediate(function () { process.exit(3) })", want: []string{"it ended the process, with code 3"}},
		{name: "thrown, then exit", does: "setImmediate(function () { setImmediate(function () { process.exit(3) }); throw new Error('first') })", want: []string{"first", "with code 3"}},
		{name: "for ever", does: "setInterval(function () { throw new Error('again') }, 1)", want: []string{"again"}},
		{name: "while another is in hand", does: "setTimeout(function () { throw new Error('late') }, 60)", next: "t._transform = function (c, e, done) { setTimeout(done, 5000) }",
			wantNext: []string{`transform "next.js" failed: late`, "tr.js:5:", "b.js", `may come of what the same process was given before: "tr.js" on "a.js"`}},
		{name: "by the one in hand", does: "", next: "setTimeout(function () { throw new Error('own') }, 5); t._transform = function (c, e, done) {}; setTimeout(function () {}, 5000)",
			wantNext: []string{`transform "next.js" failed: own`, "next.js:5:"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, dir := host(t, map[string]string{"tr.js": after(test.does), "next.js": upper + test.next + "; return t }"},
				script.Options{Engine: engine, Workers: 1, Timeout: time.Minute})
			give := func(tr, file string) error {
				loaded, err := h.Load(filepath.Join(dir, tr), nil)
				if err != nil {
					t.Fatal(err)
				}
				_, err = loaded.Transform(t.Context(), transforms.Input{File: file, Code: []byte("x")})
				return err
			}
			if err := give("tr.js", filepath.Join(dir, "a.js")); err != nil {
				t.Fatal(err)
			}
			if test.next != "" {
				says(t, give("next.js", filepath.Join(dir, "b.js")), test.wantNext)
			}
			says(t, asError(h.Uncaught()), test.want)
			if test.next != "" || test.name == "for ever" {
				return
			}
			if err := give("next.js", filepath.Join(dir, "c.js")); err != nil {
				t.Errorf("after it: %v", err)
			}
		})
	}
}

func asError(list diag.List) error {
	if len(list) == 0 {
		return nil
	}
	return list
}

// says looks for texts in an error as people see it; none: there is to be no
// error.
func says(t *testing.T, err error, want []string) {
	t.Helper()
	if (err != nil) != (len(want) > 0) {
		t.Errorf("error %v, want %q", err, want)
		return
	}
	list, _ := err.(diag.List)
	var b strings.Builder
	diag.Print(&b, list, diag.Style{})
	for _, text := range want {
		if !strings.Contains(b.String(), text) {
			t.Errorf("it lacks %q:\n%s", text, &b)
		}
	}
}

// TestUncaughtNotKept: a build that fails so does so again.
func TestUncaughtNotKept(t *testing.T) { engines(t, testUncaughtNotKept) }

func testUncaughtNotKept(t *testing.T, engine string) {
	s := newSite(t, engine, `put(1); t.on('end', function () { setImmediate(function () { throw new Error('late') }) });`, nil)
	for range 2 {
		h := script.New(script.Options{Engine: engine, Cwd: s.dir, Cache: s.path("cache"), Environ: os.Environ()})
		tr, err := h.Load(s.path("tr.js"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.Transform(t.Context(), transforms.Input{File: s.path(s.file), Code: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		says(t, asError(h.Uncaught()), []string{"late"})
		says(t, asError(h.Uncaught()), nil)
		if err := h.Settle(); err != nil {
			t.Fatal(err)
		}
		h.Close()
	}
}
