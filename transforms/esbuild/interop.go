package esbuild

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/bundle/scan"
)

// What esbuild writes for a file alone is made to fit bundles of such files, by
// replacing text in lines that have no place in a source map, by overwriting a
// word with one of the same length, and by adding lines at the end: the map
// stays right.

// mark is the property by which a converted module is known, at run time, from
// a CommonJS module with __esModule: Node's rule for default imports holds for
// the latter alone, and only the former can be handed over as it is. That the
// very object is handed over instead of a copy lets importers see what an
// "export *" in a cycle adds later.
const mark = `Symbol.for("sheaf.esm")`

// The pieces of esbuild's run-time helpers that are changed. A file that was
// bundled before has the same helpers once more; esbuild's own come first, with
// a number if the names were taken.
var (
	toESM      = lazily(`var __toESM\d* = \((mod\d*), isNodeMode\d*, target\d*\) => `)
	toCommonJS = lazily(`(__defProp\d*)\(\{\}, "__esModule", \{ value: true \}\)`)
	hasExports = []byte("\nmodule.exports = __toCommonJS")
)

// metaLine is how esbuild stands in for import.meta.
var metaLine = lazily(`(?m)^(?:const|var) (import_meta\d*) = \{\};$`)

// lazily returns a regular expression that is compiled when it is first needed,
// and not whenever the program starts.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// meta is the object that stands for import.meta. A module's own URL means
// nothing in a browser that never loads it by itself; what is resolved against
// import.meta.url (pictures, workers, wasm) lies beside the bundle. So it is,
// as with Rollup, the URL of the script that is running when the module is
// first required, else that of the page or worker: always one that new URL
// takes as its base.
const meta = `{ url: typeof document === "object" && document ? document.currentScript && document.currentScript.src || document.baseURI : typeof location === "object" && location ? location.href : "file:///" }`

// finish makes of esbuild's text what goes into a bundle.
func (s *source) finish(res api.TransformResult) []byte {
	code := res.Code
	if at := toESM().FindSubmatchIndex(code); at != nil {
		test := strings.ReplaceAll("mod != null && mod["+mark+"] ? mod : ", "mod", string(code[at[2]:at[3]]))
		code = slices.Concat(code[:at[1]], []byte(test), code[at[1]:])
	}
	if bytes.Contains(code, hasExports) {
		if at := toCommonJS().FindSubmatchIndex(code); at != nil {
			name, call := code[at[2]:at[3]], code[at[0]:at[1]]
			code = slices.Concat(code[:at[0]], name, []byte("("), call, []byte(", "+mark+", { value: true })"), code[at[1]:])
		}
	}
	if hasMeta(res.Warnings) {
		code = fillMeta(code)
	}
	return s.rewriteImports(code)
}

// fillMeta makes import.meta what it is to be.
func fillMeta(code []byte) []byte {
	if at := metaLine().FindSubmatchIndex(code); at != nil {
		line := fmt.Sprintf("var %s = %s;", code[at[2]:at[3]], meta)
		code = slices.Concat(code[:at[0]], []byte(line), code[at[1]:])
	}
	return code
}

func hasMeta(warnings []api.Message) bool {
	for i := range warnings {
		if warnings[i].ID == "empty-import-meta" {
			return true
		}
	}
	return false
}

