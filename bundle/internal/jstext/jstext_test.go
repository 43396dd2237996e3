package jstext

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"":                       `""`,
		`a"b\c`:                  `"a\"b\\c"`,
		"\n\r\t\b\f\v\x00\x7f":   `"\n\r\t\b\f\u000b\u0000` + "\x7f\"",
		"é漢😀\u2028":              "\"é漢😀\u2028\"",
		"\xff\xe2\x80":           "\"\uFFFD\uFFFD\uFFFD\"",
		"<script>&</script>":     `"<script>&</script>"`,
		"./lib/a long name.json": `"./lib/a long name.json"`,
	} {
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("a\"b\\\n\u2028é\xff")
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal([]byte(Quote(s)), &back); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && back != s {
			t.Fatalf("%q came back as %q", s, back)
		}
		if got := string(AppendEscaped(nil, []byte(s))); `"`+got+`"` != Quote(s) {
			t.Fatal("bytes and strings are not escaped alike")
		}
	})
}

func BenchmarkAppendEscaped(b *testing.B) {
	text := []byte("function f(a, b) {\n\treturn a + \"x\" + b; // a comment of usual length\n}\n")
	buf := make([]byte, 0, 4*len(text))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		buf = AppendEscaped(buf[:0], text)
	}
}

func BenchmarkAppendQuote(b *testing.B) {
	names := []string{"../internals/export", "./a", "core-js", "../internals/define-built-in-accessor", "fs", "lodash/map"}
	buf := make([]byte, 0, 1000)
	for b.Loop() {
		buf = buf[:0]
		for _, name := range names {
			buf = AppendQuote(buf, name)
		}
	}
}
