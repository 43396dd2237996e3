package token

import (
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms/internal/edit"
)

// TestUnquote compares with what Node makes of the same literals.
func TestUnquote(t *testing.T) {
	list := []string{
		`''`, `"a"`, "`a`", `'é😀'`, `'\n\r\t\b\f\v\0'`, `"\"\'\\\/\a\q\$"`, `'\x41\u0042\u{43}\u{1F600}\u{0000041}'`, `'\ud83d\ude00!'`, `'\ud83d\u{de00}'`,
		"'a\\\nb\\\r\nc\\\rd\\\u2028e\\\u2029f'", "'\u2028'", "`\\``", "`$\\{`", `'\u00e9\xe9'`,
	}
	want := testenv.InNode(t, `(s) => (0, eval)(s)`, list)
	for i, literal := range list {
		if got, ok := Unquote(literal); !ok || got != want[i] {
			t.Errorf("%s: %q, %v, in Node %q", literal, got, ok, want[i])
		}
	}
}

func TestUnquoteParts(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{"`a${", "a", true}, {"}b${", "b", true}, {"}c`", "c", true}, {"`${", "", true}, {`'\ud83d'`, "\uFFFD", true}, {`'\ud83dx'`, "\uFFFDx", true},
		{`'\1'`, "", false}, {`'\08'`, "", false}, {`'\x4'`, "", false}, {`'\u{110000}'`, "", false}, {`'\u{'`, "", false}, {`'\u12'`, "", false}, {`'\'`, "", false}, {`'`, "", false}, {"", "", false},
	} {
		if got, ok := Unquote(c.text); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.text, got, ok)
		}
	}
}

func FuzzUnquote(f *testing.F) {
	f.Add(`'\u{1F600}\x41'`)
	f.Add("`\\")
	f.Add("a\u2028\"\\\x00é\xff")
	f.Fuzz(func(t *testing.T, text string) {
		Unquote(text) // does not panic
		want := edit.Decode([]byte(text))
		if got, ok := Unquote(edit.Quote(want)); !ok || got != want {
			t.Errorf("%q came back as %q, %v", want, got, ok)
		}
	})
}
