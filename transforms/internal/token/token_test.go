package token

import (
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2/js"
)

func TestAll(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"a.b(c) // d\n/* e */ f", "a|.|b|(|c|)|f!"},
		{"x = /\"[/]/.test('/')", "x|=|/\"[/]/|.|test|(|'/'|)"},
		{"a / b / c", "a|/|b|/|c"},
		{"if (a) /b/.c", "if|(|a|)|/b/|.|c"},
		{"(a) / b", "(|a|)|/|b"},
		{"`a${b + `c`}d` / e", "`a${|b|+|`c`|}d`|/|e"},
		{"return /x/g", "return|/x/g"},
		{"a.return / b / c", "a|.|return|/|b|/|c"},
		{"a?.in\n/ b /c", "a|?.|in|/!|b|/|c"},
		{"a.if(b) / c / d", "a|.|if|(|b|)|/|c|/|d"},
		{"{} / b\n/= c", "{|}|/|b|/=!|c"},
		{"a\n++b", "a|++!|b"},
		{"a /* \n */ b", "a|b!"},
		{"#!x y'\na", "a"},
		{"\uFEFF#!x\na", "a"},
		{"\uFEFFa", "a"},
		{"#!x", ""},
	} {
		list, err := All([]byte(c.code))
		if err != nil {
			t.Errorf("%s: %v", c.code, err)
			continue
		}
		var got []string
		for _, token := range list {
			text := c.code[token.Start:token.End]
			if token.NewLine {
				text += "!"
			}
			got = append(got, text)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %s, want %s", c.code, s, c.want)
		}
	}
	if _, err := All([]byte("a 'b")); err == nil {
		t.Error("a string without an end was taken")
	}
}

// TestEnd reads on at the end, and where there is no token.
func TestEnd(t *testing.T) {
	for _, code := range []string{"", "a", "a.#", "a 'b", "a @ b", "a `${", "a /b", "1a"} {
		l := New([]byte(code))
		for l.Next(); l.Type != js.ErrorToken; l.Next() {
		}
		end, err := l.Token, l.Err()
		for range 3 {
			if l.Next(); l.Token != end || l.Err() != err || l.End > len(code) {
				t.Errorf("%s: %v %v, then %v %v", code, end, err, l.Token, l.Err())
			}
		}
	}
}

// FuzzLexer reads anything: the tokens follow each other and are parts of it.
func FuzzLexer(f *testing.F) {
	for _, code := range []string{"a.#", "`a${b + `c`}d` / e", "a.if(b) / /[/]/ / d", "#!x\na", "\u2028a\xff", "a\\u{41}", "1_0n"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		l := New([]byte(code))
		for at := 0; ; at = l.End {
			l.Next()
			if l.Start < at || l.End < l.Start || l.End > len(code) || string(l.Text) != code[l.Start:l.End] {
				t.Fatalf("%q: %v after %d: %q", code, l.Token, at, l.Text)
			}
			if l.Type == js.ErrorToken {
				return
			}
			if l.End == l.Start {
				t.Fatalf("%q: an empty token: %v", code, l.Token)
			}
		}
	})
}
