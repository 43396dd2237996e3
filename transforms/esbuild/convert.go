package esbuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// A Converter turns files into CommonJS. It remembers the tsconfig.json files
// it has read, is safe for concurrent use, and serves one build.
type Converter struct {
	o       options
	configs configs

	mu       sync.Mutex
	compiled map[*tsconfig]compiled
}

// New returns a Converter without options.
func New() *Converter {
	return newConverter(options{})
}

func newConverter(o options) *Converter { return &Converter{o: o} }

// Convert returns the CommonJS form of a file: an ES module, or of a kind that
// Wants tells of. The error is a diag.List with positions in the file, or in a
// tsconfig.json; of a top-level await it wraps [ErrTopLevelAwait].
func (c *Converter) Convert(ctx context.Context, in transforms.Input) (transforms.Output, error) {
	return c.convert(ctx, in, false)
}

// ErrTopLevelAwait is the cause of the message about an await outside of any
// function.
var ErrTopLevelAwait = errors.New("top-level await")

// A source is a file as esbuild is to see it.
type source struct {
	transforms.Input
	loader api.Loader
	ext    string
	node   bool      // Node's rule for default imports applies
	module bool      // it is an ES module, or most likely one
	config *tsconfig // nil if none applies
	how    settings
	prefix string // what its name has before it in a batch
}

func (c *Converter) source(in transforms.Input, jsx bool) (source, error) {
	s := source{Input: in, loader: api.LoaderJS, ext: strings.ToLower(filepath.Ext(in.File))}
	s.node = s.ext == ".mjs" || s.ext == ".mts" || s.ext != ".cts" && s.ext != ".cjs" && in.PackageType() == "module"
	switch s.ext {
	case ".ts", ".mts", ".cts":
		s.loader = api.LoaderTS
	case ".tsx":
		s.loader = api.LoaderTSX
	case ".jsx":
		s.loader = api.LoaderJSX
	}
	if jsx && s.loader == api.LoaderJS {
		s.loader = api.LoaderJSX
	}
	s.module = s.isModule()
	s.how = settings{target: c.o.target, strict: s.module, mapped: in.Map, typed: s.loader == api.LoaderTS || s.loader == api.LoaderTSX}
	if s.loader == api.LoaderJS {
		return s, nil
	}
	var err error
	if !inNodeModules(in.File) {
		if s.config, err = c.configs.of(in.File, c.o.project); err != nil {
			return s, err
		}
	}
	o := c.compilerOptions(s.config)
	s.how.raw = o.raw
	if s.how.target == 0 {
		s.how.target = o.target
	}
	return s, o.err
}

// isModule tells whether a text is an ES module. What is not JavaScript yet is
// not parsed for it: import and export declarations begin statements, and those
// begin lines or follow others.
func (s *source) isModule() bool {
	switch {
	case s.ext == ".mjs", s.ext == ".mts":
		return true
	case s.ext == ".cts":
		return false
	case s.loader == api.LoaderJS:
		return IsModule(s.Code)
	}
	return s.declares("import") || s.declares("export")
}

// declares tells whether a word begins a declaration somewhere, or import.meta.
func (s *source) declares(word string) bool {
	for at := 0; ; at += len(word) {
		i := bytes.Index(s.Code[at:], []byte(word))
		if i < 0 {
			return false
		}
		at += i
		before := s.Code[:at]
		if bytes.LastIndex(before, []byte("/*")) > bytes.LastIndex(before, []byte("*/")) {
			continue // in a comment
		}
		if bytes.HasPrefix(s.Code[at:], []byte("import.meta")) && (at == 0 || !isNamePart(before[at-1])) {
			return true
		}
		trimmed := bytes.TrimRight(before, " \t\r\n\f\v\uFEFF")
		if n := len(trimmed); n > 0 && trimmed[n-1] != ';' && trimmed[n-1] != '}' && bytes.IndexByte(before[n:], '\n') < 0 {
			continue
		}
		if declaration().Match(s.Code[at:min(at+256, len(s.Code))]) {
			return true
		}
	}
}

