package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

// A report is all that was found out. Its JSON is what -json writes.
type report struct {
	Machine machine      `json:"machine"`
	Rounds  int          `json:"rounds"`
	Watch   bool         `json:"watch,omitempty"` // the times are from a change to its bundle
	Apps    []*appResult `json:"apps"`
}

// An appResult is what was found out with one program. The first tool is that
// which the others are compared with.
type appResult struct {
	Name      string        `json:"name"`
	Title     string        `json:"title"`
	SourceMap bool          `json:"sourceMap"`
	Scale     int           `json:"scale,omitempty"` // modules of a generated program
	Tools     []*toolResult `json:"tools"`
}

// A toolResult is what was found out about one tool with one program.
type toolResult struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Command []string `json:"command,omitempty"`
	Samples []sample `json:"samples"`           // one a round, from the first on
	Modules int      `json:"modules,omitempty"` // 0: not known
	Bytes   int64    `json:"bytes,omitempty"`   // of the bundle
	Check   string   `json:"check,omitempty"`   // how far the bundle runs
	Memory  []memory `json:"memory,omitempty"`  // while watching
	Error   string   `json:"error,omitempty"`   // why it failed: in a word, all figures are missing or end early
	Notes   []string `json:"notes,omitempty"`   // what is odd about this run

	remarks []string // what is to be known about the tool in general
}

// A sample is one run.
type sample struct {
	Wall  time.Duration `json:"wallNanoseconds"`
	CPU   time.Duration `json:"cpuNanoseconds"`
	Peak  int64         `json:"peakBytes"` // 0: not measured
	Bound bool          `json:"peakIsUpperBound,omitempty"`
}

// A memory is how large a tool that watches is after so many bundles.
type memory struct {
	Bundles int   `json:"bundles"`
	Bytes   int64 `json:"residentBytes"`
}

// note adds a note, once.
func (t *toolResult) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(t.Notes, text) {
		t.Notes = append(t.Notes, text)
	}
}

// The figures of all rounds: seconds, seconds, bytes.
func (t *toolResult) wall() []float64 {
	return t.figures(func(s sample) float64 { return s.Wall.Seconds() })
}

func (t *toolResult) cpu() []float64 {
	return t.figures(func(s sample) float64 { return s.CPU.Seconds() })
}

func (t *toolResult) peak() []float64 {
	return t.figures(func(s sample) float64 { return float64(s.Peak) })
}

func (t *toolResult) figures(of func(sample) float64) []float64 {
	var list []float64
	for _, s := range t.Samples {
		list = append(list, of(s))
	}
	return list
}

// writeRaw writes the report as JSON.
func (r *report) writeRaw(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o666)
}
