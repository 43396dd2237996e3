package bundle_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sheaf/bundle"
)

// A scribbler makes random changes to a small project, among them such as break
// it and mend it again.
type scribbler struct {
	*rand.Rand
	t   *testing.T
	dir string
}

var scribbled = []string{
	"main.js", "a.js", "b.js", "c.js", "d/index.js", "d/e.js", "d.js", "data.json", "esm.mjs", "typed.ts", "tsconfig.json",
	"package.json", "node_modules/p/package.json", "node_modules/p/index.js", "node_modules/p/other.js",
	"node_modules/q.js", "node_modules/q/index.js", "d/node_modules/q/index.js",
}

var required = []string{"./a", "./b", "./c", "./d", "./d/e", "./data", "p", "p/other", "q", "events", "./esm.mjs", "./typed"}

func (s *scribbler) text(name string) string {
	pick := func(list ...string) string { return list[s.IntN(len(list))] }
	switch filepath.Base(name) {
	case "tsconfig.json":
		return pick(`{}`, `{"compilerOptions": {"target": "es2015"}}`, `{"compilerOptions": {"target": "es2022"}}`)
	case "data.json":
		return pick(`{"a": 1}`, `[]`, `{"a": 2}`, `{`)
	case "package.json":
		return pick(`{}`, `{"browser": {"./a.js": "./b.js"}}`, `{"browser": {"events": false}}`, `{"main": "other.js"}`, `{"browser": {"p": "./c.js"}}`,
			`{"browserify": {"transform": ["envify"]}}`, `{"type": "module"}`, `{`)
	}
	text := fmt.Sprintf("exports.n = %d; // %s\n", s.IntN(3), filepath.Base(name))
	for range s.IntN(3) {
		text += fmt.Sprintf("exports.r = require(%q)\n", required[s.IntN(len(required))])
	}
	text += pick("", "", "process.env.HOME\n", "Buffer\n", "__filename\n", "syntax error\n", "//# sourceMappingURL=x.map\n", "try { require('./nowhere') } catch (e) {}\n")
	switch filepath.Ext(name) {
	case ".mjs":
		text = fmt.Sprintf("export default %d; import * as e from %q; export { e }\n", s.IntN(3), required[s.IntN(len(required))])
	case ".ts":
		text = fmt.Sprintf("export const x: number = %d ?? 1\n", s.IntN(3))
	}
	return text
}

// step makes one change and returns the paths it concerns.
func (s *scribbler) step() []string {
	name := filepath.FromSlash(scribbled[s.IntN(len(scribbled))])
	file := filepath.Join(s.dir, name)
	switch s.IntN(10) {
	case 0:
		os.RemoveAll(file)
	case 1:
		to := filepath.Join(s.dir, filepath.FromSlash(scribbled[s.IntN(len(scribbled))]))
		os.MkdirAll(filepath.Dir(to), 0o777)
		os.Rename(file, to) // which may not be there
		return []string{file, to, filepath.Dir(to), filepath.Dir(filepath.Dir(to))}
	case 2:
		dir := filepath.Dir(file)
		if dir != s.dir {
			os.RemoveAll(dir)
			return []string{dir}
		}
	default:
		// What is in the way goes.
		if st, err := os.Stat(filepath.Dir(file)); err == nil && !st.IsDir() {
			os.Remove(filepath.Dir(file))
		}
		os.MkdirAll(filepath.Dir(file), 0o777)
		if err := os.WriteFile(file, []byte(s.text(name)), 0o666); err != nil {
			s.t.Fatal(err)
		}
	}
	return []string{file, filepath.Dir(file), filepath.Dir(filepath.Dir(file))}
}

func output(r *bundle.Result, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	var b bytes.Buffer
	if _, err := r.WriteTo(&b); err != nil {
		return err.Error()
	}
	return b.String() + r.Warnings.Error()
}

// TestBuilderEqualsBuild changes a project at random and checks after each
// change that a Builder makes what a fresh build makes, errors included.
func TestBuilderEqualsBuild(t *testing.T) {
	for name, o := range map[string]bundle.Options{
		"plain":       {},
		"map":         {SourceMap: bundle.MapInline},
		"exposed":     {Requires: []bundle.Require{{File: "./b.js"}, {File: "p", Expose: "pp"}}},
		"full paths":  {FullPaths: true, NoDedupe: true},
		"transformed": {Transforms: []bundle.Transform{{Name: "env", Global: true}}, IgnoreMissing: true},
		"one worker":  {Workers: 1, Standalone: "X"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &scribbler{rand.New(rand.NewPCG(7, uint64(len(name)))), t, t.TempDir()}
			o.Basedir, o.Cwd = s.dir, s.dir
			o.Entries = []bundle.Entry{{File: "main.js"}}
			b, err := bundle.New(o)
			if err != nil {
				t.Fatal(err)
			}
			good := 0
			for step := range 400 {
				for range 1 + s.IntN(2) {
					b.Changed(s.step()...)
				}
				got := output(b.Build(t.Context()))
				r, err := bundle.Build(t.Context(), o)
				if want := output(r, err); got != want {
					t.Fatalf("step %d: the Builder has\n%s\na fresh build\n%s", step, got, want)
				}
				if err == nil {
					good++
				} else if step%5 == 0 {
					s.mend(b)
				}
			}
			if good < 40 {
				t.Errorf("only %d of 400 builds succeeded: the test tests little", good)
			}
		})
	}
}

// mend makes the project one that can be built.
func (s *scribbler) mend(b *bundle.Builder) {
	os.RemoveAll(s.dir)
	for _, name := range scribbled {
		if name == "d.js" || name == "node_modules/q.js" {
			continue
		}
		file := filepath.Join(s.dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(file), 0o777)
		text := "{}"
		if filepath.Ext(name) != ".json" {
			text = fmt.Sprintf("/* %s */", name)
		}
		if name == "main.js" {
			text = ""
			for _, spec := range required {
				text += fmt.Sprintf("require(%q)\n", spec)
			}
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			s.t.Fatal(err)
		}
	}
	b.Changed(s.dir)
}
