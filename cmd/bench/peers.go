package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A tool is a bundler.
type tool struct {
	name    string
	version string
	broken  error // why it cannot be run at all

	module bool // its bundles are ES modules
	table  bool // its bundles are Browserify's: the modules can be counted in them

	// command returns the command line, the program first. It runs in the
	// app's directory.
	command func(job) []string

	// watch returns the command line that stays and bundles again whenever a
	// file changes; nil if the tool is not measured at that.
	watch func(job) []string

	// count returns a command line that also writes a file, job.count, with
	// the modules; nil if table is set.
	count func(job) []string

	notes []string // what it does otherwise than Browserify
}

// A job is one run of a tool.
type job struct {
	app   *app
	out   string // the bundle, an absolute path
	count string // the file for the modules, or ""
}

var (
	peerNames     = []string{"bun", "esbuild", "rspack", "webpack", "browserify"}
	watchingPeers = []string{"bun", "esbuild", "watchify"}
)

// with returns a command line with more arguments.
func with(args []string, more ...string) []string { return slices.Concat(args, more) }

// newSheaf returns sheaf itself.
func newSheaf(name, binary, version string) *tool {
	t := &tool{name: name, version: version, table: true}
	t.command = func(j job) []string { return browserifyArgs([]string{binary}, j) }
	t.watch = func(j job) []string { return with(t.command(j), "--watch") }
	return t
}

// browserifyArgs are sheaf's and Browserify's arguments.
func browserifyArgs(command []string, j job) []string {
	args := with(with(command, j.app.entry, "-o", j.out), j.app.args...)
	if j.app.sourceMap {
		args = append(args, "-d")
	}
	return args
}

// peerTools installs the peers that any app needs. What cannot be had is broken
// and stays in the list.
func (b *bench) peerTools(ctx context.Context) (map[string]*tool, error) {
	var names []string
	for _, app := range b.apps {
		names = append(names, b.peerNamesOf(app)...)
	}
	if len(names) == 0 {
		return nil, nil
	}
	dir, err := b.install(ctx, "peers", filepath.Join(b.root, "testdata", "npm", "peers"), nil)
	if err != nil {
		return nil, err
	}
	tools := map[string]*tool{}
	for _, name := range slices.Concat(peerNames, watchingPeers) {
		if !slices.Contains(names, name) || tools[name] != nil {
			continue
		}
		t := b.newPeer(ctx, name, dir)
		t.name = name
		if t.broken != nil {
			fmt.Fprintf(b.log, "bench: %s: %v\n", name, t.broken)
		}
		tools[name] = t
	}
	return tools, nil
}

func (b *bench) peerNamesOf(a *app) []string {
	names := b.peers
	if !b.chosen && a.peers != nil {
		names = a.peers
	}
	if a.able == nil {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(a.able, name) })
}

func (b *bench) peersOf(a *app, tools map[string]*tool) []*tool {
	var list []*tool
	for _, name := range b.peerNamesOf(a) {
		list = append(list, tools[name])
	}
	return list
}

// newPeer returns a peer as it is installed in a directory.
func (b *bench) newPeer(ctx context.Context, name, dir string) *tool {
	t := &tool{}
	switch name {
	case "bun":
		binary, err := b.bunBinary(ctx, dir)
		if err == nil {
			binary, err = b.installed(binary)
		}
		t.setBun(binary)
		t.broken = err
	case "esbuild":
		binary, err := esbuildBinary(dir)
		if err == nil {
			binary, err = b.installed(binary)
		}
		t.setESBuild(binary)
		t.broken = err
	case "browserify":
		script := filepath.Join(dir, "node_modules", "browserify", "bin", "cmd.js")
		t.table = true
		t.command = func(j job) []string { return browserifyArgs([]string{b.node, script}, j) }
	case "watchify":
		script := filepath.Join(dir, "node_modules", "watchify", "bin", "cmd.js")
		t.watch = func(j job) []string { return browserifyArgs([]string{b.node, script}, j) }
		t.notes = []string{"waits 100 ms for files to be left alone (its `--delay`)"}
	case "webpack":
		t.setPack([]string{b.node, filepath.Join(dir, "node_modules", "webpack-cli", "bin", "cli.js")}, dir)
	case "rspack":
		t.setPack([]string{b.node, filepath.Join(dir, "node_modules", "@rspack", "cli", "bin", "rspack.js")}, dir)
	}
	if b.node == "" && name != "bun" && name != "esbuild" {
		t.broken = errors.New("it runs in Node, and there is none on PATH")
	}
	pkg := name
	if name == "rspack" {
		pkg = "@rspack/core"
	}
	version, err := lockedVersion(dir, pkg)
	t.version = version
	if t.broken == nil {
		t.broken = err
	}
	return t
}

