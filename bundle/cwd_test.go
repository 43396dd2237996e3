package bundle_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
)

// TestCwdThroughLink checks that a working directory is known by its real path,
// as modules are, when the process came there through a link.
func TestCwdThroughLink(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "real"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"main.js": "require('./b')", "b.js": "module.exports = __dirname"} {
		if err := os.WriteFile(filepath.Join(dir, "real", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Skip(err)
	}
	t.Chdir(link)
	result, err := bundle.Build(t.Context(), bundle.Options{Entries: []bundle.Entry{{File: "main.js"}}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := result.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `.call(this,"/")`) {
		t.Errorf("__dirname of a file beside the entry is not \"/\":\n%s", b.String())
	}
}
