package main

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func names(apps []*app) string {
	var list []string
	for _, a := range apps {
		list = append(list, a.name)
	}
	return strings.Join(list, ",")
}

func TestParse(t *testing.T) {
	const all, allApps = "bun,esbuild,rspack,webpack,browserify", "big,corejs,three10,big-map,typed,one,scale-1k,scale-5k,scale-20k,scale-50k"
	for _, test := range []struct {
		args        string
		apps, peers string
		chosen      bool
		rounds      int
	}{
		{"", allApps, all, false, 9},
		{"-quick", "big,corejs", "bun,esbuild", true, 3},
		{"-quick -n 5 -apps one", "one", "bun,esbuild", true, 5},
		{"-n 5 -quick -peers none", "big,corejs", "", true, 5},
		{"-apps scale-250,scale-2k,scale-250,scale-1000", "scale-250,scale-2k,scale-1k", all, false, 9},
		{"-apps scale-1k,scale", "scale-1k,scale-5k,scale-20k,scale-50k", all, false, 9},
		{"-apps transforms,brfs", "envify,envify-npm,brfs,babelify,coffeeify", all, false, 9},
		{"-peers webpack,bun,webpack", allApps, "webpack,bun", true, 9},
		{"-watch", "big,big-map", "bun,esbuild,watchify", false, 40},
		{"-watch -quick", "big", "bun,esbuild", true, 5},
		{"-watch -apps one -peers watchify -n 2", "one", "watchify", true, 2},
	} {
		s, err := parse(strings.Fields(test.args), io.Discard)
		if err != nil {
			t.Errorf("%s: %v", test.args, err)
			continue
		}
		if got := names(s.apps); got != test.apps {
			t.Errorf("%s: programs %s", test.args, got)
		}
		if got := strings.Join(s.peers, ","); got != test.peers || s.chosen != test.chosen || s.rounds != test.rounds {
			t.Errorf("%s: peers %s, chosen %v, %d rounds", test.args, got, s.chosen, s.rounds)
		}
	}
	s, err := parse(strings.Fields("-sheaf a -sheaf b -json f -keep -slow 2s"), io.Discard)
	if err != nil || !slices.Equal(s.sheafs, []string{"a", "b"}) || s.json != "f" || !s.keep || s.slow != 2*time.Second {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestParseErrors(t *testing.T) {
	for args, want := range map[string]string{
		"-apps huge":           `there is no "huge"`,
		"-apps big,,one":       `there is no ""`,
		"-apps scale-0":        `"0" is no number of modules`,
		"-apps scale-9999k":    "no number of modules",
		"-apps scale-k":        "no number of modules",
		"-peers parcel":        `there is no "parcel"; choose of bun`,
		"-engines jsc":         `there is no "jsc"; choose of node, goja, cache`,
		"-n 0":                 "at least one round",
		"-slow -1s":            "negative",
		"-again -1":            "negative",
		"-watch -peers rspack": `there is no "rspack"; choose of bun, esbuild, watchify`,
		"big":                  `"big" is no flag`,
		"-nope":                "not defined",
	} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", args, err)
		}
	}
	var help strings.Builder
	if _, err := parse([]string{"-help"}, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "scale-50k") {
		t.Errorf("-help: %v\n%s", err, &help)
	}
}

// What is measured where the user did not choose.
func TestPeersOf(t *testing.T) {
	for args, want := range map[string]string{
		"-apps one":                   "bun esbuild",
		"-apps scale-10":              "bun esbuild",
		"-apps big":                   "bun esbuild rspack webpack browserify",
		"-apps one -peers browserify": "browserify",
		"-apps big -peers none":       "",
		"-apps brfs":                  "browserify",
		"-apps envify -peers bun":     "",
	} {
		s, err := parse(strings.Fields(args), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{settings: s}
		if got := strings.Join(b.peerNamesOf(s.apps[0]), " "); got != want {
			t.Errorf("%s: %q, not %q", args, got, want)
		}
	}
}
