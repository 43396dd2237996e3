package bundle_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/transforms"
)

// A counter is a transform that counts the texts that it is given.
type counter struct {
	mu    sync.Mutex
	times map[string]int
}

func (*counter) Name() string { return "counter" }

func (c *counter) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.times[strings.TrimSpace(string(in.Code))]++
	return transforms.Output{Code: in.Code}, nil
}

func (c *counter) of(text string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.times[text]
}

// TestWatchOnce saves a file in the ways that editors have, each of which makes
// several notifications: one build is to come of it, and one run of a transform.
func TestWatchOnce(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	saves := []struct {
		name string
		save func(file, text string)
	}{
		{"in place", func(file, text string) { must(os.WriteFile(file, []byte(text), 0o666)) }},
		{"renamed over", func(file, text string) {
			must(os.WriteFile(file+".tmp", []byte(text), 0o666))
			must(os.Rename(file+".tmp", file))
		}},
		{"removed, and made anew a little later", func(file, text string) {
			must(os.Remove(file))
			time.Sleep(20 * time.Millisecond)
			must(os.WriteFile(file, []byte(text), 0o666))
		}},
		{"cut off, and written a little later", func(file, text string) {
			must(os.Truncate(file, 0))
			time.Sleep(20 * time.Millisecond)
			must(os.WriteFile(file, []byte(text), 0o666))
		}},
		{"as vim does", func(file, text string) {
			swap, probe := filepath.Join(filepath.Dir(file), ".a.js.swp"), filepath.Join(filepath.Dir(file), "4913")
			must(os.WriteFile(swap, []byte("b0VIM"), 0o600))
			must(os.WriteFile(probe, nil, 0o666))
			must(os.Remove(probe))
			must(os.Rename(file, file+"~"))
			must(os.WriteFile(file, []byte(text), 0o666))
			must(os.Chmod(file, 0o644))
			must(os.Remove(file + "~"))
			must(os.Remove(swap))
		}},
		{"touched after that", func(file, text string) {
			must(os.WriteFile(file, []byte(text), 0o666))
			time.Sleep(30 * time.Millisecond)
			old := time.Now().Add(-time.Hour)
			must(os.Chtimes(file, old, old))
			must(os.Chmod(file, 0o600))
		}},
		{"twice the same", func(file, text string) {
			must(os.WriteFile(file, []byte(text), 0o666))
			time.Sleep(40 * time.Millisecond)
			must(os.WriteFile(file, []byte(text), 0o666))
		}},
	}
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := unwatched(t, map[string]string{"main.js": "require('./sub/a')", "sub/a.js": "first()", "package.json": "{}"})
		c := &counter{times: map[string]int{}}
		w.watch(bundle.Options{Basedir: w.dir, Transforms: []bundle.Transform{{Use: c}}}, o)
		w.expect("first()")
		for _, s := range saves {
			text := strings.ReplaceAll(strings.ReplaceAll(s.name, " ", "_"), ",", "") + "()"
			s.save(w.path("sub/a.js"), text)
			w.only(text)
			w.quiet()
			if n := c.of(text); n != 1 {
				t.Errorf("%s: the transform ran %d times", s.name, n)
			}
		}
	})
}

// TestWatchEditors has real programs change a file, those that are there.
func TestWatchEditors(t *testing.T) {
	var editors [][]string
	for _, e := range [][]string{
		{"vim", "-Nu", "NONE", "-es", "-c", "%s/before/by_vim/ | x", "FILE"},
		{"vim", "-Nu", "NONE", "-es", "-c", "set backup backupcopy=no writebackup | %s/before/by_vim_anew/ | x", "FILE"},
		{"vim", "-Nu", "NONE", "-es", "-c", "set backupcopy=yes | %s/before/by_vim_in_place/ | x", "FILE"},
		{"sed", "-i.bak", "s/before/by_sed/", "FILE"},
		{"perl", "-pi", "-e", "s/before/by_perl/", "FILE"},
		{"sh", "-c", "echo 'by_shell()' > FILE"},
		{"sh", "-c", "cp FILE FILE.new && sed s/before/by_mv/ FILE > FILE.new && mv FILE.new FILE"},
		{"git", "-c", "core.safecrlf=false", "apply", "-p0", "--unidiff-zero", "PATCH"},
	} {
		if _, err := exec.LookPath(e[0]); err == nil {
			editors = append(editors, e)
		}
	}
	if len(editors) == 0 {
		t.Skip("there is none of vim, sed, perl, sh, git")
	}
	eachWay(t, func(t *testing.T, o bundle.WatchOptions) {
		w := watch(t, map[string]string{"main.js": "require('./a')", "a.js": "none()",
			"p.diff": "--- a.js\n+++ a.js\n@@ -1 +1 @@\n-before()\n+by_git()\n"}, o)
		w.expect("none()")
		for _, e := range editors {
			w.write("a.js", "before()\n")
			w.expect("before()")
			w.quiet()
			var args []string
			for _, arg := range e[1:] {
				args = append(args, strings.NewReplacer("FILE", w.path("a.js"), "PATCH", w.path("p.diff")).Replace(arg))
			}
			cmd := exec.Command(e[0], args...)
			cmd.Dir = w.dir
			out, err := cmd.CombinedOutput() // vim ends with 1 though nothing was wrong
			if text, _ := os.ReadFile(w.path("a.js")); !strings.HasPrefix(string(text), "by_") {
				t.Fatalf("%q: %v\n%s", e, err, out)
			}
			w.only(strings.TrimSpace(w.read("a.js")))
			w.quiet()
		}
	})
}

func (w *watched) read(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}
