package goja

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	js "github.com/dop251/goja"
)

var frameLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\tat (?:(.*) \()?(.*?):(\d+):(\d+)\(\d+\)\)?$`)
})

// asV8 returns a stack as goja prints it in the form in which V8 does, with
// the columns that are in the files.
func asV8(stack string) string {
	lines := strings.Split(strings.TrimSuffix(stack, "\n"), "\n")
	for i, line := range lines {
		if f := frameLine().FindStringSubmatch(line); f != nil {
			row, _ := strconv.Atoi(f[3])
			column, _ := strconv.Atoi(f[4])
			lines[i] = frameAsV8(f[1], f[2], row, column)
		} else if rest, ok := strings.CutPrefix(line, "\tat "); ok {
			lines[i] = "    at " + rest
		}
	}
	return strings.Join(lines, "\n")
}

func framesAsV8(frames []js.StackFrame) string {
	var lines []string
	for _, f := range frames {
		p := f.Position()
		lines = append(lines, frameAsV8(f.FuncName(), f.SrcName(), p.Line, p.Column))
	}
	return strings.Join(lines, "\n")
}

func frameAsV8(fn, file string, line, column int) string {
	if line == 1 && wrapped(file) {
		column = max(column-len(wrapHead), 1)
	}
	if fn == "" || fn == "<anonymous>" {
		return fmt.Sprintf("    at %s:%d:%d", file, line, column)
	}
	return fmt.Sprintf("    at %s (%s:%d:%d)", fn, file, line, column)
}
