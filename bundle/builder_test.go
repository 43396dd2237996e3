package bundle_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/testdata/scribble"
	"sheaf/transforms"
)

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

// A noter is a transform that puts the text of a file that lies in the project
// into each module, if there is one.
type noter struct{ file string }

func (noter) Name() string { return "noter" }

func (n noter) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	note, err := os.ReadFile(n.file)
	if err == nil && filepath.Ext(in.File) == ".js" {
		in.Code = append([]byte("/*"+string(note)+"*/ "), in.Code...)
	}
	return transforms.Output{Code: in.Code, Watch: []string{n.file}}, nil
}

// steps is how many changes TestBuilderEqualsBuild makes: SHEAF_STEPS says how
// many, for a long test. SHEAF_SEED repeats one that failed.
func steps(t *testing.T) (n int, seed uint64) {
	n, seed = 150, 7
	if s := os.Getenv("SHEAF_STEPS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatalf("SHEAF_STEPS=%s: %v", s, err)
		}
		seed = uint64(time.Now().UnixNano() % 1e9)
	}
	if s := os.Getenv("SHEAF_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("SHEAF_SEED=%s: %v", s, err)
		}
	}
	return n, seed
}

// TestBuilderEqualsBuild changes a project at random and checks after each
// change that a Builder makes what a fresh build makes, errors included.
func TestBuilderEqualsBuild(t *testing.T) {
	n, seed := steps(t)
	for name, o := range map[string]bundle.Options{
		"plain":       {},
		"map":         {SourceMap: bundle.MapInline},
		"map beside":  {SourceMap: bundle.MapLinked, IgnoreMissing: true},
		"exposed":     {Requires: []bundle.Require{{File: "./b.js"}, {File: "p", Expose: "pp"}}},
		"full paths":  {FullPaths: true, NoDedupe: true},
		"transformed": {Transforms: []bundle.Transform{{Name: "env", Global: true}}, IgnoreMissing: true},
		"noted":       {Transforms: []bundle.Transform{{Use: noter{}}}, SourceMap: bundle.MapInline, IgnoreMissing: true},
		"one worker":  {Workers: 1, Standalone: "X"},
		"minified":    {Minify: true},
		"licences":    {Minify: true, LegalComments: bundle.LegalEndOfFile, SourceMap: bundle.MapInline},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := scribble.New(t.TempDir(), seed+uint64(len(name)))
			o.Basedir, o.Cwd = p.Dir, p.Dir
			o.Entries = []bundle.Entry{{File: "main.js"}}
			for i, tr := range o.Transforms {
				if _, ok := tr.Use.(noter); ok {
					o.Transforms[i].Use = noter{filepath.Join(p.Dir, "note.txt")}
				}
			}
			b, err := bundle.New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			change := func(change func() ([]string, error)) {
				changed, err := change()
				if err != nil {
					t.Fatal(err)
				}
				b.Changed(changed...)
			}
			good := 0
			for step := range n {
				for range 1 + p.IntN(2) {
					change(p.Step)
				}
				got := output(b.Build(t.Context()))
				r, err := bundle.Build(t.Context(), o)
				if want := output(r, err); got != want {
					t.Fatalf("seed %d, step %d: the Builder has\n%s\na fresh build\n%s", seed, step, got, want)
				}
				if err == nil {
					good++
				} else if step%5 == 0 {
					change(p.Mend)
				}
			}
			t.Logf("seed %d: %d of %d builds succeeded", seed, good, n)
			if good < n/10 {
				t.Errorf("only %d of %d builds succeeded: the test tests little", good, n)
			}
		})
	}
}
