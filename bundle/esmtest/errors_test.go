package esmtest

import (
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
)

// TestRefused is what cannot be bundled: where it says so, and what it says.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, files string
		options     func(*bundle.Options)
		want        string // the messages, one after the other
	}{
		{name: "top-level await", files: `
-- main.js --
import x from './x';
const y = await x();
-- x.js --
export default 1
`, want: `main.js:2:11: top-level await cannot be bundled: what requires this module gets its exports at once
put the code into an async function, or export a promise and await it where it is used`},
		{name: "top-level await before anything tells an ES module", files: `
-- main.js --
const y = await fetch('x');
export { y };
`, want: `main.js:1:11: top-level await cannot be bundled: what requires this module gets its exports at once
put the code into an async function, or export a promise and await it where it is used`},
		{name: "await in CommonJS that is wrong anyway", files: `
-- main.js --
var await_ = 1; ) // await
`, want: `main.js:1:17: unexpected ")"*`},
		{name: "import() of what has to be there in one place", files: `
-- main.mjs --
import('./missing').catch(() => {});
import('./missing');
`, want: `main.mjs:1:8: cannot find module "./missing"*`},
		{name: "style sheet", files: `
-- main.js --
import x from './style.css';
-- style.css --
.a { color: red }
`, want: `style.css:1:1: unexpected "."*
".css" files are no JavaScript: a transform (-t), or a command (-c), has to turn them into it, such as browserify-css; or bundle style sheets apart from scripts`},
		{name: "JSX in .js", files: `
-- main.js --
var x = <p>1</p>;
`, want: `main.js:1:9: unexpected "<"*
if this is JSX, bundle with -t jsx, or give the file the extension .jsx`},
		{name: "JSX in an ES module called .js", files: `
-- main.js --
export default <p>1</p>;
`, want: `main.js:1:16: JSX in a ".js" file
bundle with -t jsx, or give the file the extension .jsx`},
		{name: "TypeScript syntax", files: `
-- main.ts --
const a: number = 1;
	const b: = 2;
`, want: `main.ts:2:11: unexpected "="`},
		{name: "JSX in .ts", files: `
-- main.ts --
const a = <p className="x">1</p>;
`, want: `main.ts:1:14: expected ">" but found "className"
if this is JSX, the file's extension must be .tsx`},
		{name: "missing modules", files: `
-- main.mjs --
// import './one'
import a from './one'; export * from "two"; import('./three');
export { x } from './four';
`, want: `main.mjs:2:15: cannot find module "./one" from "{}"*
main.mjs:2:38: cannot find module "two" from "{}"*
main.mjs:2:52: cannot find module "./three" from "{}"*
main.mjs:3:19: cannot find module "./four" from "{}"*`},
		{name: "missing module after other letters", files: `
-- main.ts --
const s: string = 'é😀'; import a from './one'; console.log(a);
`, want: `main.ts:1:43: cannot find module "./one" from "{}"*`},
		{name: "tsconfig extends itself", files: `
-- main.ts --
let x: number = 1;
-- tsconfig.json --
{
	"extends": "./b.json"
}
-- b.json --
{"extends": ["./c"]}
-- c.json --
{"extends": "./b.json"}
`, want: `c.json:1:13: extends itself: "{b.json}" extends "{c.json}" extends "{b.json}"`},
		{name: "tsconfig extends nothing", files: `
-- main.ts --
let x: number = 1;
-- tsconfig.json --
{"extends": "@tsconfig/none"}
`, want: `tsconfig.json:1:13: cannot find "@tsconfig/none", which it extends`},
		{name: "tsconfig is no JSON", files: `
-- lib/main.ts --
let x: number = 1;
-- tsconfig.json --
// fine
{ "compilerOptions": { "jsx": "react", }, ! }
`, want: `tsconfig.json:2:43: this is no tsconfig.json: invalid character '!' looking for beginning of object key string`},
		{name: "tsconfig with a version of the language that there is not", files: `
-- main.ts --
let x: number = 1;
-- tsconfig.json --
{ "compilerOptions": {
	"target": "es-next" } }
`, want: `tsconfig.json:2:2: compilerOptions.target: "es-next" is none of es2015 (es6), es2016, … es2025, esnext`},
		{name: "an option that there is not", files: `
-- main.js --
1
`, options: transform("jsx", `{"pragma": "h"}`), want: `transform "jsx": there is no option "pragma"*`},
		{name: "an option of the wrong kind", files: `
-- main.js --
1
`, options: transform("esm", `{"target": 2015}`), want: `transform "esm": option "target": it is not a string such as "es2017"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := testenv.Unpack(t, c.files)
			entry, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(c.files), "-- "), " --")
			_, err := build(t, dir, entry, c.options)
			if err == nil {
				t.Fatal("the bundle was built")
			}
			var got []string
			for _, m := range messages(t, err) {
				got = append(got, all(m))
			}
			text := strings.ReplaceAll(strings.Join(got, "\n"), dir+"/", "{}")
			text = strings.ReplaceAll(text, dir, "{}")
			want := strings.NewReplacer("{b.json}", "{}b.json", "{c.json}", "{}c.json").Replace(c.want)
			if !like(text, want) {
				t.Errorf("says\n%s\nwant\n%s", text, want)
			}
		})
	}
}

// like tells whether the lines of want are among those of text, in order. A
// star at a line's end stands for the rest of it.
func like(text, want string) bool {
	lines := strings.Split(text, "\n")
	for w := range strings.SplitSeq(want, "\n") {
		begin, open := strings.CutSuffix(w, "*")
		found := false
		for len(lines) > 0 && !found {
			found = lines[0] == w || open && strings.HasPrefix(lines[0], begin)
			lines = lines[1:]
		}
		if !found {
			return false
		}
	}
	return true
}
