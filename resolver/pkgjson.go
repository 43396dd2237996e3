package resolver

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// scanner is a single pass over a JSON text. It accepts what encoding/json
// accepts and copies nothing.
type scanner struct {
	s   string
	pos int
}

// maxDepth is how deeply values may nest, as in encoding/json.
const maxDepth = 10000

// jsonError says what is wrong at a byte offset.
type jsonError struct {
	offset int
	msg    string
}

func (e *jsonError) Error() string { return e.msg }

func (p *scanner) fail(msg string) error { return &jsonError{p.pos, msg} }

// unexpected says what stands at the position instead of what was wanted.
func (p *scanner) unexpected(want string) error {
	if p.pos >= len(p.s) {
		return p.fail("the text ends where " + want + " should be")
	}
	r, _ := utf8.DecodeRuneInString(p.s[p.pos:])
	return p.fail(fmt.Sprintf("found %q where %s should be", r, want))
}

func (p *scanner) space() {
	for p.pos < len(p.s) {
		switch p.s[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		default:
			return
		}
	}
}

// eat steps over c if it is next.
func (p *scanner) eat(c byte) bool {
	if p.pos < len(p.s) && p.s[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

// value steps over any value, checking it.
func (p *scanner) value(depth int) error {
	if p.pos >= len(p.s) {
		return p.unexpected("a value")
	}
	switch c := p.s[p.pos]; {
	case c == '"':
		return p.str()
	case c == '{':
		return p.object(depth, nil)
	case c == '[':
		return p.array(depth, nil)
	case c == 't':
		return p.word("true")
	case c == 'f':
		return p.word("false")
	case c == 'n':
		return p.word("null")
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	return p.unexpected("a value")
}

// object steps over an object. For each member, f (if there is one) is called
// with the key as written between its quotes and must step over the value.
func (p *scanner) object(depth int, f func(key string) error) error {
	if depth > maxDepth {
		return p.fail("values nest too deeply")
	}
	p.pos++
	if p.space(); p.eat('}') {
		return nil
	}
	for {
		if p.pos >= len(p.s) || p.s[p.pos] != '"' {
			return p.unexpected("a key in double quotes")
		}
		start := p.pos + 1
		if err := p.str(); err != nil {
			return err
		}
		key := p.s[start : p.pos-1]
		if p.space(); !p.eat(':') {
			return p.unexpected("':'")
		}
		p.space()
		var err error
		if f != nil {
			err = f(key)
		} else {
			err = p.value(depth + 1)
		}
		if err != nil {
			return err
		}
		if p.space(); p.eat('}') {
			return nil
		}
		if !p.eat(',') {
			return p.unexpected("',' or '}'")
		}
		p.space()
	}
}

// array steps over an array. For each element, f (if there is one) must step
// over the value.
func (p *scanner) array(depth int, f func() error) error {
	if depth > maxDepth {
		return p.fail("values nest too deeply")
	}
	p.pos++
	if p.space(); p.eat(']') {
		return nil
	}
	for {
		var err error
		if f != nil {
			err = f()
		} else {
			err = p.value(depth + 1)
		}
		if err != nil {
			return err
		}
		if p.space(); p.eat(']') {
			return nil
		}
		if !p.eat(',') {
			return p.unexpected("',' or ']'")
		}
		p.space()
	}
}

func (p *scanner) str() error {
	p.pos++
	for p.pos < len(p.s) {
		switch c := p.s[p.pos]; {
		case c == '"':
			p.pos++
			return nil
		case c == '\\':
			if err := p.escape(); err != nil {
				return err
			}
		case c < 0x20:
			return p.fail(fmt.Sprintf("found the control character %q in a string (a closing quote may be missing)", rune(c)))
		default:
			p.pos++
		}
	}
	return p.unexpected("a closing quote")
}

func (p *scanner) escape() error {
	p.pos++
	if p.pos >= len(p.s) {
		return p.unexpected("an escape")
	}
	switch p.s[p.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		p.pos++
		return nil
	case 'u':
		p.pos++
		for range 4 {
			if p.pos >= len(p.s) || !isHex(p.s[p.pos]) {
				return p.unexpected("a hexadecimal digit")
			}
			p.pos++
		}
		return nil
	}
	return p.unexpected(`an escape that JSON knows (\" \\ \/ \b \f \n \r \t \u)`)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func (p *scanner) word(w string) error {
	for i := range len(w) {
		if !p.eat(w[i]) {
			return p.unexpected("the rest of " + w)
		}
	}
	return nil
}

func (p *scanner) digits() bool {
	start := p.pos
	for p.pos < len(p.s) && p.s[p.pos] >= '0' && p.s[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

func (p *scanner) number() error {
	p.eat('-')
	if !p.eat('0') && !p.digits() {
		return p.unexpected("a digit")
	}
	if p.eat('.') && !p.digits() {
		return p.unexpected("a digit")
	}
	if p.eat('e') || p.eat('E') {
		if !p.eat('+') {
			p.eat('-')
		}
		if !p.digits() {
			return p.unexpected("a digit")
		}
	}
	return nil
}

// topLevel scans a whole text and calls f for each member of the object it is,
// with the key decoded and the value's bounds. Other values are checked and
// passed over. It reports whether JavaScript would call the value an object: a
// list is one.
func topLevel(text string, f func(key string, start, end int)) (object bool, err error) {
	p := &scanner{s: text}
	p.space()
	if p.pos < len(text) && text[p.pos] == '{' {
		object = true
		err = p.object(1, func(key string) error {
			start := p.pos
			err := p.value(2)
			if err == nil {
				f(unescape(key), start, p.pos)
			}
			return err
		})
	} else {
		object = strings.HasPrefix(text[p.pos:], "[")
		err = p.value(1)
	}
	if err != nil {
		return false, err
	}
	if p.space(); p.pos < len(text) {
		return object, p.unexpected("the end of the text")
	}
	return object, nil
}

// unescape returns what a string means whose text between the quotes is s; s
// has been checked.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 && utf8.ValidString(s) {
		return s
	}
	var out string
	if json.Unmarshal([]byte(`"`+s+`"`), &out) != nil {
		return s
	}
	return out
}

// jsonValue is a parsed value whose object members keep their order. kind is
// the first byte of its text: one of { [ " t f n, or 0 for a number.
type jsonValue struct {
	kind byte
	str  string
	keys []string // of an object, each once
	vals []jsonValue
	at   map[string]int // where a key is, if there are many
}

var errNotJSON = errors.New("not JSON")

// parseJSON parses a value that has been checked.
func parseJSON(text string) (jsonValue, error) {
	p := &scanner{s: text}
	p.space()
	return p.parse(1)
}

func (p *scanner) parse(depth int) (v jsonValue, err error) {
	if p.pos >= len(p.s) {
		return v, errNotJSON
	}
	start := p.pos
	switch c := p.s[p.pos]; c {
	case '{':
		v.kind = c
		err = p.object(depth, func(key string) error {
			m, err := p.parse(depth + 1)
			if err == nil {
				v.set(unescape(key), m)
			}
			return err
		})
	case '[':
		v.kind = c
		err = p.array(depth, func() error {
			m, err := p.parse(depth + 1)
			v.vals = append(v.vals, m)
			return err
		})
	default:
		if err = p.value(depth); err != nil {
			return v, err
		}
		switch c {
		case '"':
			v.kind, v.str = c, unescape(p.s[start+1:p.pos-1])
		case 't', 'f', 'n':
			v.kind = c
		}
	}
	return v, err
}

// set adds a member; a key that comes again takes the new value in its old
// place, as in JavaScript.
func (v *jsonValue) set(key string, m jsonValue) {
	if i := v.index(key); i >= 0 {
		v.vals[i] = m
		return
	}
	v.keys, v.vals = append(v.keys, key), append(v.vals, m)
	const many = 16
	switch {
	case v.at != nil:
		v.at[key] = len(v.keys) - 1
	case len(v.keys) == many:
		v.at = make(map[string]int, 2*many)
		for i, k := range v.keys {
			v.at[k] = i
		}
	}
}

// index returns where a key is, or -1.
func (v *jsonValue) index(key string) int {
	if v.at != nil {
		if i, ok := v.at[key]; ok {
			return i
		}
		return -1
	}
	for i, k := range v.keys {
		if k == key {
			return i
		}
	}
	return -1
}

// get returns a member of an object.
func (v *jsonValue) get(key string) (jsonValue, bool) {
	if i := v.index(key); i >= 0 {
		return v.vals[i], true
	}
	return jsonValue{}, false
}
