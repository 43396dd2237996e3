package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// What watchify 4 tests of itself, done with the program called by its name: a
// program is bundled and run, files are edited, and the bundle is to do what
// they then say.

// A watchified is a program that watchify watches.
type watchified struct {
	t      *testing.T
	dir    string
	node   string
	stderr log
}

// watchify starts watchify -v in a directory with these files.
func watchify(t *testing.T, files map[string]string, args ...string) *watchified {
	t.Helper()
	needSignals(t)
	w := &watchified{t: t, dir: t.TempDir(), node: testenv.Node(t)}
	for name, text := range files {
		w.edit(name, text)
	}
	w.start(args...)
	return w
}

func (w *watchified) start(args ...string) {
	w.t.Helper()
	self, err := exec.LookPath("watchify")
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := start(w.t, w.dir, func(c *exec.Cmd) { c.Path, c.Args[0], c.Stderr = self, self, &w.stderr },
		append(args, "-v", "-o", "bundle.js")...)
	w.t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if code := exit(w.t, cmd, 5*time.Second); code != 143 {
			w.t.Errorf("exit code %d", code)
		}
		if w.t.Failed() {
			w.t.Logf("it printed\n%s", w.stderr.String())
		}
	})
}

func (w *watchified) edit(name, text string) {
	w.t.Helper()
	testenv.Write(w.t, w.dir, name, text)
}

// written is how often watchify said that it has written the bundle.
func (w *watchified) written() int {
	line := regexp.MustCompile(`(?m)^\d+ bytes written to bundle\.js \(\d+\.\d\d seconds\) at \d\d:\d\d:\d\d$`)
	return len(line.FindAllString(w.stderr.String(), -1))
}

// prints waits until the bundle prints a text, with the n-th line that tells of
// one.
func (w *watchified) prints(n int, text string) {
	w.t.Helper()
	until(w.t, "a line about bundle "+text, func() bool { return w.written() >= n })
	out := ""
	until(w.t, "a bundle that prints "+text, func() bool {
		printed, _ := exec.Command(w.node, filepath.Join(w.dir, "bundle.js")).Output()
		out = strings.TrimRight(string(printed), "\n")
		return out == text
	})
	if got := w.written(); got != n {
		w.t.Errorf("%d lines about bundles, want %d, after %q", got, n, text)
	}
}

// shouting is a program of two files and a package.
var shouting = map[string]string{
	"main.js":                       "console.log(require('./beep') + ' ' + require('./boop') + ' ' + require('robot'))",
	"beep.js":                       "module.exports = 'beep'",
	"boop.js":                       "module.exports = 'boop'",
	"node_modules/robot/index.js":   "module.exports = 'robot'",
	"node_modules/robot/ignored.js": "",
}

func TestWatchifyEdits(t *testing.T) {
	for name, args := range map[string][]string{
		"plain": nil, "standalone": {"-s", "XXX"}, "polling": {"--poll"}, "polling often": {"--poll=20"}, "slowly": {"--delay", "100"}, "with a map": {"-d"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watchify(t, map[string]string{"main.js": "console.log(555)"}, append([]string{"main.js"}, args...)...)
			w.prints(1, "555")
			for n, number := range []string{"333", "444", "111", "222", "999"} {
				w.edit("main.js", "console.log("+number+")")
				w.prints(n+2, number)
			}
		})
	}
}

func TestWatchifyIgnoring(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"nothing":  {nil, "BEEP BOOP ROBOT"},
		"pattern":  {[]string{"--ignore-watch", "**/be*.js"}, "beep BOOP ROBOT"},
		"default":  {[]string{"--ignore-watch"}, "BEEP BOOP robot"},
		"several":  {[]string{"--ignore-watch", "**/be*.js", "--ignore-watch", "**/robot/*.js"}, "beep BOOP robot"},
		"short":    {[]string{"--iw", "**/be*.js", "--iw", "**/robot/*.js"}, "beep BOOP robot"},
		"default2": {[]string{"--iw"}, "BEEP BOOP robot"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watchify(t, shouting, append([]string{"main.js"}, test.args...)...)
			w.prints(1, "beep boop robot")
			for _, name := range []string{"beep.js", "node_modules/robot/index.js", "boop.js"} {
				word := strings.ToUpper(shouting[name][len("module.exports = "):])
				w.edit(name, "module.exports = "+word)
			}
			until(t, test.want, func() bool { return w.output() == test.want })
			time.Sleep(200 * time.Millisecond)
			if out := w.output(); out != test.want {
				t.Errorf("later the bundle printed %q, not %q", out, test.want)
			}
		})
	}
}

func (w *watchified) output() string {
	out, _ := exec.Command(w.node, filepath.Join(w.dir, "bundle.js")).Output()
	return strings.TrimRight(string(out), "\n")
}

