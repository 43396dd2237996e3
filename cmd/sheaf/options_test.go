package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/cmd/sheaf/internal/argv"
	"sheaf/testdata/testenv"
)

// asked is what a command line asks for, in terms that both Browserify's calls
// and bundle.Options can be put in.
type asked struct {
	Entries    []string
	Requires   [][2]string
	Externals  []string
	Excludes   []string
	Ignores    []string
	Transforms [][2]string // name and options

	FullPaths, NoBuiltins, NoCommonDir, NoBundleExternal, NoDedupe bool
	PreserveSymlinks, NoDetectGlobals, InsertGlobals               bool
	IgnoreMissing, Debug, NoBrowserField                           bool

	Standalone, Basedir, TransformKey     string
	Extensions, NoParse, IgnoreTransforms []string
	GlobalVars                            []string
	Throws                                string
}

// reference runs Browserify's bin/args.js for each of an array of command lines
// and prints what it called and set.
const reference = `
var dir = process.argv[1] + '/node_modules/';
var glob = require(dir + 'glob'), globbing = 0;
require.cache[require.resolve(dir + 'glob')].exports = function (p, cb) {
	globbing++;
	glob(p, function (err, files) { cb(err, files); globbing-- });
};
var B = require(dir + 'browserify'), args = require(dir + 'browserify/bin/args.js');
var vars = Object.keys(require(dir + 'insert-module-globals').vars);
var cases = JSON.parse(require('fs').readFileSync(0, 'utf8')), log;
B.prototype.add = function (file) { log.Entries.push(file && file.pipe ? '-' : String(file)) };
B.prototype.require = function (file, opts) { log.Requires.push([file, opts.expose]) };
B.prototype.external = function (file) { log.Externals.push(file) };
B.prototype.exclude = function (file) { log.Excludes.push(file) };
B.prototype.ignore = function (file) { log.Ignores.push(file) };
B.prototype.transform = function (tr, opts) {
	if (typeof tr === 'function') return; // -c
	var name = opts;
	opts = tr || {};
	if (!this._filterTransform(name)) return;
	log.Transforms.push([name, Object.keys(opts).length ? JSON.stringify(opts) : '']);
};
process.on('uncaughtException', function (e) { throws(e) });
var out = [], b;
function throws(e) { log.Throws = e.message || 'throws'; next() }
function strings(x) { return [].concat(x).filter(Boolean).map(String) }
function next() {
	if (log) out.push(log);
	if (out.length === cases.length) return process.stdout.write(JSON.stringify(out));
	log = { Entries: [], Requires: [], Externals: [], Excludes: [], Ignores: [], Transforms: [] };
	var mine = log;
	try { b = args(cases[out.length]) } catch (e) { return setImmediate(throws, e) }
	b.on('error', function (e) { mine.Throws = e.message });
	var o = b._options;
	log.FullPaths = !!o.fullPaths; log.NoBuiltins = o.builtins === false; log.NoCommonDir = o.commondir === false;
	log.NoBundleExternal = o.bundleExternal === false; log.NoDedupe = o.dedupe === false;
	log.PreserveSymlinks = !!o.preserveSymlinks; log.NoDetectGlobals = o.detectGlobals === false;
	log.InsertGlobals = !!o.insertGlobals; log.IgnoreMissing = !!o.ignoreMissing; log.Debug = !!o.debug;
	log.NoBrowserField = o.browserField === false || o.browserField === 'false';
	if (typeof o.browserField === 'string') log.Throws = 'browser field ' + o.browserField;
	if (Array.isArray(o.standalone)) log.Throws = 'several names';
	log.Standalone = String(o.standalone || ''); log.Basedir = o.basedir || '';
	log.TransformKey = o.transformKey ? String(o.transformKey[1]) : '';
	log.Extensions = strings(o.extensions); log.NoParse = strings(o.noParse.filter(function (x) { return x !== true }));
	log.IgnoreTransforms = strings(o.ignoreTransform);
	log.GlobalVars = o.insertGlobalVars ? vars.filter(function (v) { return !(v in o.insertGlobalVars) }) : [];
	(function wait() { b._pending + globbing > 0 ? setImmediate(wait) : setImmediate(next) })();
}
next();
`

