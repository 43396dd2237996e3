package applies

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTo(t *testing.T) {
	dir, err := filepath.Abs("d")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lists map[string][]string
		yes   string
		no    string
	}{
		{map[string][]string{"includeExtensions": {".js", ".coffee"}}, "a.js b.coffee", "a.ts js"},
		{map[string][]string{"excludeExtensions": {".json"}}, "a.js", "a.json"},
		{map[string][]string{"files": {"a.js", "sub/b.js"}, "includeExtensions": {".ts"}}, "a.js sub/b.js", "c.js c.ts b.js"},
		{map[string][]string{"regex": {`/views\/.*\.HTML$/i`, "^.*/x[.]js$"}}, "views/a.html x.js", "a.html X.js"},
		{map[string][]string{"includeExtensions": {}}, "", "a.js"},
	} {
		to, err := To(c.lists, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range strings.Fields(c.yes) {
			if !to(filepath.Join(dir, filepath.FromSlash(f))) {
				t.Errorf("%v is not for %s", c.lists, f)
			}
		}
		for _, f := range strings.Fields(c.no) {
			if to(filepath.Join(dir, filepath.FromSlash(f))) {
				t.Errorf("%v is for %s", c.lists, f)
			}
		}
	}
	if to, err := To(nil, dir); to != nil || err != nil {
		t.Errorf("nothing chooses something: %v", err)
	}
	if _, err := To(map[string][]string{"regex": {"(?<=a)b"}}, dir); err == nil || !strings.Contains(err.Error(), `"(?<=a)b" is no regular expression that sheaf knows`) {
		t.Errorf("a pattern that Go has not: %v", err)
	}
}
