package main

import (
	"fmt"
	"os"
	"strings"

	"sheaf/cmd/sheaf/internal/argv"
)

// warnUnknown says of each flag that sheaf does not know that it is ignored, as
// Browserify ignores it without a word.
func (p *program) warnUnknown(args *argv.Args) {
	names := known()
	told := map[string]bool{}
	for _, f := range args.Given {
		name, _, _ := strings.Cut(f.Name, ".")
		if names[name] || told[f.Name] {
			continue
		}
		told[f.Name] = true
		fmt.Fprintf(os.Stderr, "%s: %s\n", p.name, unknownFlag(args, f, names))
	}
	if args.Unbalanced {
		fmt.Fprintf(os.Stderr, "%s: brackets do not match: arguments among them are ignored\n", p.name)
	}
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
	written := "-" + f.Name
	if strings.HasPrefix(f.Arg, "--") {
		written, _, _ = strings.Cut(f.Arg, "=")
	}
	text := fmt.Sprintf("unknown flag %q ignored", written)
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
