package amdtest

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/srcmap"
	"sheaf/testdata/testenv"
)

// TestMap holds that the bundle's map leads from what stayed of a module to
// where it stands in the file, and shows the file as it is.
func TestMap(t *testing.T) {
	const source = "/* © 😀 */\ndefine([\n  './a', // one\n  \"./a\".split(',')[0],\n], function (first, second) {\n" +
		"  var text = '😀', mark1 = first; require(['./a'], function () { mark2() }); mark3();\n  mark4;\n});\nmark5\n"
	dir := testenv.Unpack(t, "-- main.js --\n"+source+"-- a.js --\ndefine(1)\n")
	o := bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: "main.js"}}, Transforms: []bundle.Transform{{Name: "amd"}},
		SourceMap: bundle.MapExternal, MapFile: "b.js.map"}
	res, err := bundle.Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "b.js")
	if err := res.WriteFile(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	code := read(t, file)
	m, err := srcmap.Parse([]byte(read(t, file+".map")))
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"first, second", "mark1", "mark2", "mark3", "mark4", "mark5", "// one", "/* ©"} {
		line, column := place(code, mark)
		wantLine, wantColumn := place(source, mark)
		var best *srcmap.Position
		for i := range m.Positions {
			if p := &m.Positions[i]; p.Line == line && p.Column <= column {
				best = p
			}
		}
		if best == nil || m.Sources[best.Source] != "main.js" {
			t.Errorf("%s is not mapped", mark)
			continue
		}
		if best.OrigLine != wantLine || best.OrigColumn+column-best.Column != wantColumn {
			t.Errorf("%s is at %d:%d, not %d:%d", mark, best.OrigLine, best.OrigColumn+column-best.Column, wantLine, wantColumn)
		}
		if text := m.SourcesContent[best.Source]; text == nil || string(*text) != source {
			t.Errorf("the map shows another text")
		}
	}
	if bytes.Contains([]byte(code), []byte("base64")) {
		t.Error("a module's own map is in the bundle")
	}
}

// place returns where a text stands in another: line from 0, column in UTF-16
// code units.
func place(text, mark string) (line, column int) {
	before := text[:strings.Index(text, mark)]
	line = strings.Count(before, "\n")
	for _, r := range before[strings.LastIndexByte(before, '\n')+1:] {
		if column++; r >= 0x10000 {
			column++
		}
	}
	return line, column
}
