package env

import (
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

var environ = []string{"NODE_ENV=production", "QUOTED=a\"b<c>\\", "EMPTY=", "NO"}

func replace(t *testing.T, source, options string, loose bool) string {
	t.Helper()
	tr, err := New("env", json.RawMessage(options), environ, loose)
	if err != nil {
		t.Fatal(err)
	}
	out, err := tr.Transform(t.Context(), transforms.Input{File: "a.js", Code: []byte(source)})
	if err != nil || len(out.Warnings) > 0 {
		t.Fatal(err, out.Warnings)
	}
	return string(out.Code)
}

func TestReplace(t *testing.T) {
	for _, c := range []struct{ source, options, want, loose string }{
		{source: `x(process.env.NODE_ENV)`, want: `x("production")`, loose: `x("production")`},
		{source: `process.env.QUOTED+process.env.EMPTY`, want: `"a\"b<c>\\"+""`, loose: `"a\"b<c>\\"+""`},
		{source: `process.env.UNKNOWN; process.env; process.envy.NODE_ENV`, want: `process.env.UNKNOWN; process.env; process.envy.NODE_ENV`},
		{source: `process.env["NODE_ENV"]`, want: `"production"`, loose: `process.env["NODE_ENV"]`},
		{source: `process . env /* x */ . NODE_ENV`, want: `"production"`, loose: `process . env /* x */ . NODE_ENV`},
		{source: "x(process\n  .env\n  .NODE_ENV, y.in / process.env.EMPTY / 2)", want: "x(\"production\"\n\n, y.in / \"\" / 2)", loose: "x(process\n  .env\n  .NODE_ENV, y.in / \"\" / 2)"},
		{source: `process.env.NODE_ENV.length`, want: `"production".length`, loose: `process.env.NODE_ENV.length`},
		{source: `process.env.NODE_ENV = 1; process.env.NODE_ENV += 1; delete process.env.NODE_ENV`},
		{source: "#!/bin/it's\nprocess.env.NODE_ENV", want: "#!/bin/it's\n\"production\"", loose: "#!/bin/it's\n\"production\""},
		{source: `process.env.NODE_ENV == 1`, want: `"production" == 1`, loose: `"production" == 1`},
		{source: `a.process.env.NODE_ENV; a?.process.env.NODE_ENV`},
		{source: "'process.env.NODE_ENV'; \"process.env.NODE_ENV\"; // process.env.NODE_ENV\n/* process.env.NODE_ENV */ /process.env.NODE_ENV/"},
		{source: "`process.env.NODE_ENV ${process.env.NODE_ENV} process.env.NODE_ENV`",
			want: "`process.env.NODE_ENV ${\"production\"} process.env.NODE_ENV`", loose: "`process.env.NODE_ENV ${\"production\"} process.env.NODE_ENV`"},
		{source: `if (x) /"/.test(process.env.NODE_ENV)`, want: `if (x) /"/.test("production")`, loose: `if (x) /"/.test("production")`},
		{source: `(a) / b / process.env.NODE_ENV / "x"`, want: `(a) / b / "production" / "x"`, loose: `(a) / b / "production" / "x"`},
		{source: `process.env.NODE_ENV`, options: `{"NODE_ENV":"test"}`, want: `"test"`, loose: `"production"`},
		{source: `process.env.N+process.env.UNKNOWN`, options: `{"N":3,"_":["purge"]}`, want: `3+undefined`, loose: `3+undefined`},
		{source: "class A { #p = process.env.NODE_ENV }\nimport('x')?.y ?? process.env.NODE_ENV",
			want:  "class A { #p = \"production\" }\nimport('x')?.y ?? \"production\"",
			loose: "class A { #p = \"production\" }\nimport('x')?.y ?? \"production\""},
	} {
		for _, loose := range []bool{false, true} {
			want := c.want
			if loose {
				want = c.loose
			}
			if want == "" {
				want = c.source
			}
			if got := replace(t, c.source, c.options, loose); got != want {
				t.Errorf("%s (loose %v)\n got %s\nwant %s", c.source, loose, got, want)
			}
		}
	}
}

func TestOptionsRefused(t *testing.T) {
	if _, err := New("env", json.RawMessage(`[1]`), nil, false); err == nil {
		t.Error("a list was taken for options")
	}
}

// TestAsLooseEnvify compares with the npm package on random programs.
func TestAsLooseEnvify(t *testing.T) {
	pieces := []string{"process", ".env", ".NODE_ENV", ".EMPTY", ".UNKNOWN", "process.env.NODE_ENV", "process.env.NODE_ENV", " ", "\n", ";", "=", "==", ".x", "+", "'s'", "\"process.env.NODE_ENV\"",
		"// c\n", "/* process.env.NODE_ENV */", "(", ")", "[", "]", "a", "1", "`t ${", "}`", "{", "}", ",", "!"}
	r := rand.New(rand.NewPCG(7, 7))
	var sources []string
	for range 3000 {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		// What no JavaScript program can contain has no right answer, and
		// of "x += 1" loose-envify makes one that is none.
		if s := b.String(); !strings.Contains(s, "`") && !strings.Contains(s, "+=") {
			sources = append(sources, s)
		}
	}
	in, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", `var replace=require('loose-envify/replace');
console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0,'utf8')).map(function(s){return replace(s,[{NODE_ENV:'production',EMPTY:''}])})))`)
	cmd.Dir = filepath.Join(testenv.Modules(t, "bench"), "node_modules")
	cmd.Stdin = strings.NewReader(string(in))
	printed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(printed, &want); err != nil {
		t.Fatal(err)
	}
	tr, err := New("loose-envify", nil, environ, true)
	if err != nil {
		t.Fatal(err)
	}
	changed, odd := 0, 0
	for i, s := range sources {
		if want[i] != s {
			changed++
		}
		out, err := tr.Transform(t.Context(), transforms.Input{File: "a.js", Code: []byte(s)})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Warnings) > 0 { // not even tokens of JavaScript: left as it is
			odd++
			if string(out.Code) != s {
				t.Errorf("%q became %q", s, out.Code)
			}
			continue
		}
		if string(out.Code) != want[i] {
			t.Errorf("%q\n got %q\nwant %q", s, out.Code, want[i])
		}
	}
	if odd > len(sources)/20 {
		t.Errorf("%d of %d programs were not understood", odd, len(sources))
	}
	t.Logf("%d programs, %d with something to replace, %d not understood", len(sources), changed, odd)
}

// TestAsEnvify compares with the npm package on random programs, but for what
// that gets wrong: it does not see "process . env", and makes "undefined()" of
// process.env.toString().
func TestAsEnvify(t *testing.T) {
	statements := []string{
		"x(E)", "x = E + E", "if (E === 'production') { y }", "var s = 'E', r = /E/; // E", "E = 1", "/* E */ z = [E, { e: E.length }]",
		"process.env = {}", "a.E", "f(function () { return E || process.env })", "switch (E) { case E: break }", "x = y / E / 2", "E[0]()", "-E",
	}
	uses := []string{"process.env.NODE_ENV", "process.env.EMPTY", "process.env.UNKNOWN", "process.env['NODE_ENV']", "process.env[\"GIVEN\"]",
		"process.env.GIVEN", "process.env.LIST", "process.env.NULL", "process.env[NODE_ENV]", "process['env'].NODE_ENV"}
	r := rand.New(rand.NewPCG(3, 3))
	var sources []string
	for range 1500 {
		var b strings.Builder
		for range 1 + r.IntN(3) {
			s := statements[r.IntN(len(statements))]
			for strings.Contains(s, "E") {
				s = strings.Replace(s, "E", strings.ReplaceAll(uses[r.IntN(len(uses))], "E", "\x00"), 1)
			}
			b.WriteString(strings.ReplaceAll(s, "\x00", "E") + "\n")
		}
		sources = append(sources, b.String())
	}
	for _, options := range []string{`{}`, `{"GIVEN": "given", "NODE_ENV": "test", "LIST": [1, {"a": "b"}], "NULL": null}`, `{"_": ["purge"], "GIVEN": true}`} {
		in, err := json.Marshal([]any{sources, json.RawMessage(options)})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(testenv.Node(t), "-e", `var all=JSON.parse(require('fs').readFileSync(0,'utf8')), envify=require('envify/custom')({NODE_ENV:'production',QUOTED:'a"b<c>\\',EMPTY:''});
console.log(JSON.stringify(all[0].map(function(s){var out=null,t=envify('a.js',all[1]);t.on('data',function(d){out=d}).on('error',function(){});t.end(s);return out})))`)
		cmd.Dir = filepath.Join(testenv.Modules(t, "everyday"), "node_modules")
		cmd.Stdin = strings.NewReader(string(in))
		printed, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var want []*string
		if err := json.Unmarshal(printed, &want); err != nil {
			t.Fatal(err)
		}
		compared, changed := 0, 0
		for i, s := range sources {
			if want[i] == nil {
				continue // no program to envify's parser
			}
			compared++
			if *want[i] != s {
				changed++
			}
			if got := replace(t, s, options, false); got != *want[i] {
				t.Errorf("%s\n%s\n got %s\nwant %s", options, s, got, *want[i])
			}
		}
		if compared < 1000 || changed < 400 {
			t.Errorf("%d programs compared, %d changed", compared, changed)
		}
	}
}
