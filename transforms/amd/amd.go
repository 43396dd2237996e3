// Package amd turns AMD modules, as RequireJS loads them, into CommonJS.
//
// What comes in is the text of one file; what goes out is that text with define
// and require([…]) replaced where they stand, and nothing else touched: what
// remains keeps its line. A file that is AMD and CommonJS at choice gets no
// define and so takes its CommonJS branch. A define or require that the file
// itself declares is never touched, nor is a file that has neither word. The
// package reads, besides, the configuration that is named to it or stands in
// the entries, and what loader plugins are to inline; it never writes.
//
// # What AMD means
//
// RequireJS's behaviour is the reference, with two exceptions: async functions
// and generators are factories too, and a module that neither returns nor
// exports anything is an empty object, as in CommonJS, not undefined.
//
// # How it reads a source
//
// By the outline that the bundle's own scanner makes of it (scan.Outline), in
// byte offsets. A parser with a tree was the other choice: tdewolff's, which
// reads configuration here. But its nodes do not say where they stand, and it
// refuses files that Browserify bundles (octal numbers, return outside of a
// function, await as a name); for those a second way would have been needed
// anyway.
//
// # Names
//
// Names in AMD files mean what RequireJS's configuration says (see config.go);
// what that does not know is found as in any CommonJS file. Modules that files
// define by name are kept in a registry that is the bundle's (see elsewhere.go).
package amd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

func init() {
	transforms.Register("amd", New)
	transforms.RegisterStandIn("deamdify", New)
}

// options are what the transform can be told. extensions and paths are deamdify's.
type options struct {
	Extensions words             // of files that are looked at; ".js" if empty
	Paths      map[string]string // the first part of a name → what is required instead
	Plugins    map[string]string // loader plugin → "ignore", "inline", "alias" or a module's path
	Main       words             `json:"mainConfigFile"` // files that hold a require.config
}

// words is a string or a list of them.
type words []string

// UnmarshalJSON reads either.
func (w *words) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(w))
}

type transform struct {
	name    string
	basedir string
	options options
	config  *config

	mu   sync.Mutex
	seen map[string]*seen // by file
	late lately
}

// New returns the transform. Its error says which option cannot be used.
func New(s transforms.Setup) (transforms.Transform, error) {
	t := &transform{name: s.Name, basedir: s.Basedir, seen: map[string]*seen{}}
	if len(s.Options) > 0 {
		if err := json.Unmarshal(s.Options, &t.options); err != nil {
			return nil, fmt.Errorf("its options cannot be read: %w", err)
		}
		if err := t.checkOptions(s.Options); err != nil {
			return nil, err
		}
	}
	for plugin, rule := range t.options.Plugins {
		if rule != "ignore" && rule != "inline" && rule != "alias" && !strings.ContainsAny(rule, "*/") {
			return nil, fmt.Errorf("option plugins: %q for %q is none of ignore, inline and alias, and no path of a module", rule, plugin)
		}
	}
	for i, e := range t.options.Extensions {
		t.options.Extensions[i] = "." + strings.ToLower(strings.TrimPrefix(e, "."))
	}
	var err error
	t.config, err = newConfig(s, t.options)
	return t, err
}

// checkOptions complains of options that there are not. deamdify passes over them.
func (t *transform) checkOptions(raw json.RawMessage) error {
	var given map[string]json.RawMessage
	_ = json.Unmarshal(raw, &given) // that it can be is known
	for name := range given {
		if t.name == "amd" && !slices.Contains([]string{"extensions", "paths", "plugins", "mainConfigFile", "global", "_", "_flags"}, name) {
			return fmt.Errorf("there is no option %q: there are extensions, paths, plugins and mainConfigFile", name)
		}
	}
	return nil
}

// Name returns the name the transform was asked for by.
func (t *transform) Name() string { return t.name }

// Wide marks the transform as one for all packages: those written in AMD are of
// no use to a bundle otherwise, and others lose nothing.
func (t *transform) Wide() {}

// Applies goes by the extension.
func (t *transform) Applies(file string) bool {
	ext := strings.ToLower(filepath.Ext(file))
	if len(t.options.Extensions) == 0 {
		return ext == ".js"
	}
	return slices.Contains(t.options.Extensions, ext)
}

// Transform converts a file.
func (t *transform) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	out := transforms.Output{Code: in.Code}
	dir := t.basedir
	if in.Package != nil {
		dir = in.Package.Dir
	}
	s := t.begin(in.File, t.packageDir(dir), in.Late)
	sh, shimmed, explicit := s.config.shimOf(in.File)
	if !shimmed && !worthReading(in.Code) {
		return out, nil
	}
	f := newFile(t, in, s)
	if f == nil || !f.look() {
		return out, nil
	}
	if shimmed && len(f.defines) == 0 && (explicit || !f.isModule()) {
		f.shim(sh)
	} else {
		f.convert()
	}
	out.Watch = f.watch
	if f.messages.Failed() {
		return out, f.messages
	}
	out.Warnings = f.messages
	s.amd = f.amd // the walk asks Find when this is done
	if len(f.list) > 0 {
		f.finish(in.Code)
		out.Code = edit.Apply(in.Code, f.list)
		if in.Map {
			out.Code = edit.WithMap(out.Code, in.Code, f.list, in.File)
		}
	}
	return out, nil
}

// worthReading tells whether a source may have something to convert: the word
// define, or a require that is not called with a string.
func worthReading(code []byte) bool {
	for rest := code; ; {
		i := bytes.Index(rest, []byte("define"))
		if i < 0 {
			break
		}
		after := rest[i+len("define"):]
		if (i == 0 || !isWord(rest[i-1])) && (len(after) == 0 || !isWord(after[0])) {
			return true
		}
		rest = after
	}
	for {
		i := bytes.Index(code, []byte("require"))
		if i < 0 {
			return false
		}
		if code = code[i+len("require"):]; requiresMore(code) {
			return true
		}
	}
}

// requiresMore tells whether what follows the word require makes it one of AMD's.
func requiresMore(code []byte) bool {
	if bytes.HasPrefix(code, []byte("js")) {
		return true
	}
	code = bytes.TrimLeft(code, " \t\r\n)")
	if len(code) == 0 {
		return false
	}
	switch code[0] {
	case '(':
		code = bytes.TrimLeft(code[1:], " \t\r\n")
		return len(code) > 0 && (code[0] == '[' || code[0] == '{' || code[0] == '(' || code[0] == '/')
	case '.':
		return bytes.HasPrefix(code, []byte(".config")) || bytes.HasPrefix(code, []byte(".toUrl"))
	}
	return code[0] == '/' // a comment
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// Sources returns the files that hold configuration.
func (t *transform) Sources() []string { return t.config.sources() }

func note(format string, args ...any) diag.Note { return diag.Note{Text: fmt.Sprintf(format, args...)} }
