package bundle

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"sheaf/transforms/script"
)

// newScripts returns what runs transforms in JavaScript.
func newScripts(o *Options) *script.Host {
	return script.New(script.Options{
		Cwd:     o.Cwd,
		Flags:   func() json.RawMessage { return flagsOf(o) },
		Timeout: o.TransformTimeout,
		Workers: o.Workers,
		Display: func(path string) string {
			if rel, err := filepath.Rel(o.Cwd, path); err == nil && !strings.HasPrefix(rel, "..") {
				return rel
			}
			return path
		},
	})
}

// flagsOf are the options of the build as transforms know them from Browserify:
// the fields of its options that some look at.
func flagsOf(o *Options) json.RawMessage {
	flags := map[string]any{
		"basedir":         o.Basedir,
		"debug":           o.SourceMap != MapNone,
		"fullPaths":       o.FullPaths,
		"detectGlobals":   !o.NoDetectGlobals,
		"insertGlobals":   o.InsertGlobals,
		"ignoreMissing":   o.IgnoreMissing,
		"bundleExternal":  !o.NoBundleExternal,
		"browserField":    !o.NoBrowserField,
		"commondir":       !o.NoCommonDir,
		"builtins":        !o.NoBuiltins,
		"dedupe":          !o.NoDedupe,
		"extensions":      append([]string{}, o.Extensions...),
		"noParse":         append([]string{}, o.NoParse...),
		"transformKey":    []string{"browserify", o.transformKey()},
		"ignoreTransform": append([]string{}, o.IgnoreTransforms...),
	}
	if o.Standalone != "" {
		flags["standalone"] = o.Standalone
	}
	entries := []string{}
	for _, e := range o.Entries {
		if e.Source == nil {
			entries = append(entries, e.File)
		}
	}
	flags["entries"] = entries
	text, err := json.Marshal(flags)
	if err != nil {
		panic(fmt.Sprintf("bundle: options that are no JSON: %v", err)) // they are strings and booleans
	}
	return text
}

func (o *Options) transformKey() string {
	if o.TransformKey == "" {
		return "transform"
	}
	return o.TransformKey
}

// close ends what runs transforms.
func (p *plan) close() { _ = p.finder.scripts.Close() }
