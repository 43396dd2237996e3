package globals

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/diag"
	"sheaf/transforms/internal/token"
)

// A kind says what a value is.
type kind uint8

const (
	isNull kind = iota
	isBool
	isNumber
	isString
	isList
	isObject
	isFunction // in JavaScript
)

// A value is a piece of a configuration, with its place in the file.
type value struct {
	kind       kind
	start, end int // bytes
	str        string
	truth      bool
	list       []value // of a list, or the values of an object
	keys       []value // of an object: strings
}

// get returns a member of an object, the last of that name.
func (v *value) get(key string) *value {
	for i := len(v.keys) - 1; i >= 0; i-- {
		if v.keys[i].str == key {
			return &v.list[i]
		}
	}
	return nil
}

// dropWords takes out what the command line adds to each group of options: the
// words that are none, as "_".
func (v *value) dropWords() {
	for i := 0; i < len(v.list); {
		if v.kind == isObject && v.keys[i].str == "_" && v.list[i].kind == isList {
			v.keys, v.list = slices.Delete(v.keys, i, i+1), slices.Delete(v.list, i, i+1)
			continue
		}
		if v.kind != isObject || v.keys[i].str != "appliesTo" && v.keys[i].str != "requireish" {
			v.list[i].dropWords() // of these the words are what counts
		}
		i++
	}
}

// A document is a configuration file that was read, or options that were given.
type document struct {
	file string // absolute; "" for options
	text []byte
	root value
}

// at is the place of a value, nil if it is in no file.
func (d *document) at(v *value) *diag.Range {
	if d.file == "" {
		return nil
	}
	return diag.At(d.file, d.text, v.start, v.end)
}

// complain makes a message about a value.
func (d *document) complain(v *value, format string, args ...any) diag.Message {
	m := diag.Message{Text: fmt.Sprintf(format, args...), Where: d.at(v)}
	m.Err = errors.New(m.Text)
	return m
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// readJSON reads a JSON text.
func readJSON(file string, text []byte) (*document, error) {
	d := &document{file: file, text: text}
	skipped := len(text) - len(bytes.TrimPrefix(text, byteOrderMark))
	var any json.RawMessage
	if err := json.Unmarshal(text[skipped:], &any); err != nil {
		at := len(text)
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = skipped + int(syntax.Offset) - 1
		}
		return nil, diag.List{d.complain(&value{start: at, end: at + 1}, "this is not JSON: %s", strings.TrimPrefix(err.Error(), "json: "))}
	}
	// JSON is JavaScript, once one has seen that it is JSON.
	e := newEvaluator(d, skipped)
	var err error
	d.root, err = e.expression()
	return d, err
}

// readModule reads a JavaScript file that sets module.exports to what can be
// told without running it: literals, what is put together of strings, of
// __dirname and path.join, and variables that hold such. Functions are passed over:
// where one counts, it is run when it is needed. Running the file would need
// an engine for what nearly all such files are, an object literal; and a build
// that hangs on what a file does when it is run cannot be made again from its
// text. Who needs it has npm's transform of that name, which is used where it is
// installed.
func readModule(file string, text []byte) (*document, error) {
	d := &document{file: file, text: text}
	e := newEvaluator(d, 0)
	if err := e.program(); err != nil {
		return nil, err
	}
	d.root = e.exports
	return d, nil
}

// An evaluator reads literals.
type evaluator struct {
	d *document
	*token.Lexer
	skipped int // bytes before what the Lexer reads
	vars    map[string]value
	exports value
	found   bool // module.exports was set
}

// pathModule is what require("path") gives.
const pathModule = "\x00path"

func newEvaluator(d *document, skip int) *evaluator {
	e := &evaluator{d: d, Lexer: token.New(bytes.Clone(d.text[skip:])), skipped: skip, vars: map[string]value{
		"__dirname":  {kind: isString, str: filepath.Dir(d.file)},
		"__filename": {kind: isString, str: d.file},
		"undefined":  {},
	}}
	e.Next()
	return e
}

