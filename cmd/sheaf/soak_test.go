package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sheaf/bundle"
	"sheaf/testdata/scribble"
	"sheaf/testdata/testenv"
)

// soakSaves is how many saves TestSoak makes in each way of watching. A long
// soak, of 2,000 saves, takes some five minutes:
//
//	SHEAF_SOAK=2000 go test ./cmd/sheaf -run TestSoak -v -timeout 1h
//
// SHEAF_SEED=N repeats the saves of a run, though not its moments.
func soakSaves(t *testing.T) (n int, seed uint64) {
	n, seed = 60, 1
	number := func(name string) (int, bool) {
		text := os.Getenv(name)
		if text == "" {
			return 0, false
		}
		i, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s=%s: %v", name, text, err)
		}
		return i, true
	}
	if i, ok := number("SHEAF_SOAK"); ok {
		n, seed = i, uint64(time.Now().UnixNano()%1e9)
	}
	if i, ok := number("SHEAF_SEED"); ok {
		seed = uint64(i)
	}
	return n, seed
}

// TestSoak saves files at random moments, in every manner that editors have,
// while sheaf -w watches, and checks after each quiet second that the bundle is
// what a fresh build makes.
func TestSoak(t *testing.T) {
	needSignals(t)
	saves, seed := soakSaves(t)
	for _, test := range []struct {
		name  string
		flags []string
		build bundle.Options
	}{
		{"notified", []string{"--im"}, bundle.Options{IgnoreMissing: true}},
		{"polling", []string{"--im", "--poll=50"}, bundle.Options{IgnoreMissing: true}},
		{"otherwise", []string{"-d", "-t", "env", "-s", "X", "--preserve-symlinks"}, bundle.Options{
			SourceMap: bundle.MapInline, Transforms: []bundle.Transform{{Name: "env"}}, Standalone: "X", PreserveSymlinks: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSoak(t, seed, test.build)
			cmd := start(t, s.Dir, func(c *exec.Cmd) { c.Stderr = &s.log }, append(test.flags, "-w", "main.js", "-o", s.out)...)
			until(t, "the first bundle", s.isFresh)
			for s.saved < saves {
				s.burst(min(1+s.IntN(40), saves-s.saved))
			}
			cmd.Process.Signal(syscall.SIGINT)
			exit(t, cmd, 5*time.Second)
			t.Logf("seed %d: %d saves, %d quiet moments, of %d builds %d failed: %d misses", seed, s.saved, s.quiet,
				strings.Count(s.log.String(), "→ "), s.failed, s.misses)
			if s.failed == s.quiet {
				t.Error("no build succeeded: the test tests little")
			}
		})
	}
}

type soak struct {
	*scribble.Project
	t       *testing.T
	options bundle.Options
	out     string
	log     log

	saved, quiet, failed, misses int
}

func newSoak(t *testing.T, seed uint64, o bundle.Options) *soak {
	// Where the project really lies: moves out of it, and the bundle, must be
	// on the same file system, and names in messages be the same.
	s := &soak{Project: scribble.New(filepath.Join(testenv.Dir(t), "project"), seed), t: t, options: o}
	os.Mkdir(s.Dir, 0o777)
	s.out = filepath.Join(s.Dir, "ws", "bundle.js") // in a directory that is watched, and comes and goes
	if _, err := s.Mend(); err != nil {
		t.Fatal(err)
	}
	s.options.Basedir, s.options.Cwd = s.Dir, s.Dir
	s.options.Entries = []bundle.Entry{{File: "main.js"}}
	return s
}

// fresh returns what a fresh build would write.
func (s *soak) fresh() []byte {
	r, err := bundle.Build(s.t.Context(), s.options)
	if err != nil {
		r = bundle.ErrorScript(err)
	}
	var text bytes.Buffer
	if _, err := r.WriteTo(&text); err != nil {
		s.t.Fatal(err)
	}
	return text.Bytes()
}

func (s *soak) isFresh() bool {
	got, err := os.ReadFile(s.out)
	return err == nil && bytes.Equal(got, s.fresh())
}

// burst makes some saves at random moments, and looks at the bundle a second
// after the last.
func (s *soak) burst(saves int) {
	var done []string
	apart := []float64{2, 12, 60, 150}[s.IntN(4)]
	for range saves {
		what, err := s.Save()
		if err != nil {
			s.t.Fatalf("%s: %v", what, err)
		}
		done = append(done, what)
		if s.IntN(3) > 0 {
			time.Sleep(time.Duration(s.ExpFloat64() * apart * float64(time.Millisecond)))
		}
	}
	s.saved += saves
	time.Sleep(time.Second)
	s.quiet++
	want := s.fresh()
	got, err := os.ReadFile(s.out)
	if bytes.HasPrefix(want, []byte("console.error(")) {
		s.failed++
		if s.IntN(2) == 0 {
			defer s.Mend()
		}
	}
	if err == nil && bytes.Equal(got, want) {
		return
	}
	s.misses++
	late := "and never after that"
	for begun := time.Now(); time.Since(begun) < 5*time.Second; time.Sleep(20 * time.Millisecond) {
		if s.isFresh() {
			late = fmt.Sprintf("but %v later", time.Since(begun).Round(time.Millisecond))
			break
		}
	}
	s.t.Errorf("missed (%v) after\n\t%s\n%s. The bundle was\n%.3000s\nnot\n%.3000s", err, strings.Join(done, "\n\t"), late, got, want)
}
