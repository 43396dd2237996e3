package srcmap

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// build makes a map with all the Builder has.
func build(form Form) *Builder {
	b := NewBuilder(form, "first.js", []byte("1\n2"))
	b.Lines(0, 0, 0, 1)
	a := b.Source("a \"b\".js", form.Encode([]byte("x\ny\r\n\u2028\x00\xff")))
	b.Lines(3, a, 0, 200)
	if again := b.Source("a \"b\".js", nil); again != a {
		panic("a source twice")
	}
	c := b.Source("c.coffee", form.Encode(nil))
	b.Position(203, 4, c, 10, 20)
	b.Position(203, 9, a, 2, 0)
	b.Unmapped(203, 30)
	b.Lines(205, c, 70000, 2)
	return b
}

func join(pieces [][]byte) []byte { return bytes.Join(pieces, nil) }

func TestBuilder(t *testing.T) {
	text := join(build(JSON).Finish("out.js"))
	m, err := Parse(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if want := []string{"first.js", "a \"b\".js", "c.coffee"}; !reflect.DeepEqual(m.Sources, want) {
		t.Errorf("sources %q", m.Sources)
	}
	if len(m.SourcesContent) != 3 || *m.SourcesContent[0] != "1\n2" || *m.SourcesContent[1] != "x\ny\r\n\u2028\x00\uFFFD" || m.SourcesContent[2] != nil {
		t.Errorf("texts %v", m.SourcesContent)
	}
	want := []Position{{0, 0, 0, 0, 0}}
	for i := range 200 {
		want = append(want, Position{3 + i, 0, 1, i, 0})
	}
	want = append(want, Position{203, 4, 2, 10, 20}, Position{203, 9, 1, 2, 0}, Position{203, 30, -1, 0, 0},
		Position{205, 0, 2, 70000, 0}, Position{206, 0, 2, 70001, 0})
	if !reflect.DeepEqual(m.Positions, want) {
		t.Errorf("positions %v", m.Positions)
	}
}

// TestBase64 checks that pieces put one behind the other decode to the same map.
func TestBase64(t *testing.T) {
	code := join(build(Base64).Finish("out.js"))
	text, err := base64.StdEncoding.DecodeString(string(code))
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if err := json.Unmarshal(join(build(JSON).Finish("out.js")), &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("the two forms differ")
	}
	if m, err := ParseData(code); err != nil || !m.HasText() {
		t.Error(m, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `{}`, `{"version":2,"mappings":""}`, `{"version":3}`,
		`{"version":3,"sources":["a"],"mappings":"AAAAAA"}`,
		`{"version":3,"sources":["a"],"mappings":"AA"}`,
		`{"version":3,"sources":["a"],"mappings":"!"}`,
		`{"version":3,"sources":["a"],"mappings":"gggggggggggA"}`,
		`{"version":3,"sources":["a"],"mappings":"ACAA"}`,
		`{"version":3,"sources":["a"],"mappings":"AADA"}`,
		`{"version":3,"sections":[]}`,
	} {
		if m, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: %+v", text, m)
		}
	}
}

func FuzzVLQ(f *testing.F) {
	for _, n := range []int32{0, 1, -1, 15, 16, -16, 1 << 20, -(1 << 30), 1<<31 - 1, -1 << 31} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n32 int32) {
		n := max(int(n32), -1<<31+1) // no two positions are farther apart
		text := appendVLQ(nil, n)
		got, rest, err := readVLQ(string(text) + ";")
		if got != n || rest != ";" || err != nil {
			t.Fatalf("%d: %s gave %d, %q, %v", n, text, got, rest, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(`{"version":3,"sources":["a"],"mappings":"AAAA;AACA,SAAS"}`)
	f.Fuzz(func(t *testing.T, s string) {
		if m, err := Parse([]byte(s)); err == nil {
			for _, p := range m.Positions {
				if p.Source >= len(m.Sources) {
					t.Fatal(p)
				}
			}
		}
	})
}

// comments are the texts whose treatment is compared with that of
// convert-source-map's two regular expressions, as Browserify applies them.
func comments() []string {
	list := []string{
		"a()\n//# sourceMappingURL=a.js.map",
		"a()\n//# sourceMappingURL=a.js.map\n",
		"a()\n//@ sourceMappingURL=a.js.map  \nb()",
		"a() //# sourceMappingURL=a.js.map",
		"a()\n/*# sourceMappingURL=a.js.map */\n",
		"a()\n/*# sourceMappingURL=a.js.map */ b()",
		"//# sourceMappingURL=a b\n",
		"var s = '//# sourceMappingURL=a.js.map'\n",
		"//#sourceMappingURL=a.js.map\n",
		"# sourceMappingURL=a.js.map\n",
		"//# sourceMappingURL=\n",
		"a()\r\n//# sourceMappingURL=a.map\r\nb()",
		"//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n",
	}
	for _, url := range []string{
		"data:application/json;base64,eyJ2Ijoxf", "data:application/json;charset=utf-8;base64,eyJ2Ijoxf",
		"data:text/json;charset:utf8;base64,eyJ2Ijoxf", "data:application/json,{}", "data:application/json;base64,e yJ",
	} {
		list = append(list,
			"a()\n//# sourceMappingURL="+url, "a()\n\n \t\n//# sourceMappingURL="+url+"\nb()\n", "a() //# sourceMappingURL="+url+"\n",
			"\n\n/*# sourceMappingURL="+url+" */\n", "\t/*# sourceMappingURL="+url+"*/ b()\n", "//@ sourceMappingURL="+url+"\n//# sourceMappingURL="+url)
	}
	pieces := []string{"a", "\n", "\n", " ", "\t", "\r", "//# ", "/*# ", "//@\t", "sourceMappingURL=", "x.map", "*/", "'", "\u2028", "\u00a0", "data:application/json;", "charset=u;", "base64,", "eyJ9", ";"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		var b strings.Builder
		for range r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(4) == 0 {
				b.WriteString("//# sourceMappingURL=")
			}
		}
		list = append(list, b.String())
	}
	return list
}

func TestCommentsAsConvertSourceMap(t *testing.T) {
	const script = `
var convert = require('convert-source-map'), texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(texts.map(function (s) {
  var m = s.match(convert.commentRegex);
  return { left: s.replace(convert.commentRegex, '').replace(convert.mapFileCommentRegex, ''),
    data: m ? m.pop().replace(/^\/\*/g, '//').replace(/\*\/$/g, '').split(',').pop() : '' };
})))`
	texts := comments()
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", script)
	cmd.Dir = filepath.Join(testenv.Modules(t, "browserify"), "node_modules", "browserify")
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []struct{ Left, Data string }
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	bad := 0
	for i, text := range texts {
		var left []byte
		at, data := 0, ""
		for _, c := range Comments([]byte(text), 0) {
			left = append(left, text[at:c.Start]...)
			at = c.End
			if c.Data != nil {
				data = string(c.Data)
			}
		}
		left = append(left, text[at:]...)
		if string(left) != want[i].Left || strings.TrimSpace(data) != strings.TrimSpace(want[i].Data) {
			if bad++; bad < 10 {
				t.Errorf("%q:\n left %q data %q\nwants %q data %q", text, left, data, want[i].Left, want[i].Data)
			}
		}
	}
	t.Logf("%d of %d texts differ", bad, len(texts))
}

func BenchmarkEncode(b *testing.B) {
	text := bytes.Repeat([]byte("function f(a, b) {\n\treturn a + \"x\" + b; // a comment of usual length\n}\n"), 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	e := Encoder{Form: Base64}
	for b.Loop() {
		e.Encode(text)
	}
}

// An Encoder's chunks are what a Form's are, whatever it was given before.
func TestEncoder(t *testing.T) {
	texts := [][]byte{nil, {}, []byte("a"), []byte("'\"\n"), bytes.Repeat([]byte("\"\n"), 5000), []byte("é漢\xff")}
	for n := range 300 {
		texts = append(texts, bytes.Repeat([]byte("x\n\x01é"), n*n/9)[:n*n/9])
	}
	for _, form := range []Form{JSON, Base64} {
		e := Encoder{Form: form}
		var all []Chunk
		for _, text := range texts {
			all = append(all, e.Encode(text))
		}
		for i, text := range texts {
			if want := form.Encode(text); !bytes.Equal(all[i], want) {
				t.Fatalf("form %d, text %d: %.80q, want %.80q", form, i, all[i], want)
			}
			got := []byte(all[i])
			if form == Base64 {
				got, _ = base64.StdEncoding.DecodeString(string(got))
			}
			var back *string
			if err := json.Unmarshal(got[1:], &back); got[0] != ',' || err != nil || (back == nil) != (text == nil) {
				t.Fatalf("form %d, text %d: %.80q: %v", form, i, got, err)
			}
			if back != nil && *back != strings.ToValidUTF8(string(text), "\uFFFD") {
				t.Fatalf("form %d, text %d came back as %.80q", form, i, *back)
			}
		}
	}
}

// TestOddTexts: what stands in the place of a text, and is none, is not a
// reason to lose the map.
func TestOddTexts(t *testing.T) {
	for _, test := range []struct {
		contents string
		hasText  bool
	}{
		{`["x", null]`, true}, {`["", "x"]`, false}, {`[null, "x"]`, false}, {`[{"type": "Buffer"}, "x"]`, true}, {`[0]`, false}, {`[]`, false},
	} {
		m, err := Parse([]byte(`{"version": 3, "sources": ["a", "b"], "mappings": "AAAA", "sourcesContent": ` + test.contents + `}`))
		if err != nil {
			t.Errorf("%s: %v", test.contents, err)
			continue
		}
		if m.HasText() != test.hasText {
			t.Errorf("%s: HasText is %v", test.contents, !test.hasText)
		}
	}
}
