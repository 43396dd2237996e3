package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/globals"
	"sheaf/bundle/internal/row"
	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// tree writes files below a temporary directory. A text that begins with "-> "
// makes a symbolic link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if to, ok := strings.CutPrefix(text, "-> "); ok {
			err = os.Symlink(to, file)
		} else {
			err = os.WriteFile(file, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func walkTree(t *testing.T, dir string, o Options, entries ...string) (*Graph, error) {
	t.Helper()
	o.Basedir, o.Cwd = dir, dir
	o.TransformKey = "transform"
	for i, e := range entries {
		file := filepath.Join(dir, e)
		o.Inputs = append(o.Inputs, Input{ID: file, File: file, Entry: true, Order: i, Named: e})
	}
	return Walk(t.Context(), o)
}

func find(g *Graph, dir, name string) *row.Row {
	for _, r := range g.Rows {
		if r.Path == filepath.Join(dir, name) {
			return r
		}
	}
	return nil
}

func TestWalkLinks(t *testing.T) {
	dir := tree(t, map[string]string{
		"main.js":                   "require('./a'); require('./a.js'); require('./a'); require('p'); require('./d.json')",
		"a.js":                      "require('./main')",
		"d.json":                    `{"require":"./no"}`,
		"node_modules/p/index.js":   "require('./x'); exports.a = require.resolve('./y')",
		"node_modules/p/x.js":       "",
		"node_modules/p/y.js":       "",
		"node_modules/p/unused.js":  "",
		"node_modules/p/other.json": "",
	})
	for workers := 1; workers <= 8; workers *= 2 {
		g, err := walkTree(t, dir, Options{Workers: workers}, "main.js")
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Rows) != 6 || !g.Resolves {
			t.Errorf("%d rows, resolves %v", len(g.Rows), g.Resolves)
		}
		var deps []string
		for _, d := range find(g, dir, "main.js").Deps {
			deps = append(deps, d.Key+"="+filepath.Base(d.To.Path))
		}
		if got, want := strings.Join(deps, " "), "./a=a.js ./a.js=a.js ./d.json=d.json p=index.js"; got != want {
			t.Errorf("deps %s, want %s", got, want)
		}
		if m := find(g, dir, "a.js"); m.Deps[0].To != find(g, dir, "main.js") {
			t.Error("the cycle does not close")
		}
	}
}

func TestAllErrorsAtOnce(t *testing.T) {
	dir := tree(t, map[string]string{
		"main.js":        "require('./gone'); require('./b'); require('./c.json')\nrequire('./gone')",
		"b.js":           "require('missing')\nvar x = ;",
		"c.json":         "{\n  \"a\": 1,\n}",
		"two.js":         "try { require('maybe') } catch (e) {}\nrequire('surely')\nrequire('./b2')",
		"b2.js":          "function f(require) { require('mine') }",
		"maybetwice.js":  "try { require('twice') } catch (e) {}\nrequire('twice')",
		"node_modules/x": "a file",
	})
	_, err := walkTree(t, dir, Options{}, "main.js", "two.js", "maybetwice.js", "nope.js")
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		place := ""
		if m.Where != nil {
			place = fmt.Sprintf("%s:%d:%d ", m.Where.File, m.Where.Line, m.Where.Column)
		}
		got = append(got, m.Severity.String()+" "+place+strings.SplitN(m.Text, " from", 2)[0])
	}
	want := []string{
		`error cannot find module "nope.js"`,
		`error b.js:2:9 unexpected ";", expected an expression`,
		`warning b2.js:1:31 cannot find module "mine": left as it is, since the file has a require of its own there`,
		`error c.json:3:1 invalid JSON: invalid character '}' looking for beginning of object key string`,
		`error main.js:1:9 cannot find module "./gone"`,
		`warning maybetwice.js:1:15 cannot find module "twice": left as it is, since it stands in a try statement`,
		`error maybetwice.js:2:9 cannot find module "twice"`,
		`warning two.js:1:15 cannot find module "maybe": left as it is, since it stands in a try statement`,
		`error two.js:2:9 cannot find module "surely"`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// TestJSONCharacter checks that what is said of invalid JSON names a character,
// and not the first byte of one.
func TestJSONCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"\u00a0{}":   `invalid character '\u00a0' looking for beginning of value`,
		`{"a": “b”}`: `invalid character '“' looking for beginning of value`,
		`["`:         `unexpected end of JSON input`,
	} {
		_, err := walkTree(t, tree(t, map[string]string{"a.json": text}), Options{}, "a.json")
		if err == nil || !strings.Contains(err.Error(), "invalid JSON: "+want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// mark is a transform that says where it was.
type mark string

func (m mark) Name() string { return string(m) }

func (m mark) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	if bytes.Contains(in.Code, []byte("BOOM")) {
		return transforms.Output{}, errors.New("it went off")
	}
	return transforms.Output{Code: append(bytes.Clone(in.Code), "//"+string(m)+"\n"...), Deps: []string{"./extra"}}, nil
}

// TestTransformsReach checks which files transforms see: ordinary ones those of
// the project, however it is reached, whatever the order of the walk.
func TestTransformsReach(t *testing.T) {
	dir := tree(t, map[string]string{
		"app/main.js":                        "require('linked'); require('p'); require('../lib/shared')\n",
		"app/extra.js":                       "",
		"app/node_modules/linked":            "-> ../../packages/linked",
		"app/node_modules/p/index.js":        "require('./deep')\n",
		"app/node_modules/p/deep.js":         "\n",
		"app/node_modules/p/extra.js":        "",
		"packages/linked/index.js":           "require('./inner')\n",
		"packages/linked/inner.js":           "require('../../lib/shared')\n",
		"packages/linked/extra.js":           "",
		"lib/shared.js":                      "\n",
		"lib/extra.js":                       "",
		"app/node_modules/p/package.json":    `{"browserify":{"transform":["no-such-transform"]}}`,
		"app/node_modules/p/unreachable.txt": "",
	})
	for workers := 1; workers <= 8; workers *= 8 {
		for range 10 {
			g, err := walkTree(t, dir, Options{
				Workers:          workers,
				Transforms:       []Transform{{mark("all"), true}, {mark("top"), false}},
				IgnoreTransforms: []string{"no-such-transform"},
			}, "app/main.js")
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{
				"app/main.js":                 "//top\n//all\n",
				"lib/shared.js":               "//top\n//all\n",
				"app/node_modules/p/index.js": "//all\n",
				"app/node_modules/p/deep.js":  "//all\n",
				"packages/linked/index.js":    "//all\n",
				"packages/linked/inner.js":    "//all\n",
			} {
				if got := string(find(g, dir, name).Source); !strings.HasSuffix(got, "\n"+want) {
					t.Errorf("%s: %q", name, got)
				}
			}
		}
	}
}

func TestTransformErrors(t *testing.T) {
	dir := tree(t, map[string]string{
		"main.js":                     "BOOM",
		"other.js":                    "require('p')",
		"extra.js":                    "",
		"node_modules/p/package.json": `{"browserify":{"transform":[["coffee-roaster",{"x":1}]]}}`,
		"node_modules/p/index.js":     "",
		"node_modules/p/extra.js":     "",
	})
	unknown := func(name string, _ json.RawMessage, _ ...string) (transforms.Transform, error) {
		return nil, fmt.Errorf("transform %q is unknown", name)
	}
	_, err := walkTree(t, dir, Options{Transforms: []Transform{{mark("bomb"), false}}, Find: unknown}, "main.js", "other.js")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`main.js: transform "bomb" failed: it went off`, `transform "coffee-roaster" is unknown`, filepath.Join("node_modules", "p", "package.json")} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q lacks %q", err, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	dir := tree(t, map[string]string{"main.js": "require('./main')"})
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	file := filepath.Join(dir, "main.js")
	_, err := Walk(ctx, Options{Basedir: dir, Cwd: dir, Inputs: []Input{{ID: file, File: file, Entry: true}}})
	if !errors.Is(err, why) {
		t.Error(err)
	}
}

// TestInvalidUTF8 compares with what Node makes of broken bytes.
func TestInvalidUTF8(t *testing.T) {
	bytesOf := []byte{'a', 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xA0, 0xE2, 0x82, 0xAC, 0xED, 0x9F, 0xF0, 0x90, 0x8F, 0xF4, 0xF5, 0xFF, '\n'}
	r := rand.New(rand.NewPCG(3, 4))
	var texts [][]byte
	for range 2000 {
		b := make([]byte, r.IntN(9))
		for i := range b {
			b[i] = bytesOf[r.IntN(len(bytesOf))]
		}
		texts = append(texts, b)
	}
	want := testenv.InNode(t, `(s) => Buffer.from(s, 'base64').toString('utf8')`, texts)
	o := Options{Cwd: t.TempDir()}
	k := newWorker(newWalk(o, newResolver(&o)))
	for i, text := range texts {
		k.module = &module{}
		if got := string(k.replaceInvalid(k.module, text)); got != want[i] {
			t.Errorf("%q became %q, in Node %q", text, got, want[i])
		}
	}
}

// TestTypeScriptThatIsAScript has what is JavaScript, too, and means something
// else there: the file's name decides, whatever it begins with.
func TestTypeScriptThatIsAScript(t *testing.T) {
	for _, head := range []string{"", "\uFEFF", "#!/usr/bin/env node\n"} {
		dir := tree(t, map[string]string{"main.ts": head + "exports.x = f<Number>(3)\n"})
		g, err := walkTree(t, dir, Options{}, "main.ts")
		if err != nil {
			t.Fatal(err)
		}
		if text := string(find(g, dir, "main.ts").Source); strings.Contains(text, "<Number>") {
			t.Errorf("after %q it is taken for JavaScript: %s", head, text)
		}
	}
}

func TestReader(t *testing.T) {
	dir := t.TempDir()
	r := newReader()
	var all [][]byte
	const piece = 1 << 20
	sizes := []int{0, 1, 100, atLeast - 1, atLeast, piece - 1, piece, piece + 1, 3*piece + 7, 10}
	for i := range 25 {
		if i >= len(sizes) { // what the system has provided, a byte less and a byte more; or far more
			_, ready := r.memory.Rest(atLeast, enough)
			sizes = append(sizes, ready+i%3-1+i%2*piece/8)
		}
		size := sizes[i]
		want := bytes.Repeat([]byte{byte('a' + i)}, size)
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, want, 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := r.read(name, false)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("size %d: %d bytes, %v", size, len(got), err)
		}
		all = append(all, got)
	}
	for i, got := range all {
		if len(got) != sizes[i] || len(bytes.Trim(got, string(rune('a'+i)))) > 0 {
			t.Errorf("text %d was overwritten", i)
		}
	}
	if _, err := r.read(filepath.Join(dir, "none"), false); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, err := r.read(dir, false); err == nil {
		t.Error("a directory was read")
	}
}

