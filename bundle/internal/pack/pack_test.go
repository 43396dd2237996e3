package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
	"sheaf/testdata/testenv"
)

// node runs a script among Browserify's packages and decodes what it prints.
func node(t *testing.T, script string, in, out any) {
	t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", "var input=JSON.parse(require('fs').readFileSync(0,'utf8'));"+script)
	cmd.Dir = filepath.Join(testenv.Modules(t, "browserify"), "node_modules", "browserify")
	cmd.Stdin = bytes.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	if err := json.Unmarshal(printed, out); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
}

func TestUMDAsNpm(t *testing.T) {
	names := []string{"Foo", "foo-bar", "a.b", "A.b-c.D", "my mod-ule$1", "9lives", "-x", "a.b.c.d", "é", "$", "_", "", "-", "a..b", "ünïcode", "x-Y"}
	var want []*string
	node(t, `var umd = require('umd');
console.log(JSON.stringify(input.map(function (n) {
  try { return umd.prelude(n).trim() + 'return ' + '|' + umd.postlude(n) } catch (e) { return null }
})))`, names, &want)
	for i, n := range names {
		if n == "" {
			continue // no UMD bundle at all
		}
		w, err := umd(n)
		switch {
		case want[i] == nil && err == nil:
			t.Errorf("%q: %q, and npm refuses it", n, w.head)
		case want[i] != nil && err != nil:
			t.Errorf("%q: %v", n, err)
		case want[i] != nil && *want[i] != w.head+"|"+w.tail:
			t.Errorf("%q:\n got %s|%s\nwant %s", n, w.head, w.tail, *want[i])
		}
	}
}

func TestUMDNameless(t *testing.T) {
	for name, want := range map[string]string{
		"9":    `standalone name "9" has no letter to make an identifier of`,
		"a..b": `standalone name "a..b" has a part, "", without a letter to make an identifier of`,
		"a.-":  `standalone name "a.-" has a part, "-", without a letter to make an identifier of`,
	} {
		if _, err := umd(name); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", name, err, want)
		}
	}
}

