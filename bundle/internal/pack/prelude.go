package pack

import (
	"fmt"
	"strings"
)

// The prelude is the function that a bundle begins with; it is called with the
// modules ({id: [function, {name: id}]}), a cache of the modules that ran, and
// the ids of those to run now, and returns the function that requires a module
// by id. Bundles find each other through the page's require, so the protocol is
// browser-pack's: a name that a bundle does not have is asked of the require
// that the page has now, then of the one it had when the bundle was loaded, and
// the second argument, true, keeps those from asking back.
//
// A module function gets require, module, exports, and as arguments[3] to [6]
// the prelude's function, the modules, the cache and the ids.
const (
	preludeHead = `(function(){function run(modules,cache,ids){` +
		`var earlier="function"==typeof require&&require;` +
		`function load(id,asked){` +
		`if(!cache[id]){` +
		`if(!modules[id]){` +
		`var now="function"==typeof require&&require;` +
		`if(!asked&&now)return now(id,!0);` +
		`if(earlier)return earlier(id,!0);` +
		`var error=new Error("Cannot find module '"+id+"'");` +
		`throw error.code="MODULE_NOT_FOUND",error` +
		`}` +
		`var module=cache[id]={exports:{}};`
	preludeCall = `modules[id][0].call(module.exports,` +
		`function(name){var to=modules[id][1][name];return load(to||name)},` +
		`module,module.exports,run,modules,cache,ids)`
	// With require.resolve each module's require is an object of its own
	// anyway, so only bundles that use it pay for the second function.
	preludeResolve = `var req=function(name){return load(to(name))},` +
		`to=function(name){return modules[id][1][name]||name};` +
		`req.resolve=function(name){return to(name)};` +
		`modules[id][0].call(module.exports,req,` +
		`module,module.exports,run,modules,cache,ids)`
	preludeTail = `}` +
		`return cache[id].exports}` +
		`for(var i=0;i<ids.length;i++)load(ids[i]);` +
		`return load}` +
		`return run})()`
)

// Prelude returns the text that a bundle begins with: one line.
func Prelude(resolves bool) string {
	if resolves {
		return preludeHead + preludeResolve + preludeTail
	}
	return preludeHead + preludeCall + preludeTail
}

// A wrapper is what goes around a UMD bundle.
type wrapper struct{ head, tail string }

// noDefine goes around a plain bundle whose modules are to see no define of the
// page's. It has the form of a UMD bundle's, so that what reads those
// (browser-unpack) reads it too: a function that returns a call of a call.
var noDefine = wrapper{
	head: `(function(f){return f()})(function(){var define;return (function(run){` +
		`return function(modules,cache,ids){var load=run(modules,cache,ids);return function(){return load}}})(`,
	tail: "()})",
}

// umd returns what makes a bundle a module of its own name for CommonJS, AMD
// and pages, as the npm package umd writes it. Dots in the name make objects.
func umd(name string) (wrapper, error) {
	if name == "" {
		return wrapper{}, nil
	}
	names := strings.Split(name, ".")
	for i, n := range names {
		if names[i] = camelCase(n); names[i] == "" {
			err := fmt.Errorf("standalone name %q has no letter to make an identifier of", name)
			if len(names) > 1 {
				err = fmt.Errorf("standalone name %q has a part, %q, without a letter to make an identifier of", name, n)
			}
			return wrapper{}, err
		}
	}
	return wrapper{
		head: `(function(f){if(typeof exports==="object"&&typeof module!=="undefined"){module.exports=f()}` +
			`else if(typeof define==="function"&&define.amd){define([],f)}` +
			`else{var g;if(typeof window!=="undefined"){g=window}` +
			`else if(typeof global!=="undefined"){g=global}` +
			`else if(typeof self!=="undefined"){g=self}else{g=this}` +
			namespace(names) +
			`}})(function(){var define,module,exports;return `,
		tail: "\n});\n",
	}, nil
}

// namespace assigns f() to the global that a dotted name stands for.
func namespace(names []string) string {
	last := len(names) - 1
	switch last {
	case 0:
		return "g." + names[0] + " = f()"
	case 1:
		return "(g." + names[0] + " || (g." + names[0] + " = {}))." + names[1] + " = f()"
	}
	var b strings.Builder
	for _, n := range names[:last] {
		b.WriteString("g=(g." + n + "||(g." + n + " = {}));")
	}
	b.WriteString("g." + names[last] + " = f()")
	return b.String()
}

// camelCase makes an identifier of a name as umd does: letters after a dash
// become capitals, one leading character that cannot begin an identifier goes,
// then all that cannot stand in one.
func camelCase(name string) string {
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		if name[i] == '-' && i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z' {
			i++
			b = append(b, name[i]-'a'+'A')
			continue
		}
		b = append(b, name[i])
	}
	if len(b) > 0 && (!isWord(b[0]) || b[0] >= '0' && b[0] <= '9') {
		b = b[1:]
	}
	out := b[:0]
	for _, c := range b {
		if isWord(c) {
			out = append(out, c)
		}
	}
	return string(out)
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
