package graph

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"weak"
)

// rewalk walks again after a file was written.
func rewalk(t *testing.T, w *Walker, file, text string) *Graph {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	w.Changed(true, file)
	g, err := w.Walk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func walker(t *testing.T, dir string, o Options) *Walker {
	t.Helper()
	o.Basedir, o.Cwd = dir, dir
	main := filepath.Join(dir, "main.js")
	o.Inputs = []Input{{ID: main, File: main, Entry: true, Named: "main.js"}}
	w := NewWalker(o)
	if _, err := w.Walk(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestOldGraphsGo holds that nothing of a walk is kept once it is not the last,
// though modules of it are: converted ones, too.
func TestOldGraphsGo(t *testing.T) {
	dir := tree(t, map[string]string{
		"main.js": "require('./a'); require('./b')",
		"a.ts":    "export const a: number = 1",
		"b.js":    "",
		"c.js":    "",
	})
	w := walker(t, dir, Options{})
	var old []weak.Pointer[module]
	for i := range 6 {
		old = append(old, weak.Make(w.last.modules[0]))
		if g := rewalk(t, w, filepath.Join(dir, "b.js"), strings.Repeat("require('./c');", (i+1)%2)); g.Same {
			t.Fatalf("walk %d only patched the one before", i)
		}
	}
	runtime.GC()
	kept := 0
	for _, p := range old {
		if p.Value() != nil {
			kept++
		}
	}
	if kept > 1 { // with which the next patch begins
		t.Errorf("of %d walks that are not the last %d are kept", len(old), kept)
	}
	runtime.KeepAlive(w)
}

// TestOldTextsGo holds that a text is not kept once the file has another, though
// what that requires is, which stood in it.
func TestOldTextsGo(t *testing.T) {
	for _, minify := range []bool{false, true} {
		dir := tree(t, map[string]string{"main.js": "", "a.js": "", "b.mjs": ""})
		w := walker(t, dir, Options{Minify: minify})
		var texts []weak.Pointer[byte]
		for i := range 40 {
			file, head := "main.js", "require('./a'); require('./b');"
			if i%4 == 3 {
				file, head = "b.mjs", "import './a'; import('./main');"
			}
			g := rewalk(t, w, filepath.Join(dir, file), fmt.Sprintf("%s; console.log(%d,'%s')", head, i, strings.Repeat("x", 1<<16)))
			texts = append(texts, weak.Make(&find(g, dir, file).Source[0]))
		}
		runtime.GC()
		runtime.GC() // for what pools have
		kept := 0
		for _, p := range texts {
			if p.Value() != nil {
				kept++
			}
		}
		if kept > 6 {
			t.Errorf("minify %t: of %d texts %d are kept", minify, len(texts), kept)
		}
		runtime.KeepAlive(w)
	}
}

// TestChangedTextsAreSmall holds that a file that is read again, while others are
// not, has no more memory than its text.
func TestChangedTextsAreSmall(t *testing.T) {
	files := map[string]string{"main.js": ""}
	for i := range 40 {
		files["main.js"] += fmt.Sprintf("require('./f%d');", i)
		files[fmt.Sprintf("f%d.js", i)] = "0"
	}
	dir := tree(t, files)
	w := walker(t, dir, Options{Workers: 2})
	heap := func() int64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	before := heap()
	for i := range 40 {
		made := filepath.Join(dir, fmt.Sprintf("n%d.js", i)) // so that names are looked up anew
		if err := os.WriteFile(made, []byte("0"), 0o666); err != nil {
			t.Fatal(err)
		}
		w.Changed(true, made)
		if g := rewalk(t, w, filepath.Join(dir, fmt.Sprintf("f%d.js", i)), "require('./main')"); g.Same {
			t.Fatalf("walk %d only patched the one before", i)
		}
	}
	if more := heap() - before; more > 8<<20 {
		t.Errorf("40 short files take %d more bytes", more)
	}
	runtime.KeepAlive(w)
}
