package argv

import (
	"fmt"
	"testing"
)

// browserify is the option table of Browserify 17's bin/args.js.
var browserify = Options{
	Bool: []string{
		"deps", "pack", "ig", "dg", "im", "d", "list", "builtins", "commondir", "bare",
		"full-paths", "bundle-external", "bf", "node", "preserve-symlinks",
	},
	String: []string{"s", "r", "u", "x", "t", "i", "o", "e", "c", "it"},
	Alias: []Alias{
		{"ig", []string{"insert-globals", "fast"}},
		{"dg", []string{"detect-globals", "detectGlobals", "dg"}},
		{"bf", []string{"browser-field", "browserField"}},
		{"im", []string{"ignore-missing"}},
		{"it", []string{"ignore-transform"}},
		{"igv", []string{"insert-global-vars"}},
		{"d", []string{"debug"}},
		{"s", []string{"standalone"}},
		{"noParse", []string{"noparse"}},
		{"full-paths", []string{"fullpaths", "fullPaths"}},
		{"r", []string{"require"}},
		{"u", []string{"exclude"}},
		{"x", []string{"external"}},
		{"t", []string{"transform"}},
		{"i", []string{"ignore"}},
		{"o", []string{"outfile"}},
		{"e", []string{"entry"}},
		{"c", []string{"command"}},
		{"bare", []string{"bear"}},
	},
	Default: []Default{
		{"ig", OfBool(false)}, {"im", OfBool(false)}, {"dg", OfBool(true)}, {"d", OfBool(false)},
		{"builtins", OfBool(true)}, {"commondir", OfBool(true)}, {"bundle-external", OfBool(true)},
		{"bf", OfBool(true)}, {"dedupe", OfBool(true)}, {"node", OfBool(false)},
	},
}

func TestParse(t *testing.T) {
	tests := []struct {
		args []string
		want string // without defaults: the parse of a table that declares nothing
	}{
		{nil, `{"_":[]}`},
		{[]string{"a.js", "b.js"}, `{"_":["a.js","b.js"]}`},
		{[]string{"1", "1.50", "0x10", "1e21", "-"}, `{"_":[1,1.5,16,1e+21,"-"]}`},
		{[]string{"--x", "v", "y"}, `{"_":["y"],"x":"v"}`},
		{[]string{"--x=v=w"}, `{"_":[],"x":"v=w"}`},
		{[]string{"--x="}, `{"_":[],"x":""}`},
		{[]string{"--x"}, `{"_":[],"x":true}`},
		{[]string{"--x", "--y"}, `{"_":[],"x":true,"y":true}`},
		{[]string{"--x", "-"}, `{"_":[],"x":"-"}`},
		{[]string{"--x", ""}, `{"_":[],"x":""}`},
		{[]string{"-x", ""}, `{"_":[""],"x":true}`},
		{[]string{"--no-x", "a"}, `{"_":["a"],"x":false}`},
		{[]string{"--x", "true"}, `{"_":[],"x":"true"}`},
		{[]string{"--x", "1", "--x", "2", "--x", "3"}, `{"_":[],"x":[1,2,3]}`},
		{[]string{"--x", "--x", "2"}, `{"_":[],"x":2}`},
		{[]string{"-abc", "v"}, `{"_":[],"a":true,"b":true,"c":"v"}`},
		{[]string{"-n5"}, `{"_":[],"n":5}`},
		{[]string{"-ofile1"}, `{"_":[],"o":"file1"}`},
		{[]string{"-o./x.js"}, `{"_":[],"o":"./x.js"}`},
		{[]string{"-o=x.js"}, `{"_":[],"o":"x.js"}`},
		{[]string{"-5", "v"}, `{"5":"v","_":[]}`},
		{[]string{"-a-"}, `{"_":[],"a":"-"}`},
		{[]string{"--a.b.c", "1", "--a.b.d", "2"}, `{"_":[],"a":{"b":{"c":1,"d":2}}}`},
		{[]string{"--a", "1", "--a", "2", "--a.1", "3"}, `{"_":[],"a":[1,[2,3]]}`},
		{[]string{"--", "--x", "-y", "1"}, `{"_":["--x","-y","1"]}`},
		{[]string{"--x", "--", "y"}, `{"_":["y"],"x":true}`},
		{[]string{"--z", "--10", "--9"}, `{"9":true,"10":true,"_":[],"z":true}`},
		{[]string{"--t", "[", "foo", "-x", "3", "--beep", "]", "a"}, `{"_":["a"],"t":{"_":["foo"],"x":3,"beep":true}}`},
		{[]string{"--t", "[foo", "-x", "3]"}, `{"_":[],"t":{"_":["foo"],"x":3}}`},
		{[]string{"--t", "[", "a", "[", "b", "--c", "]", "]"}, `{"_":[],"t":{"_":["a",{"_":["b"],"c":true}]}}`},
		{[]string{"--t", "[]"}, `{"_":[],"t":{"_":[]}}`},
		{[]string{"--t", "[", "a", "--", "--b", "]"}, `{"_":[],"t":{"_":["a","--b"]}}`},
		{[]string{"--constructor.x", "1", "--__proto__", "--y.__proto__", "1"}, `{"_":[],"y":{}}`},
		{[]string{"--é", "\u2028", "\x01\t\"\\"}, `{"_":["\u0001\t\"\\"],"é":"` + "\u2028" + `"}`},
		{[]string{"-é", "x"}, `{"_":[],"é":"x"}`},
		{[]string{"--a\nb=c"}, `{"_":[],"a":true}`},
		{[]string{"--n=-0", "--n=1e999", "--n=1e-7", "--n=.5", "--n=5.", "--n=1E3", "--n=0xg"},
			`{"_":[],"n":[0,null,1e-7,0.5,5,"1E3","0xg"]}`},
	}
	for _, test := range tests {
		got, err := Parse(test.args, Options{})
		if err != nil {
			t.Errorf("%q: %v", test.args, err)
			continue
		}
		if b, _ := got.MarshalJSON(); string(b) != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.args, b, test.want)
		}
		if got.Unbalanced {
			t.Errorf("%q: brackets are said not to match", test.args)
		}
	}
}

