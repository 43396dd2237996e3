package main

import "sheaf/cmd/sheaf/internal/argv"

// flags is the option table of Browserify's bin/args.js, with sheaf's own flags
// after Browserify's. Which flags are declared, and how, decides how the
// arguments around them are read: nothing of the first part may change.
var flags = argv.Options{
	Bool: []string{
		"deps", "pack", "ig", "dg", "im", "d", "list", "builtins", "commondir", "bare",
		"full-paths", "bundle-external", "bf", "node", "preserve-symlinks",

		"verbose", "watch", "minify", "cache", "open", "pushstate", "cors", "sandbox",
	},
	String: []string{
		"s", "r", "u", "x", "t", "i", "o", "e", "c", "it",

		"exports", "conditions", "legal-comments", "sourcemap", "workers", "engine", "sandbox-env", "transform-timeout",
		"cpuprofile", "memprofile",
		"dir", "allow-host",
	},
	Attached: []string{"serve"},
	Alias: []argv.Alias{
		{Name: "ig", Others: []string{"insert-globals", "fast"}},
		{Name: "dg", Others: []string{"detect-globals", "detectGlobals", "dg"}},
		{Name: "bf", Others: []string{"browser-field", "browserField"}},
		{Name: "im", Others: []string{"ignore-missing"}},
		{Name: "it", Others: []string{"ignore-transform"}},
		{Name: "igv", Others: []string{"insert-global-vars"}},
		{Name: "d", Others: []string{"debug"}},
		{Name: "s", Others: []string{"standalone"}},
		{Name: "noParse", Others: []string{"noparse"}},
		{Name: "full-paths", Others: []string{"fullpaths", "fullPaths"}},
		{Name: "r", Others: []string{"require"}},
		{Name: "u", Others: []string{"exclude"}},
		{Name: "x", Others: []string{"external"}},
		{Name: "t", Others: []string{"transform"}},
		{Name: "i", Others: []string{"ignore"}},
		{Name: "o", Others: []string{"outfile"}},
		{Name: "e", Others: []string{"entry"}},
		{Name: "c", Others: []string{"command"}},
		{Name: "bare", Others: []string{"bear"}},

		{Name: "verbose", Others: []string{"v"}},
		{Name: "watch", Others: []string{"w"}},
		{Name: "ignore-watch", Others: []string{"iw"}},
	},
	Default: []argv.Default{
		{Name: "ig", Value: argv.OfBool(false)},
		{Name: "im", Value: argv.OfBool(false)},
		{Name: "dg", Value: argv.OfBool(true)},
		{Name: "d", Value: argv.OfBool(false)},
		{Name: "builtins", Value: argv.OfBool(true)},
		{Name: "commondir", Value: argv.OfBool(true)},
		{Name: "bundle-external", Value: argv.OfBool(true)},
		{Name: "bf", Value: argv.OfBool(true)},
		{Name: "dedupe", Value: argv.OfBool(true)},
		{Name: "node", Value: argv.OfBool(false)},
	},
}

// undeclared are the flags that Browserify reads without declaring them, and
// those of sheaf that are read in the same way.
var undeclared = []string{
	"basedir", "extension", "g", "global-transform", "h", "help", "p", "plugin", "transform-key", "version",

	"amd", "serve", "delay", "poll",
}

// valued are Browserify's flags that are as good as not given without a value.
var valued = []string{"r", "u", "x", "t", "i", "o", "e", "c", "it", "noParse"}

// ofServe and ofWatch are the flags that say how --serve and --watch do what
// they do.
var (
	ofServe = []string{"dir", "open", "pushstate", "cors", "allow-host"}
	ofWatch = []string{"delay", "poll", "ignore-watch", "iw"}
)

// unsupported are flags whose meaning is settled but which nothing does yet.
var unsupported = []struct{ name, what string }{
	{"p", "plugins (-p)"},
	{"plugin", "plugins (--plugin)"},
}
