package driver

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"sheaf/transforms/script/engine"
)

// A Failure is an error as the driver hands it on.
type Failure struct {
	Kind, Message, Stack string
	Line, Column         int    // in the file that is transformed, as the transform says
	File                 string // or in this one
}

var kinds = sync.OnceValue(func() map[string]engine.Kind {
	return map[string]engine.Kind{
		"failed": engine.Failed, "load": engine.NotLoaded, "function": engine.NoFunction, "stream": engine.NoStream,
		"unfinished": engine.Unfinished, "forbidden": engine.Forbidden, "crashed": engine.Crashed,
		"uncaught": engine.Uncaught,
	}
})

// Export returns the failure as engines report it. Its stack is one that V8
// would print.
func (f *Failure) Export() *engine.Error {
	e := &engine.Error{Kind: kinds()[f.Kind], Message: f.Message, InputLine: f.Line, InputColumn: f.Column, InputFile: f.File}
	e.File, e.Line, e.Column = place(f.Stack)
	if i := strings.Index(f.Stack, "\n    at "); i >= 0 {
		e.Stack = strings.TrimPrefix(f.Stack[i:], "\n")
	}
	return e
}

var (
	frame = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?m)^ +at (?:.*\()?(?:file://)?(/[^():]*|[A-Za-z]:[\\/][^():]*):(\d+):(\d+)\)?$`)
	})
	syntax = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:file://)?(/[^():\n]*|[A-Za-z]:[\\/][^():\n]*):(\d+)\n(?:.*\n( *)\^)?`)
	})
)

// place returns the first place in a stack that is in a file.
func place(stack string) (file string, line, column int) {
	if m := syntax().FindStringSubmatch(stack); m != nil {
		line, _ = strconv.Atoi(m[2])
		return filepath.FromSlash(m[1]), line, len(m[3]) + 1
	}
	m := frame().FindStringSubmatch(stack)
	if m == nil {
		return "", 0, 0
	}
	line, _ = strconv.Atoi(m[2])
	column, _ = strconv.Atoi(m[3])
	return filepath.FromSlash(m[1]), line, column
}
