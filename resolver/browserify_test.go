package resolver

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// A tree is a directory of random packages and what is asked in it.
type tree struct {
	Root    string         `json:"root"`
	Options map[string]any `json:"options"`
	Queries [][2]string    `json:"queries"` // directory and name; an entry has no directory
	texts   map[string]string
}

// answer is what the script testdata/browserify.js says.
type answer struct{ File, As, Version, Error, Code string }

// TestLikeBrowserify asks real Browserify and this package the same questions
// in random trees of packages.
func TestLikeBrowserify(t *testing.T) {
	base := testenv.Dir(t)
	number := 60
	if testing.Short() {
		number = 30
	}
	trees := make([]*tree, number)
	for i := range trees {
		trees[i] = growTree(t, filepath.Join(base, fmt.Sprintf("t%d", i)), uint64(i))
	}
	files := 0
	for _, tr := range trees {
		files += len(tr.texts)
	}
	t.Logf("%d trees of %d files", len(trees), files)
	c := compare(t, trees)
	t.Logf("%v", c.counts)
	for _, kind := range []string{"file", "empty", "supplied", "missing", "linked", "broken package"} {
		if c.counts[kind] < 5 {
			t.Errorf("only %d answers of the kind %q: the trees test too little", c.counts[kind], kind)
		}
	}
}

// TestLikeBrowserifyForReal asks both what real packages require.
func TestLikeBrowserifyForReal(t *testing.T) {
	root := testenv.Modules(t, "browserify")
	small := &tree{Root: root}
	err := filepath.WalkDir(filepath.Join(root, "node_modules"), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".js" {
			return err
		}
		src, err := os.ReadFile(path)
		for _, m := range requireCall.FindAllSubmatch(src, -1) {
			small.Queries = append(small.Queries, [2]string{filepath.Dir(path), string(m[1])})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	entry, list := calls(t)
	large := &tree{Root: filepath.Dir(entry)}
	files := make([]*File, len(list))
	resolveAll(t, New(Options{Supplied: func(name string) bool { return supplied[name] }}), entry, list, files)
	for _, c := range list {
		from := large.Root
		if c.in >= 0 {
			from = files[c.in].Dir.Path()
		}
		large.Queries = append(large.Queries, [2]string{from, c.spec})
	}
	for _, tr := range []*tree{small, large} {
		slices.SortFunc(tr.Queries, func(a, b [2]string) int { return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1])) })
		tr.Queries = slices.Compact(tr.Queries)
	}
	c := compare(t, []*tree{small, large})
	t.Logf("%v", c.counts)
	if c.counts["file"] < 5000 || c.counts["supplied"] < 100 {
		t.Errorf("too little was compared: %v", c.counts)
	}
}

// compare asks real Browserify and this package the trees' questions.
func compare(t *testing.T, trees []*tree) *comparison {
	t.Helper()
	in, err := json.Marshal(trees)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "testdata/browserify.js", testenv.Modules(t, "browserify"))
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Names   map[string]string
		Answers [][]answer
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	c := &comparison{t: t, builtins: got.Names, counts: map[string]int{}}
	for i, tr := range trees {
		c.tree(tr, got.Answers[i])
	}
	return c
}

type comparison struct {
	t        *testing.T
	builtins map[string]string
	counts   map[string]int
	shown    int
}

func (c *comparison) tree(tr *tree, answers []answer) {
	o := Options{
		BaseDir:  tr.Root,
		Exports:  ExportsOff,
		Supplied: func(name string) bool { return c.builtins[name] != "" },
	}
	if paths, ok := tr.Options["paths"].([]string); ok {
		o.Paths = paths
	}
	o.PreserveSymlinks = tr.Options["preserveSymlinks"] == true
	if tr.Options["browserField"] == false {
		o.NoBrowserField = true
	}
	r := New(o)
	for i, q := range tr.Queries {
		var res Result
		var err error
		if q[0] == "" {
			res, err = r.Entry(q[1])
		} else {
			res, err = r.Dir(q[0]).Resolve(q[1])
		}
		if q[0] == "" && errors.As(err, new(*PackageError)) {
			// Browserify fails so too, but already before it resolves an entry.
			c.counts["broken package of an entry"]++
			continue
		}
		if msg := c.differs(answers[i], res, err); msg != "" {
			if c.shown++; c.shown <= 10 {
				c.t.Errorf("%s: %q from %q: %s\nbrowserify: %+v\nsheaf: %s %v", tr.Root, q[1], q[0], msg, answers[i], show(res), err)
				for name, text := range tr.texts {
					dir := filepath.Dir(name)
					if strings.HasPrefix(text, "-> ") || strings.HasSuffix(name, "package.json") &&
						(strings.HasPrefix(q[0]+"/", dir+"/") || strings.HasPrefix(answers[i].File, dir+"/") || res.File != nil && strings.HasPrefix(res.File.Path, dir+"/")) {
						c.t.Logf("%s: %s", name, text)
					}
				}
			}
		}
	}
}

