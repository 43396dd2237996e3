package argv

import "strings"

// A word is an argument: a string, or a group that has been read.
type word struct {
	text  string // "[object Object]" for a group, as JavaScript's tests see it
	group *Object
}

func (w word) value() Value {
	if w.group != nil {
		return OfObject(w.group)
	}
	return OfString(w.text)
}

// A grouper is one run of subarg: it finds groups in brackets and reads them.
type grouper struct {
	steps      int
	unbalanced bool
}

// Bounds on brackets; subarg takes exponential time over unmatched ones.
const (
	deepest   = 200
	mostSteps = 1 << 20
)

// split returns the arguments with each group made one word. As in subarg,
// whatever begins with "[" opens a group and whatever ends with "]" closes
// one; after a stray "]" no more arguments count until a "[" makes up for it.
func (g *grouper) split(args []string, depth int) ([]word, error) {
	if depth > deepest {
		return nil, errBrackets
	}
	var words []word
	level, start := 0, 0
	for i, arg := range args {
		if g.steps++; g.steps > mostSteps {
			return nil, errBrackets
		}
		if strings.HasPrefix(arg, "[") {
			if level == 0 {
				start = i
			}
			level++
		}
		if !strings.HasSuffix(arg, "]") {
			if level == 0 {
				words = append(words, word{text: arg})
			}
			continue
		}
		level--
		if level > 0 {
			continue
		}
		if level < 0 {
			g.unbalanced = true
		}
		group, err := g.group(args[start:i+1], depth)
		if err != nil {
			return nil, err
		}
		words = append(words, word{text: "[object Object]", group: group})
	}
	if level != 0 {
		g.unbalanced = true
	}
	return words, nil
}

// group reads the arguments of a group, its brackets included.
func (g *grouper) group(args []string, depth int) (*Object, error) {
	sub := make([]string, len(args))
	copy(sub, args)
	sub[0] = strings.TrimPrefix(sub[0], "[")
	if sub[0] == "" {
		sub = sub[1:]
	}
	if n := len(sub) - 1; n >= 0 {
		sub[n] = strings.TrimSuffix(sub[n], "]")
		if sub[n] == "" {
			sub = sub[:n]
		}
	}
	words, err := g.split(sub, depth+1)
	if err != nil {
		return nil, err
	}
	p := newParser(Options{})
	if err := p.run(words, Options{}); err != nil {
		return nil, err
	}
	return p.argv, nil
}
