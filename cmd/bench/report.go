package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sheaf/cmd/bench/internal/stats"
)

// isOurs tells whether a tool's name is that of a sheaf.
func isOurs(name string) bool { return name == "sheaf" || strings.HasPrefix(name, "sheaf ") }

// markdown writes the report.
func (r *report) markdown(w io.Writer) error {
	if r.Watch {
		return r.watchMarkdown(w)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Measured with %s, in %s: medians of wall time, processor time (of all threads and processes) and peak memory. "+
		"The ratios are sheaf's figure divided by the other tool's in the same round: median (least–greatest). "+
		"Below 1, sheaf needs less.\n", r.Machine, plural(r.Rounds, "round"))
	for _, a := range r.Apps {
		a.markdown(&b)
	}
	r.scaleTable(&b)
	r.toolNotes(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// markdown writes the table of one program, and what is odd about it.
func (a *appResult) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n**%s**: %s\n\n", a.Name, a.Title)
	b.WriteString("| | wall | cpu | memory | ratio: wall | cpu | memory | modules | bundle | check |\n")
	b.WriteString("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n")
	for _, t := range a.Tools {
		fmt.Fprintf(b, "| %s | %s |\n", t.Name, strings.Join(a.row(t), " | "))
	}
	a.ofBrowserify(b)
	a.notes(b)
}

// notes writes what is odd about a program's figures.
func (a *appResult) notes(b *bytes.Buffer) {
	var notes []string
	for _, t := range a.Tools {
		for _, n := range t.Notes {
			notes = append(notes, t.Name+": "+n)
		}
		if t.Error != "" {
			notes = append(notes, t.Name+" failed: "+t.Error)
		}
		if n, most := len(t.Samples), len(a.Tools[0].Samples); t.Error == "" && n < most {
			notes = append(notes, fmt.Sprintf("%s is slow and took part in %s of %d", t.Name, plural(n, "round"), most))
		}
	}
	if len(notes) > 0 {
		b.WriteString("\n")
	}
	for _, n := range notes {
		fmt.Fprintf(b, "- %s\n", escape(n))
	}
}

// ofBrowserify writes, where sheaf was run in several ways, how each compares
// with Browserify: the table has that of the first only.
func (a *appResult) ofBrowserify(b *bytes.Buffer) {
	last := a.Tools[len(a.Tools)-1]
	var parts []string
	for _, t := range a.Tools {
		if r := ratio(stats.Ratios(t.wall(), last.wall())); isOurs(t.Name) && r != "" {
			parts = append(parts, t.Name+" "+r)
		}
	}
	if last.Name == "browserify" && len(parts) > 1 {
		fmt.Fprintf(b, "\nOf Browserify's wall time: %s.\n", strings.Join(parts, ", "))
	}
}

// row returns the cells of a tool after its name.
func (a *appResult) row(t *toolResult) []string {
	cells := slices.Repeat([]string{""}, 9)
	if t.Modules > 0 {
		cells[6] = grouped(t.Modules)
	}
	if t.Bytes > 0 {
		cells[7] = bundleSize(t.Bytes)
	}
	cells[8] = t.Check
	if t.Error != "" {
		cells[8] = "failed"
	}
	if len(t.Samples) == 0 {
		return cells
	}
	cells[0], cells[1], cells[2] = seconds(stats.Median(t.wall())), seconds(stats.Median(t.cpu())), t.memory()
	first := a.Tools[0]
	if t == first {
		return cells
	}
	cells[3] = ratio(stats.Ratios(first.wall(), t.wall()))
	cells[4] = ratio(stats.Ratios(first.cpu(), t.cpu()))
	cells[5] = ratio(stats.Ratios(first.peak(), t.peak()))
	return cells
}

// memory is the median of the peaks.
func (t *toolResult) memory() string {
	median := stats.Median(t.peak())
	if median == 0 {
		return ""
	}
	text := fmt.Sprintf("%.0f MiB", median/(1<<20))
	if slices.ContainsFunc(t.Samples, func(s sample) bool { return s.Bound }) {
		return "≤ " + text
	}
	return text
}

// scaleTable writes how the time for a module grows with the program.
func (r *report) scaleTable(b *bytes.Buffer) {
	var apps []*appResult
	for _, a := range r.Apps {
		if a.Scale > 0 {
			apps = append(apps, a)
		}
	}
	if len(apps) < 2 {
		return
	}
	names := toolNames(apps)
	fmt.Fprintf(b, "\n**scale**: wall time for each module, and that relative to %s\n\n", apps[0].Name)
	fmt.Fprintf(b, "| modules | %s |\n|---:|%s\n", strings.Join(names, " | "), strings.Repeat("---:|", len(names)))
	for _, a := range apps {
		fmt.Fprintf(b, "| %s |", grouped(a.Scale))
		for _, name := range names {
			fmt.Fprintf(b, " %s |", perModule(a, apps[0], name))
		}
		b.WriteString("\n")
	}
}

// perModule is a cell of the scale table.
func perModule(a, base *appResult, name string) string {
	each, ok := a.perModule(name)
	if !ok {
		return ""
	}
	text := fmt.Sprintf("%.0f µs", each*1e6)
	if each < 10e-6 {
		text = fmt.Sprintf("%.1f µs", each*1e6)
	}
	if first, ok := base.perModule(name); ok {
		text += fmt.Sprintf(" (× %.2f)", each/first)
	}
	return text
}

// perModule is the median wall time for one module, in seconds.
func (a *appResult) perModule(name string) (float64, bool) {
	for _, t := range a.Tools {
		if t.Name == name && len(t.Samples) > 0 {
			return stats.Median(t.wall()) / float64(a.Scale), true
		}
	}
	return 0, false
}

// toolNotes writes which tools those are and what they do otherwise.
func (r *report) toolNotes(b *bytes.Buffer) {
	b.WriteString("\nThe tools:\n\n")
	for _, name := range toolNames(r.Apps) {
		t := r.tool(name)
		fmt.Fprintf(b, "- %s", name)
		if t.Version != "" {
			fmt.Fprintf(b, " (%s)", t.Version)
		}
		if len(t.remarks) > 0 {
			fmt.Fprintf(b, ": %s.", strings.Join(t.remarks, "; "))
		}
		b.WriteString("\n")
	}
	if r.Watch {
		return
	}
	b.WriteString("\nA tool's modules are those that it reads, as it counts them itself; sheaf's and Browserify's are counted in the bundle. " +
		"Each bundle was loaded in Node, in a context without a DOM; jQuery ends there, after what comes before it has run.\n")
}

func (r *report) tool(name string) *toolResult {
	for _, a := range r.Apps {
		for _, t := range a.Tools {
			if t.Name == name {
				return t
			}
		}
	}
	return nil
}

// toolNames lists the tools of several programs, each once.
func toolNames(apps []*appResult) []string {
	var names []string
	for _, a := range apps {
		for _, t := range a.Tools {
			if !slices.Contains(names, t.Name) {
				names = append(names, t.Name)
			}
		}
	}
	return names
}

// seconds shows a time with three digits or so.
func seconds(s float64) string {
	switch {
	case math.IsNaN(s):
		return ""
	case s < .0995:
		return fmt.Sprintf("%.1f ms", s*1e3)
	case s < .9995:
		return fmt.Sprintf("%.0f ms", s*1e3)
	}
	return fmt.Sprintf("%.2f s", s)
}

// ratio shows a range, with two digits that count at least.
func ratio(r stats.Range, ok bool) string {
	if !ok {
		return ""
	}
	digits := 2
	for limit := .1; r.Median < limit && digits < 5; limit /= 10 {
		digits++
	}
	f := func(x float64) string { return strconv.FormatFloat(x, 'f', digits, 64) }
	return fmt.Sprintf("%s (%s–%s)", f(r.Median), f(r.Min), f(r.Max))
}

func bundleSize(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.2f MB", float64(n)/1e6)
}

// grouped writes a number with commas between the thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// escape keeps text from ending a cell or becoming markup.
func escape(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(s)
}
