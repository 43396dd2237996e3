package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/cmd/bench/internal/measure"
	"sheaf/testdata/testenv"
)

// followTool follows the leaf in the current directory: it writes what stands
// there to a file, unless what says that it is to fail at some time.
func followTool(what, out string) {
	last := ""
	for n := 0; ; time.Sleep(time.Millisecond) {
		text, err := os.ReadFile(watchLeaf)
		if err != nil || string(text) == last || len(text) == 0 {
			continue
		}
		last = string(text)
		n++
		switch {
		case what == "follows not" && n > 1:
			continue
		case what == "follows and ends" && n > 2:
			os.Stderr.WriteString("that was enough")
			return
		case what == "follows slowly" && n > 1:
			time.Sleep(20 * time.Millisecond)
		}
		if os.WriteFile(out, text, 0o666) != nil {
			return
		}
	}
}

// TestWatchEndToEnd measures how sheaf follows, against itself.
func TestWatchEndToEnd(t *testing.T) {
	testenv.Node(t)
	binary := buildSheaf(t)
	ownCache(t)
	var out, log bytes.Buffer
	err := run(context.Background(), []string{"-watch", "-apps", "one,scale-60", "-peers", "none", "-n", "3", "-again", "20",
		"-sheaf", binary, "-sheaf", binary}, &out, &log)
	if err != nil {
		if strings.Contains(err.Error(), "go generate") {
			testenv.Missing(t, "%v", err)
		}
		t.Fatalf("%v\n%s", err, &log)
	}
	for _, want := range []string{"in 3 rounds: the time from when", "\n**scale-60**, watched: ", "\n| sheaf 2 | ", " | 62 | ", " | ran |\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
	if memory := strings.Contains(out.String(), " MiB after 10 bundles, "); memory != (measure.Resident(os.Getpid()) > 0) {
		t.Errorf("memory told: %v\n%s", memory, &out)
	}
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(cache); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestFollowing measures tools that follow late, or no more.
func TestFollowing(t *testing.T) {
	b, tools := fakes(t, "follows", "follows slowly", "follows and ends", "fails")
	for _, tool := range tools {
		tool.watch, tool.command = tool.command, nil
	}
	tools = append(tools, &tool{name: "missing", broken: os.ErrNotExist})
	b.rounds = 3
	got, err := b.watchApp(context.Background(), newApp("one"), tools)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	got.watchMarkdown(&out)
	for i, want := range []struct {
		samples int
		failure string
	}{{3, ""}, {3, ""}, {1, "it ended: that was enough"}, {0, "it ended: cannot find module | x"}, {0, "file does not exist"}} {
		if r := got.Tools[i]; len(r.Samples) != want.samples || r.Error != want.failure {
			t.Errorf("%s: %d rounds, failed for %q", r.Name, len(r.Samples), r.Error)
		}
	}
	for _, s := range got.Tools[1].Samples {
		if s.Wall < 20*time.Millisecond || s.Wall > 10*time.Second {
			t.Errorf("the slow one took %v", s.Wall)
		}
	}
	for _, want := range []string{"\n| follows | ", "\n| missing |  |  |  |  |  | failed |\n", "- follows and ends failed: it ended: that was enough"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
}

// TestFollowNot waits for a tool that makes no second bundle.
func TestFollowNot(t *testing.T) {
	b, tools := fakes(t, "follows not")
	tools[0].watch = tools[0].command
	a := newApp("one")
	if err := a.prepare(t.Context(), b, a); err != nil {
		t.Fatal(err)
	}
	f, err := b.newFollower(a, tools[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.end()
	if err := f.start(t.Context()); err != nil || f.result.Error != "" {
		t.Fatal(err, f.result.Error)
	}
	err = f.wait(t.Context(), 50*time.Millisecond, "did not follow a change", glance, func() bool { return false })
	if err != nil || f.result.Error != "it did not follow a change within 50ms: " {
		t.Errorf("%v, %q", err, f.result.Error)
	}
	f.result.Error = ""
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.follow(ctx, 0); err != context.DeadlineExceeded {
		t.Errorf("it ended with %v", err)
	}
}

// TestCopyForWatching copies a tree with a link, and leaves the original alone.
func TestCopyForWatching(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	if err := os.WriteFile(filepath.Join(from, "one.js"), []byte("1"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("one.js", filepath.Join(from, "link.js")); err != nil {
		t.Skip(err)
	}
	a := newApp("one")
	a.dir = from
	if err := copyForWatching(a, to); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(to, "link.js")); err != nil || string(text) != "1" {
		t.Errorf("%q, %v", text, err)
	}
	if entries, err := os.ReadDir(from); err != nil || len(entries) != 2 {
		t.Errorf("the original has %v, %v", entries, err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", "require('./"+watchEntry+"')")
	cmd.Dir = to
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