func show(r Result) string {
	switch {
	case r.Empty:
		return "empty"
	case r.File == nil:
		return "supplied " + r.Supplied
	}
	s := r.File.Path
	if r.As != "" {
		s += " as " + r.As
	}
	if r.Package != nil {
		s += " of " + r.Package.Version
	}
	return s
}

// differs says how an answer is not Browserify's, or "".
func (c *comparison) differs(want answer, res Result, err error) string {
	var missing *NotFoundError
	var broken *PackageError
	var core *CoreError
	switch {
	case errors.As(err, &core) && strings.HasPrefix(core.Spec, "node:"):
		c.counts["node:"]++
		if want.Error == "" {
			return "should be found"
		}
	case want.Error != "" && (want.Code == "MODULE_NOT_FOUND" || strings.HasPrefix(want.Error, "module not found")):
		c.counts["missing"]++
		if !errors.As(err, &missing) {
			return "should not be found"
		}
	case want.Code == "SyntaxError" || strings.Contains(want.Error, "while parsing json file"):
		c.counts["broken package"]++
		if !errors.As(err, &broken) {
			return "should be a broken package"
		}
	case want.Code == "INVALID_PACKAGE_MAIN":
		c.counts["bad main"]++
		if !errors.As(err, &broken) {
			return "should be a bad main"
		}
	case want.Error != "", !filepath.IsAbs(want.As), want.File != "empty" && !isFile(want.File):
		// Browserify itself is at a loss: a directory or a path without its
		// extension in place of a file (ENOENT, EISDIR), a link in a circle, a
		// core module it does not have.
		c.counts["at a loss: "+want.Code]++
		if errors.As(err, &core) {
			c.counts["core"]++
		}
	case err != nil:
		return "should be found"
	case want.File == "empty":
		c.counts["empty"]++
		if !res.Empty {
			return "should be empty"
		}
	case res.Empty:
		return "should not be empty"
	case res.Supplied != "":
		c.counts["supplied"]++
		if c.builtins[res.Supplied] != want.File {
			return "supplied by another module"
		}
	case res.File.Path != want.File:
		return "another file"
	default:
		c.counts["file"]++
		if res.As != "" {
			c.counts["linked"]++
			if res.As != want.As {
				return "reached by another path"
			}
		} else if want.As != want.File {
			return "reached by another path"
		}
		version := ""
		if res.Package != nil {
			version = res.Package.Version
		}
		if version != want.Version {
			return "another package"
		}
	}
	return ""
}

func isFile(name string) bool {
	st, err := os.Stat(name)
	return err == nil && !st.IsDir()
}

// growTree writes a random tree to the disk.
func growTree(t *testing.T, root string, seed uint64) *tree {
	g := &gardener{t: t, rnd: rand.New(rand.NewPCG(seed, 2)), root: root,
		tree: &tree{Root: root, Options: map[string]any{}, texts: map[string]string{}}}
	switch seed % 6 {
	case 1:
		g.tree.Options["paths"] = []string{filepath.Join(root, "np"), filepath.Join(root, "node_modules", "p")}
	case 2:
		g.tree.Options["preserveSymlinks"] = true
	case 3:
		g.tree.Options["browserField"] = false
	}
	g.dir(root, 0)
	g.modules(root, 0)
	if seed%6 == 1 {
		g.modulesIn(filepath.Join(root, "np"), 1)
	}
	g.links()
	g.ask()
	return g.tree
}

type gardener struct {
	t     *testing.T
	rnd   *rand.Rand
	root  string
	tree  *tree
	dirs  []string
	files []string
	pkgs  int
}

func (g *gardener) pick(list []string) string { return list[g.rnd.IntN(len(list))] }
func (g *gardener) one(n int) bool            { return g.rnd.IntN(n) == 0 }

