package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"sheaf/cmd/bench/internal/stats"
)

func samples(walls ...int) []sample {
	var list []sample
	for _, ms := range walls {
		list = append(list, sample{Wall: time.Duration(ms) * time.Millisecond, CPU: 2 * time.Duration(ms) * time.Millisecond, Peak: int64(ms) << 20})
	}
	return list
}

func TestMarkdown(t *testing.T) {
	bound := samples(10, 20, 30)
	bound[1].Bound = true
	r := &report{
		Machine: machine{System: "linux/amd64", CPU: "Abacus 3", Cores: 2, Go: "go1.26", Node: "v20", Load: .25},
		Rounds:  3,
		Apps: []*appResult{
			{Name: "scale-1k", Title: "small", Scale: 1000, Tools: []*toolResult{
				{Name: "sheaf", Version: "here", Samples: bound, Modules: 1000, Bytes: 4_040_000, Check: "ran"},
				{Name: "bun", Version: "1.4.5", Samples: samples(40, 200, 60), Modules: 999, Bytes: 814, Check: "fails",
					Notes: []string{"its bundle throws: a < b | c"}, remarks: []string{"one", "two"}},
				{Name: "webpack", Error: "no Node"},
			}},
			{Name: "scale-5k", Title: "large", Scale: 5000, Tools: []*toolResult{
				{Name: "sheaf", Version: "here", Samples: samples(100, 150, 200), Check: "ran"},
				{Name: "bun", Version: "1.4.5", Samples: samples(1100), Error: "exit status 1", Bytes: 42_000},
			}},
			{Name: "brfs", Title: "100 files", Tools: []*toolResult{
				{Name: "sheaf --engine=node", Samples: samples(40, 50, 60)},
				{Name: "sheaf --engine=goja", Error: "not supported"},
				{Name: "sheaf --cache", Samples: samples(4, 5, 6)},
				{Name: "browserify", Samples: samples(100, 100, 100)},
			}},
		},
	}
	var out bytes.Buffer
	if err := r.markdown(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2 cores of Abacus 3, linux/amd64, Node v20, go1.26, load average before 0.2, in 3 rounds",
		"\n**scale-1k**: small\n\n| | wall | cpu |",
		"\n| sheaf | 20.0 ms | 40.0 ms | ≤ 20 MiB |  |  |  | 1,000 | 4.04 MB | ran |\n",
		"\n| bun | 60.0 ms | 120 ms | 60 MiB | 0.25 (0.10–0.50) | 0.25 (0.10–0.50) | 0.25 (0.10–0.50) | 999 | 814 B | fails |\n",
		"\n| webpack |  |  |  |  |  |  |  |  | failed |\n",
		"\n- bun: its bundle throws: a &lt; b \\| c\n- webpack failed: no Node\n",
		"\n| bun | 1.10 s | 2.20 s | 1100 MiB | 0.091 (0.091–0.091) | ",
		" |  | 42.0 kB | failed |\n\n- bun failed: exit status 1\n",
		"\n| modules | sheaf | bun | webpack |\n|---:|---:|---:|---:|\n" +
			"| 1,000 | 20 µs (× 1.00) | 60 µs (× 1.00) |  |\n| 5,000 | 30 µs (× 1.50) | 220 µs (× 3.67) |  |\n",
		"\nOf Browserify's wall time: sheaf --engine=node 0.50 (0.40–0.60), sheaf --cache 0.050 (0.040–0.060).\n\n- sheaf --engine=goja failed",
		"\n- sheaf (here)\n- bun (1.4.5): one; two.\n- webpack\n- sheaf --engine=node\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
	// Each table's rows have as many cells as its head.
	cells := 0
	for line := range strings.Lines(out.String()) {
		n := strings.Count(line, " |") - strings.Count(line, ` \|`)
		switch {
		case !strings.HasPrefix(line, "|"):
			cells = 0
		case strings.HasPrefix(line, "|-"):
		case cells == 0:
			cells = n
		case n != cells:
			t.Errorf("%d cells, not %d: %s", n, cells, line)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{seconds(.0048), "4.8 ms"},
		{seconds(.09951), "100 ms"},
		{seconds(.9996), "1.00 s"},
		{seconds(61.234), "61.23 s"},
		{seconds(math.NaN()), ""},
		{ratio(stats.Range{Median: .2, Min: .18, Max: 1.234}, true), "0.20 (0.18–1.23)"},
		{ratio(stats.Range{Median: .0072, Min: .006, Max: .01}, true), "0.0072 (0.0060–0.0100)"},
		{ratio(stats.Range{}, false), ""},
		{grouped(0), "0"},
		{grouped(999), "999"},
		{grouped(1000), "1,000"},
		{grouped(1234567), "1,234,567"},
		{bundleSize(999), "999 B"},
		{bundleSize(1000), "1.0 kB"},
		{bundleSize(10_327_751), "10.33 MB"},
		{plural(1, "round"), "1 round"},
	} {
		if test.got != test.want {
			t.Errorf("%q, not %q", test.got, test.want)
		}
	}
}

func TestMachine(t *testing.T) {
	if got := modelName("processor\t: 0\nmodel name\t: Abacus 3 @ 2Hz\nflags\t: fpu\n"); got != "Abacus 3 @ 2Hz" {
		t.Errorf("model name %q", got)
	}
	if got := modelName("processor: 0\n"); got != "" {
		t.Errorf("model name %q where there is none", got)
	}
	for text, want := range map[string]float64{"0.42 0.31 0.2 1/2 3\n": .42, "{ 1.50 1.2 1.1 }": 1.5, "": -1} {
		if got := firstNumber(text); got != want {
			t.Errorf("%q: %v, not %v", text, got, want)
		}
	}
	if got := (machine{System: "windows/amd64", Cores: 1, Go: "go1.26", Load: -1}).String(); got != "1 core, windows/amd64, go1.26" {
		t.Errorf("%q", got)
	}
}
