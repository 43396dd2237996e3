package resolver

import (
	"fmt"
	"slices"
	"strings"
)

// byExports finds id through the exports field of a package, or through the
// imports field of the requiring one if id starts with #. It reports whether
// such a field had a say, in which case s.why tells what is wrong if nothing
// is found.
func (s *search) byExports(id string) (f found, handled bool) {
	if s.r.isPath(id) {
		return found{}, false
	}
	if strings.HasPrefix(id, "#") && s.hops == 0 {
		return s.byImports(id)
	}
	name, sub, ok := splitName(id)
	if !ok {
		return found{}, false
	}
	if l := s.from.nearest(); l != nil {
		if p := l.ownPackage(); p.exports() != nil && p.Name == name {
			return s.fromExports(l, p, sub), true
		}
	}
	for d := s.from; d != nil; d = d.parent {
		if nm := d.modules(); nm != nil {
			if f, handled = s.exportsIn(nm, name, sub); handled {
				return f, true
			}
		}
	}
	for _, nm := range s.r.paths {
		if f, handled = s.exportsIn(nm, name, sub); handled {
			return f, true
		}
	}
	return found{}, false
}

// exportsIn consults the package called name in a directory of modules.
func (s *search) exportsIn(nm *Dir, name, sub string) (found, bool) {
	at, _ := nm.walk(name)
	if !at.dir.exists() {
		return found{}, false
	}
	if _, k := at.dir.kind(at.name, ""); k != KindDir {
		return found{}, false
	}
	d := at.open()
	p := d.ownPackage()
	if p == nil || p.exports() == nil {
		return found{}, false
	}
	return s.fromExports(d, p, sub), true
}

// splitName cuts a spec into a package's name and the path in it, which is "."
// or starts with "./".
func splitName(id string) (name, sub string, ok bool) {
	end := strings.IndexByte(id, '/')
	if strings.HasPrefix(id, "@") {
		if end < 2 {
			return "", "", false
		}
		if i := strings.IndexByte(id[end+1:], '/'); i >= 0 {
			end += 1 + i
		} else {
			end = len(id)
		}
	} else if end < 0 {
		end = len(id)
	}
	name = id[:end]
	last := name[strings.IndexByte(name, '/')+1:]
	if last == "" || last[0] == '.' || strings.ContainsAny(name, `\%`) {
		return "", "", false
	}
	return name, "." + id[end:], true
}

// fromExports resolves a path in the package p, reached at d, by its exports.
func (s *search) fromExports(d *Dir, p *Package, sub string) found {
	t := targets{s: s, field: "exports", dir: d, pkg: p}
	table := p.exports()
	sugar, mixed := isSugar(table)
	if mixed {
		s.why = t.say("mixes paths and conditions")
		return found{}
	}
	if sugar {
		table = &jsonValue{kind: '{', keys: []string{"."}, vals: []jsonValue{*table}}
	}
	return t.match(table, sub)
}

// isSugar reports whether an exports field speaks of the package's main alone:
// a string, a list, or an object of conditions.
func isSugar(v *jsonValue) (sugar, mixed bool) {
	if v.kind != '{' {
		return true, false
	}
	for i, k := range v.keys {
		is := k == "" || k[0] != '.'
		if i > 0 && is != sugar {
			return false, true
		}
		sugar = is
	}
	return sugar, false
}

// byImports resolves a name that starts with #.
func (s *search) byImports(id string) (found, bool) {
	l := s.from.nearest()
	if l == nil || l.ownPackage().imports() == nil {
		return found{}, false
	}
	p := l.ownPackage()
	t := targets{s: s, field: "imports", dir: l, pkg: p, imports: true}
	if id == "#" || strings.HasPrefix(id, "#/") || p.imports().kind != '{' {
		s.why = t.say("cannot have the name " + fmt.Sprintf("%q", id))
		return found{}, true
	}
	return t.match(p.imports(), id), true
}

// targets resolves the targets of one field.
type targets struct {
	s       *search
	field   string // "exports" or "imports"
	dir     *Dir   // the package's directory as reached
	pkg     *Package
	imports bool
}

// say makes a sentence about the field.
func (t *targets) say(what string) string {
	return fmt.Sprintf("the %s field of %q %s", t.field, t.dir.join("package.json"), what)
}

// match finds the entry of table for key: the very one, else the pattern with
// the longest part before its star, else the longest key that ends in a slash.
func (t *targets) match(table *jsonValue, key string) found {
	if v, ok := table.get(key); ok && !strings.Contains(key, "*") && !strings.HasSuffix(key, "/") {
		return t.take(&v, "", key, false)
	}
	best, rest := -1, ""
	for i, k := range table.keys {
		before, after, ok := strings.Cut(k, "*")
		if ok && strings.HasPrefix(key, before) && len(key) >= len(k) && strings.HasSuffix(key, after) &&
			!strings.Contains(after, "*") && (best < 0 || longer(k, table.keys[best])) {
			best, rest = i, key[len(before):len(key)-len(after)]
		}
	}
	if best >= 0 {
		return t.take(&table.vals[best], rest, table.keys[best], true)
	}
	for i, k := range table.keys {
		if strings.HasSuffix(k, "/") && strings.HasPrefix(key, k) && (best < 0 || len(k) > len(table.keys[best])) {
			best, rest = i, key[len(k):]
		}
	}
	if best >= 0 {
		return t.take(&table.vals[best], rest, table.keys[best], false)
	}
	t.s.why = t.say(fmt.Sprintf("has no entry for %q", key))
	return found{}
}

