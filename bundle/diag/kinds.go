package diag

import "strings"

// kinds count warnings that say the same of different names in one file.
type kinds struct {
	all, seen map[kind]int
}

type kind struct{ file, text string }

func newKinds(l List) *kinds {
	k := &kinds{map[kind]int{}, map[kind]int{}}
	for i := range l {
		if of, ok := kindOf(&l[i]); ok {
			k.all[of]++
		}
	}
	return k
}

// next tells of a message, the next in the list, whether there were enough like
// it, and if it is the last that is to be shown, how many are left.
func (k *kinds) next(m *Message) (more int, skip bool) {
	of, ok := kindOf(m)
	if !ok {
		return 0, false
	}
	k.seen[of]++
	switch n := k.all[of]; {
	case n <= mostAlike+1 || k.seen[of] < mostAlike: // one more is as short as a line that counts it
		return 0, false
	case k.seen[of] == mostAlike:
		return n - mostAlike, false
	}
	return 0, true
}

// kindOf returns what a warning about a file has in common with others.
func kindOf(m *Message) (kind, bool) {
	if m.Severity != Warning || m.Where == nil {
		return kind{}, false
	}
	var text strings.Builder
	for i, part := range strings.Split(m.Text, `"`) {
		if i%2 == 0 { // not quoted
			text.WriteString(part + `"`)
		}
	}
	return kind{m.Where.File, text.String()}, true
}