// fromJob puts a job in the same terms.
func fromJob(j *job) asked {
	o := &j.options
	a := asked{
		Externals: o.Externals, Excludes: o.Excludes, Ignores: o.Ignores,
		FullPaths: o.FullPaths, NoBuiltins: o.NoBuiltins, NoCommonDir: o.NoCommonDir, NoBundleExternal: o.NoBundleExternal,
		NoDedupe: o.NoDedupe, PreserveSymlinks: o.PreserveSymlinks, NoDetectGlobals: o.NoDetectGlobals,
		InsertGlobals: o.InsertGlobals, IgnoreMissing: o.IgnoreMissing, Debug: o.SourceMap == bundle.MapInline,
		NoBrowserField: o.NoBrowserField, Standalone: o.Standalone, Basedir: o.Basedir, TransformKey: o.TransformKey,
		Extensions: o.Extensions, NoParse: o.NoParse, IgnoreTransforms: o.IgnoreTransforms,
	}
	for _, e := range o.Entries {
		if e.Source != nil {
			e.File = "-"
		}
		a.Entries = append(a.Entries, e.File)
	}
	for _, r := range o.Requires {
		a.Requires = append(a.Requires, [2]string{r.File, r.Expose})
	}
	for _, t := range o.Transforms {
		if t.Use == nil {
			a.Transforms = append(a.Transforms, [2]string{t.Name, string(t.Options)})
		}
	}
	known := []string{"process", "global", "Buffer.isBuffer", "Buffer", "setImmediate", "clearImmediate", "__filename", "__dirname"}
	for _, v := range known {
		if slices.Contains(o.GlobalVars, v) {
			a.GlobalVars = append(a.GlobalVars, v)
		}
	}
	return a
}

// comparable sorts what has no order and makes empty lists nil.
func comparable(a asked) asked {
	for _, list := range []*[]string{&a.Externals, &a.Excludes, &a.Ignores, &a.GlobalVars, &a.Entries, &a.Extensions, &a.NoParse, &a.IgnoreTransforms} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	for _, list := range []*[]string{&a.Externals, &a.Excludes, &a.Ignores, &a.GlobalVars} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	if len(a.Requires) == 0 {
		a.Requires = nil
	}
	if len(a.Transforms) == 0 {
		a.Transforms = nil
	}
	a.Throws = ""
	return a
}

var optionPieces = [][]string{
	{"main.js"}, {"./lib/a"}, {"5"}, {"0"}, {"-"}, {""}, {"-e", "e.js"}, {"--entry=2"}, {"-e"}, {"--", "x.js"},
	{"-r", "beep"}, {"-r", "./lib/a.js"}, {"-r", "./lib/a.js:foo"}, {"-r", "beep:honk"}, {"-r", `C:\x.js`}, {"-r", "a:b:c"}, {"-r"}, {"--require=7"},
	{"-x", "beep"}, {"-x", "./lib/a.js"}, {"-x", "./lib/a.js:b"}, {"-x", "./lib/*.js"}, {"-x", "lib/*.js"}, {"-x", "./nope/*"}, {"-x", "1337"}, {"-x", "../up.js"}, {"-x", "./lib/"}, {"-x", "x*:y"},
	{"-u", "./lib/a.js"}, {"-u", "./lib/*"}, {"-u", "beep"}, {"-u", "./lib/[ab].js"},
	{"-i", "./lib/*.js"}, {"-i", "beep"}, {"-i", "nope*"}, {"-i", "lib/{a,b}.js"}, {"-i", "**/a.js"}, {"-i", "./lib/a.js"},
	{"-t", "tr"}, {"-t", "[", "tr", "-x", "1", "--y.z", "]"}, {"-t", "[", "tr", "extra", "--global", "]"}, {"-t", "[", "5", "]"}, {"-t", "[", "]"}, {"-t"},
	{"-g", "gt"}, {"-g", "[", "gt", "--beep", "]"}, {"--global-transform", "gt2"}, {"-g", "7"}, {"--no-g"},
	{"--it", "tr"}, {"--ignore-transform=gt"}, {"--no-transform"},
	{"-s", "Foo"}, {"-s", "5"}, {"-s"}, {"--standalone="}, {"-d"}, {"--debug=false"}, {"--no-debug"}, {"-d", "true"},
	{"--ig"}, {"--fast"}, {"--insert-globals=false"}, {"--ig=false"}, {"--igv", "process,Buffer"}, {"--igv=__filename"}, {"--igv="}, {"--no-igv"}, {"--igv"}, {"--igv", "3"},
	{"--dg", "false"}, {"--no-dg"}, {"--no-detect-globals"}, {"--detect-globals=false"}, {"--detectGlobals", "false"}, {"--no-detectGlobals"},
	{"--im"}, {"--ignore-missing"}, {"--noparse=./big.js"}, {"--noParse", "x"}, {"--noparse"}, {"--noparse=3"},
	{"--no-builtins"}, {"--builtins=false"}, {"--builtins", "false"}, {"--no-commondir"}, {"--no-bundle-external"}, {"--bundle-external=false"},
	{"--bare"}, {"--bear"}, {"--node"}, {"--node=false"}, {"--no-browser-field"}, {"--no-bf"}, {"--bf=false"}, {"--browser-field=false"}, {"--browser-field=mobile"}, {"--browserField"},
	{"--full-paths"}, {"--fullpaths"}, {"--fullPaths=x"}, {"--no-dedupe"}, {"--dedupe", "false"}, {"--dedupe=false"},
	{"--extension", "foo"}, {"--extension=.bar"}, {"--extension"}, {"--extension=5"}, {"--transform-key=prod"}, {"--transform-key"}, {"--preserve-symlinks"}, {"--preserve-symlinks=false"},
	{"--basedir", "lib"}, {"--basedir=5"}, {"--basedir"}, {"--unknown"}, {"--foo=bar"}, {"-z"}, {"--x.y", "1"}, {"--t.u=1"}, {"[", "group", "]"}, {"-c", "cat"},
}

