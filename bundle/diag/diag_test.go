package diag

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestAt(t *testing.T) {
	text := []byte("one\ntwo\r\nthree\rfour\u2028five")
	for _, c := range []struct {
		start, end   int
		line, column int
		length       int
		text         string
	}{
		{0, 3, 1, 1, 3, "one"},
		{1, 2, 1, 2, 1, "one"},
		{3, 4, 1, 4, 1, "one"}, // the line end itself
		{4, 7, 2, 1, 3, "two"},
		{9, 14, 3, 1, 5, "three"},
		{15, 19, 4, 1, 4, "four"},
		{22, 26, 5, 1, 4, "five"},
		{10, 18, 3, 2, 4, "three"}, // a range of two lines shows the first
		{26, 99, 5, 5, 1, "five"},
		{-5, -1, 1, 1, 1, "one"},
	} {
		got := At("f", text, c.start, c.end)
		want := Range{"f", c.line, c.column, c.length, c.text}
		if *got != want {
			t.Errorf("At(%d, %d) = %+v, want %+v", c.start, c.end, *got, want)
		}
	}
}

func TestPrint(t *testing.T) {
	src := []byte("var a = 1;\n\tvar b = ;\n")
	l := List{
		{Text: `unexpected ";"`, Where: At("main.js", src, 20, 21), Notes: []Note{{Text: "a note"}}},
		{Severity: Warning, Text: "only\na warning", Where: &Range{File: "x.js"}},
	}
	var b strings.Builder
	if err := Print(&b, l, Style{Prefix: "sheaf"}); err != nil {
		t.Fatal(err)
	}
	want := `sheaf: error: unexpected ";"
    main.js:2:10
    2 |  var b = ;
      |          ^
  a note
sheaf: warning: only
  a warning
    x.js
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// TestPrintSafe checks that sources cannot write to the terminal as they like,
// and that a line of a megabyte does not fill it.
func TestPrintSafe(t *testing.T) {
	src := []byte(strings.Repeat("é", 5000) + "\x1b[2J\xff!" + strings.Repeat("x", 1<<20))
	var b strings.Builder
	if err := Print(&b, List{{Text: "here", Where: At("f.js", src, 10005, 10006)}}, Style{}); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	if strings.Contains(out, "\x1b") || strings.Contains(out, "\xff") || len(out) > 1000 {
		t.Errorf("%d bytes: %q", len(out), out)
	}
	lines := strings.Split(out, "\n")
	at := len([]rune(lines[3][:strings.Index(lines[3], "^")]))
	if got := []rune(lines[2])[at]; got != '!' {
		t.Errorf("the caret points to %q:\n%s", got, out)
	}
}

// TestPrintSafeNames checks that names of files cannot either.
func TestPrintSafeNames(t *testing.T) {
	where := At("a\x1b[31m\n\xff.js", []byte("x"), 0, 1)
	var b strings.Builder
	if err := Print(&b, List{{Text: "here", Where: where, Notes: []Note{{Text: "there", Where: where}}}}, Style{}); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); strings.Count(out, "    a\uFFFD[31m\uFFFD\uFFFD.js:1:1\n") != 2 {
		t.Errorf("%q", out)
	}
}

func TestManyAreCounted(t *testing.T) {
	var l List
	for range mostPrinted + 3 {
		l = append(l, Message{Text: "no"})
	}
	var b strings.Builder
	if err := Print(&b, l, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(b.String(), "… and 3 more errors\n") {
		t.Error(b.String())
	}
}

// TestAlikeAreCounted has two kinds of warnings about two files, one of them very
// often, and errors, which are all shown.
func TestAlikeAreCounted(t *testing.T) {
	var l List
	at := func(sev Severity, file string, line int, text string) {
		l = append(l, Message{Severity: sev, Text: text, Where: &Range{File: file, Line: line, Column: 1, Length: 1, Text: "x"}})
	}
	for i := range 100 {
		at(Warning, "a.js", i+1, fmt.Sprintf(`no "m%d" here`, i))
	}
	for i := range mostAlike + 1 {
		at(Error, "a.js", i+1, fmt.Sprintf(`no "m%d" here`, i))
		at(Warning, "b.js", i+1, fmt.Sprintf(`no "m%d" here`, i))
	}
	at(Warning, "a.js", 7, `none of "m" there`)
	var b strings.Builder
	if err := Print(&b, l, Style{}); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for text, n := range map[string]int{
		`warning: no "`: 2*mostAlike + 1, `error: no "`: mostAlike + 1, "warning: none": 1,
		"  … and 97 more of the same kind in this file\n": 1, "more": 1,
	} {
		if got := strings.Count(out, text); got != n {
			t.Errorf("%d times %q, want %d", got, text, n)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

func TestList(t *testing.T) {
	l := List{
		{Text: "b", Where: &Range{File: "b.js", Line: 1}},
		{Text: "same", Where: &Range{File: "a.js", Line: 10, Column: 2}},
		{Text: "w", Severity: Warning},
		{Text: "same", Where: &Range{File: "a.js", Line: 10, Column: 2}, Err: fs.ErrNotExist},
		{Text: "first", Where: &Range{File: "a.js", Line: 9, Column: 5}},
	}.Sort()
	want := "a.js:9:5: first\na.js:10:2: same\nb.js:1:0: b"
	if got := l.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !l.Failed() || (List{{Severity: Warning}}).Failed() {
		t.Error("Failed is wrong")
	}
	if !errors.Is(List{{Err: fs.ErrExist}, {Err: fs.ErrNotExist}}, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
}
