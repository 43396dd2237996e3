package bundle_test

import (
	"bytes"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// TestBuilderTransformCache builds again and again, with Builders that find all
// they need in the cache: they are told the same of what to watch.
func TestBuilderTransformCache(t *testing.T) {
	t.Run("node", func(t *testing.T) {
		testenv.Node(t)
		testBuilderTransformCache(t, "node")
	})
	t.Run("goja", func(t *testing.T) { testBuilderTransformCache(t, "goja") })
}

func testBuilderTransformCache(t *testing.T, engine string) {
	dir := testenv.Dir(t)
	write := func(name, text string) string { return testenv.Write(t, dir, name, text) }
	write("main.js", "one(); require('./b')")
	write("b.js", "two()")
	write("lib.js", "module.exports = 'first'")
	write("conf", "A")
	write("tr.js", `var fs = require('fs'), lib = require('./lib'), stream = require('stream');
module.exports = function (file) {
  return new stream.Transform({ transform: function (c, e, next) {
    next(null, '/* ' + [lib, fs.readFileSync(__dirname + '/conf'), process.hrtime.bigint()] + ' */ ' + c);
  } });
};`)
	fresh := func() *bundle.Builder {
		t.Helper()
		b, err := bundle.New(bundle.Options{
			Basedir: dir, Cwd: dir, TransformCache: "cache", Engine: engine,
			Entries:    []bundle.Entry{{File: "main.js"}},
			Transforms: []bundle.Transform{{Name: "./tr.js"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	build := func(b *bundle.Builder, want string) string {
		t.Helper()
		r, err := b.Build(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := r.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(text.String(), "/* "+want+","); n != 2 {
			t.Errorf("%d files are made with %q, want 2:\n%s", n, want, &text)
		}
		return text.String()
	}
	first := build(fresh(), "first,A")
	b := fresh()
	if build(b, "first,A") != first {
		t.Error("the first build was not kept")
	}
	b.Changed(write("conf", "B"))
	second := build(b, "first,B")
	b.Changed(write("lib.js", "module.exports = 'second'"))
	build(b, "second,B")
	b.Changed(write("conf", "A"), write("lib.js", "module.exports = 'first'"))
	if build(b, "first,A") != first {
		t.Error("the first build was forgotten")
	}
	b.Changed(write("conf", "B"))
	if build(b, "first,B") != second {
		t.Error("the second build was forgotten")
	}
}
