package paths

import (
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"unicode/utf16"
)

func TestRelative(t *testing.T) {
	for _, c := range []struct{ base, name, want string }{
		{"/a", "/a/b.js", "b.js"},
		{"/a", "/a", ""},
		{"/a", "/ab/c.js", "../ab/c.js"},
		{"/a/b", "/a/c/d.js", "../c/d.js"},
		{"/", "/a.js", "a.js"},
		{"/a/b/c", "/", "../../.."},
	} {
		if got := Relative(c.base, c.name); got != c.want {
			t.Errorf("Relative(%q, %q) = %q, want %q", c.base, c.name, got, c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ dir, name, want string }{
		{"/a", "b.js", "/a/b.js"},
		{"/a", "../b", "/b"},
		{"/a", "/x/./y/", "/x/y"},
		{"/a", "", "/a"},
	} {
		if got := Resolve(c.dir, c.name); filepath.ToSlash(got) != c.want {
			t.Errorf("Resolve(%q, %q) = %q, want %q", c.dir, c.name, got, c.want)
		}
	}
	if runtime.GOOS == "windows" {
		for name, want := range map[string]string{"/x/./y": `D:\x\y`, `\x`: `D:\x`, `C:\x/y`: `C:\x\y`, "x/y": `D:\a\x\y`} {
			if got := Resolve(`D:\a`, name); got != want {
				t.Errorf("Resolve of %q on drive D is %q, want %q", name, got, want)
			}
		}
	}
}

func TestIsModuleName(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "@s/p": true, "a/b.js": true, "./a": false, "../a": false, "/a": runtime.GOOS == "windows", ".hidden": false, "": true,
	} {
		if got := IsModuleName(name); got != want {
			t.Errorf("IsModuleName(%q) = %v", name, got)
		}
	}
}

// TestCompareUTF16 holds the comparison against one of real UTF-16 text.
func TestCompareUTF16(t *testing.T) {
	words := []string{"", "a", "ab", "b", "é", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0010FFFF", "a\U00010000", "a\uE000", "a\uFFFFb"}
	for _, a := range words {
		for _, b := range words {
			want := slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
			got := CompareUTF16(a, b)
			if got < 0 != (want < 0) || got > 0 != (want > 0) {
				t.Errorf("CompareUTF16(%q, %q) = %d, want the sign of %d", a, b, got, want)
			}
		}
	}
}
