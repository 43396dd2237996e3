package text

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms"
)

// run gives a file to the transform of a name, in a directory whose
// package.json is pkg. applied tells whether it wanted the file.
func run(t *testing.T, name, options, pkg, file, code string) (out string, applied bool) {
	t.Helper()
	dir := t.TempDir()
	if pkg != "" {
		if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(pkg), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	construct, _ := transforms.Lookup(name)
	tr, err := construct(transforms.Setup{Name: name, Options: json.RawMessage(options), Basedir: dir, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, file)
	if !tr.(transforms.Applier).Applies(file) {
		return code, false
	}
	res, err := tr.Transform(t.Context(), transforms.Input{File: file, Code: []byte(code)})
	if err != nil {
		t.Fatal(err)
	}
	return string(res.Code), true
}

func TestText(t *testing.T) {
	for _, c := range []struct{ options, file, want string }{
		{``, "a.html", "module.exports = \"<x>\\n\";\n"},
		{``, "a.css", "module.exports = \"<x>\\n\";\n"},
		{``, "a.js", "<x>\n"},
		{`{"extensions": ".svg"}`, "a.svg", "module.exports = \"<x>\\n\";\n"},
		{`{"extensions": ".svg"}`, "a.html", "<x>\n"},
		{`{"extensions": ".svg", "_": [".xml"]}`, "a.xml", "module.exports = \"<x>\\n\";\n"},
		{`{"extensions": {"_": ["svg", ".tpl.html"]}}`, "a.svg", "module.exports = \"<x>\\n\";\n"},
		{`{"_": [".xml", "svg"]}`, "a.svg", "module.exports = \"<x>\\n\";\n"},
		{`{"_": []}`, "a.html", "module.exports = \"<x>\\n\";\n"},
		{`{"x": ".xml", "extensions": ".svg", "extension": ".md"}`, "a.xml", "module.exports = \"<x>\\n\";\n"},
		{`{"x": ".xml", "extensions": ".svg", "extension": ".md"}`, "a.svg", "module.exports = \"<x>\\n\";\n"},
		{`{"x": ".xml", "extensions": ".svg", "extension": ".md"}`, "a.md", "module.exports = \"<x>\\n\";\n"},
		{`{"extensions": [".tpl.html"]}`, "a.tpl.html", "module.exports = \"<x>\\n\";\n"},
		{`{"extensions": [".tpl.html"]}`, "a.html", "<x>\n"},
		{`{"extensions": [".json"]}`, "a.json", `"<x>\n"`},
	} {
		if got, _ := run(t, "text", c.options, "", c.file, "<x>\n"); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.options, c.file, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, options, want string }{
		{"text", `{"extension": 3}`, "neither a string nor a list"},
		{"text", `{"extentions": ".a"}`, `no option "extentions"`},
		{"text", `{"extensions": []}`, "is empty"},
		{"text", `[]`, "not an object"},
		{"text", `{"_": [3]}`, "neither a string nor a list"},
		{"stringify", `{"minify": true}`, "npm install --save-dev stringify"},
		{"stringify", `{"appliesTo": {"regex": "("}}`, "appliesTo.regex"},
		{"partialify", `{"onlyAllow": {"a": 1}}`, "onlyAllow"},
	} {
		construct, _ := transforms.Lookup(c.name)
		_, err := construct(transforms.Setup{Name: c.name, Options: json.RawMessage(c.options), Basedir: t.TempDir()})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want %q", c.name, c.options, err, c.want)
		}
	}
}

// asNPM prints what the npm packages make of each of a list of files.
const asNPM = `
const list = JSON.parse(require('fs').readFileSync(0, 'utf8')), out = [];
(function next() {
  const c = list.shift();
  if (!c) return console.log(JSON.stringify(out));
  require('fs').writeFileSync('package.json', c.pkg || '{}');
  require('browserify-transform-tools/lib/loadConfig').clearConfigCache();
  delete require.cache[process.cwd() + '/package.json'];
  const mod = c.name === 'partialify' ? 'partialify/custom' : c.name;
  if (c.name === 'partialify') delete require.cache[require.resolve(mod)];
  let fn = require(mod);
  if (c.name === 'partialify') fn = fn.onlyAllow();
  const s = fn(process.cwd() + '/' + c.file, JSON.parse(c.options || '{}'));
  let text = '';
  s.on('data', d => text += d).on('end', () => { out.push(text); next() });
  s.end(Buffer.from(c.code));
})();
`

// TestAsNPM compares with the npm packages, byte for byte.
func TestAsNPM(t *testing.T) {
	type item struct {
		Name    string `json:"name"`
		Options string `json:"options"`
		Pkg     string `json:"pkg"`
		File    string `json:"file"`
		Code    string `json:"code"`
	}
	var list []item
	for _, options := range []string{
		``, `{"extensions": [".xml", ".md"]}`, `{"extensions": {"_": [".md"]}}`, `{"appliesTo": {"includeExtensions": [".md"]}}`,
		`{"appliesTo": {"excludeExtensions": [".md"]}}`, `{"appliesTo": {"regex": "a\\.x"}}`, `{"appliesTo": {"regex": ["q", "md$"]}}`,
		`{"extensions": [".xml"], "appliesTo": {"includeExtensions": [".md"]}}`,
	} {
		for _, pkg := range []string{``, `{"stringify": {"appliesTo": {"includeExtensions": [".html", ".js"]}}}`, `{"stringify": {"appliesTo": {"files": ["a.md", "./a.xml"]}}}`} {
			for _, file := range []string{"a.html", "a.HTML", "a.xml", "a.md", "b.md", "a.js", "ahtml", "a.txt", "a.css"} {
				list = append(list, item{"stringify", options, pkg, file, "x 'y'\r\n\tz \\ \"q\" \x01 é"})
			}
		}
	}
	for _, options := range []string{``, `{"alsoAllow": "xml"}`, `{"alsoAllow": ["xml", "md"]}`, `{"onlyAllow": "md"}`, `{"onlyAllow": ["md"], "alsoAllow": ["xml"]}`, `{"onlyAllow": ["tpl.html"]}`} {
		for _, file := range []string{"a.html", "a.tpl.html", "a.css", "a.xml", "a.md", "a.js", "html"} {
			list = append(list, item{"partialify", options, "", file, "x 'y'\r\n\tz\r\rw \"q\"\n\x01 é"})
			list = append(list, item{"partialify", options, "", file, "module.exports = 1"})
		}
	}
	in, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", asNPM)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(testenv.Modules(t, "everyday"), "node_modules"))
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(in)), os.Stderr
	printed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(printed, &want); err != nil || len(want) != len(list) {
		t.Fatal(len(want), err)
	}
	changed := 0
	for i, c := range list {
		got, applied := run(t, c.Name, c.Options, c.Pkg, c.File, c.Code)
		if applied {
			changed++
		}
		if got != want[i] {
			t.Errorf("%s %s %s %s: %q, npm's %q", c.Name, c.Options, c.Pkg, c.File, got, want[i])
		}
	}
	if changed < 50 || len(list)-changed < 50 {
		t.Errorf("%d of %d files were changed: the test says too little", changed, len(list))
	}
}

// TestSources has the options of a package above: one that comes to lie between
// would have others.
func TestSources(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "a", "b")
	if err := errors.Join(os.MkdirAll(sub, 0o777), os.WriteFile(filepath.Join(dir, "package.json"), []byte("{}"), 0o666)); err != nil {
		t.Fatal(err)
	}
	construct, _ := transforms.Lookup("stringify")
	tr, err := construct(transforms.Setup{Name: "stringify", Basedir: sub, Dir: sub})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(sub, "package.json"), filepath.Join(dir, "a", "package.json"), filepath.Join(dir, "package.json")}
	if got := tr.(transforms.Watched).Sources(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWhatIsBroken holds what the npm packages make no module of.
func TestWhatIsBroken(t *testing.T) {
	got, _ := run(t, "partialify", "", "", "a.html", "C:\\new \u2028")
	if want := `module.exports = 'C:\\new \u2028';`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, _ = run(t, "stringify", "", "", "a.html", "\u2028\xff"); got != "module.exports = \"\\u2028\uFFFD\";\n" {
		t.Errorf("%q", got)
	}
}
