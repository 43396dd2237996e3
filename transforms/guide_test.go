package transforms_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// A block is what stands between fences in the guide.
type block struct{ lang, name, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)(?: ([^\n]+))?\n(.*?)^```$")

// TestGuide does what the guide for authors says, with every block of it: files
// are written, commands are run, and what they print is compared.
func TestGuide(t *testing.T) {
	testenv.Node(t)
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the guide's commands are those of a Unix shell")
	}
	root := testenv.Root(t)
	guide, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	for _, m := range fence.FindAllStringSubmatch(string(guide), -1) {
		blocks = append(blocks, block{m[1], m[2], m[3]})
	}
	if n := strings.Count("\n"+string(guide), "\n```"); n != 2*len(blocks) {
		t.Fatalf("the guide has %d fences, of which %d blocks were made", n, len(blocks))
	}
	dir := filepath.Join(t.TempDir(), "project")
	bin := filepath.Join(filepath.Dir(dir), "bin")
	build := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./cmd/sheaf")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, b := range blocks {
		switch {
		case b.name != "":
			text := strings.ReplaceAll(b.text, "=> ../sheaf", "=> "+root)
			file := filepath.Join(dir, b.name)
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		case b.lang == "console":
			session(t, dir, bin, b.text)
		default:
			t.Errorf("a block in %s has no name:\n%s", b.lang, b.text)
		}
	}
	engines(t, dir, bin)
}

// engines has each engine run the guide's transform.
func engines(t *testing.T, dir, bin string) {
	for _, engine := range []string{"node", "goja"} {
		cmd := exec.Command(filepath.Join(bin, "sheaf"), "transform", "run", "./version.js", "main.js", "--engine="+engine)
		cmd.Dir = dir
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if want := "console.log('this is', \"1.2.3\");\n"; err != nil || string(out) != want {
			t.Errorf("engine %s: %q, %v; want %q\n%s", engine, out, err, want, &stderr)
		}
	}
}

// session runs the commands of a block, and compares what they print with the
// lines below each.
func session(t *testing.T, dir, bin, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "$ ") {
		t.Fatalf("a session begins with a command:\n%s", text)
	}
	for step := range strings.SplitSeq(strings.TrimPrefix("\n"+text, "\n$ "), "\n$ ") {
		line, want, _ := strings.Cut(step, "\n")
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "GOFLAGS=-mod=mod", "GOSUMDB=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil && !strings.Contains(want, "error: ") {
			t.Errorf("$ %s\n%v\n%s", line, err, out)
			continue
		}
		if strings.HasPrefix(line, "go ") {
			continue // what it prints is its own
		}
		if got := same(string(out), dir); got != same(want, dir) {
			t.Errorf("$ %s\n%s\nwant\n%s", line, got, want)
		}
	}
}

var took = regexp.MustCompile(`\d+ ms`)

// same takes out of an output what is another each time.
func same(text, dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		text = strings.ReplaceAll(text, real+string(filepath.Separator), "")
	}
	return strings.TrimRight(took.ReplaceAllString(text, "N ms"), "\n")
}
