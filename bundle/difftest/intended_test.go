package difftest

import (
	"strings"
	"testing"
)

// An intention is a case in which sheaf is to differ from Browserify, and what
// it is to do instead.
type intention struct {
	file, line string // of testdata/cases
	why        string
	exit       int
	prints     string // by the bundle on stdout, when it runs; "" is not looked at
}

// intended is the list of all of them. A case of the list that does not differ
// fails, so that the list stays true.
var intended = []intention{
	// What Browserify refuses and a Node user expects to work.
	{"json", "browserify bom.js", "Node strips a byte-order mark from JSON", 0, "1"},
	{"modern", "browserify exportsonly.js", "exports maps count where the classical rules find nothing", 0, "r sub"},
	{"modern", "browserify esm.js", "ES modules are converted", 0, ""},
	{"modern", "browserify esmdep.js", "ES modules are converted", 0, ""},
	{"modern", "browserify esmpkg.js", "ES modules are converted", 0, ""},
	{"modern", "browserify importmeta.js", "ES modules are converted", 0, ""},
	{"modern", "browserify mjs.js", "ES modules are converted", 0, ""},
	{"modern", "browserify using.js", "ES2026 syntax is passed through", 0, ""},
	{"core", "browserify colon.js", "the prefix node: names a core module", 0, "function true"},
	{"core", "browserify fsp.js", "fs/promises is empty, as fs is", 0, "{}"},
	{"core", "browserify proc.js", "process is a core module", 0, "function"},
	{"node-bare", "browserify nodecolon.js --node", "the prefix node: names a core module, which is left to Node", 0, "function"},
	{"node-bare", "browserify field.js --no-browser-field", "core modules have their shims with and without the browser field", 0, ""},
	{"node-bare", "browserify field.js --no-bf", "core modules have their shims with and without the browser field", 0, ""},
	{"require-forms", "browserify tryreq.js", "an optional dependency in try is left alone, with a warning", 0, "ok"},
	{"resolve", "browserify abs.js", "an optional dependency in try is left alone, with a warning", 0, ""},
	{"stdin", "printf \"\" | browserify -", "an empty standard input is an empty entry", 0, ""},
	{"stdin", "browserify main.js --deps | browserify --pack", "--pack works; in Browserify it throws", 0, "main 333 b"},
	{"flags", "browserify main.js --pack < /dev/null", "--pack works; in Browserify it throws", 0, ""},
	{"text", "browserify onlybang.js", "a file that is one #! line is empty; Browserify's bundle does not parse", 0, ""},
	{"debug", "browserify comments.js -d", "a map that is broken is no reason to fail; Browserify throws", 0, ""},

	// What Browserify builds and which does not work.
	{"entries", "browserify a.js -o outlink.js", "an outfile that is a link stays one, and what it points to is written", 0, ""},
	{"entries", "browserify shared a.js", "an entry without its extension is the file that others require; in Browserify they throw", 0, "shared runs\na { n: 1 }"},
	{"entries", "browserify sharedlink.js a.js", "an entry through a link is the file that others require; in Browserify they throw", 0, "shared runs\na { n: 1 }"},
	{"links", "browserify node_modules/@w/b/lib/x.js main.js", "an entry through a link is the file that others require; in Browserify they throw", 0, ""},
	{"full-paths", "browserify main.js --full-paths -r ./a.js", "the entry finds the exposed file; in Browserify it throws", 0, "a beep\nGLOBALS require:function"},
	{"full-paths", "browserify main.js --full-paths -r ./a.js:foo", "the entry finds the exposed file; in Browserify it throws", 0, "a beep\nGLOBALS require:function"},

	// Our own texts.
	{"flags", "browserify main.js --help", "our own text", 0, ""},
	{"flags", "browserify help", "our own text", 0, ""},
	{"flags", "browserify -h", "our own text", 0, ""},
}

// intendedContent is the difference in source maps: what Browserify says is the
// content of a JSON file has "module.exports=" before the file's own text, which
// is what ours says.
func intendedContent(source, upstream string) string {
	if strings.HasSuffix(source, ".json") {
		return strings.TrimPrefix(upstream, "module.exports=")
	}
	return upstream
}

// TestIntendedContent checks that there still is that difference.
func TestIntendedContent(t *testing.T) {
	posix(t)
	p := project{files: map[string][]byte{"main.js": []byte("require('./d.json');\n"), "d.json": []byte("{\"a\": 1}\n")}}
	want, got := both(t, p, "browserify main.js -d")
	for name, o := range map[string]struct {
		outcome
		text string
	}{"upstream": {want, "module.exports={\"a\": 1}\n"}, "sheaf": {got, "{\"a\": 1}\n"}} {
		m, err := inlineMap(o.Stdout)
		if err != nil || m == nil {
			t.Fatalf("%s: no map, %v", name, err)
		}
		if m.content["d.json"] != o.text {
			t.Errorf("%s: the content of d.json is %q, not %q", name, m.content["d.json"], o.text)
		}
	}
}

// intendedCases returns the list by file and command line; each must be a case.
func intendedCases(t *testing.T, cases []smallCase) map[string]intention {
	there := map[string]bool{}
	for _, c := range cases {
		there[c.file+" "+c.line] = true
	}
	list := map[string]intention{}
	for _, i := range intended {
		name := i.file + " " + i.line
		if !there[name] {
			t.Errorf("the intended difference %q is no case", name)
		}
		list[name] = i
	}
	return list
}

// check looks at a case that is to differ.
func (i intention) check(t *testing.T, c smallCase, differences []string, got outcome) {
	t.Helper()
	if len(differences) == 0 {
		t.Errorf("$ %s\n\tis listed as an intended difference and does not differ: %s", i.line, i.why)
	}
	if got.Exit != i.exit {
		t.Errorf("$ %s\n\texit %d, intended %d: %s", i.line, got.Exit, i.exit, brief(got.Stderr.String()))
	}
	if i.exit != 0 {
		for _, d := range diffFailure(c.line, got) {
			t.Errorf("$ %s\n\t%s", i.line, d)
		}
	}
	if c.stderr != "" {
		for _, d := range c.diffStderr(got, got) {
			t.Errorf("$ %s\n\t%s", i.line, d)
		}
	}
	if i.prints != "" {
		cmp := comparison{t: t, dir: t.TempDir()}
		p := printed(t, nodeLine.MatchString(i.line), cmp.file(got.Stdout))
		if strings.TrimSpace(p) != i.prints {
			t.Errorf("$ %s\n\tprints %q, intended %q", i.line, p, i.prints)
		}
	}
}
