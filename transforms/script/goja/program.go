package goja

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

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
	once    sync.Once
	code    *js.Program
	err     error
	size    int64     // of the file, and when it was changed last: while somebody
	changed time.Time // watches, transforms change
	lowered bool
	module  bool // an ES module
}

// programs are all that were compiled in this process: by path, and for
// sources that are not a file's own by path and a hash.
var programs struct {
	sync.Mutex
	byKey map[string]*program
}

// cached returns the program of a key, which fresh accepts, or a new one.
func cached(key string, fresh func(*program) bool) *program {
	programs.Lock()
	defer programs.Unlock()
	p := programs.byKey[key]
	if p == nil || !fresh(p) {
		p = &program{}
		if programs.byKey == nil {
			programs.byKey = map[string]*program{}
		}
		programs.byKey[key] = p
	}
	return p
}

// wrapped tells whether a file was compiled with wrapHead before its first
// line.
func wrapped(file string) bool {
	programs.Lock()
	defer programs.Unlock()
	p := programs.byKey[file]
	return p == nil || !p.lowered
}

// compileFile returns the program of a file. module says that it is an ES
// module whatever it looks like.
func compileFile(file string, module bool) (*program, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	p := cached(file, func(p *program) bool { return p.size == info.Size() && p.changed.Equal(info.ModTime()) })
	p.once.Do(func() {
		p.size, p.changed = info.Size(), info.ModTime()
		var source []byte
		if source, p.err = os.ReadFile(file); p.err == nil {
			p.compile(file, string(source), module)
		}
	})
	return p, p.err
}

// compileSource returns the program of a text that stands for a file's.
func compileSource(file, source string) (*program, error) {
	sum := sha256.Sum256([]byte(source))
	p := cached(file+"\x00"+string(sum[:]), func(*program) bool { return true })
	p.once.Do(func() { p.compile(file, source, false) })
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
	file, message string
	line, column  int // column from 0
	text          string
}

func (e *syntaxError) Error() string { return e.message }

// stack is the error's stack as V8 writes it.
func (e *syntaxError) stack() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s:%d\n%s\n%s^\n\nSyntaxError: %s", e.file, e.line, e.text, strings.Repeat(" ", e.column), e.message)
	return b.String()
}
