package inline

import (
	"fmt"
	"testing"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/testdata/testenv"
	"sheaf/transforms/internal/token"
)

// evaluated returns the value of an expression in a file, in which "path" is
// Node's module.
func evaluated(t *testing.T, file, code string) any {
	t.Helper()
	tokens, err := token.All([]byte(code))
	if err != nil {
		t.Fatal(err)
	}
	s := &source{inline: &inline{basedir: "/base"}, file: file, code: []byte(code), tokens: tokens, means: map[int]value{}}
	for i := range tokens {
		if tokens[i].Type == js.IdentifierToken && s.is(i, "path") && !s.is(i-1, ".") {
			s.means[i] = value{module: "path"}
		}
	}
	v, ok := s.evaluate(0, len(tokens))
	if !ok {
		t.Errorf("%s has no value", code)
	}
	return v
}

// TestAsNodesPath compares with Node's functions for paths of a Unix system.
func TestAsNodesPath(t *testing.T) {
	parts := []string{"", ".", "..", "/", "a", "a/", "a/b", "/a", "/a/", "a//b/", "./a", "../a/", "a.js", ".a", "a/.a", "..a", "a.", "a.b.js", "a.js/", "/..", "//"}
	var list []string
	for _, a := range parts {
		for _, call := range []string{"join(%q)", "normalize(%q)", "basename(%q)", "basename(%q, '.js')", "extname(%q)", "resolve('/r', %q)"} {
			list = append(list, "path."+fmt.Sprintf(call, a))
		}
		list = append(list, fmt.Sprintf("path.dirname(path.normalize(%q))", a))
		for _, b := range parts {
			list = append(list, fmt.Sprintf("path.join(%q, %q)", a, b), fmt.Sprintf("path.resolve(__dirname, %q, %q)", a, b), fmt.Sprintf("path.join(__dirname, %q) + %q", a, b))
		}
	}
	want := testenv.InNode(t, `(s) => Function('path', '__dirname', 'return ' + s)(require('path').posix, '/d')`, list)
	for i, code := range list {
		if got := evaluated(t, "/d/main.js", code); got != want[i] {
			t.Errorf("%s: %q, Node's %q", code, got, want[i])
		}
	}
}
