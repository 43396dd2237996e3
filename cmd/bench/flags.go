package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// settings are what the flags say.
type settings struct {
	apps   []*app
	peers  []string // names of peers, if chosen is set
	chosen bool     // by -peers or -quick: an app's own list does not count
	rounds int
	slow   time.Duration
	sheafs []string // binaries to measure instead of the one of this tree
	json   string
	pgo    string // the file for a profile of sheaf; nothing is measured
	keep   bool
	watch  bool // measure how long a bundle takes to follow a change
	again  int  // how often sheaf bundles again for its memory to be looked at

	engines []string // ways of running npm transforms
}

// Under -watch, figures vary more, and there are more of them.
const watchRounds = "40"

// What people bundle: small modules, large ones, with a map, and some of it in
// TypeScript.
const pgoApps = "corejs,big,big-map,typed"

// slowRounds is how many rounds slow tools take part in.
const slowRounds = 3

const usage = `usage: go run ./cmd/bench [flags]

Measures sheaf against other bundlers and prints a report in Markdown. npm
packages are installed once, into the user's cache.

`

// parse reads the arguments. Usage and errors of the flags themselves go to w.
func parse(args []string, w io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(w)
	flags.Usage = func() {
		fmt.Fprint(w, usage)
		flags.PrintDefaults()
	}
	apps := flags.String("apps", "big,corejs,three10,big-map,typed,one,scale", "`programs` to bundle, with commas between; scale stands for "+
		strings.Join(scaleNames(), ", ")+", and scale-N is a generated program of N modules; transforms stands for "+
		strings.Join(transformNames, ", ")+": 100 files through a transform of that name")
	peers := flags.String("peers", "", "`bundlers` to measure against, with commas between, of "+strings.Join(peerNames, ", ")+
		"; or none (default: all, but of typed, one and scale only bun and esbuild)")
	engines := flags.String("engines", strings.Join(engineNames(), ","), "`ways` in which sheaf runs npm transforms, with commas between")
	flags.IntVar(&s.rounds, "n", 9, "`rounds`")
	flags.DurationVar(&s.slow, "slow", 10*time.Second, fmt.Sprintf("a bundler whose first run takes longer takes part in %d rounds at most; 0: in all", slowRounds))
	quick := flags.Bool("quick", false, "under a minute: -apps big,corejs -peers bun,esbuild -n 3, where these are not given")
	flags.StringVar(&s.json, "json", "", "write all figures to `file`")
	flags.BoolVar(&s.watch, "watch", false, "measure how long after a file was saved the new bundle is there, of tools that watch: -apps big,big-map -n "+watchRounds+
		", where these are not given, with the peers "+strings.Join(watchingPeers, ", "))
	flags.IntVar(&s.again, "again", 1000, "under -watch, how often sheaf bundles again before its memory is compared with what it was; 0: not at all")
	flags.StringVar(&s.pgo, "pgo", "", "do not measure, but write a profile of sheaf to `file`, for the Go compiler: cmd/sheaf/default.pgo is made so; -apps "+pgoApps+
		", where these are not given")
	flags.BoolVar(&s.keep, "keep", false, "keep the bundles and generated programs, and say where")
	flags.Func("sheaf", "measure this sheaf `binary`, not this source tree's; may be given again, and the first is then measured against the others", func(path string) error {
		s.sheafs = append(s.sheafs, path)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("%q is no flag, and there are no other arguments; -help lists the flags", flags.Arg(0))
	}
	if err := s.preset(flags, *quick); err != nil {
		return s, err
	}
	if err := s.check(); err != nil {
		return s, err
	}
	s.chosen = *peers != ""
	var err error
	all := peerNames
	if s.watch {
		all = watchingPeers
	}
	if s.peers, err = choose("-peers", *peers, all); err != nil {
		return s, err
	}
	if s.engines, err = choose("-engines", *engines, engineNames()); err != nil {
		return s, err
	}
	s.apps, err = parseApps(*apps)
	return s, err
}

// preset sets the flags that -quick, -watch and -pgo stand for, where the user did
// not.
func (s *settings) preset(flags *flag.FlagSet, quick bool) error {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var presets [][2]string
	switch {
	case quick && s.watch:
		presets = [][2]string{{"apps", "big"}, {"peers", "bun,esbuild"}, {"n", "5"}, {"again", "100"}}
	case quick:
		presets = [][2]string{{"apps", "big,corejs"}, {"peers", "bun,esbuild"}, {"n", "3"}}
	case s.pgo != "":
		presets = [][2]string{{"apps", pgoApps}}
	case s.watch:
		presets = [][2]string{{"apps", "big,big-map"}, {"n", watchRounds}}
	}
	for _, p := range presets {
		if given[p[0]] {
			continue
		}
		if err := flags.Set(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// check refuses numbers that make no sense.
func (s *settings) check() error {
	switch {
	case s.rounds < 1:
		return fmt.Errorf("-n %d: at least one round is needed", s.rounds)
	case s.pgo != "" && s.watch:
		return errors.New("-pgo and -watch exclude each other")
	case s.again < 0:
		return fmt.Errorf("-again %d: a number cannot be negative", s.again)
	case s.slow < 0:
		return fmt.Errorf("-slow %v: a time cannot be negative", s.slow)
	}
	return nil
}

// choose reads a flag that chooses of all. "" stands for all.
func choose(flag, list string, all []string) ([]string, error) {
	switch list {
	case "":
		return all, nil
	case "none":
		return nil, nil
	}
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("%s: there is no %q; choose of %s, or none", flag, name, strings.Join(all, ", "))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
