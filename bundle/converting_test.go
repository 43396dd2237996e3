package bundle_test

import (
	"fmt"
	"os"
	"path/filepath"
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
