package goja

import (
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// tooNew is what goja cannot read, and esbuild can say in older words.
var tooNew = map[string]bool{
	"async-generator":      false,
	"for-await":            false,
	"dynamic-import":       false,
	"import-attributes":    false,
	"regexp-set-notation":  false,
	"regexp-match-indices": false,
	"using":                false,
	"decorators":           false,
}

// asyncGeneratorFunction is how packages get at the constructor of async
// generators, to compare others with. There are none here.
var asyncGeneratorFunction = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`async function ?\* ?\(\) ?\{\s*\}\.constructor`)
})

// lower converts a source that goja refuses. Its positions are in a source map
// at the end, which goja reads. isModule tells whether it is an ES module,
// which it is if it cannot be anything else.
func lower(file, source string, module bool) (text string, isModule bool, err error) {
	source = asyncGeneratorFunction().ReplaceAllString(source, "(function AsyncGeneratorFunction(){})")
	o := api.TransformOptions{
		Loader:         api.LoaderJS,
		Target:         api.ESNext,
		Supported:      tooNew,
		Format:         api.FormatCommonJS,
		Sourcefile:     filepath.Base(file),
		Sourcemap:      api.SourceMapInline,
		SourcesContent: api.SourcesContentExclude,
		Banner:         wrapHead,
		Footer:         wrapTail,
		Define: map[string]string{
			"import.meta.url":      "__import_meta_url",
			"import.meta.filename": "__filename",
			"import.meta.dirname":  "__dirname",
		},
		LogLevel: api.LogLevelSilent,
	}
	if module && !strings.HasSuffix(file, ".mjs") {
		o.Sourcefile += ".mjs" // as esbuild tells Node's own modules
	}
	res := api.Transform(source, o)
	if len(res.Errors) > 0 {
		return "", false, asSyntaxError(file, source, res.Errors[0])
	}
	if e := misnamed(file, source); e != nil {
		return "", false, e
	}
	text = string(res.Code)
	if strings.Contains(text, "__import_meta_url") {
		text = strings.Replace(text, wrapHead, wrapHead+"var __import_meta_url = require('url').pathToFileURL(__filename).href; ", 1)
	}
	return text, module || strings.Contains(text, "__toCommonJS("), nil
}

// asSyntaxError says in V8's words what esbuild says of a source.
func asSyntaxError(file, source string, msg api.Message) error {
	e := &syntaxError{class: "SyntaxError", file: file, message: msg.Text, line: 1}
	if at := msg.Location; at != nil {
		e.line, e.text = at.Line, at.LineText
		e.column = at.Column
	}
	if strings.HasPrefix(msg.Text, "Top-level await is ") {
		e.class, e.message = "Error", "it has top-level await, which the engine goja cannot run: it needs Node (--engine=node)"
	} else if token, ok := strings.CutPrefix(msg.Text, "Unexpected "); ok {
		switch {
		case token == "end of file":
			e.message = "Unexpected end of input"
		case strings.HasPrefix(token, `"`):
			e.message = "Unexpected token '" + strings.Trim(token, `"`) + "'"
		}
	} else if _, found, ok := strings.Cut(msg.Text, " but found "); ok {
		switch {
		case found == "end of file":
			e.message = "Unexpected end of input"
		case strings.HasPrefix(found, `"`):
			e.message = "Unexpected token '" + strings.Trim(found, `"`) + "'"
			if isName(strings.Trim(found, `"`)) {
				e.message = "Unexpected identifier '" + strings.Trim(found, `"`) + "'"
			}
		}
	}
	return e
}

func isName(s string) bool {
	return s != "" && (s[0] == '_' || s[0] == '$' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}