func TestSortAsDepsSort(t *testing.T) {
	ids := []string{"/a/b.js", "/a/b", "/a/b/c", "/a/b-c", "/a/B", "/a/é", "/a/\U00010000", "/a/\uE000", "beep", "/a", "/a/bz", "/a/bu", "/a/bundefined", "9", "10"}
	var want []string
	node(t, `var rows = input.map(function (id) { return { id: id, deps: {}, source: id } }), out = [];
var s = require('deps-sort')({}); s.on('data', function (r) { out.push(r.id) }); s.on('end', function () { console.log(JSON.stringify(out)) });
rows.forEach(function (r) { s.write(r) }); s.end();`, ids, &want)
	var rows []*row.Row
	for _, id := range ids {
		rows = append(rows, &row.Row{ID: id})
	}
	Sort(rows)
	var got []string
	for _, r := range rows {
		got = append(got, r.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func simple(id, source string, deps ...row.Dep) *row.Row {
	return &row.Row{ID: id, File: id, Path: id, Source: []byte(source), Order: -1, MapComment: -1, Deps: deps, Lines: int32(strings.Count(source, "\n"))}
}

func text(t *testing.T, rows []*row.Row, o Options) string {
	t.Helper()
	out, err := Pack(rows, o)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.Join(out.Code(), nil))
}

func TestPack(t *testing.T) {
	a := simple("/p/a.js", "exports.a=1")
	twin := simple("/p/twin.js", "exports.a=1")
	data := simple("/p/d.json", "{\"x\":\"\u2028…\u2029\"}")
	data.JSON = true
	main := simple("/p/main.js", "body\n//# sourceMappingURL=x.map\n",
		row.Dep{Key: "./a", To: a}, row.Dep{Key: "./d.json", To: data}, row.Dep{Key: "./twin", To: twin},
		row.Dep{Key: "gone"}, row.Dep{Key: "never", Value: row.False})
	main.Head, main.Tail, main.MapComment = "(function (process){(function (){\n", "\n}).call(this)}).call(this,p)", 5
	main.Entry, main.Order = true, 0
	got := text(t, []*row.Row{main, a, twin, data}, Options{Basedir: "/p"})
	want := Prelude(false) + `({1:[function(require,module,exports){
exports.a=1
},{}],2:[function(require,module,exports){
module.exports={"x":"\u2028…\u2029"}
},{}],3:[function(require,module,exports){
(function (process){(function (){
body


}).call(this)}).call(this,p)
},{"./a":1,"./d.json":2,"./twin":4,"gone":undefined,"never":undefined}],4:[function(require,module,exports){
arguments[4][1][0].apply(exports,arguments)
},{"dup":1}]},{},[3]);
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Contains(Prelude(false)+Prelude(true), "\n") {
		t.Error("the prelude is not one line")
	}
}

// TestProtocol runs bundles of ours and of browser-pack on one page, in every
// order: a common one that exposes a module, and one that requires it.
func TestProtocol(t *testing.T) {
	common := func(resolves bool) string {
		c := simple("/c.js", "module.exports = 'common ' + typeof require.resolve")
		c.ID, c.Expose = "shared", "shared"
		return text(t, []*row.Row{c}, Options{HasExports: true, Resolves: resolves, Exposed: map[string]bool{"shared": true}})
	}
	app := func(resolves bool) string {
		lib := simple("/lib.js", "exports.n = (exports.n || 0) + 1; exports.args = [5,6].map(function (i) { return typeof this[i] }, arguments).join()")
		a := simple("/app.js", `var l = require('./lib'); require('./lib');
out.push(require('shared'), l.n, l.args);
try { require('missing') } catch (e) { out.push(e.code, e.message) }
if (require.resolve) out.push(require(require.resolve('./lib')) === l, require.resolve('shared'))`,
			row.Dep{Key: "./lib", To: lib}, row.Dep{Key: "shared"})
		a.Entry, a.Order = true, 0
		return text(t, []*row.Row{a, lib}, Options{Resolves: resolves})
	}
	var got [][]any
	node(t, `var vm = require('vm'), bpack = require('browser-pack'), all = [];
function theirs(rows, done) { var p = bpack({ raw: true, hasExports: rows[0].expose !== undefined }), s = '';
  p.on('data', function (b) { s += b }); p.on('end', function () { done(s) }); rows.forEach(function (r) { p.write(r) }); p.end() }
theirs([{ id: 'shared', expose: 'shared', source: "module.exports = 'common ' + typeof require.resolve", deps: {} }], function (c) {
  theirs([{ id: 1, entry: true, order: 0, source: "var l = require('./lib'); out.push(require('shared'), l.n, typeof l.args); try { require('missing') } catch (e) { out.push(e.code, e.message) }", deps: { './lib': 2 } },
    { id: 2, source: "exports.n = 1; exports.args = ''", deps: {} }], function (a) {
    [[input.common, input.app], [input.common, a], [c, input.app], [input.commonR, input.appR], [c, input.appR]].forEach(function (page) {
      var g = { out: [] }; vm.createContext(g); page.forEach(function (s) { vm.runInContext(s, g) }); all.push(g.out) });
    console.log(JSON.stringify(all));
  });
});`, map[string]string{"common": common(false), "app": app(false), "commonR": common(true), "appR": app(true)}, &got)
	missing := "Cannot find module 'missing'"
	want := [][]any{
		{"common undefined", 1., "object,object", "MODULE_NOT_FOUND", missing},
		{"common undefined", 1., "string", "MODULE_NOT_FOUND", missing},
		{"common undefined", 1., "object,object", "MODULE_NOT_FOUND", missing},
		{"common function", 1., "object,object", "MODULE_NOT_FOUND", missing, true, "shared"},
		{"common undefined", 1., "object,object", "MODULE_NOT_FOUND", missing, true, "shared"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestMapLines decodes the map of a bundle and checks each mapped line against
// the source's own.
func TestMapLines(t *testing.T) {
	a := simple("/p/lib/a.js", "one\ntwo\n\nfour")
	b := simple("/p/b.js", "b one\nb two\n//# sourceMappingURL=b.map\nb four")
	b.MapComment = 12
	b.Head, b.Tail = "(function (process){(function (){\n", "\n}).call(this)}).call(this,p)"
	shim := simple("/sheaf/node_modules/x/index.js", "shim")
	shim.Virtual = true
	b.Entry, b.Order = true, 0
	out, err := Pack([]*row.Row{a, b, shim}, Options{MapBase: "/p", Map: true, MapForm: srcmap.JSON, MapFile: "out.js"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := srcmap.Parse(bytes.Join(out.Map(), nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{PreludeName, "b.js", "lib/a.js", "sheaf/node_modules/x/index.js"}; !slices.Equal(m.Sources, want) {
		t.Errorf("sources %q", m.Sources)
	}
	lines := strings.Split(string(bytes.Join(out.Code(), nil)), "\n")
	mapped := 0
	for _, p := range m.Positions[1:] {
		source := strings.Split(*m.SourcesContent[p.Source], "\n")[p.OrigLine]
		if strings.Contains(source, "sourceMappingURL") {
			source = ""
		}
		if lines[p.Line] != source {
			t.Errorf("line %d is %q, mapped to %q", p.Line, lines[p.Line], source)
		}
		mapped++
	}
	if mapped != 9 {
		t.Errorf("%d lines are mapped", mapped)
	}
}

// TestMapPastTheEnd has a source whose own map speaks of more lines than it has,
// as after a transform that took lines away: what follows is mapped to itself.
// (The third line is what the comment leaves.)
func TestMapPastTheEnd(t *testing.T) {
	b := srcmap.NewBuilder(srcmap.Base64, "orig.js", []byte("1\n2\n3\n4\n5\n6\n7\n8"))
	b.Lines(0, 0, 0, 8)
	code := "1\n2\n//# sourceMappingURL=data:application/json;base64," + string(bytes.Join(b.Finish("a.js"), nil))
	a, c := simple("/p/a.js", code), simple("/p/b.js", "b1\nb2")
	a.MapComment = 4
	out, err := Pack([]*row.Row{a, c}, Options{MapBase: "/p", Map: true, MapForm: srcmap.JSON, MapFile: "out.js"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := srcmap.Parse(bytes.Join(out.Map(), nil))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	lines := strings.Split(string(bytes.Join(out.Code(), nil)), "\n")
	for _, p := range m.Positions[1:] {
		got = append(got, fmt.Sprintf("%s is %s:%d", lines[p.Line], m.Sources[p.Source], p.OrigLine+1))
	}
	if want := []string{"1 is orig.js:1", "2 is orig.js:2", " is orig.js:3", "b1 is b.js:1", "b2 is b.js:2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDedupeMany has so many texts of one length that they are hashed.
func TestDedupeMany(t *testing.T) {
	var rows []*row.Row
	for i := range 200 {
		r := simple(fmt.Sprintf("/p/%03d.js", i), fmt.Sprintf("module.exports=%03d", i/2))
		if i%4 == 1 { // the same as the script before it
			r = simple(fmt.Sprintf("/p/%03d.json", i), fmt.Sprintf("%03d", i/2))
			r.JSON = true
		}
		rows = append(rows, r)
	}
	Dedupe(rows, Options{})
	for i, r := range rows {
		if i%2 == 0 && r.Dup != nil || i%2 == 1 && r.Dup != rows[i-1] {
			t.Errorf("row %d is a duplicate of %v", i, r.Dup)
		}
	}
}

// BenchmarkPack packs as many modules as a large program has, each of which
// requires four others: of many lengths, and of one, as generated ones are.
func BenchmarkPack(b *testing.B) {
	for _, c := range []struct {
		name    string
		lengths int
	}{{"many-lengths", 1000}, {"one-length", 1}} {
		b.Run(c.name, func(b *testing.B) {
			rows := make([]*row.Row, 2500)
			for i := range rows {
				rows[i] = simple("/p/node_modules/some-package/lib/"+strconv.Itoa(i*7919%len(rows))+".js",
					fmt.Sprintf("'use strict';\nvar a = require('./0');%*s\nmodule.exports = a(%05d);\n", i*31%c.lengths, "", i))
			}
			for i, r := range rows {
				for k := range 4 {
					r.Deps = append(r.Deps, row.Dep{Key: "./" + strconv.Itoa(k), To: rows[(i*31+k*613)%len(rows)]})
				}
			}
			rows[0].Entry, rows[0].Order = true, 0
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Pack(slices.Clone(rows), Options{Basedir: "/p"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
