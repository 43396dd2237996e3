package argv

import (
	"fmt"
	"slices"
	"strings"
)

// A parser is one run of minimist.
type parser struct {
	bools, strings map[string]bool
	attached       []string
	aliases        map[string][]string
	argv           *Object
	given          []Flag
	arg            string // the argument being read
}

func newParser(o Options) *parser {
	p := &parser{
		bools:   make(map[string]bool, len(o.Bool)),
		strings: make(map[string]bool, 2*len(o.String)),
		aliases: make(map[string][]string, 3*len(o.Alias)),
		argv:    &Object{},

		attached: o.Attached,
	}
	p.argv.Set("_", OfList())
	for _, name := range o.Bool {
		p.bools[name] = true
	}
	for _, a := range o.Alias {
		p.aliases[a.Name] = a.Others
		for _, x := range a.Others {
			rest := slices.DeleteFunc(slices.Clone(p.aliases[a.Name]), func(y string) bool { return y == x })
			p.aliases[x] = append([]string{a.Name}, rest...)
		}
	}
	for _, name := range o.String {
		p.strings[name] = true
		for _, x := range p.aliases[name] {
			p.strings[x] = true
		}
	}
	return p
}

// run reads the words. Boolean flags get their defaults first, as they never
// become lists, and the others theirs last, where nothing was given.
func (p *parser) run(words []word, o Options) error {
	defaults := map[string]Value{}
	for _, d := range o.Default {
		defaults[d.Name] = d.Value
	}
	for _, name := range o.Bool {
		v, ok := defaults[name]
		if !ok {
			v = OfBool(false)
		}
		if err := p.set(name, v); err != nil {
			return err
		}
	}
	p.given = nil
	if err := p.read(words); err != nil {
		return err
	}
	for _, d := range o.Default {
		if p.has(strings.Split(d.Name, ".")) {
			continue
		}
		if err := p.setAll(d.Name, d.Value); err != nil {
			return err
		}
	}
	return nil
}

// read is minimist's loop over the arguments.
func (p *parser) read(words []word) error {
	var rest []word
	if i := slices.Index(words, word{text: "--"}); i >= 0 {
		words, rest = words[:i], words[i+1:]
	}
	for len(words) > 0 {
		w := words[0]
		p.arg = w.text
		used, err := 0, error(nil)
		switch {
		case w.group != nil:
			p.positional(w.value())
		case strings.HasPrefix(w.text, "--") && line(w.text[2:]) != "":
			used, err = p.long(w.text, words[1:])
		case len(w.text) > 1 && w.text[0] == '-' && w.text[1] != '-':
			used, err = p.short(w.text, words[1:])
		default:
			p.positional(p.number("_", w))
		}
		if err != nil {
			return err
		}
		words = words[1+used:]
	}
	for _, w := range rest {
		p.positional(w.value())
	}
	return nil
}

func (p *parser) positional(v Value) {
	l := p.argv.Get("_")
	if l.kind != List { // "--_" cannot take the list away, but its elements
		return
	}
	l.list.items = append(l.list.items, v)
}

// long reads "--name", "--name=value" or "--no-name". It returns how many of
// the words after it are its value.
func (p *parser) long(arg string, after []word) (int, error) {
	if i := strings.IndexByte(arg[2:], '='); i >= 0 && strings.IndexByte(line(arg[3:]), '=') >= 0 {
		if i == 0 {
			return 0, fmt.Errorf("%q: a flag's name stands before \"=\"", arg)
		}
		name, value := arg[2:2+i], arg[3+i:]
		if p.bools[name] {
			return 0, p.set(name, OfBool(value != "false"))
		}
		return 0, p.set(name, p.number(name, word{text: value}))
	}
	name := line(arg[2:])
	if no, ok := strings.CutPrefix(name, "no-"); ok && no != "" {
		return 0, p.set(no, OfBool(false))
	}
	return p.valueAfter(name, after)
}

// valueAfter sets a flag that has no value of its own: to the next word if it
// takes one, to true or "" else. It returns 1 if the word was taken.
func (p *parser) valueAfter(name string, after []word) (int, error) {
	if len(after) > 0 && !after[0].isFlag() && !p.isBool(name) && !slices.Contains(p.attached, name) {
		return 1, p.set(name, p.number(name, after[0]))
	}
	if len(after) > 0 && (after[0].text == "true" || after[0].text == "false") {
		return 1, p.set(name, OfBool(after[0].text == "true"))
	}
	return 0, p.set(name, p.bare(name))
}

