package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	b, _ := fakes(t)
	table := "(function(){function r(m){for(var k in m)m[k][0]()}return r})()({1:[function(){globalThis.a=1},{}],\"x\":[function(){},{}]},{},[1]);\n"
	metafile := filepath.Join(b.work, "meta.json")
	number := filepath.Join(b.work, "number.json")
	for name, text := range map[string]string{
		metafile: `{"inputs":{"a.js":{},"<runtime>":{},"(disabled):b.js":{},"c.js":{}},"outputs":{}}`,
		number:   `{"modules":7}`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, text string
		job        checkJob
		want       checkAnswer // Error: a part of it
	}{
		{"script", "window.a = self.b = 1", checkJob{}, checkAnswer{Done: "ran"}},
		{"proof", "var a = 3", checkJob{Proof: "a === 3"}, checkAnswer{Done: "ran"}},
		{"no proof", "var a = 3", checkJob{Proof: "a === 4"}, checkAnswer{Error: "this is not so then: a === 4"}},
		{"module", "export default globalThis.a = 3", checkJob{Module: true, Proof: "a === 3"}, checkAnswer{Done: "ran"}},
		{"module throws", "export default null.x", checkJob{Module: true}, checkAnswer{Error: "throws: Cannot read"}},
		{"import", "import 'x'", checkJob{Module: true}, checkAnswer{Error: `it imports "x"`}},
		{"a module is no script", "export default 3", checkJob{}, checkAnswer{Error: "does not parse"}},
		{"syntax", "var = 3", checkJob{}, checkAnswer{Error: "does not parse"}},
		{"stops", "throw Error('wants a window with more')", checkJob{Stops: "a window"}, checkAnswer{Done: "ran until it wants a DOM"}},
		{"stops elsewhere", "throw Error('other')", checkJob{Stops: "a window"}, checkAnswer{Error: "throws: other"}},
		{"does not come to the point", "var a", checkJob{Stops: "a window"}, checkAnswer{Error: "without coming to the point"}},
		{"no DOM", "document", checkJob{}, checkAnswer{Error: "document is not defined"}},
		{"no Node", "global", checkJob{}, checkAnswer{Error: "global is not defined"}},
		{"externals", "require('path').join", checkJob{Externals: []string{"path"}}, checkAnswer{Done: "ran"}},
		{"other modules", "require('fs')", checkJob{Externals: []string{"path"}}, checkAnswer{Error: `no module "fs"`}},
		{"table", table, checkJob{Table: true, Proof: "a === 1"}, checkAnswer{Done: "ran", Modules: 2}},
		{"no table", "var a", checkJob{Table: true}, checkAnswer{Done: "ran"}},
		{"metafile", "var a", checkJob{Count: metafile}, checkAnswer{Done: "ran", Modules: 2}},
		{"number", "var a", checkJob{Count: number}, checkAnswer{Done: "ran", Modules: 7}},
		{"no metafile", "var a", checkJob{Count: metafile + "x"}, checkAnswer{Done: "ran", Error: "could not be counted"}},
	} {
		test.job.File = filepath.Join(b.work, "bundle.js")
		if err := os.WriteFile(test.job.File, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := b.check(context.Background(), test.job)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got.Done != test.want.Done || got.Modules != test.want.Modules ||
			(got.Error == "") != (test.want.Error == "") || !strings.Contains(got.Error, test.want.Error) {
			t.Errorf("%s: %+v, not %+v", test.name, got, test.want)
		}
	}
	if _, err := b.check(context.Background(), checkJob{File: filepath.Join(b.work, "none")}); err == nil {
		t.Error("no error where there is no bundle")
	}
}

func TestCompare(t *testing.T) {
	result := func(counts ...int) *appResult {
		a := &appResult{}
		for i, name := range []string{"sheaf", "sheaf 2", "bun", "browserify"} {
			a.Tools = append(a.Tools, &toolResult{Name: name, Modules: counts[i]})
		}
		return a
	}
	for _, test := range []struct {
		app    app
		counts []int
		want   []string // the notes of each tool
	}{
		{app{}, []int{5, 5, 4, 5}, []string{"", "", "", ""}},
		{app{}, []int{5, 6, 4, 5}, []string{"", "it finds 6 modules, and Browserify 5", "", ""}},
		{app{}, []int{5, 6, 4, 0}, []string{"", "", "", ""}},
		{app{modules: 5}, []int{5, 0, 4, 6}, []string{"", "", "it finds 4 modules, and there are 5", "it finds 6 modules, and there are 5"}},
	} {
		a := result(test.counts...)
		a.compare(&test.app)
		for i, tool := range a.Tools {
			if got := strings.Join(tool.Notes, "; "); got != test.want[i] {
				t.Errorf("%v: %s: %q, not %q", test.counts, tool.Name, got, test.want[i])
			}
		}
	}
}
