package scan

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sheaf/testdata/testenv"
)

// answer is what testdata/oracle.js says of one source.
type answer struct {
	Error                      string // why Node refuses it
	Parsed                     bool   // acorn-node can parse it: the rest is known
	Requires, Free, Properties []string
}

// ask sends sources to two Node processes. Modules is the directory of Browserify's
// packages if more than Node's verdict is wanted.
func ask(t *testing.T, srcs []string, modules string) []answer {
	t.Helper()
	node := testenv.Node(t)
	answers := make([]answer, len(srcs))
	var wg sync.WaitGroup
	for part := range 2 {
		wg.Go(func() {
			var in bytes.Buffer
			for i := part; i < len(srcs); i += 2 {
				binary.Write(&in, binary.LittleEndian, uint32(len(srcs[i])))
				in.WriteString(srcs[i])
			}
			args := []string{filepath.Join("testdata", "oracle.js")}
			if modules != "" {
				args = append(args, modules)
			}
			cmd := exec.Command(node, args...)
			cmd.Stdin = &in
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("node: %v", err)
				return
			}
			dec := json.NewDecoder(bytes.NewReader(out))
			for i := part; i < len(srcs); i += 2 {
				if err := dec.Decode(&answers[i]); err != nil {
					t.Errorf("node's answer to source %d: %v", i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return answers
}

// compare scans all sources and compares with Node's answers. Wrong rejects are
// errors; of wrong accepts at most one in a thousand is allowed.
func compare(t *testing.T, names, srcs []string, modules string) {
	t.Helper()
	var s Scanner
	var c struct{ valid, invalid, modules, rejects, accepts, quirks, compared int }
	for i, a := range ask(t, srcs, modules) {
		name := srcs[i]
		if names != nil {
			name = names[i]
		}
		r, err := s.Scan([]byte(srcs[i]))
		switch {
		case err == nil && r.ESM >= 0:
			c.modules++
			if a.Error == "" {
				t.Errorf("%q: taken for an ES module at %d, Node says it is none", name, r.ESM)
			}
		case err != nil && a.Error == "":
			c.rejects++
			t.Errorf("%q: wrongly refused: %v", name, err)
		case err != nil:
			c.invalid++
			checkRange(t, name, srcs[i], err)
		case a.Error == "":
			c.valid++
			if a.Parsed {
				c.compared++
				sameMeaning(t, name, r, a)
			}
		case a.Error == "Invalid destructuring assignment target":
			c.quirks++ // V8 refuses f(a += 1, [b] = c)
		default:
			if c.accepts++; c.accepts <= 5 {
				t.Logf("%q: wrongly accepted, Node says %s", name, a.Error)
			}
		}
	}
	t.Logf("%d sources: %d valid, %d invalid, %d ES modules; %d wrong rejects, %d wrong accepts, %d V8 quirks; %d compared with Browserify's packages",
		len(srcs), c.valid, c.invalid, c.modules, c.rejects, c.accepts, c.quirks, c.compared)
	if c.accepts*1000 > len(srcs) {
		t.Errorf("%d of %d sources are wrongly accepted", c.accepts, len(srcs))
	}
}

func checkRange(t *testing.T, name, src string, err error) {
	t.Helper()
	e, ok := err.(*SyntaxError)
	if !ok {
		t.Errorf("%q: the error is a %T", name, err)
	} else if e.Start < 0 || e.End < e.Start || int(e.End) > len(src) || e.Msg == "" {
		t.Errorf("%q: the error has the range %d-%d: %s", name, e.Start, e.End, e.Msg)
	}
}

// sameMeaning compares with detective, undeclared-identifiers and the rule of
// insert-module-globals about Buffer.isBuffer.
func sameMeaning(t *testing.T, name string, r Result, a answer) {
	t.Helper()
	var requires []string
	for _, ref := range r.Refs {
		if ref.Kind == Require {
			requires = append(requires, ref.Spec)
		}
	}
	slices.Sort(requires)
	slices.Sort(a.Requires) // detective reports nested calls in another order
	if !slices.Equal(requires, a.Requires) {
		t.Errorf("%q: requires %q, detective says %q", name, requires, a.Requires)
	}
	var want Globals
	for i, global := range []string{"process", "global", "Buffer", "setImmediate", "clearImmediate", "__filename", "__dirname"} {
		if slices.Contains(a.Free, global) {
			want |= 1 << i
		}
	}
	if len(a.Properties) == 1 && a.Properties[0] == "Buffer.isBuffer" {
		want |= IsBufferOnly
	}
	if r.Globals != want {
		t.Errorf("%q: free names %08b, undeclared-identifiers says %08b (%q)", name, r.Globals, want, a.Properties)
	}
}

func browserify(t *testing.T) string { return testenv.Modules(t, "browserify") }

// sources returns all scripts below the directories' node_modules.
func sources(t testing.TB, dirs ...string) (names, srcs []string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(filepath.Join(dir, "node_modules"), func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() || !strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".cjs") {
				return err
			}
			text, err := os.ReadFile(path)
			names = append(names, path)
			srcs = append(srcs, string(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names, srcs
}

func TestTablesAgainstNode(t *testing.T) {
	srcs := slices.Clone(valid)
	for _, tt := range invalid {
		srcs = append(srcs, tt.src)
	}
	for _, tt := range freeTests {
		srcs = append(srcs, tt.src)
	}
	srcs = slices.DeleteFunc(srcs, func(src string) bool { return strings.HasPrefix(src, "import.source") })
	compare(t, nil, srcs, browserify(t))
}

// What Node accepts with its default stack has to be accepted, however deep.
func TestDepthsAgainstNode(t *testing.T) {
	var names, srcs []string
	for _, tt := range depths {
		for n := 500; n < 40000; n += n / 8 {
			names = append(names, fmt.Sprintf("%d %s", n, tt.name))
			srcs = append(srcs, nest(tt.open, tt.middle, tt.close, n))
		}
	}
	deepest := map[string]string{}
	for i, a := range ask(t, srcs, "") {
		if a.Error != "" {
			continue
		}
		n, what, _ := strings.Cut(names[i], " ")
		deepest[what] = n
		if _, err := scanString(srcs[i]); err != nil {
			t.Errorf("%s: Node accepts them, the scan does not: %v", names[i], err)
		}
	}
	t.Logf("Node goes at least as deep as this: %v", deepest)
}

func TestPackagesAgainstNode(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all files of two sets of packages")
	}
	names, srcs := sources(t, testenv.Modules(t, "bench"), browserify(t))
	compare(t, names, srcs, browserify(t))
}

func TestMutantsOfPackagesAgainstNode(t *testing.T) {
	_, srcs := sources(t, testenv.Modules(t, "bench"), browserify(t))
	srcs = slices.DeleteFunc(srcs, func(s string) bool {
		r, err := scanString(s)
		return len(s) < 50 || len(s) > 6000 || err != nil || r.ESM >= 0
	})
	r := rand.New(rand.NewSource(1))
	mutants := make([]string, 12000)
	for i := range mutants {
		s := srcs[r.Intn(len(srcs))]
		if i%2 == 0 {
			mutants[i] = mutate(r, s)
		} else {
			mutants[i] = mutateByte(r, s)
		}
	}
	compare(t, nil, mutants, browserify(t))
}

func TestSnippetsAgainstNode(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	srcs := make([]string, 40000)
	for i := range srcs {
		srcs[i] = snippet(r)
	}
	compare(t, nil, srcs, browserify(t))
}

func TestRegexpsAgainstNode(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	srcs := make([]string, 40000)
	for i := range srcs {
		srcs[i] = regexpSnippet(r)
	}
	compare(t, nil, srcs, "")
}

// TestParserTests runs the scripts of test262-parser-tests. A few of those that a
// script must not hold are fine in a function body, so Node judges all.
func TestParserTests(t *testing.T) {
	dir := filepath.Join(testenv.Modules(t, "syntax"), "node_modules", "test262-parser-tests")
	for _, part := range []string{"pass", "pass-explicit", "fail", "early"} {
		t.Run(part, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(dir, part, "*.js"))
			if err != nil || len(files) < 500 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			var names, srcs []string
			for _, file := range files {
				if strings.HasSuffix(file, ".module.js") {
					continue
				}
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				names = append(names, part+"/"+filepath.Base(file))
				srcs = append(srcs, string(text))
			}
			compare(t, names, srcs, "")
		})
	}
}
