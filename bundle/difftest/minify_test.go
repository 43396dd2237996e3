package difftest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// shape is an expression for what a page's scripts have made: the names and the
// types of all that can be reached from a value within a few steps.
const shape = `(function () {
  function shape(x, depth) {
    if (x === null || typeof x !== 'object' && typeof x !== 'function' || !depth) return x === null ? 'null' : typeof x;
    var list = [];
    Object.getOwnPropertyNames(x).sort().forEach(function (key) {
      var d = Object.getOwnPropertyDescriptor(x, key);
      if (key !== 'caller' && key !== 'arguments') list.push(key, 'value' in d ? shape(d.value, depth - 1) : 'getter');
    });
    return list;
  }
  return [shape(window.apps, 3), shape(window.Name, 3), shape(window['__core-js_shared__'], 3)];
})()`

// TestMinified loads the large applications in a browser, minified and not: the
// same must be there, and the same be said.
func TestMinified(t *testing.T) {
	posix(t)
	testenv.Chromium(t)
	bin := sheaf(t)
	for _, app := range applications {
		for _, flags := range []string{"-s Name", "--full-paths", "-d"} {
			if app.file == "three10.js" && flags != "-s Name" {
				continue // it shows nothing otherwise
			}
			t.Run(app.file+" "+flags, func(t *testing.T) {
				t.Parallel()
				dir, out := applicationDir(t, app.file), t.TempDir()
				plain, short := filepath.Join(out, "plain.js"), filepath.Join(out, "short.js")
				produce(t, dir, bin, app.file, flags, plain)
				produce(t, dir, bin, app.file, flags+" --minify", short)
				write(t, filepath.Join(out, "plain.html"), []byte(pageOf("plain.js")))
				write(t, filepath.Join(out, "short.html"), []byte(pageOf("short.js")))
				heavy <- struct{}{}
				defer func() { <-heavy }()
				want, got := browse(t, out, "plain.html", shape), browse(t, out, "short.html", shape)
				if len(want.value) < 1000 {
					t.Fatalf("there is nothing to compare: %s", want.value)
				}
				if got.value != want.value {
					t.Errorf("minified, the modules have another shape: %d and %d bytes", len(got.value), len(want.value))
				}
				if g, w := strings.Join(got.errors, "\n"), strings.Join(want.errors, "\n"); g != w {
					t.Errorf("minified, it says %s, else %s", g, w)
				}
				if g, w := size(t, short), size(t, plain); flags == "-s Name" && g > w*6/10 {
					t.Errorf("minified it has %d bytes, else %d", g, w)
				}
			})
		}
	}
}

func size(t *testing.T, file string) int64 {
	t.Helper()
	st, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return st.Size()
}
