package shellwords

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

var environment = map[string]string{"HOME": "/home/me", "A": "x y", "star": "*", "_q": `'"`, "n1": "#"}

func getenv(name string) string { return environment[name] }

func TestSplit(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{`sed s/AAA/BBB/`, []string{"sed", "s/AAA/BBB/"}},
		{"  a\t b  ", []string{"a", "b"}},
		{`sh -c "cat >/dev/null; echo oops >&2; exit 3"`, []string{"sh", "-c", "cat >/dev/null; echo oops >&2; exit 3"}},
		{`a 'b c' d"e f"g`, []string{"a", "b c", "de fg"}},
		{`a '' ""`, []string{"a", "", ""}},
		{`a\ b \\ \"`, []string{"a b", `\`, `"`}},
		{`"a\"b\\c\$d\n"`, []string{`a"b\c$d\n`}},
		{`'a\'`, []string{`a\`}},
		{`$HOME/x ${HOME}y "$A" '$A'`, []string{"/home/me/x", "/home/mey", "x y", "$A"}},
		{`$none- s/x$/y/ a$`, []string{"-", "s/x$/y/", "a$"}},
		{`$star "*" '?'`, []string{"*", "*", "?"}},
		{`$'a\tb\x41\u00e9\'\ud83d\ude00' x`, []string{"a\tbAé'😀", "x"}},
		{`$'a\0b' $'\101\c?\q'`, []string{"a", "A\x7f\\q"}},
		{`it's "a`, []string{"it", "s", "a"}}, // quotes that are never closed are dropped
		{`über "ß"`, []string{"über", "ß"}},
	}
	for _, test := range tests {
		got, err := Split(test.line, getenv)
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
		} else if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.line, got, test.want)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	tests := []struct{ line, want string }{
		{"", "no command"},
		{" \t", "no command"},
		{"a | b", `"|" needs a shell`},
		{"a>b", `">" needs a shell`},
		{"a && b", `"&&" needs a shell`},
		{"a &>> b", `"&>>" needs a shell`},
		{"cat *.js", `the pattern "*.js"`},
		{"a # b", `"# b" begins a comment`},
		{"a b#c", `"#c" begins a comment`},
		{"a ${", "bad substitution"},
		{"a ${}", `bad substitution: "${}"`},
	}
	for _, test := range tests {
		got, err := Split(test.line, getenv)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %q, %v; want an error with %s", test.line, got, err, test.want)
		}
	}
}

// reference prints what shell-quote makes of each line of a JSON array.
const reference = `
var parse = require('shell-quote').parse;
var input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(input.lines.map(function (line) {
	try {
		return parse(line, input.env).map(function (x) {
			if (typeof x === 'string') return ['', x];
			if ('comment' in x) return ['comment', x.comment];
			return x.op === 'glob' ? ['glob', x.pattern] : ['op', x.op];
		});
	} catch (e) {
		return [['throws', '']];
	}
}), function (key, value) { return typeof value === 'string' ? value.toWellFormed() : value }));
`

var pieces = []string{
	"a", "b.js", "/", "-x", "é", "😀", " ", "  ", "\t", "\n", "\r", "\u00a0", "\u2028", "\ufeff", "\v",
	"'", "\"", "'a b'", "\"a b\"", "\\", "\\\\", "\\'", "\\\"", "\\$", "\\ ", "\\n", "\\|", "\\*", "\\#",
	"$", "$$", "$A", "$HOME", "${A}", "${", "}", "{", "${}", "${A", "${_q}", "$star", "$_q", "$n1", "$1", "$?", "$*", "$#", "$!", "$-", "$@",
	"$'", "$'a'", "$'\\n'", "$'\\'", "\\x4", "\\101", "\\u00e", "\\U1F600", "\\U110000", "\\cA", "\\c\\\\", "\\c?", "\\c", "\\q", "\\0", "\\ud83d", "\\ude00", "\\c😀",
	"|", "||", "&", "&&", ";", ";;", ";;&", ";&", "|&", "(", ")", "<", ">", "<(", "<<", "<<<", "<<-", "<<(", ">>", ">&", ">|", ">(", "<&", "<>", "&>", "&>>",
	"*", "?", "#", "# c", "=", "[a]", "`", "~", "%", "^",
}

func randomLine(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(9) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// TestAgainstShellQuote compares thousands of lines, the same in every run,
// with the real shell-quote.
func TestAgainstShellQuote(t *testing.T) {
	dir := testenv.Modules(t, "browserify")
	r := rand.New(rand.NewPCG(5, 6))
	lines := make([]string, 30000)
	for i := range lines {
		lines[i] = randomLine(r)
	}
	input, err := json.Marshal(map[string]any{"lines": lines, "env": environment})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", reference)
	cmd.Dir = dir
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var want [][][2]string
	if err := json.Unmarshal(out, &want); err != nil || len(want) != len(lines) {
		t.Fatalf("%d answers to %d lines: %v", len(want), len(lines), err)
	}
	kinds := [...]string{plain: "", operator: "op", glob: "glob", comment: "comment"}
	wrong, words := 0, 0
	for i, line := range lines {
		got := [][2]string{}
		tokens, err := parse(line, getenv)
		for _, tok := range tokens {
			got = append(got, [2]string{kinds[tok.kind], tok.text})
		}
		if err != nil {
			got = [][2]string{{"throws", ""}}
		}
		words += len(got)
		if !slices.Equal(got, want[i]) {
			if wrong++; wrong <= 20 {
				t.Errorf("%q:\n got %q\nwant %q", line, got, want[i])
			}
		}
	}
	t.Logf("%d lines, %d words; %d wrong", len(lines), words, wrong)
}

// FuzzSplit checks that no line makes the splitter panic.
func FuzzSplit(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		f.Add(randomLine(r))
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line, getenv)
		if (err == nil) == (len(words) == 0) {
			t.Errorf("%q: %q, %v", line, words, err)
		}
	})
}