var (
	fileNames = []string{"index.js", "index.json", "a.js", "a.json", "a", "b.js", "b.json", "lib.js", "main.js",
		"browser.js", ".js", "a.js.js", "index", ".hidden", "x.y.js", "p.js", "fs.js"}
	dirNames    = []string{"a", "lib", "b", "index", "a.js", "node", ".dot"}
	moduleNames = []string{"p", "q", "@s/p", "@s/q", "p.js", "fs", "buffer"}
	mains       = []string{"index", "index.js", "./index.js", "a", "./a", "a.js", "./a.js", "lib", "./lib", "lib/", "./lib/a",
		"lib/a.js", "lib/index", "lib/index.js", ".", "./", "main", "main.js", "nope", "./nope.js", "b", "/nope", "b.json"}
	keys = []string{"./a", "./a.js", "a", "a.js", "./lib", "./lib/", "./lib/a", "./lib/a.js", "lib/a.js", "./index.js", "./index",
		"index.js", "./lib/index", "./lib/index.js", "./lib.js", "./b.json", "./b", "p", "p.js", "p/a", "p/lib", "@s/p", "fs", "path", "q",
		"./main.js", "./main", "main", "./p", "./.hidden", ".dot/a", ".dot/a.js", "./.dot/a.js", "./lib/../a.js", "../a", "buffer/", "q.json",
		"./nope", "./nope.js", "./virtual/index.js", "./virtual.js", "/nope", ".", "./", "./x.y", "./undefined"}
	values = []string{"./a.js", "./a", "./b.js", "./b", "./lib/a.js", "./lib", "./lib/", "./browser.js", "./browser", "./main.js",
		"p", "q", "p/a", "q/lib", "@s/p", "fs", "path", "nope", "./nope", "a", "b.js", "./index.js", ".", "./lib/index.js"}
	others = []string{"nope", "a", "b.js", "p", "q", "p/a", "q/lib", "@s/p", "fs", "path"}
	specs  = []string{"./a", "./a.js", "./a.json", "./a.js.js", "./b", "./b.js", "./b.json", "./lib", "./lib/", "./lib.js", "./lib/a", "./lib/a.js",
		"./lib/index", "./lib/index.js", ".", "./", "..", "../", "../a", "../a.js", "../lib", "../index", "./..", "./.", "../..", "./lib/..", "./lib/../a",
		"./nope", "./nope.js", "./index", "./index.js", "./main", "./x.y", "./.hidden", "./.dot/a", "./p", "./virtual", "./virtual/index", "./virtual.js",
		"p", "p/", "p/a", "p/a.js", "p/lib", "p/lib/", "p/lib/a", "p/index", "p/nope", "p/package.json", "p/virtual", "p/.dot/a", "p/..", "p/../q", "p/./a", "p.js",
		"q", "q/lib", "q/a", "q/b", "q/main.js", "@s/p", "@s/p/a", "@s/p/lib", "@s/q", "@s", "fs", "path", "buffer", "buffer/", "fs/", "path/", "nope", "a", "a.js",
		"lib", "link", "link/a", "p/link", "./link", "./link.js", "./link2", "./link2/a", "./dangling", "./a/", "./lib/b", "./main.js", "worker_threads", "index.js", "b"}
)

// dir fills a directory.
func (g *gardener) dir(dir string, depth int) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		g.t.Fatal(err)
	}
	g.dirs = append(g.dirs, dir)
	taken := map[string]bool{}
	first := len(g.files)
	for range 2 + g.rnd.IntN(4) {
		if name := g.pick(fileNames); !taken[name] {
			taken[name] = true
			g.write(dir, name, "")
		}
	}
	for range g.rnd.IntN(3) {
		if name := g.pick(dirNames); depth < 2 && !taken[name] {
			taken[name] = true
			g.dir(filepath.Join(dir, name), depth+1)
			if g.one(6) {
				g.modules(filepath.Join(dir, name), depth+1)
			}
		}
	}
	if depth == 0 || g.one(2) {
		g.write(dir, "package.json", g.packageJSON(dir, g.files[first:]))
	}
}

func (g *gardener) modules(dir string, depth int) {
	nm := filepath.Join(dir, "node_modules")
	g.modulesIn(nm, depth)
	if g.one(6) {
		g.write(nm, "package.json", g.packageJSON(nm, nil))
	}
}

func (g *gardener) modulesIn(nm string, depth int) {
	for range 2 + g.rnd.IntN(4) {
		name := g.pick(moduleNames)
		at := filepath.Join(nm, name)
		if _, err := os.Lstat(at); err == nil {
			continue
		}
		if g.one(8) {
			g.write(filepath.Dir(at), filepath.Base(at)+".js", "")
			continue
		}
		g.dir(at, 1)
		if depth < 2 && g.one(6) {
			g.modules(at, depth+1)
		}
	}
}