// rewriteImports makes import() of literals, which esbuild leaves as it is, ask
// the bundle: the word is overwritten by the name of a function that is added
// at the end, and is there from the start, as functions are. The literals stand
// in require calls there for whoever looks for them.
func (s *source) rewriteImports(code []byte) []byte {
	if !bytes.Contains(code, []byte("import(")) {
		return code
	}
	res, err := look(code)
	if err != nil {
		return code // the message is up to who reads the text next
	}
	name := freeName(code)
	var order []string
	imports := map[string]dynamic{}
	for _, ref := range res.Refs {
		if ref.Kind != scan.Import || isURL(ref.Spec) {
			continue
		}
		at := importBefore(code, int(ref.Start))
		if at < 0 {
			continue
		}
		copy(code[at:], name)
		d, seen := imports[ref.Spec]
		if !seen {
			order = append(order, ref.Spec)
			d.literal = string(code[ref.Start:ref.End])
		}
		d.needed = d.needed || !ref.InTry && !caught(code[ref.End:])
		imports[ref.Spec] = d
	}
	var cases strings.Builder
	for _, spec := range order {
		form := "      case %s: mod = require(%[1]s); break;\n"
		if !imports[spec].needed {
			// In a try statement the require may find nothing, as the
			// import may.
			form = "      case %s: try { mod = require(%[1]s); } catch (err) { throw err; } break;\n"
		}
		fmt.Fprintf(&cases, form, imports[spec].literal)
	}
	if cases.Len() == 0 {
		return code
	}
	code = append(bytes.TrimRight(code, "\n"), '\n')
	return fmt.Appendf(code, dynamicImport, name, cases.String(), mark, nodeMode(s.node))
}

// dynamic is what a file's import() of one name have in common.
type dynamic struct {
	literal string
	needed  bool // one is neither in a try statement nor followed by what handles its failure
}

// dynamicImport resolves to the namespace of a module, as __toESM makes it.
const dynamicImport = `function %s(name) {
  return Promise.resolve().then(() => {
    var mod, ns;
    switch (name) {
%s    }
    if (mod != null && mod[%s]) return mod;
    ns = Object.create(mod != null ? Object.getPrototypeOf(mod) : null);
    if (mod != null && (typeof mod === "object" || typeof mod === "function"))
      Object.getOwnPropertyNames(mod).forEach((key) => {
        var desc = Object.getOwnPropertyDescriptor(mod, key);
        Object.defineProperty(ns, key, { get: () => mod[key], enumerable: desc.enumerable, configurable: true });
      });
    if (%s || mod == null || !mod.__esModule) Object.defineProperty(ns, "default", { value: mod, enumerable: true });
    return ns;
  });
}
`

func nodeMode(node bool) string {
	if node {
		return "true"
	}
	return "false"
}

// freeName returns a name as long as "import" that does not occur in code.
func freeName(code []byte) string {
	for i := 0; ; i++ {
		name := fmt.Sprintf("_imp%02x", i)
		if !bytes.Contains(code, []byte(name)) {
			return name
		}
	}
}

// isURL tells whether a name is one that a browser can load by itself.
func isURL(spec string) bool {
	if strings.HasPrefix(spec, "//") {
		return true
	}
	for _, scheme := range []string{"http:", "https:", "data:", "blob:", "file:"} {
		if strings.HasPrefix(spec, scheme) {
			return true
		}
	}
	return false
}

// importBefore finds the word import of an import() whose argument begins at
// arg. Only blanks and comments can stand between, and comments may have the
// word in them: of the places from which all is blank or comment the first is it.
func importBefore(code []byte, arg int) int {
	const farthest = 4096
	found := -1
	for end := arg; ; {
		at := bytes.LastIndex(code[max(arg-farthest, 0):end], []byte("import"))
		if at < 0 {
			return found
		}
		at += max(arg-farthest, 0)
		if leadsTo(code, at+len("import"), arg) {
			found = at
		}
		end = at
	}
}

// leadsTo tells whether nothing but a parenthesis, blanks and comments stands
// between from and to.
func leadsTo(code []byte, from, to int) bool {
	open := false
	for i := from; i < to; {
		rest := code[i:to]
		switch {
		case rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t' || rest[0] == '\r':
			i++
		case rest[0] == '(' && !open:
			open = true
			i++
		case bytes.HasPrefix(rest, []byte("/*")):
			n := bytes.Index(rest, []byte("*/"))
			if n < 0 {
				return false
			}
			i += n + 2
		case bytes.HasPrefix(rest, []byte("//")):
			n := bytes.IndexByte(rest, '\n')
			if n < 0 {
				return false
			}
			i += n + 1
		default:
			return false
		}
	}
	return open
}
