package argv

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// reference reads an array of {args, table} from its input and prints what
// subarg makes of each: JSON, or "throws". Half a surrogate pair is printed as
// U+FFFD, which is what Go has for it.
const reference = `
var subarg = require('subarg');
var tables = JSON.parse(process.argv[1]);
var cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(cases.map(function (c) {
	try {
		return JSON.stringify(subarg(c.args, tables[c.table])).replace(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd');
	} catch (e) {
		return 'throws';
	}
}).join('\n') + '\n');
`

// tables are option tables to try the same arguments with.
var tables = []Options{
	browserify,
	{},
	{
		Bool:    []string{"b", "verbose"},
		String:  []string{"s", "_"},
		Alias:   []Alias{{"b", []string{"debug", "x.y"}}, {"s", []string{"outfile", "o"}}, {"n", []string{"number"}}},
		Default: []Default{{"n", OfNumber(5)}, {"a.b", OfString("deep")}, {"b", OfBool(true)}, {"l", OfList(OfNumber(1))}},
	},
}

// asJavaScript is the table as minimist takes it.
func asJavaScript(o Options) map[string]any {
	alias, defaults := &Object{}, &Object{}
	for _, a := range o.Alias {
		var names []Value
		for _, x := range a.Others {
			names = append(names, OfString(x))
		}
		alias.Set(a.Name, OfList(names...))
	}
	for _, d := range o.Default {
		defaults.Set(d.Name, d.Value)
	}
	return map[string]any{"boolean": o.Bool, "string": o.String, "alias": alias, "default": defaults}
}

// pieces are what arguments are made of: whole ones, and parts.
var pieces = []string{
	"a.js", "./b", "1", "1337", "0x1F", "-5", "+3", "1.", ".5", "-.5e3", "1e", "1E5", "-", "--", "---", "---x", "=", "--=a",
	"true", "false", "trueish", "", " ", "[", "]", "[]", "[ ]", "[a", "b]", "[a]", "[[a]]", "[-x", "3]", "-]", "--x]",
	"-d", "-o", "-oout.js", "-o=out.js", "-of1", "-x", "-xy", "-t", "-tdr", "-r", "-r./a.js:b", "-dg", "-d-", "-a-b", "-ab-",
	"-n5", "-n-5", "-nx5", "-n=5", "-a1b2", "-a_b", "-a.b", "-é", "-éx", "-x😀", "-😀y", "-1a", "-1=a", "-_x", "-s",
	"--debug", "--debug=false", "--no-debug", "--no-", "--no-d", "--dg", "--dg=0", "--detect-globals", "--detectGlobals=false",
	"--no-builtins", "--full-paths", "--fullPaths=x", "--igv", "--igv=a,b", "--insert-global-vars", "--noparse", "--noParse=x",
	"--standalone", "--standalone=", "--outfile", "--outfile=1", "--x=y=z", "--x=", "--x", "--y", "--no-y", "--y=1", "--y=true",
	"--a.b", "--a.b=1", "--a.b.c", "--a.0", "--a.3=x", "--a.length", "--a", "--a=1", "--_", "--_.0=x", "--_.7", "--x.y", "--b.",
	"--.b", "--..", "--a.constructor", "--a.__proto__.b", "--l", "--n", "--number=7", "--verbose", "--b", "--dedupe", "--no-dedupe",
	"--a\nb", "--a\nb=c", "--\n", "-\n", "-x\n", "a\n", "\n]", "--a\u2028=b", "--no-a\nb", "--7", "--0=x", "--12=y", "--01",
	"--bare", "--bear", "-bear", "--node=false", "--d.e", "--t.u=v", "--s.1", "-e", "-e=5", "--entry=5", "--ig=foo", "--bf=x", "\x01\"\\",
}

func randomArgs(r *rand.Rand) []string {
	args := make([]string, r.IntN(8))
	for i := range args {
		args[i] = pieces[r.IntN(len(pieces))]
		switch r.IntN(12) {
		case 0:
			args[i] += pieces[r.IntN(len(pieces))]
		case 1:
			args[i] = "--" + pieces[r.IntN(len(pieces))]
		case 2:
			args[i] = "-" + pieces[r.IntN(len(pieces))]
		}
	}
	return args
}

// TestAgainstSubarg compares thousands of command lines, the same in every
// run, with the real minimist and subarg.
func TestAgainstSubarg(t *testing.T) {
	dir := testenv.Modules(t, "browserify")
	type testCase struct {
		Args  []string `json:"args"`
		Table int      `json:"table"`
	}
	cases := []testCase{}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		args := randomArgs(r)
		for i := range tables {
			cases = append(cases, testCase{args, i})
		}
	}
	forNode := []any{}
	for _, o := range tables {
		forNode = append(forNode, asJavaScript(o))
	}
	options, err := json.Marshal(forNode)
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", reference, string(options))
	cmd.Dir = dir
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	wrong, threw := 0, 0
	for _, c := range cases {
		if !lines.Scan() {
			t.Fatalf("node printed too few lines: %v", lines.Err())
		}
		want := lines.Text()
		got := parsed(c.Args, fresh(tables[c.Table]))
		if want == "throws" {
			threw++
		}
		if got != want {
			if wrong++; wrong <= 20 {
				t.Errorf("table %d, %q:\n got %s\nwant %s", c.Table, c.Args, got, want)
			}
		}
	}
	t.Logf("%d command lines, %d of which minimist throws on; %d wrong", len(cases), threw, wrong)
	if threw == 0 || threw > len(cases)/2 {
		t.Errorf("minimist threw on %d of %d: the pieces are badly mixed", threw, len(cases))
	}
}

// fresh copies the lists among the defaults, which parsing may add to, in
// minimist too.
func fresh(o Options) Options {
	o.Default = append([]Default(nil), o.Default...)
	for i, d := range o.Default {
		if d.Value.Kind() == List {
			o.Default[i].Value = OfList(append([]Value(nil), d.Value.Items()...)...)
		}
	}
	return o
}

func parsed(args []string, o Options) string {
	got, err := Parse(args, o)
	if err != nil {
		return "throws"
	}
	b, _ := got.MarshalJSON()
	return string(b)
}

// FuzzParse checks that no command line makes the parser panic or print what
// is no JSON.
func FuzzParse(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(strings.Join(randomArgs(r), "\x00"))
	}
	f.Add(strings.Join(pieces, "\x00"))
	f.Fuzz(func(t *testing.T, s string) {
		args := strings.Split(s, "\x00")
		for _, o := range tables {
			got, err := Parse(args, fresh(o))
			if err != nil {
				continue
			}
			b, _ := got.MarshalJSON()
			if !json.Valid(b) {
				t.Errorf("%q: not JSON: %s", args, b)
			}
			for _, v := range got.Positional() {
				_ = v.String()
			}
		}
	})
}
