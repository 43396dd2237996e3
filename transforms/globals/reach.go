package globals

import (
	"path/filepath"
	"slices"
	"strings"

	"sheaf/transforms/internal/applies"
)

// A reach is what a configuration is for.
type reach struct {
	files   func(file string) bool // nil: all
	callees []string               // the functions whose calls are changed: aliasify's "requireish"
}

// onlyRequire is what most configurations are for.
var onlyRequire = []string{"require"}

// has tells whether a call in a file is meant.
func (r *reach) has(file, callee string) bool {
	if r == nil {
		return callee == "require"
	}
	return slices.Contains(r.callees, callee) && (r.files == nil || r.files(file))
}

// reachOf reads what the options that npm's transforms have in common, and
// aliasify's and exposify's own, say a configuration is for. It returns nil for
// calls of require in all files.
func (b *builder) reachOf(v *value) *reach {
	r := &reach{callees: onlyRequire}
	if list := v.get("requireish"); list != nil && b.field == "aliasify" {
		if names, ok := words(list); ok {
			r.callees = names
			b.callees = append(b.callees, names...)
		} else {
			b.fail(list, "requireish must be the name of a function, or a list of names")
		}
	}
	if of := v.get("appliesTo"); of != nil && b.object(of, `"appliesTo"`) {
		lists := map[string][]string{}
		for i := range of.keys {
			name := of.keys[i].str
			list, ok := words(&of.list[i])
			switch {
			case !slices.Contains(applies.Names, name):
				b.warn(&of.keys[i], "appliesTo has no list %q: there are %s", name, strings.Join(applies.Names, ", "))
			case !ok:
				b.fail(&of.list[i], "appliesTo.%s must be a string, or a list of strings", name)
			default:
				lists[name] = list
			}
		}
		to, err := applies.To(lists, b.dir)
		if err != nil {
			b.fail(of, "%v", err)
		}
		r.files = to
	}
	if r.files == nil && len(r.callees) == 1 && r.callees[0] == "require" {
		return nil
	}
	return r
}

// words reads a string, a list of strings, or a list in brackets on a command line.
func words(v *value) ([]string, bool) {
	switch v.kind {
	case isString:
		return []string{v.str}, true
	case isObject:
		if list := v.get("_"); list != nil {
			return words(list)
		}
	case isList:
		names := []string{}
		for _, w := range v.list {
			if w.kind != isString {
				return nil, false
			}
			names = append(names, w.str)
		}
		return names, true
	}
	return nil, false
}

// filePattern returns what tells whether exposify would look at a file: by default
// those called .js.
func filePattern(v *value) (func(file string) bool, error) {
	if v == nil {
		return func(file string) bool { return filepath.Ext(file) == ".js" }, nil
	}
	re, err := applies.Pattern(v.str)
	if err != nil {
		return nil, err
	}
	return func(file string) bool { return re.MatchString(filepath.ToSlash(file)) }, nil
}