func (g *gardener) write(dir, name, text string) {
	path := filepath.Join(dir, name)
	if st, err := os.Lstat(path); err == nil && st.IsDir() {
		return
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		g.t.Fatal(err)
	}
	g.tree.texts[path] = text
	g.files = append(g.files, path)
}

// packageJSON makes a text for a package.json in dir, where files lie.
func (g *gardener) packageJSON(dir string, files []string) string {
	path := func(list []string) string {
		if len(files) == 0 || g.one(2) {
			return g.pick(list)
		}
		rel, err := filepath.Rel(dir, g.pick(files))
		if err != nil || strings.Contains(rel, "node_modules") {
			return g.pick(list)
		}
		if !g.one(5) {
			rel = "./" + rel
		}
		if g.one(3) {
			rel = strings.TrimSuffix(rel, filepath.Ext(rel))
		}
		return rel
	}
	switch g.rnd.IntN(40) {
	case 0:
		return `{"name": "broken",`
	case 1:
		return g.pick([]string{`[1]`, `{}`, `{"main": 5}`, `{"main": null, "browser": null}`, `{"browser": ["p", "./a"]}`, `{"main": ""}`})
	}
	g.pkgs++
	p := map[string]any{"version": fmt.Sprintf("%d.0.0", g.pkgs)}
	if !g.one(3) {
		p["main"] = path(mains)
	}
	switch g.rnd.IntN(6) {
	case 0:
		p["browser"] = path(values)
	case 1:
		p["browserify"] = path(values)
	case 2, 3, 4:
		m := map[string]any{}
		for range 1 + g.rnd.IntN(5) {
			switch g.rnd.IntN(12) {
			case 0, 1, 2:
				m[path(keys)] = false
			case 3:
				m[path(keys)] = ""
			default:
				key, value := path(keys), path(values)
				if strings.HasPrefix(key, ".") && slices.Contains(others, value) {
					value = "none" // an intended difference: see the tables
				}
				m[key] = value
			}
		}
		p["browser"] = m
	}
	b, err := json.Marshal(p)
	if err != nil {
		g.t.Fatal(err)
	}
	return string(b)
}

// links puts links of all sorts into the tree.
func (g *gardener) links() {
	for range g.rnd.IntN(12) {
		dir := g.pick(g.dirs)
		name := g.pick([]string{"link", "link.js", "link2", "a.json", "b.js", "node_modules/link", "node_modules/q", "node_modules/@s/q", "lib", "dangling.js", "package.json"})
		to := g.pick(g.files)
		if g.one(2) {
			to = g.pick(g.dirs)
		}
		if strings.HasPrefix(name, "dangling") {
			to = filepath.Join(g.root, "nowhere")
		}
		if strings.Contains(dir, name) || strings.HasPrefix(dir, to) && filepath.Base(name) == "package.json" {
			continue
		}
		from := filepath.Join(dir, filepath.FromSlash(name))
		if g.one(2) {
			if rel, err := filepath.Rel(filepath.Dir(from), to); err == nil {
				to = rel
			}
		}
		os.MkdirAll(filepath.Dir(from), 0o777)
		if os.Symlink(to, from) == nil {
			g.tree.texts[from] = "-> " + to
		}
	}
}

// ask makes the questions.
func (g *gardener) ask() {
	for range 80 {
		dir := g.pick(g.dirs)
		if g.tree.Options["preserveSymlinks"] != true {
			if real, err := filepath.EvalSymlinks(dir); err == nil {
				dir = real
			}
		}
		spec := g.pick(specs)
		if g.one(2) {
			spec = g.existing(dir)
		}
		g.tree.Queries = append(g.tree.Queries, [2]string{dir, spec})
	}
	for range 6 {
		g.tree.Queries = append(g.tree.Queries, [2]string{"", filepath.Join(g.root, g.pick(specs))})
	}
}

// existing returns a name for something in the tree, as a path or as a module.
func (g *gardener) existing(from string) string {
	spec := g.pick(g.files)
	if g.one(2) {
		spec = g.pick(g.dirs)
	}
	if g.one(2) {
		spec = strings.TrimSuffix(spec, filepath.Ext(spec))
	}
	rel, err := filepath.Rel(from, spec)
	switch i := strings.LastIndex(spec, "/node_modules/"); {
	case i >= 0 && !g.one(3):
		return spec[i+len("/node_modules/"):]
	case err != nil || g.one(8):
		return spec
	}
	if !strings.HasPrefix(rel, "../") {
		rel = "./" + rel
	}
	if g.one(5) {
		rel += "/"
	}
	return rel
}
