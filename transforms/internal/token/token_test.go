package token

import (
	"strings"
	"testing"
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
