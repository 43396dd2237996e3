// Package inline puts the contents of files into sources that read them with
// Node's fs: fs.readFileSync(__dirname + "/page.html", "utf8") becomes a
// string. It is what the npm transform brfs does, for which it stands in where
// that is not installed.
//
// What comes in is a source; what goes out is the source with the calls
// replaced whose arguments are known, without the require of "fs" if nothing
// else needs it, and all else where it was. The files are watched. The package
// reads the files that sources name, and never writes any; it runs no code.
package inline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
	"sheaf/transforms/internal/token"
)

func init() {
	transforms.Register("inline", construct)
	transforms.RegisterStandIn("brfs", construct)
}

// An inline is the transform of one build.
type inline struct {
	name    string
	basedir string         // what relative paths are relative to
	vars    map[string]any // names with known values: brfs's option "vars"
	scripts transforms.Scripts
}

func construct(s transforms.Setup) (transforms.Transform, error) {
	t := &inline{name: s.Name, basedir: s.Basedir, scripts: s.Scripts}
	if len(s.Options) == 0 {
		return t, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(s.Options, &given); err != nil {
		return nil, fmt.Errorf("options are not an object: %w", err)
	}
	for name, v := range given {
		switch name {
		case "vars":
			if err := json.Unmarshal(v, &t.vars); err != nil {
				return nil, fmt.Errorf(`the option "vars" is not an object of names and values: %w`, err)
			}
		case "parserOpts", "sourceMap": // all syntax is known, and a map is made if the build makes one
		case "global", "_", "_flags":
		default:
			if s.Name == "inline" { // brfs passes over what it does not know
				return nil, fmt.Errorf(`there is no option %q: there is vars, as in -t [ inline --vars [ --name value ] ]`, name)
			}
		}
	}
	return t, nil
}

// Name returns the name the transform was asked for by.
func (t *inline) Name() string { return t.name }

// Applies leaves JSON files out.
func (t *inline) Applies(file string) bool { return filepath.Ext(file) != ".json" }

// worthReading tells whether a source may read files.
func worthReading(code []byte) bool {
	return bytes.Contains(code, []byte("fs")) && (bytes.Contains(code, []byte("readFile")) || bytes.Contains(code, []byte("readdir")))
}

// A source is a file on its way through the transform.
type source struct {
	*inline
	file   string
	code   []byte
	tokens []token.Token
	names  map[string]*name
	means  map[int]value // what tokens stand for: by index
	uses   []use

	bindings []binding
	asScript map[int]string // what stands for tokens if the source is to be a script
	beforeIt map[int]string // and what before them

	edits    []edit.Edit
	watch    []string
	listings []transforms.Listing
	errors   diag.List
}

var scanners = sync.Pool{New: func() any { return new(scan.Scanner) }}

func scanned(code []byte) (scan.Result, error) {
	s := scanners.Get().(*scan.Scanner)
	defer scanners.Put(s)
	return s.Scan(code)
}

// notRead warns of a file that speaks of reading files and is in a language that
// is made JavaScript later. Of what is broken, whoever reads it next says so.
func (t *inline) notRead(file string) diag.List {
	name := ""
	switch filepath.Ext(file) {
	case ".ts", ".tsx", ".mts", ".cts":
		name = "ts"
	case ".jsx":
		name = "jsx"
	default:
		return nil
	}
	return diag.List{{
		Severity: diag.Warning,
		Text:     fmt.Sprintf("transform %q reads JavaScript only: put -t %s before it, or calls of fs stay as they are", t.name, name),
		Where:    &diag.Range{File: file},
	}}
}

// Transform replaces what reads files. A source that is no JavaScript it
// returns as it is.
func (t *inline) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	out := transforms.Output{Code: in.Code}
	if !worthReading(in.Code) {
		return out, nil
	}
	tokens, err := token.All(in.Code)
	if err != nil {
		out.Warnings = t.notRead(in.File)
		return out, nil
	}
	s := &source{inline: t, file: in.File, code: in.Code, tokens: tokens, names: map[string]*name{}, means: map[int]value{},
		asScript: map[int]string{}, beforeIt: map[int]string{}}
	if found, err := s.findNames(); err != nil || !found {
		if err != nil {
			out.Warnings = t.notRead(in.File)
		}
		return out, nil
	}
	s.findUses()
	for i := range s.uses {
		s.replace(&s.uses[i])
	}
	out.Watch, out.Listings = s.watch, s.listings
	if len(s.errors) > 0 {
		return out, s.errors
	}
	if len(s.edits) == 0 {
		return out, nil
	}
	s.removeDead()
	out.Code = edit.Apply(in.Code, s.edits)
	if in.Map {
		out.Code = edit.WithMap(out.Code, in.Code, s.edits, in.File)
	}
	return out, nil
}
