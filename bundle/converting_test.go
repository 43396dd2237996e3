package bundle_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
)

// TestConverting holds that the option is called once if many files are
// converted, and else not at all.
func TestConverting(t *testing.T) {
	for _, c := range []struct {
		ext   string
		files int
		want  int
	}{
		{".ts", 100, 1},
		{".ts", 3, 0},
		{".js", 100, 0},
	} {
		dir := t.TempDir()
		main := ""
		for i := range c.files {
			name := fmt.Sprintf("m%d", i)
			main += "require('./" + name + "');\n"
			if err := os.WriteFile(filepath.Join(dir, name+c.ext), fmt.Appendf(nil, "exports.x = %d;\n", i), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		calls := 0
		_, err := bundle.Build(t.Context(), bundle.Options{
			Basedir:    dir,
			Entries:    []bundle.Entry{{Source: []byte(main)}},
			Converting: func() { calls++ },
		})
		if err != nil || calls != c.want {
			t.Errorf("with %d files %s it is called %d times, not %d; %v", c.files, c.ext, calls, c.want, err)
		}
	}
}

// writeTyped writes a tree of TypeScript files and returns its directory.
func writeTyped(t *testing.T, files int) string {
	dir := t.TempDir()
	for i := range files {
		text := fmt.Sprintf("export const own%d: number = %d;\n", i, i)
		for _, to := range []int{3*i + 1, 3*i + 2, 3*i + 3, i / 2} {
			if to < files {
				text += fmt.Sprintf("export { own%d as from%d } from './m%d';\n", to, to, to)
			}
		}
		writeText(t, filepath.Join(dir, fmt.Sprintf("m%d.ts", i)), text)
	}
	return dir
}

func writeText(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// buildTyped builds the tree of a directory and returns the bundle, or the
// messages.
func buildTyped(t *testing.T, dir string, workers int) string {
	t.Helper()
	r, err := bundle.Build(t.Context(), bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "m0.ts"}}, Workers: workers, SourceMap: bundle.MapInline})
	if err != nil {
		return strings.ReplaceAll(err.Error(), dir, "")
	}
	return textOf(t, r)
}

func textOf(t *testing.T, r *bundle.Result) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestConvertedByWorkers holds that neither a bundle nor the messages depend on
// which files were converted together.
func TestConvertedByWorkers(t *testing.T) {
	dir := writeTyped(t, 150)
	want := buildTyped(t, dir, 1)
	if n := strings.Count(want, "__toCommonJS(m"); n != 150 {
		t.Fatalf("%d modules:\n%.3000s", n, want)
	}
	for _, workers := range []int{2, 8, 8} {
		if buildTyped(t, dir, workers) != want {
			t.Errorf("%d workers make another bundle", workers)
		}
	}
	writeText(t, filepath.Join(dir, "m70.ts"), "export const x: = 1;\n")
	writeText(t, filepath.Join(dir, "m140.ts"), "export const = 2;\n")
	want = buildTyped(t, dir, 1)
	if !strings.Contains(want, "m70.ts") || !strings.Contains(want, "m140.ts") {
		t.Fatalf("the messages are: %s", want)
	}
	for _, workers := range []int{2, 8} {
		if got := buildTyped(t, dir, workers); got != want {
			t.Errorf("%d workers say:\n%s\nnot\n%s", workers, got, want)
		}
	}
}

// TestConvertedAgain holds that a Builder makes what a fresh build makes of
// files that were converted together.
func TestConvertedAgain(t *testing.T) {
	dir := writeTyped(t, 60)
	b, err := bundle.New(bundle.Options{Basedir: dir, Entries: []bundle.Entry{{File: "m0.ts"}}, SourceMap: bundle.MapInline})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, text := range []string{
		"", "export const own5: string = 'other';", "import { own9 } from './m9'; export const own5 = own9, more = 1;", "export const own5: =", "export const own5 = 5;",
	} {
		if text != "" {
			writeText(t, filepath.Join(dir, "m5.ts"), text)
		}
		b.Changed(filepath.Join(dir, "m5.ts"))
		r, err := b.Build(t.Context())
		got := ""
		if err == nil {
			got = textOf(t, r)
		} else {
			got = strings.ReplaceAll(err.Error(), dir, "")
		}
		if want := buildTyped(t, dir, 0); got != want {
			t.Errorf("after %q:\n%.2000s\nnot\n%.2000s", text, got, want)
		}
	}
}
