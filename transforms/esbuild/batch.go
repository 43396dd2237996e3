package esbuild

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/transforms"
)

// A Result is what became of a file.
type Result struct {
	transforms.Output
	Err error // as that of Convert
}

// ConvertAll does what Convert does, for many files in less time: most of what
// esbuild does for a small file it does for a whole build. What comes out for a
// file does not depend on the others.
func (c *Converter) ConvertAll(ctx context.Context, ins []transforms.Input) []Result {
	results := make([]Result, len(ins))
	batches := map[settings][]*batched{}
	for i, in := range ins {
		r := &results[i]
		if r.Err = context.Cause(ctx); r.Err != nil {
			continue
		}
		b := &batched{result: r}
		if b.source, r.Err = c.source(in, false); r.Err == nil {
			batches[b.how] = append(batches[b.how], b)
		}
	}
	for how, list := range batches {
		for len(list) > 0 {
			list = how.convert(list)
		}
	}
	return results
}

// batched is a source on its way through a batch.
type batched struct {
	source
	result *Result
}

func (b *batched) take(res api.TransformResult) {
	b.result.Output, b.result.Err = b.output(res)
}

// convert gives sources to esbuild and returns those that have to be given to
// it again: an error in one leaves the others undone.
func (how settings) convert(list []*batched) (again []*batched) {
	alone := list
	if len(list) > 1 && !how.names() {
		res := how.build(list)
		if results := share(&res, len(list)); results != nil {
			for i, b := range list {
				b.take(results[i])
			}
			return nil
		}
		alone, again = guilty(res.Errors, list)
	}
	for _, b := range alone {
		b.prefix = ""
		b.take(b.run())
	}
	return again
}

// names tells whether the names of sources become part of the result. In a batch
// they have others.
func (how settings) names() bool { return strings.Contains(how.raw, `"react-jsxdev"`) }

// place is a directory that is not there. esbuild looks whether the names of
// entry points are those of files.
const place = "sheaf.none"

// build makes one build of many sources, each of them an entry point. In
// esbuild's eyes they lie in a namespace each, which is a number: by their names
// go the names that it makes.
func (how settings) build(list []*batched) api.BuildResult {
	o := api.BuildOptions{
		Format:        api.FormatCommonJS,
		Platform:      api.PlatformNeutral,
		LegalComments: api.LegalCommentsInline,
		LogLevel:      api.LogLevelSilent,
		Charset:       api.CharsetUTF8,
		Target:        how.target,
		TsconfigRaw:   how.raw,
		Supported:     how.supported(),
		Outdir:        place,
		Plugins:       []api.Plugin{{Name: "sheaf", Setup: func(b api.PluginBuild) { supply(b, list) }}},
	}
	if how.mapped {
		o.Sourcemap = api.SourceMapExternal
		o.SourcesContent = api.SourcesContentInclude
	}
	if how.strict {
		o.Banner = map[string]string{"js": useStrict}
	}
	for i := range list {
		n := strconv.Itoa(i)
		list[i].prefix = n + ":"
		o.EntryPointsAdvanced = append(o.EntryPointsAdvanced, api.EntryPoint{InputPath: place + "/" + n, OutputPath: n})
	}
	return api.Build(o)
}

// supply makes esbuild find the sources of a batch.
func supply(b api.PluginBuild, list []*batched) {
	b.OnResolve(api.OnResolveOptions{Filter: "^"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		n := path.Base(a.Path)
		i, err := strconv.Atoi(n)
		if err != nil {
			return api.OnResolveResult{}, err
		}
		return api.OnResolveResult{Path: list[i].name(), Namespace: n}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: "^"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		i, err := strconv.Atoi(a.Namespace)
		if err != nil {
			return api.OnLoadResult{}, err
		}
		text := list[i].text()
		return api.OnLoadResult{Contents: &text, Loader: list[i].loader}, nil
	})
}

// share gives each of n sources its part of a build; nil if that failed.
func share(res *api.BuildResult, n int) []api.TransformResult {
	if len(res.Errors) > 0 {
		return nil
	}
	results := make([]api.TransformResult, n)
	for i := range res.OutputFiles {
		f := &res.OutputFiles[i]
		name, kind, _ := strings.Cut(path.Base(strings.ReplaceAll(f.Path, `\`, "/")), ".")
		k, err := strconv.Atoi(name)
		if err != nil || k >= n {
			return nil
		}
		if kind == "js" {
			results[k].Code = f.Contents
		} else {
			results[k].Map = f.Contents
		}
	}
	for _, m := range res.Warnings {
		k := ownerOf(&m, n)
		if k < 0 {
			return nil
		}
		results[k].Warnings = append(results[k].Warnings, m)
	}
	return results
}

// ownerOf returns the number of the source that a message speaks of, or -1.
func ownerOf(m *api.Message, n int) int {
	if m.Location == nil {
		return -1
	}
	name, _, _ := strings.Cut(m.Location.File, ":")
	k, err := strconv.Atoi(name)
	if err != nil || k >= n {
		return -1
	}
	return k
}

// guilty divides sources into those with errors, which are to be converted
// alone, and the others. If it is not to be told, all are.
func guilty(errors []api.Message, list []*batched) (with, without []*batched) {
	var bad []int
	for i := range errors {
		k := ownerOf(&errors[i], len(list))
		if k < 0 {
			return list, nil
		}
		bad = append(bad, k)
	}
	for i, b := range list {
		if slices.Contains(bad, i) {
			with = append(with, b)
		} else {
			without = append(without, b)
		}
	}
	if len(with) == 0 {
		return list, nil
	}
	return with, without
}
