package goja

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

//go:embed names.txt
var nameList string

// exported are the names that Node's core modules export, of those that are used
// most.
var exported = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(nameList) {
		if words := strings.Fields(line); words[0] != "#" {
			all[words[0]] = append(words[1:], "default")
		}
	}
	return all
})

// named is an import of names. In what esbuild prints there is nothing else that
// looks like one, if there are no templates in it.
var named = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[ \t]*(?:import|export)\s*(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*["'](?:node:)?([\w/]+)["']`)
})

// misnamed returns an import of a name that a core module does not export, which
// Node refuses before anything runs; nil if there is none.
func misnamed(file, source string) *syntaxError {
	if name, _, _ := misnamedIn(source); name == "" { // most of the time
		return nil
	}
	res := api.Transform(source, api.TransformOptions{
		Loader: api.LoaderJS, Target: api.ESNext, Format: api.FormatESModule, LegalComments: api.LegalCommentsNone,
		Supported: map[string]bool{"template-literal": false}, LogLevel: api.LogLevelSilent,
	})
	name, module, _ := misnamedIn(string(res.Code))
	if name == "" {
		return nil // it was in a template or a comment
	}
	e := &syntaxError{class: "SyntaxError", file: file, line: 1, message: "The requested module '" + module + "' does not provide an export named '" + name + "'"}
	if _, _, at := misnamedIn(source); at >= 0 {
		start := strings.LastIndexByte(source[:at], '\n') + 1
		e.line += strings.Count(source[:at], "\n")
		e.column = at - start
		e.text, _, _ = strings.Cut(source[start:], "\n")
	}
	return e
}

// misnamedIn finds such a name, and the place of it, in a text in which imports
// are lines.
func misnamedIn(source string) (name, module string, at int) {
	for _, m := range named().FindAllStringSubmatchIndex(source, -1) {
		module = source[m[4]:m[5]]
		exports := exported()[module]
		if exports == nil {
			continue
		}
		at = m[2]
		for part := range strings.SplitSeq(source[m[2]:m[3]], ",") {
			words := strings.Fields(part)
			if len(words) > 0 && isName(words[0]) && !slices.Contains(exports, words[0]) {
				return words[0], module, at + strings.Index(part, words[0])
			}
			at += len(part) + 1
		}
	}
	return "", "", -1
}