// longer reports whether pattern a is more particular than b.
func longer(a, b string) bool {
	i, j := strings.IndexByte(a, '*'), strings.IndexByte(b, '*')
	return i > j || i == j && len(a) > len(b)
}

// take resolves the value of an entry and says why if there is nothing.
func (t *targets) take(v *jsonValue, rest, key string, pattern bool) found {
	t.s.why = ""
	f, state := t.target(v, rest, key, pattern)
	if state == targetNone || state == targetNull {
		t.s.why = t.say(fmt.Sprintf("has nothing for %q under the conditions %s", key, t.conditions()))
		if state == targetNull {
			t.s.why = t.say(fmt.Sprintf("says that %q is not to be had (null)", key))
		}
		if slices.Contains(v.conditions(nil), "import") {
			t.s.why += `; there is one under "import"`
		}
	}
	return f
}

func (t *targets) conditions() string {
	list := ""
	for _, c := range t.s.conditions() {
		list += fmt.Sprintf("%q, ", c)
	}
	return list + `"default"`
}

// conditions returns all names that occur as conditions in a target.
func (v *jsonValue) conditions(list []string) []string {
	list = append(list, v.keys...)
	for i := range v.vals {
		list = v.vals[i].conditions(list)
	}
	return list
}

// targetState is what became of a target.
type targetState uint8

const (
	targetNone    targetState = iota // no condition matched
	targetNull                       // null forbids the path
	targetInvalid                    // not a valid target; in a list, the next is tried
	targetTaken                      // decided, found or not
)

func (t *targets) target(v *jsonValue, rest, key string, pattern bool) (found, targetState) {
	switch v.kind {
	case '"':
		return t.path(v.str, rest, key, pattern)
	case '[':
		state := targetNull
		for i := range v.vals {
			f, st := t.target(&v.vals[i], rest, key, pattern)
			if st == targetTaken {
				return f, st
			}
			if st != targetNone {
				state = st
			}
		}
		return found{}, state
	case '{':
		for i, k := range v.keys {
			if k != "default" && !slices.Contains(t.s.conditions(), k) {
				continue
			}
			if f, st := t.target(&v.vals[i], rest, key, pattern); st != targetNone {
				return f, st
			}
		}
		return found{}, targetNone
	case 'n':
		return found{}, targetNull
	}
	return t.invalid(key, "a target that is not a string")
}

func (t *targets) invalid(key, what string) (found, targetState) {
	t.s.why = t.say(fmt.Sprintf("has %s for %q", what, key))
	return found{}, targetInvalid
}

// path resolves a target that is a string.
func (t *targets) path(to, rest, key string, pattern bool) (found, targetState) {
	wrong := func() (found, targetState) {
		return t.invalid(key, fmt.Sprintf("the target %q, which is not a path in the package,", to))
	}
	if rest != "" && !pattern && !strings.HasSuffix(to, "/") {
		return wrong()
	}
	full := to + rest
	if pattern {
		full = strings.ReplaceAll(to, "*", rest)
	}
	if !strings.HasPrefix(to, "./") {
		if !t.imports || strings.HasPrefix(to, "../") || strings.HasPrefix(to, "/") || to == "" {
			return wrong()
		}
		return t.module(full), targetTaken
	}
	if leavesPackage(to[2:]) || leavesPackage(rest) {
		return wrong()
	}
	full = unpercent(full)
	at, _ := t.dir.walk(full)
	if t.pkg.browser != nil {
		switch to := t.pkg.browser.byPlace(at.rebase(t.dir)); to.kind {
		case toPath:
			at, _ = t.dir.walk(to.path)
			return t.s.asFile(at, false, t.pkg), targetTaken
		case toName:
			return t.module(to.path), targetTaken
		}
	}
	if name, k := t.s.look(at.dir, at.name, ""); k == KindFile {
		return found{at.dir, name, t.pkg}, targetTaken
	}
	t.s.why = t.say(fmt.Sprintf("has the target %q for %q, but there is no such file", full, key))
	return found{}, targetTaken
}

// module notes that a target names another module, to be looked for from the
// package's directory.
func (t *targets) module(id string) found {
	t.s.again, t.s.againFrom = id, t.dir
	return found{}
}

// leavesPackage reports whether a target or what stands for its star has a part
// that Node forbids: . and .. and node_modules, percent-encoded or not.
func leavesPackage(path string) bool {
	for part := range strings.FieldsFuncSeq(path, func(c rune) bool { return c == '/' || c == '\\' }) {
		switch strings.ToLower(unpercent(part)) {
		case ".", "..", "node_modules":
			return true
		}
	}
	return false
}

// unpercent decodes %41 and the like, as a URL's path is when it becomes a file
// name.
func unpercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
