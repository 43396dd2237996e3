package goja

import (
	"fmt"
	"strings"
	"sync"
)

// regexpModule is what js/regexp.js stands on.
func (m *machine) regexpModule() map[string]any {
	return map[string]any{"repair": repairPattern, "original": originalPattern}
}

// repaired are the patterns that were repaired, by what was made of them.
var repaired sync.Map

// originalPattern returns what a pattern was before it was repaired.
func originalPattern(pattern string) string {
	if original, ok := repaired.Load(pattern); ok {
		return original.(string)
	}
	return pattern
}

// repairPattern works around what goja makes of \p{…} in a regular expression:
// by itself it matches nothing if the pattern does not look ahead or behind, and
// not all properties have names that it knows.
func repairPattern(pattern, flags string) string {
	if !strings.Contains(flags, "u") || !strings.Contains(pattern, `\p{`) && !strings.Contains(pattern, `\P{`) {
		return pattern
	}
	var out strings.Builder
	looks := false
	class := false
	rest := pattern
	for rest != "" {
		i := strings.IndexAny(rest, `\[]`)
		if i < 0 || i == len(rest)-1 {
			break
		}
		out.WriteString(rest[:i])
		rest = rest[i:]
		n := 1
		switch {
		case rest[0] != '\\':
			class = rest[0] == '['
		case rest[1] != 'p' && rest[1] != 'P':
			n = 2
		default:
			if name, _, ok := strings.Cut(rest[2:], "}"); ok && name != "" && name[0] == '{' {
				text, known := property(name[1:], rest[1] == 'P', class)
				looks = looks || known
				out.WriteString(text)
				rest = rest[2+len(name)+1:]
				continue
			}
			looks = true // and is refused
		}
		out.WriteString(rest[:n])
		rest = rest[n:]
	}
	head := "(?:)"
	if looks {
		head = "(?=)"
	}
	made := head + out.String() + rest
	repaired.Store(made, pattern)
	return made
}

// property returns what stands for \p{name}, or \P{name}, in a pattern or in a
// class of one. known tells whether that is a \p{…} still.
func property(name string, not, class bool) (text string, known bool) {
	switch key, value, two := strings.Cut(name, "="); {
	case !two:
	case key == "General_Category" || key == "gc":
		name = value
	case key == "Script" || key == "sc":
		name = value
		if script, ok := scripts()[value]; ok {
			name = script
		}
	}
	if other, ok := knownAs()[name]; ok {
		name = other
	}
	set := derived(name)
	if set == nil {
		letter := "p"
		if not {
			letter = "P"
		}
		return `\` + letter + "{" + name + "}", true
	}
	if not {
		set = everything.without(set)
	}
	var b strings.Builder
	for _, span := range set {
		fmt.Fprintf(&b, `\u{%x}-\u{%x}`, span.first, span.last)
	}
	if class {
		return b.String(), false
	}
	return "[" + b.String() + "]", false
}
