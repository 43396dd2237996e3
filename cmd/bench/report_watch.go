package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"sheaf/cmd/bench/internal/stats"
)

// watchMarkdown writes the report of tools that watched.
func (r *report) watchMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Measured with %s, in %s: the time from when one file of the program began to be saved until the bundle on disk had its new text, "+
		"looked at every %v. All tools watch all the time; between changes they are left alone for %v. "+
		"The ratios are sheaf's time divided by the other tool's in the same round: median (least–greatest).\n",
		r.Machine, plural(r.Rounds, "round"), glance, settled)
	for _, a := range r.Apps {
		a.watchMarkdown(&b)
	}
	r.toolNotes(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// watchMarkdown writes the table of one program, and what is odd about it.
func (a *appResult) watchMarkdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n**%s**, watched: %s\n\n", a.Name, a.Title)
	b.WriteString("| | median | 95th percentile | ratio | modules | bundle | check |\n")
	b.WriteString("|---|---:|---:|---:|---:|---:|---|\n")
	for _, t := range a.Tools {
		cells := a.row(t)
		p95 := ""
		if len(t.Samples) > 0 {
			p95 = seconds(stats.Percentile(t.wall(), 95))
		}
		fmt.Fprintf(b, "| %s | %s |\n", t.Name, strings.Join([]string{cells[0], p95, cells[3], cells[6], cells[7], cells[8]}, " | "))
	}
	a.notes(b)
	for _, t := range a.Tools {
		if n := len(t.Memory); n > 1 {
			first, last := t.Memory[0], t.Memory[n-1]
			fmt.Fprintf(b, "\n%s's memory: %.0f MiB after %s, %.0f MiB after %s (%+.1f %%).\n", t.Name,
				mib(first.Bytes), plural(first.Bundles, "bundle"), mib(last.Bytes), plural(last.Bundles, "bundle"),
				100*(float64(last.Bytes)/float64(first.Bytes)-1))
		}
	}
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }
