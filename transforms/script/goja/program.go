package goja

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	js "github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// Modules are the bodies of functions, as in Node. The head does not end a
// line, so that lines are those of the file.
const (
	wrapHead = "(function (exports, require, module, __filename, __dirname) { "
	wrapTail = "\n})"
)

// A program is a compiled source, which all machines share.
type program struct {
	sum     sum // of the text
	once    sync.Once
	code    *js.Program
	err     error
	lowered bool
	module  bool // an ES module
}

// A hash of a text; of this program's own it is none. While somebody watches,
// transforms change.
type sum = [sha256.Size]byte

// programs are those that were compiled in this process: of each file the one
// with the text that it had last.
var programs struct {
	sync.Mutex
	all     map[string]*program
	lowered map[string]bool // by file, what was compiled last
}

// cached returns the program of a text, which may not have been made yet.
func cached(name string, text sum) *program {
	programs.Lock()
	defer programs.Unlock()
	p := programs.all[name]
	if p == nil || p.sum != text {
		if programs.all == nil {
			programs.all, programs.lowered = map[string]*program{}, map[string]bool{}
		}
		p = &program{sum: text}
		programs.all[name] = p
	}
	return p
}

// wrapped tells whether a file was compiled with wrapHead before its first
// line.
func wrapped(file string) bool {
	programs.Lock()
	defer programs.Unlock()
	return !programs.lowered[file]
}

// compileSource returns the program of a file with a text. module says that it is
// an ES module whatever it looks like.
func compileSource(file string, text []byte, module bool) (*program, error) {
	p := cached(file, sha256.Sum256(text))
	p.once.Do(func() { p.compile(file, string(text), module) })
	programs.Lock()
	programs.lowered[file] = p.lowered
	programs.Unlock()
	return p, p.err
}

func (p *program) compile(file, source string, module bool) {
	source = strings.TrimPrefix(source, "\ufeff")
	if strings.HasPrefix(source, "#!") {
		source = "//" + source[2:] // and columns stay
	}
	if !module {
		if p.code, p.err = compile(file, wrapHead+source+wrapTail, parser.WithDisableSourceMaps); p.err == nil {
			return
		}
	}
	text, isModule, err := lower(file, source, module)
	if err != nil {
		p.err = err
		return
	}
	p.lowered, p.module = true, isModule
	if p.code, err = compile(file, text); err != nil {
		p.err = fmt.Errorf("goja cannot run it, so it needs Node: %w", err)
	} else {
		p.err = nil
	}
}

func compile(name, source string, options ...parser.Option) (*js.Program, error) {
	tree, err := js.Parse(name, source, options...)
	if err != nil {
		return nil, err
	}
	repair(tree)
	return js.CompileAST(tree, false)
}

// A syntaxError is what Node would say of a source, as it says it: its text
// begins with the place.
type syntaxError struct {
	class         string // of the error
	file, message string
	line, column  int // column from 0
	text          string
}

func (e *syntaxError) Error() string { return e.message }

// stack is the error's stack as V8 writes it.
func (e *syntaxError) stack() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s:%d\n%s\n%s^\n\n%s: %s", e.file, e.line, e.text, strings.Repeat(" ", e.column), e.class, e.message)
	return b.String()
}
