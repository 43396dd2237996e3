// Package text makes strings of files that are not JavaScript: what is required
// of "./page.html" is then the file's text. It is what the npm transforms
// stringify and partialify do, for which it stands in where they are not
// installed.
//
// What comes in are files and which of them to take: the option "extensions",
// or stringify's and partialify's own options. What goes out is a module that
// exports the text. The package never looks into a text.
package text

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/transforms"
	"sheaf/transforms/internal/applies"
	"sheaf/transforms/internal/edit"
)

func init() {
	transforms.Register("text", newText)
	transforms.RegisterStandIn("stringify", newStringify)
	transforms.RegisterStandIn("partialify", newPartialify)
}

// A text makes strings of the files that it chooses.
type text struct {
	name    string
	choose  func(file string) bool
	write   func(string) string
	sources []string
}

// byDefault are stringify's extensions and partialify's.
var byDefault = []string{".html", ".htm", ".tmpl", ".tpl", ".hbs", ".text", ".txt", ".css"}

func newText(s transforms.Setup) (transforms.Transform, error) {
	given, err := readOptions(s.Options)
	if err != nil {
		return nil, err
	}
	var exts []string
	named := false
	for _, name := range []string{"extensions", "extension", "x", "_"} { // "_" are words: -t [ text .html .txt ]
		list, err := readList(given[name])
		if err != nil {
			return nil, fmt.Errorf("option %q: %w", name, err)
		}
		exts = append(exts, dotted(list)...)
		named = named || name != "_" && given[name] != nil
		delete(given, name)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if name != "_flags" && name != "global" {
			return nil, fmt.Errorf("there is no option %q: there is extensions, as in -t [ text --extensions .html .txt ]", name)
		}
	}
	switch {
	case named && len(exts) == 0:
		return nil, errors.New(`the option "extensions" is empty`)
	case len(exts) == 0:
		exts = byDefault
	}
	return &text{name: s.Name, choose: applies.HasSuffix(exts), write: exports}, nil
}

// dotted puts a dot before each extension that has none.
func dotted(exts []string) []string {
	list := make([]string, len(exts))
	for i, e := range exts {
		list[i] = "." + strings.TrimPrefix(e, ".")
	}
	return list
}

func readOptions(raw json.RawMessage) (map[string]json.RawMessage, error) {
	var given map[string]json.RawMessage
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &given); err != nil {
			return nil, fmt.Errorf("options are not an object: %w", err)
		}
	}
	return given, nil
}

// readList reads a string, a list of strings, or the words in brackets of a
// command line: {"_": list}. Nothing is an empty list.
func readList(v json.RawMessage) ([]string, error) {
	if len(v) == 0 || string(v) == "null" {
		return nil, nil
	}
	var one string
	if json.Unmarshal(v, &one) == nil {
		return []string{one}, nil
	}
	var group struct {
		Words json.RawMessage `json:"_"`
	}
	if json.Unmarshal(v, &group) == nil && group.Words != nil {
		v = group.Words
	}
	var list []string
	if json.Unmarshal(v, &list) != nil {
		return nil, fmt.Errorf("%s is neither a string nor a list of strings", v)
	}
	return list, nil
}

// exports writes a module as stringify does.
func exports(s string) string { return "module.exports = " + edit.Quote(s) + ";\n" }

// Name returns the name the transform was asked for by.
func (t *text) Name() string { return t.name }

// Applies goes by the file's name.
func (t *text) Applies(file string) bool { return t.choose(file) }

// Sources returns the package.json that options were read from, and those that
// would go before it and are not there.
func (t *text) Sources() []string { return t.sources }

// Transform makes a module of a text. Of a JSON file the bundle makes the
// module, so that a JSON string is what it needs.
func (t *text) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	s := edit.Decode(in.Code)
	if filepath.Ext(in.File) == ".json" {
		return transforms.Output{Code: []byte(edit.Quote(s))}, nil
	}
	return transforms.Output{Code: []byte(t.write(s))}, nil
}
