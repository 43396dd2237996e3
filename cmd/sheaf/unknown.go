package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
)

// warnUnknown says of each flag that sheaf does not know, or that lacks
// what it needs, that it is ignored, as Browserify ignores it without a word.
func (p *program) warnUnknown(args *argv.Args) {
	names := known()
	told := map[string]bool{}
	var warnings diag.List
	warn := func(text string) {
		warnings = append(warnings, diag.Message{Severity: diag.Warning, Text: text})
	}
	for _, f := range args.Given {
		name, _, _ := strings.Cut(f.Name, ".")
		switch {
		case told[f.Name]:
			continue
		case !names[name]:
			warn(unknownFlag(args, f, names))
		case takesValue(f.Name) && slices.ContainsFunc(args.Get(f.Name).Items(), isEmpty):
			warn(fmt.Sprintf("flag %q ignored: it has no value", written(f)))
		case p.goesWith(args, f.Name) != "":
			warn(fmt.Sprintf("flag %q ignored: it goes with %s", written(f), p.goesWith(args, f.Name)))
		default:
			continue
		}
		told[f.Name] = true
	}
	if args.Unbalanced {
		warn("brackets do not match: arguments among them are ignored")
	}
	if len(warnings) > 0 {
		diag.Print(os.Stderr, warnings, p.style)
	}
}

// goesWith returns which flag is missing without which a flag says nothing, or "".
func (p *program) goesWith(args *argv.Args, name string) string {
	serves := asksToServe(args.Get("serve"))
	watches := serves || args.Get("watch").Truthy() || p.name == "watchify"
	switch {
	case !args.Get(name).Truthy():
		return ""
	case !serves && slices.Contains(ofServe, name):
		return "--serve"
	case !watches && slices.Contains(ofWatch, name):
		return "--watch"
	}
	return ""
}

// isEmpty tells whether a value is that of a flag that takes one and has none.
func isEmpty(v argv.Value) bool {
	return v.Kind() == argv.String && !v.Truthy() || v.Kind() == argv.Bool && v.Truthy()
}

// known returns the names of all flags.
func known() map[string]bool {
	names := map[string]bool{"_": true}
	for _, list := range [][]string{flags.Bool, flags.String, undeclared} {
		for _, name := range list {
			names[name] = true
		}
	}
	for _, d := range flags.Default {
		names[d.Name] = true
	}
	for _, a := range flags.Alias {
		names[a.Name] = true
		for _, other := range a.Others {
			names[other] = true
		}
	}
	return names
}

// unknownFlag is the warning about a flag. A value that went with the flag is
// named: it may have been meant as an entry.
func unknownFlag(args *argv.Args, f argv.Flag, names map[string]bool) string {
	text := fmt.Sprintf("unknown flag %q ignored", written(f))
	if v := args.Get(f.Name); v.Kind() == argv.String && !strings.Contains(f.Arg, "=") && v.String() != "" {
		text += fmt.Sprintf(" with its value %q", v.String())
	}
	if near := nearest(f.Name, names); near != "" {
		if strings.HasPrefix(f.Arg, "--no-") {
			near = "no-" + near
		}
		text += fmt.Sprintf("; did you mean %q?", "--"+near)
	}
	return text
}

// written is how the user wrote a flag, without its value.
func written(f argv.Flag) string {
	if !strings.HasPrefix(f.Arg, "--") {
		return "-" + f.Name
	}
	name, _, _ := strings.Cut(f.Arg, "=")
	return name
}

// takesValue tells whether a flag is one of Browserify's that are nothing without
// a value.
func takesValue(name string) bool {
	for _, a := range flags.Alias {
		if slices.Contains(a.Others, name) {
			name = a.Name
		}
	}
	return slices.Contains(valued, name)
}

// nearest returns the known flag that a name is most probably a slip of, or "".
func nearest(name string, names map[string]bool) string {
	if len(name) < 3 {
		return ""
	}
	limit := 1
	if len(name) > 5 {
		limit = 2
	}
	best, least := "", limit+1
	for n := range names {
		if len(n) < 3 {
			continue
		}
		if d := distance(name, n); d < least || d == least && best != "" && n < best {
			best, least = n, d
		}
	}
	return best
}

// distance is how many bytes must be changed, added, dropped or swapped with
// their neighbour to make b of a.
func distance(a, b string) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