// TestWatchifyBrfs edits a program and a file that the transform brfs puts into
// it, after a moment and at once.
func TestWatchifyBrfs(t *testing.T) {
	modules := testenv.Modules(t, "transforms")
	const main = `var fs = require("fs");
		var src = fs.readFileSync(__dirname + "/lines.txt", "utf8");
		console.log(src.toUpperCase());`
	const withRobot = `var fs = require("fs"), robot = require("./robot.js");
		var src = fs.readFileSync(__dirname + "/lines.txt", "utf8");
		console.log(src.toUpperCase() + " " + robot(src.length));`
	for name, pause := range map[string]time.Duration{"after a moment": 25 * time.Millisecond, "at once": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needSignals(t)
			w := &watchified{t: t, dir: t.TempDir(), node: testenv.Node(t)}
			if err := os.Symlink(filepath.Join(modules, "node_modules"), filepath.Join(w.dir, "node_modules")); err != nil {
				t.Fatal(err)
			}
			w.edit("main.js", main)
			w.edit("lines.txt", "beep\nboop")
			w.start("main.js", "-t", "brfs")
			w.prints(1, "BEEP\nBOOP")
			for n, step := range []struct{ file, text, want string }{
				{"lines.txt", "robo-boogie", "ROBO-BOOGIE"},
				{"lines.txt", "dinosaurus rex", "DINOSAURUS REX"},
				{"robot.js", "module.exports = function (n) { return n * 111 }", ""},
				{"main.js", withRobot, "DINOSAURUS REX 1554"},
				{"lines.txt", "t-rex", "T-REX 555"},
				{"robot.js", "module.exports = function (n) { return n * 100 }", "T-REX 500"},
			} {
				time.Sleep(pause)
				w.edit(step.file, step.text)
				switch {
				case n < 2:
					w.prints(n+2, step.want)
				case n > 2: // robot.js comes first, and nothing has come of it
					w.prints(n+1, step.want)
				}
			}
		})
	}
}

func TestWatchifyErrors(t *testing.T) {
	w := watchify(t, map[string]string{"main.js": "console.log(555)"}, "main.js")
	w.prints(1, "555")
	for n := range 3 {
		w.edit("main.js", "console.log(")
		until(t, "the error", func() bool { return strings.Count(w.stderr.String(), "main.js:1:13") == n+1 })
		until(t, "the error in the bundle", func() bool { return has(filepath.Join(w.dir, "bundle.js"), "console.error(") })
		w.edit("main.js", "console.log(333)")
		w.prints(n+2, "333")
	}
}

// TestWatchifyTransformErrors breaks what only a transform can tell is broken.
func TestWatchifyTransformErrors(t *testing.T) {
	w := watchify(t, map[string]string{
		"main.js":   `require("./dep.jsnum")`,
		"dep.jsnum": "console.log(555)",
		"numbers.js": `var stream = require("stream");
			module.exports = function (file) {
				return new stream.Transform({ transform: function (chunk, enc, next) {
					next(/\.jsnum$/.test(file) && !/\d/.test(chunk) ? new Error("No number in this chunk") : null, chunk);
				} });
			};`,
	}, "main.js", "-t", "./numbers.js")
	w.prints(1, "555")
	w.edit("dep.jsnum", "console.log()")
	until(t, "the error", func() bool { return strings.Contains(w.stderr.String(), "No number in this chunk") })
	w.edit("dep.jsnum", "console.log(333)")
	w.prints(2, "333")
}

// TestWatchifySeveralErrors wants all errors, each time, though they be the same.
func TestWatchifySeveralErrors(t *testing.T) {
	w := watchify(t, map[string]string{"main.js": "require('./a'); require('./b')", "a.js": "bad boop", "b.js": "bad boop"}, "main.js")
	for n := 1; n <= 3; n++ {
		until(t, "both errors", func() bool {
			text := w.stderr.String()
			return strings.Count(text, "a.js:") == n && strings.Count(text, "b.js:") == n
		})
		w.edit("a.js", "bad boop"+strings.Repeat("\n", n))
	}
}

// TestWatchifyExpose changes a module that has a name of its own and is required
// by it in several places.
func TestWatchifyExpose(t *testing.T) {
	w := watchify(t, map[string]string{
		"main.js": `console.log(require("abc") + " " + require("xyz") + " " + require("./beep"))`,
		"beep.js": `module.exports = require("./boop")`, "boop.js": `module.exports = require("xyz")`,
		"lib/abc.js": `module.exports = "abc"`, "lib/xyz.js": `module.exports = "xyz"`,
	}, "main.js", "-r", "./lib/abc:abc", "-r", "./lib/xyz:xyz")
	w.prints(1, "abc xyz xyz")
	w.edit("lib/xyz.js", `module.exports = "XYZ"`)
	w.prints(2, "abc XYZ XYZ")
	w.edit("lib/abc.js", `module.exports = "ABC"`)
	w.prints(3, "ABC XYZ XYZ")
}
