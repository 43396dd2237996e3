package main

import (
	"slices"
	"strings"

	"sheaf/bundle"
	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/cmd/sheaf/internal/shellwords"
	"sheaf/transforms/command"
)

// transforms reads --transform, --global-transform and --command, in this
// order, which is Browserify's.
func (r *reader) transforms() {
	for _, v := range r.args.Get("transform").Items() {
		r.transform(v, "-t/--transform", false)
	}
	for _, name := range []string{"g", "global-transform"} {
		for _, v := range r.args.Get(name).Items() {
			r.transform(v, "-g/--global-transform", true)
		}
	}
	for _, line := range r.list("command", "-c/--command") {
		words, err := shellwords.Split(line, r.env.getenv)
		if err != nil {
			r.fail("-c %q: %v", line, err)
			continue
		}
		r.job.options.Transforms = append(r.job.options.Transforms,
			bundle.Transform{Name: line, Use: command.New(line, words)})
	}
}

// transform adds one transform: a name, or a name with options in brackets.
func (r *reader) transform(v argv.Value, written string, global bool) {
	if !v.Truthy() {
		return
	}
	t := bundle.Transform{Global: global}
	options := &argv.Object{}
	switch v.Kind() {
	case argv.String:
		t.Name = v.String()
	case argv.Group:
		words := v.Object().Get("_").Items()
		if len(words) == 0 || words[0].Kind() != argv.String || words[0].String() == "" {
			r.fail("%s %s: the first of the arguments in brackets is the transform's name", written, asJSON(v))
			return
		}
		t.Name = words[0].String()
		if t.Name != strings.TrimSpace(t.Name) || strings.Contains(t.Name, " -") {
			r.fail("%s %q: brackets and what is in them are arguments of their own, not one in quotes", written, "["+t.Name+"]")
			return
		}
		for _, name := range v.Object().Names() {
			options.Set(name, v.Object().Get(name))
		}
		options.Set("_", argv.OfList(words[1:]...))
	default:
		r.fail("%s needs the name of a transform, not %s", written, asJSON(v))
		return
	}
	if slices.Contains(r.job.options.IgnoreTransforms, t.Name) {
		return
	}
	if global {
		options.Set("global", argv.OfBool(true))
	}
	// A transform that is given the option "global" is global, however it was
	// asked for.
	t.Global = options.Get("global").Truthy()
	if len(options.Names()) > 0 {
		t.Options, _ = options.MarshalJSON() // never fails
	}
	r.job.options.Transforms = append(r.job.options.Transforms, t)
}
