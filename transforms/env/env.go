// Package env replaces process.env.NAME by the value that NAME has in the
// environment of the build: what the npm transforms envify and loose-envify do,
// which many packages name in their package.json.
//
// What comes in is a source and, as options, values that take the place of
// those of the environment, and whether names without a value become undefined
// ("_": ["purge"]). What goes out is the source with the member expressions
// replaced and all else left where it was. Assignments to process.env are left
// alone. The package never looks at anything but tokens, so it takes any
// syntax. By the name env, and not by those of the npm packages, it also says
// that conditions may have become constant, so that nothing is bundled that
// only "production" !== "production" would require.
package env

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

func init() {
	transforms.Register("env", constructor("env", false))
	transforms.Register("envify", constructor("envify", false))
	transforms.Register("loose-envify", constructor("loose-envify", true))
}

// An env replaces by one set of values.
type env struct {
	name   string
	values map[string]string // as JavaScript expressions
	loose  bool              // loose-envify's rules
	purge  bool
}

func constructor(name string, loose bool) transforms.Constructor {
	return func(s transforms.Setup) (transforms.Transform, error) {
		return New(name, s.Options, os.Environ(), loose)
	}
}

// New returns a transform for an environment in the form of os.Environ. loose
// gives it loose-envify's rules: the environment goes before the options, and
// what is followed by a further property is left alone.
func New(name string, options json.RawMessage, environ []string, loose bool) (transforms.Transform, error) {
	t := &env{name: name, values: map[string]string{}, loose: loose}
	for _, kv := range environ {
		if key, value, ok := strings.Cut(kv, "="); ok {
			t.values[key] = edit.Quote(value)
		}
	}
	if len(options) == 0 {
		return t, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(options, &given); err != nil {
		return nil, fmt.Errorf("options are not an object: %w", err)
	}
	for key, value := range given {
		if key == "_" {
			var words []any
			_ = json.Unmarshal(value, &words) // what is no list has no "purge"
			t.purge = slices.Contains(words, any("purge"))
		}
		if _, set := t.values[key]; set && loose {
			continue
		}
		var b bytes.Buffer
		if err := json.Compact(&b, value); err != nil {
			return nil, err
		}
		t.values[key] = b.String()
	}
	return t, nil
}

// worthReading tells whether a source may have something to replace, without
// telling code from comments and strings: most that speak of process.env speak
// of names without a value.
func (t *env) worthReading(code []byte) bool {
	for {
		i := bytes.Index(code, []byte("process"))
		if i < 0 {
			return false
		}
		code = code[i+len("process"):]
		rest, ok := bytes.CutPrefix(code, []byte(".env."))
		if !ok {
			// What is not written the usual way is for find to see.
			if !t.loose && len(code) > 0 && bytes.IndexByte([]byte(". \t\r\n/\\"), code[0]) >= 0 && bytes.Contains(code, []byte("env")) {
				return true
			}
			continue
		}
		n := 0
		for n < len(rest) && (isWord(rest[n]) || rest[n] >= 0x80 || rest[n] == '\\') {
			n++
		}
		if _, ok := t.values[string(rest[:n])]; ok || t.purge || n == 0 {
			return true
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// Name returns the name the transform was asked for by.
func (t *env) Name() string { return t.name }

// Applies leaves JSON files out.
func (t *env) Applies(file string) bool { return filepath.Ext(file) != ".json" }

// Transform replaces what has a value.
func (t *env) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	out := transforms.Output{Code: in.Code}
	if !t.worthReading(in.Code) {
		return out, nil
	}
	uses, err := find(in.Code)
	if err != nil {
		out.Warnings = diag.List{{
			Severity: diag.Warning,
			Text:     fmt.Sprintf("transform %q does not understand the file: %v", t.name, err),
			Where:    &diag.Range{File: in.File},
		}}
		return out, nil
	}
	var edits []edit.Edit
	for _, u := range uses {
		value, ok := t.values[u.name]
		if !ok && t.purge {
			value, ok = "undefined", true
		}
		if !ok || u.assigned || t.loose && (u.computed || u.spaced || u.member) {
			continue
		}
		edits = append(edits, edit.Edit{Start: u.start, End: u.end, Text: value})
	}
	out.Code = edit.Apply(in.Code, edits)
	out.Fold = len(edits) > 0 && t.name == "env"
	return out, nil
}
