package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sheaf/transforms"
	"sheaf/transforms/internal/applies"
	"sheaf/transforms/internal/edit"
)

// newPartialify takes partialify's options, from its file custom.js.
func newPartialify(s transforms.Setup) (transforms.Transform, error) {
	given, err := readOptions(s.Options)
	if err != nil {
		return nil, err
	}
	types := []string{"html", "css"}
	for _, name := range []string{"onlyAllow", "alsoAllow"} {
		list, err := readList(given[name])
		switch {
		case err != nil:
			return nil, fmt.Errorf("option %q: %w", name, err)
		case len(list) == 0:
		case name == "onlyAllow":
			types = list
		default:
			types = append(types, list...)
		}
	}
	return &text{name: s.Name, choose: applies.HasSuffix(dotted(types)), write: quoted}, nil
}

// quoted writes a module as partialify's string-to-js does: all line ends
// become line feeds. What that leaves out is escaped too.
func quoted(s string) string {
	if strings.HasPrefix(s, "module.exports") {
		return s // another transform has been there
	}
	return "module.exports = '" + escapes.Replace(s) + "';"
}

var escapes = strings.NewReplacer("'", `\'`, "\r\n", `\n`, "\r", `\n`, "\n", `\n`, `\`, `\\`, "\u2028", `\u2028`, "\u2029", `\u2029`)

// stringified are the extensions that stringify takes if it is told none.
var stringified = byDefault[:7]

// stringifyOptions are what stringify is told, in its options or in the field
// "stringify" of package.json.
type stringifyOptions struct {
	Extensions json.RawMessage            `json:"extensions"`
	AppliesTo  map[string]json.RawMessage `json:"appliesTo"`
	Minify     any                        `json:"minify"`
}

// newStringify takes stringify's options. What package.json says goes behind
// what the command line says.
func newStringify(s transforms.Setup) (transforms.Transform, error) {
	t := &text{name: s.Name, write: exports, choose: applies.HasSuffix(stringified)}
	field, looked := packageField(s.Dir, "stringify")
	t.sources = looked
	for _, from := range []struct {
		raw json.RawMessage
		dir string
	}{{field, filepath.Dir(looked[len(looked)-1])}, {s.Options, s.Basedir}} {
		var o stringifyOptions
		if len(from.raw) == 0 {
			continue
		}
		var list []string
		if json.Unmarshal(from.raw, &list) == nil {
			t.choose = applies.HasSuffix(list)
			continue
		}
		if err := json.Unmarshal(from.raw, &o); err != nil {
			return nil, fmt.Errorf("options are not what stringify takes: %w", err)
		}
		if o.Minify != nil && o.Minify != false && o.Minify != "false" {
			return nil, errors.New(`the option "minify" needs the npm package: npm install --save-dev stringify`)
		}
		choose, err := o.chooser(from.dir)
		if err != nil {
			return nil, err
		}
		if choose != nil {
			t.choose = choose
		}
	}
	return t, nil
}

// chooser is browserify-transform-tools' skipFile: the first of regex, files,
// excludeExtensions and includeExtensions counts. It returns nil if there is
// none of them.
func (o *stringifyOptions) chooser(dir string) (func(string) bool, error) {
	if o.AppliesTo == nil {
		list, err := readList(o.Extensions)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		return applies.HasSuffix(list), nil
	}
	lists := map[string][]string{}
	for _, name := range applies.Names {
		list, err := readList(o.AppliesTo[name])
		if err != nil {
			return nil, fmt.Errorf("option %q: %w", "appliesTo."+name, err)
		}
		lists[name] = list
	}
	return applies.To(lists, dir)
}

// packageField returns a field of the package.json nearest to dir, and the paths
// of the files that were looked for: the last is the one it is from, if there
// is one.
func packageField(dir, name string) (value json.RawMessage, looked []string) {
	for {
		file := filepath.Join(dir, "package.json")
		looked = append(looked, file)
		text, err := os.ReadFile(file)
		if err == nil {
			var fields map[string]json.RawMessage
			if json.Unmarshal([]byte(edit.Decode(text)), &fields) != nil {
				return nil, looked
			}
			return fields[name], looked
		}
		up := filepath.Dir(dir)
		if up == dir {
			return nil, looked
		}
		dir = up
	}
}
