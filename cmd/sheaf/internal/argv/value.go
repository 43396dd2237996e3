package argv

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds of values; Undefined is that of the zero Value.
const (
	Undefined Kind = iota
	Bool
	Number
	String
	List
	Group // an object: what [ ] or a dotted flag makes
)

// A Value is what a flag was given: one of JavaScript's values, as minimist
// makes them. The zero Value is undefined. Copies share a list's elements and
// an object's members, as in JavaScript.
type Value struct {
	kind Kind
	b    bool
	n    float64
	s    string
	list *list
	obj  *Object
}

// list is a JavaScript array: elements, and properties that are no index.
type list struct {
	items []Value
	props Object
}

// An Object has members in the order in which they were set. The zero Object
// is empty.
//
// Unlike JavaScript's it inherits nothing: "toString" is a name like any
// other, where minimist trips over it.
type Object struct {
	names  []string
	values map[string]Value
}

// OfBool returns the value b.
func OfBool(b bool) Value { return Value{kind: Bool, b: b} }

// OfNumber returns the value n.
func OfNumber(n float64) Value { return Value{kind: Number, n: n} }

// OfString returns the value s.
func OfString(s string) Value { return Value{kind: String, s: s} }

// OfList returns a list of items.
func OfList(items ...Value) Value { return Value{kind: List, list: &list{items: items}} }

// OfObject returns the value o.
func OfObject(o *Object) Value { return Value{kind: Group, obj: o} }

// Kind returns the type of v.
func (v Value) Kind() Kind { return v.kind }

// Truthy tells whether JavaScript's Boolean(v) is true.
func (v Value) Truthy() bool {
	switch v.kind {
	case Bool:
		return v.b
	case Number:
		return v.n != 0 && !math.IsNaN(v.n)
	case String:
		return v.s != ""
	case Undefined:
		return false
	}
	return true
}

// IsFalse tells whether v is the value false: not 0, nor "false".
func (v Value) IsFalse() bool { return v.kind == Bool && !v.b }

// Object returns the object that v is, or nil.
func (v Value) Object() *Object { return v.obj }

// Items returns the elements of a list, or else v itself as the only one:
// JavaScript's [].concat(v).
func (v Value) Items() []Value {
	if v.kind == List {
		return v.list.items
	}
	return []Value{v}
}

// String returns what JavaScript's String(v) does.
func (v Value) String() string {
	switch v.kind {
	case Bool:
		return strconv.FormatBool(v.b)
	case Number:
		return formatNumber(v.n)
	case String:
		return v.s
	case List:
		parts := make([]string, len(v.list.items))
		for i, item := range v.list.items {
			if item.kind != Undefined {
				parts[i] = item.String()
			}
		}
		return strings.Join(parts, ",")
	case Group:
		return "[object Object]"
	}
	return "undefined"
}

// Get returns the member of that name, or undefined.
func (o *Object) Get(name string) Value { return o.values[name] }

// Has tells whether there is a member of that name.
func (o *Object) Has(name string) bool {
	_, ok := o.values[name]
	return ok
}

// Set sets a member. A new one comes last.
func (o *Object) Set(name string, v Value) {
	if o.values == nil {
		o.values = map[string]Value{}
	}
	if _, ok := o.values[name]; !ok {
		o.names = append(o.names, name)
	}
	o.values[name] = v
}

// Names returns the members' names in JavaScript's order: those that are
// array indexes by number, then the others as they were set.
func (o *Object) Names() []string {
	names := slices.Clone(o.names)
	slices.SortStableFunc(names, func(a, b string) int {
		i, isIndex := arrayIndex(a)
		j, isOther := arrayIndex(b)
		switch {
		case isIndex && isOther:
			return int(i - j)
		case isIndex:
			return -1
		case isOther:
			return 1
		}
		return 0
	})
	return names
}

// arrayIndex returns the number that name is the canonical form of, if it is
// an index by ECMA-262: an integer below 2³²-1.
func arrayIndex(name string) (int64, bool) {
	if name == "" || len(name) > 10 || name[0] == '0' && len(name) > 1 {
		return 0, false
	}
	n := int64(0)
	for i := range len(name) {
		if !isDigit(name[i]) {
			return 0, false
		}
		n = n*10 + int64(name[i]-'0')
	}
	return n, n < 1<<32-1
}

// longest bounds the lists that indexes on the command line make
// ("--a.4000000000 x").
const longest = 1 << 16

// property returns v's property of that name, or undefined.
func (v Value) property(name string) Value {
	switch v.kind {
	case Group:
		return v.obj.Get(name)
	case List:
		if i, ok := arrayIndex(name); ok {
			if i < int64(len(v.list.items)) {
				return v.list.items[i]
			}
			return Value{}
		}
		if name == "length" {
			return OfNumber(float64(len(v.list.items)))
		}
		return v.list.props.Get(name)
	case String:
		units := utf16.Encode([]rune(v.s))
		if name == "length" {
			return OfNumber(float64(len(units)))
		}
		if i, ok := arrayIndex(name); ok && i < int64(len(units)) {
			return OfString(string(utf16.Decode(units[i : i+1])))
		}
	}
	return Value{}
}

// setProperty sets v's property of that name. It fails where strict
// JavaScript throws: values that are no objects have no properties to set, and
// a list's length is no list.
func (v Value) setProperty(name string, to Value) bool {
	switch v.kind {
	case Group:
		v.obj.Set(name, to)
		return true
	case List:
		if i, ok := arrayIndex(name); ok {
			if i >= longest {
				return false
			}
			for int64(len(v.list.items)) <= i {
				v.list.items = append(v.list.items, Value{})
			}
			v.list.items[i] = to
			return true
		}
		if name == "length" {
			return false
		}
		v.list.props.Set(name, to)
		return true
	}
	return false
}

// MarshalJSON returns what JSON.stringify does. It never fails.
func (v Value) MarshalJSON() ([]byte, error) { return v.appendJSON(nil), nil }

// MarshalJSON returns what JSON.stringify does. It never fails.
func (o *Object) MarshalJSON() ([]byte, error) { return o.appendJSON(nil), nil }

func (v Value) appendJSON(b []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(b, v.b)
	case Number:
		if math.IsInf(v.n, 0) || math.IsNaN(v.n) {
			return append(b, "null"...)
		}
		return append(b, formatNumber(v.n)...)
	case String:
		return appendQuoted(b, v.s)
	case List:
		b = append(b, '[')
		for i, item := range v.list.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case Group:
		return v.obj.appendJSON(b)
	}
	return append(b, "null"...)
}

func (o *Object) appendJSON(b []byte) []byte {
	b = append(b, '{')
	first := true
	for _, name := range o.Names() {
		v := o.values[name]
		if v.kind == Undefined {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendQuoted(b, name)
		b = append(b, ':')
		b = v.appendJSON(b)
	}
	return append(b, '}')
}

// appendQuoted appends s as a JSON string with ECMA-262's QuoteJSONString
// escapes and no others, so that it compares equal to Node's. Bytes that are
// no UTF-8 become U+FFFD.
func appendQuoted(b []byte, s string) []byte {
	const short = "btnvfr" // for 8 to 13; JSON has no \v
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r >= '\b' && r <= '\r' && r != '\v':
			b = append(b, '\\', short[r-'\b'])
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', '0'+byte(r>>4), "0123456789abcdef"[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