// here is a value of no kind where the token is.
func (e *evaluator) here() value { return value{start: e.skipped + e.Start, end: e.skipped + e.End} }

// eat steps over a punctuator or a word if it is next.
func (e *evaluator) eat(text string) bool {
	if string(e.Text) != text || e.Type == js.StringToken {
		return false
	}
	e.Next()
	return true
}

func (e *evaluator) expect(text string) error {
	if e.eat(text) {
		return nil
	}
	return e.refuse()
}

// refuse is the error for what would have to be run.
func (e *evaluator) refuse() error {
	v := e.here()
	if e.Type == js.ErrorToken {
		if err := e.Err(); err != nil {
			return diag.List{e.d.complain(&v, "this is not JavaScript: %s", strings.SplitN(err.Error(), " on line ", 2)[0])}
		}
		return diag.List{e.d.complain(&v, "the file ends in the middle of its configuration")}
	}
	m := e.d.complain(&v, "this configuration cannot be told without running it")
	m.Notes = []diag.Note{{Text: "write the object with literals, __dirname and path.join, or put it into package.json; where npm's transform of that name is installed, it is used and runs such files"}}
	return diag.List{m}
}

// program reads statements up to the end.
func (e *evaluator) program() error {
	for e.Type != js.ErrorToken {
		if err := e.statement(); err != nil {
			return err
		}
	}
	if !e.found {
		return diag.List{e.d.complain(&value{}, "the file does not set module.exports")}
	}
	return nil
}

func (e *evaluator) statement() error {
	switch {
	case e.eat(";"):
		return nil
	case e.Type == js.StringToken: // a directive
		e.Next()
		return nil
	case e.eat("var"), e.eat("let"), e.eat("const"):
		return e.variables()
	case e.eat("exports"):
		return e.assignment()
	case e.eat("module"):
		if err := e.expect("."); err != nil {
			return err
		}
		if err := e.expect("exports"); err != nil {
			return err
		}
		return e.assignment()
	}
	return e.refuse()
}

func (e *evaluator) variables() error {
	for {
		name := string(e.Text)
		if !js.IsIdentifier(e.Type) {
			return e.refuse()
		}
		e.Next()
		if err := e.expect("="); err != nil {
			return err
		}
		v, err := e.expression()
		if err != nil {
			return err
		}
		e.vars[name] = v
		if !e.eat(",") {
			return nil
		}
	}
}

// assignment reads what follows exports or module.exports on the left.
func (e *evaluator) assignment() error {
	key := value{kind: isString}
	member := e.eat(".")
	if member {
		key.start, key.end, key.str = e.skipped+e.Start, e.skipped+e.End, string(e.Text)
		e.Next()
	}
	if err := e.expect("="); err != nil {
		return err
	}
	if !member && (string(e.Text) == "module" || string(e.Text) == "exports") {
		return e.statement() // exports = module.exports = …
	}
	v, err := e.expression()
	if err != nil {
		return err
	}
	e.found = true
	if !member {
		e.exports = v
		return nil
	}
	e.exports.kind = isObject
	e.exports.keys, e.exports.list = append(e.exports.keys, key), append(e.exports.list, v)
	return nil
}

// expression reads operands with + between them.
func (e *evaluator) expression() (value, error) {
	v, err := e.operand()
	for err == nil && e.eat("+") {
		var w value
		if w, err = e.operand(); err != nil {
			break
		}
		if v.kind != isString || w.kind != isString {
			return v, e.refuse()
		}
		v.str, v.end = v.str+w.str, w.end
	}
	return v, err
}

