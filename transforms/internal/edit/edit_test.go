package edit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sheaf/bundle/srcmap"
)

func TestApply(t *testing.T) {
	text := []byte("one two\nthree\nfour")
	for _, c := range []struct {
		edits []Edit
		want  string
	}{
		{nil, "one two\nthree\nfour"},
		{[]Edit{{14, 18, "4"}, {0, 3, "1"}}, "1 two\nthree\n4"},
		{[]Edit{{4, 9, "x"}}, "one x\nhree\nfour"},
		{[]Edit{{0, 18, ""}}, "\n\n"},
		{[]Edit{{4, 15, "a\nb"}}, "one a\nb\nour"},
		{[]Edit{{4, 8, "a\nb\nc"}}, "one a\nb\ncthree\nfour"},
		{[]Edit{{3, 3, "!"}}, "one! two\nthree\nfour"},
	} {
		if got := string(Apply(text, c.edits)); got != c.want {
			t.Errorf("%v: %q, want %q", c.edits, got, c.want)
		}
	}
}

// TestApplyAtOnePlace has more edits than any sort keeps in order by chance.
func TestApplyAtOnePlace(t *testing.T) {
	edits := []Edit{{9, 9, "!"}}
	want := ""
	for i := range 40 {
		edits = append(edits, Edit{3, 3, string(rune('A' + i))}, Edit{i % 3, i % 3, ""})
		want += string(rune('A' + i))
	}
	if got := string(Apply([]byte("one two three"), edits)); got != "one"+want+" two t!hree" {
		t.Errorf("%q", got)
	}
}

func TestWithMap(t *testing.T) {
	original := []byte("var x\ny(😀, 1); /*\n*/ z\n")
	edits := []Edit{{len(original), len(original), "\n;end()"}, {0, 5, ""}, {8, 12, "'long'"}, {12, 12, "!"}, {16, 23, "-"}}
	out := WithMap(Apply(original, edits), original, edits, "/d/a.js")
	comments := srcmap.Comments(out, 0)
	if len(comments) != 1 || !strings.HasPrefix(string(out), "\ny('long'!, 1)-\n z\n\n;end()\n//#") {
		t.Fatalf("%d comments in %q", len(comments), out)
	}
	m, err := srcmap.ParseData(comments[0].Data)
	if err != nil || m.Sources[0] != "a.js" || *m.SourcesContent[0] != string(original) {
		t.Fatalf("%+v, %v", m, err)
	}
	var got []string
	for _, p := range m.Positions {
		if p.OrigLine != p.Line {
			t.Errorf("line %d leads to line %d", p.Line, p.OrigLine)
		}
		got = append(got, fmt.Sprint(p.Line, ":", p.Column, "<", p.OrigColumn))
	}
	// Columns are UTF-16's: the face has two.
	if all := strings.Join(got, " "); !strings.Contains(all, "1:2<2") || !strings.Contains(all, "1:9<4") || !strings.Contains(all, "2:0<2") {
		t.Errorf("positions %s", all)
	}
	if again := WithMap(out, []byte("another"), nil, "/d/a.js"); string(again) != string(out) {
		t.Errorf("a text with a map was given another: %q", again)
	}
}

func TestQuoteAndDecode(t *testing.T) {
	for in, want := range map[string]string{
		"":                  `""`,
		"a\"b\\<c>&\n\x01":  `"a\"b\\<c>&\n\u0001"`,
		"é\u2028\u2029😀":    "\"é\\u2028\\u2029😀\"",
		"\xff\xe2\x82x\xf0": "\"\uFFFD\uFFFDx\uFFFD\"",
		"\xf0\x9f\x98":      "\"\uFFFD\"",
		"\xed\xa0\x80":      "\"\uFFFD\uFFFD\uFFFD\"",
	} {
		if got := Quote(Decode([]byte(in))); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("a\u2028\"\\\x00é\xff")
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal([]byte(Quote(Decode([]byte(s)))), &back); err != nil || back != Decode([]byte(s)) {
			t.Errorf("%q came back as %q, %v", s, back, err)
		}
	})
}