// short reads "-abc", "-avalue" or "-a=value". It returns how many of the
// words after it are its value.
//
// JavaScript looks at UTF-16 code units here: a character that takes two is two
// flags.
func (p *parser) short(arg string, after []word) (int, error) {
	units := codeUnits(arg[1:])
	last := len(units) - 1
	for j, unit := range units[:last] {
		letter, next := unit.text, unit.after
		value, done := "", true
		switch {
		case next == "-":
			value, done = next, false
		case isLetter(letter) && next[0] == '=':
			value = next[1:]
		case isLetter(letter) && endsInNumber(next):
			value = next
		case j+1 < last && !isWord(units[j+1].text):
			value = next
		default:
			if err := p.set(letter, p.bare(letter)); err != nil {
				return 0, err
			}
			continue
		}
		if err := p.set(letter, p.number(letter, word{text: value})); err != nil || done {
			return 0, err
		}
	}
	if units[last].text == "-" {
		return 0, nil
	}
	if len(after) > 0 && after[0] == (word{}) { // minimist asks whether it is truthy
		after = nil
	}
	return p.valueAfter(units[last].text, after)
}

// isFlag matches /^(-|--)[^-]/.
func (w word) isFlag() bool {
	s, ok := strings.CutPrefix(w.text, "-")
	if !ok {
		return false
	}
	s = strings.TrimPrefix(s, "-")
	return s != "" && s[0] != '-'
}

func (p *parser) isBool(name string) bool {
	return p.bools[name] || slices.ContainsFunc(p.aliases[name], func(x string) bool { return p.bools[x] })
}

// bare is the value of a flag that has none.
func (p *parser) bare(name string) Value {
	if p.strings[name] {
		return OfString("")
	}
	return OfBool(true)
}

// number is the value of a word given to a flag.
func (p *parser) number(name string, w word) Value {
	if w.group == nil && !p.strings[name] {
		if n, ok := parseNumber(w.text); ok {
			return OfNumber(n)
		}
	}
	return w.value()
}

// set sets a flag of the command line.
func (p *parser) set(name string, v Value) error {
	p.given = append(p.given, Flag{Name: name, Arg: p.arg})
	return p.setAll(name, v)
}

// setAll sets a flag under all its names.
func (p *parser) setAll(name string, v Value) error {
	if err := p.setPath(name, v); err != nil {
		return err
	}
	for _, x := range p.aliases[name] {
		if err := p.setPath(x, v); err != nil {
			return err
		}
	}
	return nil
}

// setPath is minimist's setKey: it walks down a dotted name and sets the last
// part, or makes a list of what is there and v.
func (p *parser) setPath(path string, v Value) error {
	o, names := OfObject(p.argv), strings.Split(path, ".")
	last := names[len(names)-1]
	for i, name := range names {
		if name == "__proto__" || name == "constructor" {
			return nil
		}
		now := o.property(name)
		if i < len(names)-1 {
			if now.kind == Undefined {
				now = OfObject(&Object{})
				if !o.setProperty(name, now) {
					return p.noObject(names[:i])
				}
			}
			o = now
			continue
		}
		switch {
		case now.kind == Undefined || now.kind == Bool || p.bools[last]:
		case now.kind == List:
			now.list.items = append(now.list.items, v)
			return nil
		default:
			v = OfList(now, v)
		}
		if !o.setProperty(last, v) {
			return p.noObject(names[:i])
		}
	}
	return nil
}

func (p *parser) noObject(names []string) error {
	return fmt.Errorf("%q: %q already has a value, which has no parts to set", p.arg, strings.Join(names, "."))
}

// has tells whether a dotted name was set.
func (p *parser) has(names []string) bool {
	o := OfObject(p.argv)
	for _, name := range names[:len(names)-1] {
		o = o.property(name)
	}
	last := names[len(names)-1]
	if o.kind == Group {
		return o.obj.Has(last)
	}
	return o.property(last).kind != Undefined
}
