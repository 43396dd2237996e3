package globals_test

import (
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/testdata/testenv"
)

// all returns everything that messages say, but for source lines.
func all(list diag.List) string {
	var lines []string
	for i := range list {
		m := &list[i]
		lines = append(lines, m.Severity.String()+": "+m.String())
		for _, n := range m.Notes {
			lines = append(lines, "  "+n.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func TestBadConfiguration(t *testing.T) {
	for _, test := range []struct{ name, files, tool, options, want string }{
		{
			name:  "a file that is not there",
			files: "-- package.json --\n{\"browserify-shim\": {\n  \"./nope.js\": \"N\"}}\n",
			want:  `error: package.json:2:3: shim "./nope.js": there is no such file`,
		}, {
			name:  "all that is wrong",
			files: "-- package.json --\n{\"browserify-shim\": {\n  \"./a.js\": \"not an identifier!\",\n  \"./nope\": null,\n  \"b\": \"global:\",\n  \"c\": \"global:a b\",\n  \"./a\": 3}}\n-- a.js --\n",
			want: `error: package.json:2:13: "not an identifier!" is neither a name nor a path of names such as "$.ui", so it cannot be exported
error: package.json:3:13: the shim of "./nope" must be a name such as "$", or an object
error: package.json:4:8: "global:" must be followed by the name of a global
error: package.json:5:8: "a b" is no expression that could stand for module "c"
error: package.json:6:10: the shim of "./a" must be a name such as "$", or an object`,
		}, {
			name: "dependencies",
			files: `-- package.json --
{"browserify-shim": {
  "./a.js": {"exports": "a", "depends": ["./b.js:b", ":x", "./none:n", "c:1"]},
  "./b.js": {"exports": "b", "depends": {"./c": null}},
  "./c.js": {"exports": "c", "depends": "./a.js:a"}}}
-- a.js --
-- b.js --
-- c.js --
`,
			want: `error: package.json:2:54: a dependency must be of the form "module" or "module:name", it is ":x"
error: package.json:2:60: dependency "./none": there is no such file
error: package.json:2:72: "1" cannot be the name of a global
error: package.json:4:41: shims depend on each other: "./a.js" on "./b.js" on "./c.js" on "./a.js"`,
		}, {
			name:  "options that are not known",
			files: "-- package.json --\n{\"browserify-shim\": {\"./a.js\": {\"exports\": \"a\", \"depend\": \"x\"}}, \"deglobalify\": {\"file\": {}}}\n-- a.js --\n",
			want: `warning: package.json:1:49: there is no option "depend": there are exports, depends, this, imports, mode
warning: package.json:1:82: there is no option "file": there are files, globals, mode`,
		}, {
			name:    "options of the command line",
			options: `{"exports": {}, "expose": {"x": 1}}`,
			want: `error: the global for "x" must be a string such as "$"
warning: transform "globals": there is no option "exports": there are expose, shim, files, globals, aliases, replacements, mode`,
		}, {
			name:  "functions that fail",
			files: "-- package.json --\n{\"aliasify\": \"./a.js\"}\n-- a.js --\nmodule.exports = {replacements: {'^a$': function () { throw new Error('no a') }, '^b$': () => 7}};\n-- main.js --\n",
			want: `error: main.js:1:9: the function that replaces "^a$" in DIR/a.js: Error: no a
error: main.js:2:9: the function that replaces "^b$" in DIR/a.js: it returned 7 for "b", which is neither a name nor false`,
		}, {
			name:  "functions, and what a configuration is for",
			files: "-- package.json --\n{\"aliasify\": \"./a.js\", \"literalify\": {\"appliesTo\": {\"regex\": \"(\", \"extensions\": [\".js\"]}}}\n-- a.js --\nmodule.exports = {\n  aliases: {x: function () {}},\n  requireish: [1],\n  replacements: {a: function () { throw new Error('no a') }, b: () => 7},\n  appliesTo: {files: {}}\n};\n",
			want: `error: a.js:2:16: an alias is a name or path in quotes, {"relative": …}, or false
error: a.js:3:15: requireish must be the name of a function, or a list of names
error: a.js:5:22: appliesTo.files must be a string, or a list of strings
error: package.json:1:52: option "appliesTo.regex": "(" is no regular expression that sheaf knows: error parsing regexp: missing closing ): ` + "`(`" + `
warning: package.json:1:67: appliesTo has no list "extensions": there are regex, files, excludeExtensions, includeExtensions`,
		}, {
			name:  "a configuration file that is not there",
			files: "-- package.json --\n{\"browserify-shim\": \"./config/shim.js\"}\n",
			want:  `error: package.json:1:21: cannot read "DIR/config/shim.js", which holds the configuration of "browserify-shim": there is no such file`,
		}, {
			name:  "a configuration file that is no JSON",
			files: "-- package.json --\n{\"aliasify\": \"./a.json\"}\n-- a.json --\n{\n  \"aliases\": {,}\n}\n",
			want:  `error: a.json:2:15: this is not JSON: invalid character ',' looking for beginning of object key string`,
		}, {
			name:  "a configuration file that must be run",
			files: "-- package.json --\n{\"browserify-shim\": \"./shim\"}\n-- shim.js --\nvar x = require('path');\nmodule.exports = {\n  'a': {exports: process.env.A}};\n",
			want: `error: shim.js:3:18: this configuration cannot be told without running it
  write the object with literals, __dirname and path.join, or put it into package.json; where npm's transform of that name is installed, it is used and runs such files`,
		}, {
			name:  "a configuration file that is cut off",
			files: "-- package.json --\n{\"browserify-shim\": \"./shim\"}\n-- shim.js --\nmodule.exports = {\n  'a\n",
			want:  `error: shim.js:2:3: this is not JavaScript: unterminated string literal`,
		}, {
			name:  "a configuration file that sets nothing",
			files: "-- package.json --\n{\"browserify-shim\": \"./shim.js\"}\n-- shim.js --\n'use strict';\n",
			want:  `error: shim.js:1:1: the file does not set module.exports`,
		}, {
			name: "no configuration", tool: "browserify-shim",
			want: `error: transform "browserify-shim" has no configuration: no package.json from "DIR" upwards has a field "browserify-shim"`,
		}, {
			name: "nothing to expose", tool: "exposify",
			want: `error: transform "exposify": there is nothing to expose: give it -t [ exposify --expose [ --jquery '$' ] ], or set EXPOSIFY_CONFIG`,
		}, {
			name:  "not an object",
			files: "-- package.json --\n{\"browserify-shim\": [1], \"aliasify\": {\"aliases\": 3, \"replacements\": {\"(\": \"x\", \"y\": 1}}}\n",
			want: `error: package.json:1:21: "browserify-shim" must be an object
error: package.json:1:50: "aliases" must be an object
error: package.json:1:70: "(" is no regular expression that sheaf knows: error parsing regexp: missing closing ): ` + "`(`" + `
error: package.json:1:85: a replacement must be a string, false, or in a file in JavaScript a function`,
		}, {
			name:    "a mode that is none",
			options: `{"mode": "other"}`,
			want:    `error: transform "globals": option "mode" must be "keep" or "isolate"`,
		}, {
			name:  "an ES module",
			files: "-- package.json --\n{\"browserify-shim\": {\"./a.mjs\": \"a\"}}\n-- a.mjs --\nexport default 1\n",
			want:  `warning: a.mjs: shim "./a.mjs" is passed over: the file is an ES module, or no JavaScript`,
		}, {
			name:  "what a package that is installed has not",
			files: "-- package.json --\n{\"main\": \"main\"}\n-- node_modules/p/package.json --\n{\"browserify\": {\"transform\": \"browserify-shim\"}, \"browserify-shim\": {\"./gone.js\": \"g\", \"./a.mjs\": \"a\"}}\n-- node_modules/p/index.js --\n-- node_modules/p/a.mjs --\n",
			want:  `warning: node_modules/p/package.json:1:70: shim "./gone.js": there is no such file`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := testenv.Unpack(t, test.files)
			testenv.Write(t, dir, "main.js", "try { require('./a.mjs') } catch (e) { require('p') }")
			if strings.Contains(test.files, "-- main.js --") {
				testenv.Write(t, dir, "main.js", "require('a');\nrequire('b')")
			} else if !strings.Contains(test.files, "a.mjs") {
				testenv.Write(t, dir, "main.js", "")
			} else if !strings.Contains(test.files, "p/index") {
				testenv.Write(t, dir, "main.js", "require('./a.mjs')")
			}
			tool := test.tool
			if tool == "" {
				tool = "globals"
			}
			r, err := bundle.Build(t.Context(), options(dir, tool, test.options))
			var list diag.List
			if err != nil {
				list = messages(t, err)
			} else {
				list = r.Warnings
			}
			got := strings.ReplaceAll(all(list), dir, "DIR")
			got = strings.ReplaceAll(got, "\n  looked from \"DIR\"", "")
			if !strings.Contains(got, test.want) || strings.Contains(test.want, "error: ") && err == nil {
				t.Errorf("it says\n%s\nand should\n%s", got, test.want)
			}
		})
	}
}