func isNamePart(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// declaration is an import or export declaration, from its word on.
var declaration = lazily(`^(?:` +
	`import(?:\s*["'{*]|\s+[\pL_$][\pL\pN_$]*[\s,])|` +
	`export\s*(?:[{*]|(?:default|const|let|var|function|class|async|abstract|type|interface|enum|namespace|declare|import)\b))`)

func (c *Converter) convert(ctx context.Context, in transforms.Input, jsx bool) (transforms.Output, error) {
	if err := context.Cause(ctx); err != nil {
		return transforms.Output{}, err
	}
	s, err := c.source(in, jsx)
	if err != nil {
		return transforms.Output{}, err
	}
	return s.output(s.run())
}

// output makes of esbuild's result what goes into a bundle.
func (s *source) output(res api.TransformResult) (transforms.Output, error) {
	if len(res.Errors) > 0 {
		return transforms.Output{}, s.messages(res.Errors, diag.Error)
	}
	out := transforms.Output{Module: s.module}
	out.Code = s.finish(res)
	var err error
	if s.Map {
		out.Code, err = s.appendMap(out.Code, res.Map)
	}
	if s.config != nil {
		out.Watch = s.config.files
	}
	if !inNodeModules(s.File) {
		out.Warnings = s.messages(res.Warnings, diag.Warning)
	}
	return out, err
}

// name is what esbuild is told that the file is called. It goes by the
// extension to tell whether Node's rule for default imports applies.
func (s *source) name() string {
	base := filepath.Base(s.File)
	if !s.node || s.ext == ".mjs" || s.ext == ".mts" {
		return base
	}
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if s.loader == api.LoaderTS || s.loader == api.LoaderTSX {
		return base + ".mts"
	}
	return base + ".mjs"
}

// settings are what esbuild is told of how to convert a source.
type settings struct {
	raw    string // a tsconfig.json
	target api.Target
	strict bool // it is an ES module
	mapped bool
	typed  bool // it is TypeScript
}

// supported says what of the language is not to be left as it is, whatever the
// target: decorators, and accessors with them, are TypeScript, and no JavaScript
// yet.
func (how settings) supported() map[string]bool {
	if !how.typed {
		return nil
	}
	return map[string]bool{"decorators": false}
}

// run gives a source to esbuild.
func (s *source) run() api.TransformResult {
	o := api.TransformOptions{
		Format:        api.FormatCommonJS,
		Platform:      api.PlatformNeutral,
		Loader:        s.loader,
		Sourcefile:    s.name(),
		LegalComments: api.LegalCommentsInline,
		LogLevel:      api.LogLevelSilent,
		Charset:       api.CharsetUTF8,
		Target:        s.how.target,
		TsconfigRaw:   s.how.raw,
		Supported:     s.how.supported(),
	}
	if s.how.mapped {
		o.Sourcemap = api.SourceMapExternal
		o.SourcesContent = api.SourcesContentInclude
	}
	if s.how.strict {
		o.Banner = useStrict
	}
	return api.Transform(s.text(), o)
}

// text is what esbuild is given.
func (s *source) text() string {
	code := string(s.Code)
	if s.loader == api.LoaderJSX {
		code = withoutDOMPragma(code)
	}
	return code
}

// useStrict is what every ES module begins with. esbuild leaves it out.
const useStrict = `"use strict";`

// withoutDOMPragma takes the sense out of "@jsx React.DOM", which React asked
// for before version 0.12 and has not heeded since.
func withoutDOMPragma(code string) string {
	const pragma = "@jsx React.DOM"
	if !strings.Contains(code, pragma) {
		return code
	}
	return strings.ReplaceAll(code, pragma, "@JSX React.DOM")
}

// compiled are the options of a tsconfig.json, with the user's, for esbuild.
type compiled struct {
	raw    string     // a tsconfig.json
	target api.Target // the version of the language that is asked for
	err    error
}

// compilerOptions returns the options for the files of a tsconfig.json, or
// without one.
func (c *Converter) compilerOptions(config *tsconfig) compiled {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.compiled[config]
	if !ok {
		o.raw, o.target, o.err = c.compile(config)
		if c.compiled == nil {
			c.compiled = map[*tsconfig]compiled{}
		}
		c.compiled[config] = o
	}
	return o
}

func (c *Converter) compile(config *tsconfig) (raw string, target api.Target, err error) {
	all := map[string]json.RawMessage{}
	if config != nil {
		for _, name := range compilerOptions {
			if v, ok := config.options[name]; ok {
				all[name] = v
			}
		}
		// The strict family has one member that matters.
		if v, ok := config.options["strict"]; ok && all["alwaysStrict"] == nil {
			all["alwaysStrict"] = v
		}
	}
	for name, v := range c.o.compiler {
		all[name] = v
	}
	switch text := strings.ToLower(string(all["jsx"])); text {
	case `"preserve"`, `"react-native"`:
		// Whoever comes after TypeScript is to do it, and that is us.
		delete(all, "jsx")
		if all["jsxFactory"] == nil {
			all["jsx"] = json.RawMessage(`"react-jsx"`)
		}
	case `"automatic"`: // esbuild's and Babel's words
		all["jsx"] = json.RawMessage(`"react-jsx"`)
	case `"classic"`, `"transform"`:
		all["jsx"] = json.RawMessage(`"react"`)
	case `"react-jsxdev"`: // names asks for it
		all["jsx"] = json.RawMessage(text)
	}
	if v, ok := all["target"]; ok {
		if target, err = readTarget(v); err != nil {
			return "", 0, config.complain("target", err)
		}
	}
	text, err := json.Marshal(map[string]any{"compilerOptions": all})
	return string(text), target, err
}

func inNodeModules(file string) bool {
	return strings.Contains(filepath.ToSlash(file), "/node_modules/")
}