func (t *tool) setBun(binary string) {
	t.module = true
	t.command = func(j job) []string {
		args := []string{binary, "build", j.app.entry, "--outfile=" + j.out, "--target=browser", "--define=global=globalThis"}
		if j.app.sourceMap {
			args = append(args, "--sourcemap=inline")
		}
		return args
	}
	t.watch = func(j job) []string { return with(t.command(j), "--watch", "--no-clear-screen") }
	t.count = func(j job) []string { return with(t.command(j), "--metafile="+j.count) }
	t.notes = []string{
		"writes an ES module (its `--format=iife` leaves a CommonJS entry out: nothing runs), and prints the source anew",
		"has shims of core modules of its own, and takes other files of jQuery and underscore than Browserify (underscore's ES modules)",
		"given `--define global=globalThis`; decides `process.env.NODE_ENV` and leaves out what it then does not need",
	}
}

func (t *tool) setESBuild(binary string) {
	t.command = func(j job) []string {
		args := []string{binary, j.app.entry, "--bundle", "--outfile=" + j.out, "--log-level=error", "--define:global=globalThis"}
		for _, name := range j.app.externals {
			args = append(args, "--external:"+name)
		}
		if j.app.sourceMap {
			args = append(args, "--sourcemap=inline")
		}
		return args
	}
	t.watch = func(j job) []string { return with(t.command(j), "--watch=forever") }
	t.count = func(j job) []string { return with(t.command(j), "--metafile="+j.count) }
	t.notes = []string{
		"the native binary is run, not the script around it; it prints the source anew",
		"has no shims: core modules are left to the page with `--external`, which is less work; it takes other files of jQuery and underscore than Browserify (underscore's ES modules)",
		"given `--define:global=globalThis`; decides `process.env.NODE_ENV` and leaves out what it then does not need",
	}
}

// setPack sets up webpack or rspack, which take the same configuration.
func (t *tool) setPack(command []string, dir string) {
	config := filepath.Join(dir, "pack.config.cjs")
	t.command = func(j job) []string {
		args := with(command, "build", "-c", config, "--env", "entry="+j.app.entry, "--env", "out="+j.out)
		if len(j.app.externals) > 0 {
			args = append(args, "--env", "externals="+strings.Join(j.app.externals, ","))
		}
		if j.app.sourceMap {
			args = append(args, "--env", "map")
		}
		return args
	}
	t.count = func(j job) []string { return with(t.command(j), "--env", "count="+j.count) }
	t.notes = []string{
		"mode none, no cache, nothing minified; the time includes the start of Node",
		"has no shims: core modules are left to the page as externals, and so is `process`, which is less work",
		"takes the ES modules of antd and others where Browserify takes CommonJS",
	}
}

// esbuildBinary finds the native binary that npm installed for this machine.
func esbuildBinary(dir string) (string, error) {
	pattern, name := filepath.Join(dir, "node_modules", "@esbuild", "*"), "bin/esbuild"
	if runtime.GOOS == "windows" {
		name = "esbuild.exe"
	}
	found, err := filepath.Glob(filepath.Join(pattern, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("npm installed no binary for %s/%s: there is no %s", runtime.GOOS, runtime.GOARCH, filepath.Join(pattern, name))
	}
	return found[0], nil
}

// environment is that of all tools: the user's, but for what changes how they
// work, and without telemetry and colours.
func environment() []string {
	var env []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "NODE_OPTIONS", "NODE_PATH", "NODE_ENV", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOMAXPROCS", "FORCE_COLOR":
		default:
			env = append(env, v)
		}
	}
	return append(env, "DO_NOT_TRACK=1", "NO_COLOR=1")
}
