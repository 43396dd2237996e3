package difftest

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sheaf/testdata/testenv"
)

// The large applications: how many modules each has, and the command lines with
// which each is built.
var (
	applications = []struct {
		file    string
		modules int
		node    int // with --node, which leaves the shims out
	}{
		{"big.js", 2434, 2242},
		{"corejs.js", 897, 897},
		{"three10.js", 11, 11},
	}
	// (async_hooks has to be excluded for --node: bluebird asks for it, and
	// Browserify does not know that Node has it.)
	applicationFlags = []string{"", "-d", "--full-paths", "-s Name", "--node -u async_hooks"}
)

// heavy holds back Browserify's long runs: two at a time.
var heavy = make(chan struct{}, 2)

// TestApplications compares the bundles of the large applications, module by
// module and map by map.
func TestApplications(t *testing.T) {
	posix(t)
	browserify(t)
	bin := sheaf(t)
	for _, app := range applications {
		for _, flags := range applicationFlags {
			t.Run(strings.TrimSpace(app.file+" "+flags), func(t *testing.T) {
				t.Parallel()
				dir := applicationDir(t, app.file)
				wantFile := application(t, app.file, flags)
				gotFile := filepath.Join(t.TempDir(), "got.js")
				produce(t, dir, bin, app.file, flags, gotFile)
				compareFiles(t, flags, wantFile, gotFile)
				want := app.modules
				if nodeLine.MatchString(flags) {
					want = app.node
				}
				if n := len(tableOf(t, gotFile).Rows); n != want {
					t.Errorf("%d modules, not %d", n, want)
				}
			})
		}
	}
}

// compareFiles compares two bundles that lie in files.
func compareFiles(t *testing.T, flags, wantFile, gotFile string) {
	t.Helper()
	w, g := tableOf(t, wantFile), tableOf(t, gotFile)
	if w == nil || g == nil {
		t.Fatalf("it is a bundle: %v, upstream: %v", g != nil, w != nil)
	}
	list := diffTables(w, g)
	if strings.Contains(flags, "-d") {
		want, err := os.ReadFile(wantFile)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(gotFile)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, diffInlineMaps(want, got)...)
	}
	node := nodeLine.MatchString(flags)
	if p, q := printed(t, node, wantFile), printed(t, node, gotFile); p != q {
		list = append(list, fmt.Sprintf("prints %q, upstream %q", brief(q), brief(p)))
	}
	if len(list) > 0 {
		t.Error(strings.Join(list, "\n\t"))
	}
}

// produce runs the command browserify of the directory bin on an application
// and leaves its output in a file.
func produce(t *testing.T, dir, bin, file, flags, out string) {
	t.Helper()
	heavy <- struct{}{}
	defer func() { <-heavy }()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	args := append([]string{file}, strings.Fields(flags)...)
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "browserify"), args...)
	cmd.Dir = dir
	f, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = f, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", bin, args, err, stderr.String())
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	write(t, out, []byte(canonical(t, string(b), "")))
	if stderr.Len() > 0 {
		t.Errorf("%s %s says %s", bin, args, brief(stderr.String()))
	}
}

// application returns the file of Browserify's bundle of an application, built
// now or in an earlier run.
func application(t *testing.T, file, flags string) string {
	t.Helper()
	dir, bin := applicationDir(t, file), browserify(t)
	kept := filepath.Join(testenv.Cache(t), "answers", key(t, "application", dir, file, flags)+".js.gz")
	out := filepath.Join(t.TempDir(), "want.js")
	if err := unzip(kept, out); err == nil {
		return out
	}
	produce(t, dir, bin, file, flags, out)
	if t.Failed() {
		t.FailNow()
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestSpeed)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	keep(t, kept, &z)
	return out
}

func unzip(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, z)
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return err
}

// applicationDir returns the directory in which an application lies. Its path
// is the same from run to run, since a bundle with --full-paths contains it.
func applicationDir(t testing.TB, file string) string {
	t.Helper()
	bench := testenv.Modules(t, "bench")
	if file != "three10.js" {
		return bench
	}
	dir := filepath.Join(testenv.Cache(t), "three10-"+strings.TrimPrefix(filepath.Base(bench), "bench-"))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	three, err := os.ReadFile(filepath.Join(bench, "node_modules", "three", "build", "three.cjs"))
	if err != nil {
		t.Fatal(err)
	}
	tmp, err := os.MkdirTemp(testenv.Cache(t), ".three10-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	var main strings.Builder
	for i := 1; i <= 10; i++ {
		head := fmt.Appendf(nil, "exports.copy = %d;\n", i)
		write(t, filepath.Join(tmp, fmt.Sprintf("three-%d.js", i)), slices.Concat(head, three))
		fmt.Fprintf(&main, "exports.t%d = require('./three-%d.js');\n", i, i)
	}
	write(t, filepath.Join(tmp, file), []byte(main.String()))
	if err := os.Rename(tmp, dir); err != nil {
		if _, there := os.Stat(dir); there != nil {
			t.Fatal(err)
		}
	}
	return dir
}
