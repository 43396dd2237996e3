package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/paths"
	"sheaf/transforms/script"
	"sheaf/transforms/script/engine"
)

// newScripts returns what runs transforms in JavaScript.
func newScripts(o *Options) *script.Host {
	cache := o.TransformCache
	if cache != "" && !filepath.IsAbs(cache) {
		cache = filepath.Join(o.Basedir, cache)
	}
	var sandbox *engine.Sandbox
	if o.Sandbox != nil {
		sandbox = &engine.Sandbox{Read: []string{o.Basedir}, Environ: o.Sandbox.Environ}
	}
	return script.New(script.Options{
		Engine:  o.Engine,
		Sandbox: sandbox,
		Cache:   cache,
		Cwd:     o.Cwd,
		Flags:   sync.OnceValue(func() json.RawMessage { return flagsJSON(flagsOf(o)) }),
		Timeout: o.TransformTimeout,
		Workers: o.Workers,
		Display: func(path string) string {
			if rel, err := filepath.Rel(o.Cwd, path); err == nil && filepath.IsLocal(rel) {
				return rel
			}
			return path
		},
	})
}

// flagsOf are the options of the build as the user's transforms know them from
// Browserify: those it was called with, as its command passes them.
func flagsOf(o *Options) map[string]any {
	flags := map[string]any{
		"debug":            o.SourceMap != MapNone,
		"fullPaths":        o.FullPaths,
		"detectGlobals":    !o.NoDetectGlobals,
		"insertGlobals":    o.InsertGlobals,
		"ignoreMissing":    o.IgnoreMissing,
		"bundleExternal":   !o.NoBundleExternal,
		"browserField":     !o.NoBrowserField,
		"preserveSymlinks": o.PreserveSymlinks,
		"dedupe":           !o.NoDedupe,
		"extensions":       append([]string{}, o.Extensions...),
		"noParse":          []any{nil}, // so it is written by the command
		"ignoreTransform":  append([]string{}, o.IgnoreTransforms...),
	}
	set := func(name string, value any, ok bool) {
		if ok {
			flags[name] = value
		}
	}
	set("builtins", false, o.NoBuiltins)
	set("commondir", false, o.NoCommonDir)
	set("noParse", o.NoParse, len(o.NoParse) > 0)
	set("basedir", *o.basedir, *o.basedir != "")
	set("transformKey", []string{"browserify", o.TransformKey}, o.TransformKey != "")
	set("standalone", o.Standalone, o.Standalone != "")
	entries := []string{}
	for _, e := range o.Entries {
		if e.Source == nil {
			entries = append(entries, e.File)
		}
	}
	flags["entries"] = entries
	return flags
}

// ownFlagsOf are the options as the transforms of package.json files know them:
// those that Browserify passes on to module-deps.
func ownFlagsOf(o *Options) map[string]any {
	flags := flagsOf(o)
	flags["extensions"] = extensions(o)
	flags["transformKey"] = []string{"browserify", o.transformKey()}
	no := []string{}
	for _, n := range o.NoParse {
		no = append(no, paths.Resolve(o.Basedir, n))
	}
	flags["noParse"] = no
	return flags
}

func flagsJSON(flags map[string]any) json.RawMessage {
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

// CacheDir is where tools of the npm world keep such things: below the directory
// of the project, and of no interest to version control.
const CacheDir = "node_modules/.cache/sheaf"

// settle ends what a build has to do with transforms; if it is the last one, and
// has not failed, they may come to the end of what they have left behind. It
// returns err, how the build went so far, with what they threw after they were
// done. And it has the cache written; that it cannot be is a warning.
func (p *plan) settle(ctx context.Context, last bool, err error) (warnings diag.List, _ error) {
	if ctx.Err() == nil {
		ask := p.finder.scripts.Uncaught
		if last && err == nil {
			ask = p.finder.scripts.End
		}
		switch late := ask(); {
		case !late.Failed():
			warnings = late
		case err == nil:
			err = late
		default:
			err = append(slices.Clip(failure(err)), late...)
		}
	}
	if unkept := p.finder.scripts.Settle(); unkept != nil {
		warnings = append(warnings, diag.Message{
			Severity: diag.Warning,
			Text:     fmt.Sprintf("what transforms made is not kept for the next build: %v", unkept),
			Err:      unkept,
		})
	}
	return warnings, err
}

// close ends what runs transforms.
func (p *plan) close() { _ = p.finder.scripts.Close() }