func (e *evaluator) operand() (value, error) {
	v := e.here()
	if e.function() {
		v.kind = isFunction
		return v, nil
	}
	kind, text := e.Type, e.Text
	switch {
	case kind == js.StringToken || kind == js.TemplateToken:
		var ok bool
		if v.str, ok = token.Unquote(string(text)); !ok {
			return v, e.refuse()
		}
		e.Next()
		v.kind = isString
		return v, nil
	case js.IsNumeric(kind), string(text) == "-":
		e.Next()
		if string(text) == "-" {
			v.end = e.skipped + e.End
			e.Next()
		}
		v.kind = isNumber
		return v, nil
	case kind == js.TrueToken || kind == js.FalseToken:
		e.Next()
		v.kind, v.truth = isBool, kind == js.TrueToken
		return v, nil
	case kind == js.NullToken:
		e.Next()
		return v, nil
	case e.eat("("):
		v, err := e.expression()
		if err != nil {
			return v, err
		}
		return v, e.expect(")")
	case e.eat("{"):
		v.kind = isObject
		return e.members(v)
	case e.eat("["):
		v.kind = isList
		return e.elements(v, "]")
	case js.IsIdentifier(kind):
		return e.name()
	}
	return v, e.refuse()
}

// name reads a variable, require("path"), or a call of path.join or path.resolve.
func (e *evaluator) name() (value, error) {
	at, name := e.here(), string(e.Text)
	v, ok := e.vars[name]
	if !ok && name != "require" {
		return v, e.refuse()
	}
	e.Next()
	if !ok {
		if !e.eat("(") || e.Type != js.StringToken || strings.TrimPrefix(unquote(e.Text), "node:") != "path" {
			return v, e.refuse()
		}
		e.Next()
		v.kind, v.str = isString, pathModule
		if err := e.expect(")"); err != nil {
			return v, err
		}
	}
	if v.str == pathModule && e.eat(".") {
		return e.pathCall(at.start)
	}
	v.start, v.end = at.start, at.end
	return v, nil
}

func (e *evaluator) pathCall(start int) (value, error) {
	v := value{kind: isString, start: start}
	resolves := string(e.Text) == "resolve"
	if !resolves && string(e.Text) != "join" {
		return v, e.refuse()
	}
	e.Next()
	if err := e.expect("("); err != nil {
		return v, err
	}
	args, err := e.elements(value{}, ")")
	if err != nil {
		return v, err
	}
	for _, a := range args.list {
		switch {
		case a.kind != isString:
			return v, e.refuse()
		case resolves && filepath.IsAbs(filepath.FromSlash(a.str)):
			v.str = filepath.FromSlash(a.str)
		default:
			v.str = filepath.Join(v.str, filepath.FromSlash(a.str))
		}
	}
	v.end = args.end
	return v, nil
}

// elements reads a list up to what closes it.
func (e *evaluator) elements(v value, closing string) (value, error) {
	for {
		v.end = e.skipped + e.End
		if e.eat(closing) {
			return v, nil
		}
		item, err := e.expression()
		if err != nil {
			return v, err
		}
		v.list = append(v.list, item)
		if !e.eat(",") && string(e.Text) != closing {
			return v, e.refuse()
		}
	}
}

// members reads the rest of an object.
func (e *evaluator) members(v value) (value, error) {
	for {
		v.end = e.skipped + e.End
		if e.eat("}") {
			return v, nil
		}
		key := e.here()
		key.kind, key.str = isString, string(e.Text)
		switch {
		case e.Type == js.StringToken:
			key.str = unquote(e.Text)
		case !js.IsIdentifierName(e.Type) && !js.IsNumeric(e.Type):
			return v, e.refuse()
		}
		e.Next()
		item := e.here()
		var err error
		if string(e.Text) == "(" && e.function() {
			item.kind = isFunction
		} else if err = e.expect(":"); err == nil {
			item, err = e.expression()
		}
		if err != nil {
			return v, err
		}
		v.keys, v.list = append(v.keys, key), append(v.list, item)
		if !e.eat(",") && string(e.Text) != "}" {
			return v, e.refuse()
		}
	}
}

// unquote returns the value of a string literal, "" if that is not known.
func unquote(text []byte) string {
	value, _ := token.Unquote(string(text))
	return value
}