func TestParseDeclared(t *testing.T) {
	tests := []struct {
		args []string
		name string
		want string
	}{
		{[]string{"-d", "a.js"}, "_", `["a.js"]`},
		{[]string{"--debug", "a.js"}, "d", `true`},
		{[]string{"--dg", "false"}, "detectGlobals", `false`},
		{[]string{"--detect-globals=false"}, "detectGlobals", `"false"`},
		{[]string{"--dg=false"}, "detectGlobals", `false`},
		{[]string{"--no-bf"}, "browserField", `false`},
		{[]string{"-x", "1337"}, "external", `"1337"`},
		{[]string{"-x", "1", "-x", "2"}, "external", `["1","2"]`},
		{[]string{"-s"}, "standalone", `""`},
		{[]string{"-s", "-d"}, "standalone", `""`},
		{[]string{"-r", "a", "--require", "b"}, "r", `["a","b"]`},
		{[]string{"--no-dedupe"}, "dedupe", `false`},
		{[]string{}, "dedupe", `true`},
		{[]string{"-t", "[", "a", "]", "--t.x", "1"}, "transform", `{"_":["a"],"x":1}`},
	}
	for _, test := range tests {
		got, err := Parse(test.args, browserify)
		if err != nil {
			t.Errorf("%q: %v", test.args, err)
			continue
		}
		if b, _ := got.Get(test.name).MarshalJSON(); string(b) != test.want {
			t.Errorf("%q: %s is %s, want %s", test.args, test.name, b, test.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	deep := make([]string, 2*deepest)
	stray := make([]string, 64)
	for i := range deep {
		deep[i] = "["
	}
	for i := range deepest {
		deep[deepest+i] = "]"
	}
	deep = append(append([]string{"[", "["}, deep[:deepest]...), deep[deepest:]...)
	for i := range stray {
		stray[i] = "a]"
	}
	for _, args := range [][]string{
		{"--=a=b"},
		{"--x", "y", "--x.z", "1"},
		{"--x", "--x.z", "1"},
		{"--x", "1", "--x", "2", "--x.length", "3"},
		{"--x", "1", "--x", "2", "--x.4000000000", "3"},
		append(deep, "]", "]"),
		stray,
	} {
		if got, err := Parse(args, Options{}); err == nil {
			b, _ := got.MarshalJSON()
			t.Errorf("%.60q: no error, but %.200s", args, b)
		}
	}
}

func TestUnbalanced(t *testing.T) {
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"a", "-t", "[", "b", "c"}, `{"_":["a"],"t":true}`},
		{[]string{"a", "b]", "c"}, `{"_":["a",{"_":["a","b"]}]}`},
		{[]string{"[id].js"}, `{"_":[]}`},
	}
	for _, test := range tests {
		got, err := Parse(test.args, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := got.MarshalJSON(); string(b) != test.want || !got.Unbalanced {
			t.Errorf("%q: %s, Unbalanced %v; want %s, true", test.args, b, got.Unbalanced, test.want)
		}
	}
}

func TestGiven(t *testing.T) {
	got, err := Parse([]string{"-xy", "v", "--no-z", "--a.b=1", "-t", "[", "m", "--inner", "]", "--", "--after"}, browserify)
	if err != nil {
		t.Fatal(err)
	}
	want := "[{x -xy} {y -xy} {z --no-z} {a.b --a.b=1} {t -t}]"
	if s := fmt.Sprint(got.Given); s != want {
		t.Errorf("given %s, want %s", s, want)
	}
}

func TestString(t *testing.T) {
	tests := []struct {
		v    Value
		want string
	}{
		{Value{}, "undefined"},
		{OfBool(true), "true"},
		{OfNumber(1e21), "1e+21"},
		{OfNumber(123456789012345680000), "123456789012345680000"},
		{OfNumber(1.5e-7), "1.5e-7"},
		{OfNumber(0.000001), "0.000001"},
		{OfNumber(-1e300), "-1e+300"},
		{OfString("x"), "x"},
		{OfList(OfNumber(1), Value{}, OfList(OfString("a"), OfString("b"))), "1,,a,b"},
		{OfObject(&Object{}), "[object Object]"},
	}
	for _, test := range tests {
		if got := test.v.String(); got != test.want {
			t.Errorf("%#v: %q, want %q", test.v, got, test.want)
		}
	}
}

// TestAttached checks flags whose value has to be attached to them.
func TestAttached(t *testing.T) {
	o := Options{Attached: []string{"x"}, String: []string{"s"}}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--x", "v"}, `{"_":["v"],"x":true}`},
		{[]string{"--x=v", "w"}, `{"_":["w"],"x":"v"}`},
		{[]string{"--x=1"}, `{"_":[],"x":1}`},
		{[]string{"--x", "--s", "v"}, `{"_":[],"x":true,"s":"v"}`},
		{[]string{"--no-x", "v"}, `{"_":["v"],"x":false}`},
		{[]string{"--x", "--x=a"}, `{"_":[],"x":"a"}`},
		{[]string{"--x=a", "--x=b"}, `{"_":[],"x":["a","b"]}`},
	} {
		args, err := Parse(test.args, o)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := args.MarshalJSON(); string(b) != test.want {
			t.Errorf("%q: %s, want %s", test.args, b, test.want)
		}
	}
}