// TestAgainstBrowserify compares thousands of command lines, the same in every
// run, with what Browserify makes of them.
func TestAgainstBrowserify(t *testing.T) {
	modules := testenv.Modules(t, "browserify")
	dir := testenv.Tree(t, map[string]string{"main.js": "", "lib/a.js": "", "lib/b.js": "", "lib/.hidden.js": ""})
	t.Chdir(dir)
	r := rand.New(rand.NewPCG(11, 12))
	cases := make([][]string, 4000)
	for i := range cases {
		cases[i] = []string{}
		for range r.IntN(6) {
			cases[i] = append(cases[i], optionPieces[r.IntN(len(optionPieces))]...)
		}
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testenv.Node(t), "-e", reference, modules)
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var want []asked
	if err := json.Unmarshal(out, &want); err != nil || len(want) != len(cases) {
		t.Fatalf("%d answers to %d command lines: %v", len(want), len(cases), err)
	}
	compareJobs(t, cases, want)
}

// compareJobs counts how the jobs of the command lines agree with what
// Browserify made of them. Where Browserify throws, a job may be made or not;
// where it does not, it must be made, unless it is a command line that
// Browserify comes to grief over later, or takes part of without a word.
func compareJobs(t *testing.T, cases [][]string, want []asked) {
	refused := []string{"takes no options in brackets", "needs a value", "is given", "needs the name of a transform", "is no entry", "only the field \"browser\""}
	same, threw, strict, wrong := 0, 0, 0, 0
	for i, words := range cases {
		args, err := argv.Parse(words, flags)
		if err != nil {
			if want[i].Throws == "" {
				t.Errorf("%q: %v", words, err)
			}
			continue
		}
		j, errs := newJob(args, environment{getenv: func(string) string { return "" }, stdin: strings.NewReader("")})
		switch {
		case want[i].Throws != "":
			threw++
			continue
		case errs.Failed():
			strict++
			if !slices.ContainsFunc(refused, func(s string) bool { return strings.Contains(errs.Error(), s) }) {
				t.Errorf("%q: Browserify accepts this, not we: %v", words, errs)
			}
			continue
		}
		same++
		if got := comparable(fromJob(j)); !reflect.DeepEqual(got, comparable(want[i])) {
			if same--; wrong < 15 {
				wrong++
				t.Errorf("%q:\n got %+v\nwant %+v", words, got, comparable(want[i]))
			}
		}
	}
	t.Logf("%d command lines: %d the same, %d that Browserify throws on, %d that only we refuse", len(cases), same, threw, strict)
	if same < len(cases)/2 {
		t.Errorf("only %d command lines were compared", same)
	}
}