// TestReadWhileWritten reads a file that others write, in both the usual ways,
// and wants one whole text or the other each time.
func TestReadWhileWritten(t *testing.T) {
	// On a slow disk cutting off alone can take longer than anybody waits.
	dir, err := os.MkdirTemp("/dev/shm", "sheaf")
	if err != nil {
		dir = t.TempDir()
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "a.js")
	texts := [][]byte{bytes.Repeat([]byte("a"), 300_000), bytes.Repeat([]byte("b"), 200_000)}
	// A writer that the system stops in the middle for longer than readers wait
	// proves nothing. Of either text it is known how slow it was written last: when
	// one has been read, the other may be under way.
	var slow [2]atomic.Int64
	write := func(i int) {
		last := time.Now()
		slowest := &slow[i%2]
		slowest.Store(0)
		pause := func() {
			now := time.Now()
			slowest.Store(max(slowest.Load(), int64(now.Sub(last))))
			last = now
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		pause()
		text := texts[i%2]
		for len(text) > 0 { // as Node does it, in parts
			n := min(len(text), 64<<10)
			if _, err := f.Write(text[:n]); err != nil {
				t.Error(err)
			}
			pause()
			text = text[n:]
		}
	}
	write(0)
	stop, gone := make(chan struct{}), make(chan struct{})
	defer func() { close(stop); <-gone }()
	go func() {
		defer close(gone)
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(7 * time.Millisecond):
				write(i)
			}
		}
	}()
	seen := map[byte]int{}
	for range 100 {
		r := newReader()
		got, err := r.read(name, false)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, texts[0]) && !bytes.Equal(got, texts[1]) {
			time.Sleep(settles) // for the writer to know how slow it was
			if len(got) == 0 || slow[got[0]-'a'].Load() < int64(settles) {
				t.Fatalf("a torn text of %d bytes", len(got))
			}
			continue
		}
		seen[got[0]]++
	}
	if len(seen) != 2 {
		t.Errorf("only one of the texts was ever seen: %v", seen)
	}
}

// TestHashbang: a "#!" line ends where lines of JavaScript do.
func TestHashbang(t *testing.T) {
	for _, test := range []struct{ text, want, raw string }{
		{"#!/x\nf()", "\nf()", "f()"},
		{"#!/x\r\nf()", "\nf()", "f()"},
		{"#!/x\rf()", "\rf()", "f()"},
		{"#!/x\rf()\ng()", "\rf()\ng()", "f()\ng()"},
		{"#!/x\u2028f()", "\u2028f()", "f()"},
		{"#!/x\u2029f()", "\u2029f()", "f()"},
		{"#!/x", "", ""},
		{"\uFEFF#!/x\nf()", "\nf()", "f()"},
		{"#/x\n", "#/x\n", "#/x\n"},
	} {
		for _, raw := range []bool{false, true} {
			o := Options{Cwd: t.TempDir()}
			want := test.raw
			if !raw {
				o.Globals, want = &globals.Wrapper{}, test.want
			}
			k := newWorker(newWalk(o, newResolver(&o)))
			if got := string(k.trim(&module{}, []byte(test.text))); got != want {
				t.Errorf("%q became %q, not %q (globals are left alone: %v)", test.text, got, want, raw)
			}
		}
	}
}
