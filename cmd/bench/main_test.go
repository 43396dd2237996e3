package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sheaf/cmd/bench/internal/measure"
	"sheaf/testdata/testenv"
)

// The test binary is also the tools that do not work: see fakeTool.
func TestMain(m *testing.M) {
	if what := os.Getenv("BENCH_TEST_TOOL"); what != "" {
		fakeTool(what, os.Args[len(os.Args)-1])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A fakeTool writes what its name says to a file.
func fakeTool(what, out string) {
	text := ""
	switch what {
	case "fails":
		fmt.Fprintln(os.Stderr, "cannot find\n  module | x")
		os.Exit(7)
	case "nothing":
		return
	case "empty":
	case "throws":
		text = "null.x"
	case "syntax":
		text = "var = 1"
	case "idle":
		text = "(function () {})()"
	case "follows", "follows slowly", "follows not", "follows and ends":
		followTool(what, out)
		return
	case "right":
		text = "globalThis.sheafBench = 5050"
	case "varies":
		text = "globalThis.sheafBench = 5050;" + strings.Repeat(" ", time.Now().Nanosecond()%10007)
	}
	if err := os.WriteFile(out, []byte(text), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// ownCache gives the test a cache directory of its own, after it has built
// sheaf, for which the go command needs the user's.
func ownCache(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
}

func buildSheaf(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "sheaf.exe")
	cmd := exec.Command("go", "build", "-o", binary, "./cmd/sheaf")
	cmd.Dir = testenv.Root(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// TestEndToEnd measures sheaf against itself.
func TestEndToEnd(t *testing.T) {
	testenv.Node(t)
	binary := buildSheaf(t)
	ownCache(t)
	raw := filepath.Join(t.TempDir(), "raw.json")
	var out, log bytes.Buffer
	err := run(context.Background(), []string{"-apps", "one,scale-60,scale-120", "-peers", "none", "-n", "2",
		"-sheaf", binary, "-sheaf", binary, "-json", raw}, &out, &log)
	if err != nil {
		if strings.Contains(err.Error(), "go generate") {
			testenv.Missing(t, "%v", err)
		}
		t.Fatalf("%v\n%s", err, &log)
	}
	text, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Apps) != 3 || r.Rounds != 2 {
		t.Fatalf("%d programs in %d rounds", len(r.Apps), r.Rounds)
	}
	for i, modules := range []int{1, 60, 120} {
		checkSelf(t, r.Apps[i], modules)
	}
	for _, want := range []string{"**scale-120**", "| sheaf 2 |", "| modules | sheaf | sheaf 2 |", "(× 1.00)", "| ran |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(cache); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// checkSelf checks one program's results of sheaf twice.
func checkSelf(t *testing.T, a *appResult, modules int) {
	t.Helper()
	if len(a.Tools) != 2 || a.Tools[0].Name != "sheaf" || a.Tools[1].Name != "sheaf 2" {
		t.Fatalf("%s: other tools than sheaf twice: %+v", a.Name, a.Tools)
	}
	for _, tool := range a.Tools {
		if tool.Error != "" || tool.Check != "ran" || len(tool.Notes) > 0 {
			t.Errorf("%s: %s: error %q, check %q, notes %q", a.Name, tool.Name, tool.Error, tool.Check, tool.Notes)
		}
		if tool.Modules != modules || tool.Bytes == 0 || tool.Bytes != a.Tools[0].Bytes {
			t.Errorf("%s: %s: %d modules, %d bytes", a.Name, tool.Name, tool.Modules, tool.Bytes)
		}
		if len(tool.Samples) != 2 {
			t.Errorf("%s: %s: %d rounds", a.Name, tool.Name, len(tool.Samples))
		}
		for _, s := range tool.Samples {
			if s.Wall <= 0 || s.CPU <= 0 || measure.Limits == "" && s.Peak < 1<<20 {
				t.Errorf("%s: %s: %+v", a.Name, tool.Name, s)
			}
		}
	}
}

// fakes returns a bench whose tools are fakes, and the tools.
func fakes(t *testing.T, names ...string) (*bench, []*tool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var tools []*tool
	for _, name := range names {
		tools = append(tools, &tool{name: name, command: func(j job) []string {
			if runtime.GOOS == "windows" {
				t.Skip("there is no env command")
			}
			return []string{"env", "BENCH_TEST_TOOL=" + name, self, j.out}
		}})
	}
	b := &bench{log: io.Discard, work: t.TempDir(), node: testenv.Node(t)}
	b.rounds = 5
	return b, tools
}

// Whatever is wrong with a tool is told, and the others are measured.
func TestFailuresAreTold(t *testing.T) {
	b, tools := fakes(t, "right", "fails", "nothing", "empty", "throws", "syntax", "idle", "varies")
	tools = append(tools, &tool{name: "missing", broken: os.ErrNotExist})
	got, err := b.app(context.Background(), newApp("one"), tools)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	got.markdown(&out)
	for i, want := range []struct {
		samples int
		check   string
		told    string
	}{
		{5, "ran", "| right | "},
		{0, "", `- fails failed: exit status 7: cannot find module \| x`},
		{0, "", "- nothing failed: it ended without an error, but wrote no bundle"},
		{0, "", "- empty failed: it ended without an error, but its bundle is empty"},
		{5, "fails", "- throws: its bundle throws: Cannot read properties of null"},
		{5, "fails", "- syntax: its bundle does not parse: Unexpected token '='"},
		{5, "fails", "- idle: its bundle runs, but this is not so then: globalThis.sheafBench === 5050"},
		{5, "ran", "- varies: its bundles differ from run to run: "},
		{0, "", "- missing failed: file does not exist"},
	} {
		tool := got.Tools[i]
		if len(tool.Samples) != want.samples || tool.Check != want.check {
			t.Errorf("%s: %d rounds, check %q", tool.Name, len(tool.Samples), tool.Check)
		}
		if !strings.Contains(out.String(), want.told) {
			t.Errorf("%q is missing in\n%s", want.told, &out)
		}
	}
}

func TestSlowTools(t *testing.T) {
	b, tools := fakes(t, "right", "idle")
	tools[0].name = "sheaf"
	b.slow = 1
	got, err := b.app(context.Background(), newApp("one"), tools)
	if err != nil {
		t.Fatal(err)
	}
	if n, slow := len(got.Tools[0].Samples), len(got.Tools[1].Samples); n != 5 || slow != slowRounds {
		t.Errorf("%d and %d rounds", n, slow)
	}
	var out bytes.Buffer
	got.markdown(&out)
	if want := "- idle is slow and took part in 3 rounds of 5\n"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing in\n%s", want, &out)
	}
}

func TestInterrupt(t *testing.T) {
	b, tools := fakes(t, "right")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.app(ctx, newApp("one"), tools); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

// A sheaf without shims is refused, and what to do is said.
func TestProbe(t *testing.T) {
	b, _ := fakes(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("BENCH_TEST_TOOL", "fails")
	if err := b.probe(context.Background(), self); err == nil || !strings.Contains(err.Error(), "go generate ./...") || !strings.Contains(err.Error(), "cannot find") {
		t.Errorf("a sheaf that fails: %v", err)
	}
	t.Setenv("BENCH_TEST_TOOL", "idle")
	if err := b.probe(context.Background(), self); err == nil || !strings.Contains(err.Error(), "without the module") {
		t.Errorf("a sheaf that leaves the module out: %v", err)
	}
	if err := b.probe(context.Background(), filepath.Join(b.work, "none")); err == nil {
		t.Error("no error of a binary that is not there")
	}
}

func TestModuleRoot(t *testing.T) {
	root, err := moduleRoot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "cmd", "bench", "main_test.go")); err != nil {
		t.Error(err)
	}
	other := t.TempDir()
	t.Chdir(other)
	if _, err := moduleRoot(context.Background()); err == nil || !strings.Contains(err.Error(), "source tree") {
		t.Errorf("outside of any module: %v", err)
	}
	if err := os.WriteFile("go.mod", []byte("module other\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := moduleRoot(context.Background()); err == nil || !strings.Contains(err.Error(), "another module") {
		t.Errorf("in another module: %v", err)
	}
}
