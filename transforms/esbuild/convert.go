package esbuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// A Converter turns files into CommonJS. It remembers the tsconfig.json files
// it has read, is safe for concurrent use, and serves one build.
type Converter struct {
	o       options
	configs configs
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
	if s.loader == api.LoaderJS || inNodeModules(in.File) {
		return s, nil
	}
	var err error
	s.config, err = c.configs.of(in.File, c.o.project)
	return s, err
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
	res, err := c.run(&s, s.Map)
	if err != nil {
		return transforms.Output{}, err
	}
	out := transforms.Output{Module: s.module}
	out.Code = s.finish(res)
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

// run gives a source to esbuild.
func (c *Converter) run(s *source, withMap bool) (api.TransformResult, error) {
	o := api.TransformOptions{
		Format:        api.FormatCommonJS,
		Platform:      api.PlatformNeutral,
		Loader:        s.loader,
		Sourcefile:    s.name(),
		LegalComments: api.LegalCommentsInline,
		LogLevel:      api.LogLevelSilent,
		Charset:       api.CharsetUTF8,
		Target:        c.o.target,
	}
	if withMap {
		o.Sourcemap = api.SourceMapExternal
		o.SourcesContent = api.SourcesContentInclude
	}
	if s.module {
		o.Banner = useStrict
	}
	if s.loader != api.LoaderJS {
		raw, target, err := c.compilerOptions(s.config)
		if err != nil {
			return api.TransformResult{}, err
		}
		o.TsconfigRaw = raw
		if o.Target == 0 {
			o.Target = target
		}
	}
	code := string(s.Code)
	if s.loader == api.LoaderJSX {
		code = withoutDOMPragma(code)
	}
	res := api.Transform(code, o)
	if len(res.Errors) > 0 {
		return res, s.messages(res.Errors, diag.Error)
	}
	return res, nil
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

// compilerOptions returns what esbuild is to know of the user's options and of
// a tsconfig.json, in the latter's form, and the version of the language that
// is asked for.
func (c *Converter) compilerOptions(config *tsconfig) (raw string, target api.Target, err error) {
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
