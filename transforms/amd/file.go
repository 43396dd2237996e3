package amd

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

// A file is one source on its way from AMD to CommonJS.
type file struct {
	*tree
	edits
	t      *transform
	in     transforms.Input
	seen   *seen
	config *config
	name   func(string) string // makes a name that the source does not have
	amd    bool                // the file is written in AMD, so that its names are AMD's

	defines  []define
	mentions []int        // other uses of the free define
	commonJS map[int]bool // uses of what only CommonJS modules have
	local    *registry

	messages diag.List
	watch    []string
	counted  int // names given out for thunks
}

// A define is one call of the free define.
type define struct {
	call, callee int
	guarded      bool // it stands in a branch of a condition
	id           string
	named        bool // by a string that is known
}

func newFile(t *transform, in transforms.Input, s *seen) *file {
	tr := newTree(in.Code)
	if tr == nil {
		return nil
	}
	f := &file{tree: tr, t: t, in: in, seen: s, config: s.config}
	suffix := ""
	for bytes.Contains(in.Code, []byte("amdDefine"+suffix)) || bytes.Contains(in.Code, []byte("amdRequire"+suffix)) || bytes.Contains(in.Code, []byte("amdFile"+suffix)) ||
		bytes.Contains(in.Code, []byte("amdModule"+suffix)) || bytes.Contains(in.Code, []byte("amdNeeds"+suffix)) {
		suffix += "_"
	}
	f.name = func(s string) string { return s + suffix }
	return f
}

// look finds the uses of the free define, and tells whether the file is one
// that only uses it: who puts something into define is a loader.
func (f *file) look() bool {
	for i := range f.nodes {
		if k := f.kind(i); k != scan.NodeName && k != scan.NodeShorthand && k != scan.NodeMember && k != scan.NodeIndex {
			continue
		}
		if f.global(i) != "define" {
			continue
		}
		if f.isTarget(i) {
			return false
		}
		call := f.callOf(i)
		if call == none {
			f.mentions = append(f.mentions, i)
			continue
		}
		d := define{call: call, callee: f.children(call)[0], guarded: f.isGuarded(call)}
		if args := f.arguments(call); len(args) > 1 {
			if v := f.value(args[0]); v.what == aString {
				d.id, d.named = v.text, true
			}
		}
		f.defines = append(f.defines, d)
	}
	f.lookForCommonJS()
	return !f.isLookalike()
}

// isLookalike tells whether nothing but its name makes a define AMD's: it is
// called if some condition holds that is not about it, with some value.
func (f *file) isLookalike() bool {
	if len(f.defines) != 1 || len(f.mentions) > 0 || !f.defines[0].guarded || len(f.commonJS) > 0 {
		return false
	}
	args := f.arguments(f.defines[0].call)
	return len(args) == 1 && f.value(args[0]).what == unknown
}

// isGuarded tells whether a node stands in a branch of a condition.
func (f *file) isGuarded(i int) bool {
	for ; i != none; i = f.parent[i] {
		if k := f.kind(i); k == scan.NodeThen || k == scan.NodeElse {
			return true
		}
	}
	return false
}

// lookForCommonJS finds the uses of the free module and exports.
func (f *file) lookForCommonJS() {
	f.commonJS = map[int]bool{}
	for i := range f.nodes {
		if f.kind(i) != scan.NodeName {
			continue
		}
		switch name := f.text(i); {
		case name != "module" && name != "exports" || !f.isFree(i, name):
		case name == "exports" || f.memberOf(i, "exports") != none || f.isTypeof(f.parent[i]):
			f.commonJS[i] = true
		}
	}
}

// exportsIn tells whether some of them lie in a node.
func (f *file) exportsIn(node int) bool {
	for i := range f.commonJS {
		if i < node && i > node-int(f.nodes[node].Size) {
			return true
		}
	}
	return false
}

// isModule tells whether the file is a module of any kind, rather than a script
// that leaves its variables to the page.
func (f *file) isModule() bool {
	if len(f.mentions) > 0 || len(f.commonJS) > 0 {
		return true
	}
	for i := range f.nodes {
		if f.kind(i) == scan.NodeName && f.text(i) == "require" && f.isFree(i, "require") && f.callOf(i) != none {
			return true
		}
	}
	return false
}

func (f *file) isTypeof(i int) bool {
	return i != none && f.kind(i) == scan.NodeUnary && strings.HasPrefix(f.text(i), "typeof")
}

// convert makes the edits.
func (f *file) convert() {
	f.configs()
	guarded := !slices.ContainsFunc(f.defines, func(d define) bool { return !d.guarded })
	switch {
	case len(f.defines)+len(f.mentions) == 0:
	case guarded && len(f.commonJS) > 0:
		f.hideDefine()
	case f.isRegistry():
		f.amd = true
		f.register()
	case len(f.defines) > 0:
		f.amd = true
		for _, d := range f.defines {
			f.define(d)
		}
		f.mentionDefine()
	}
	f.requires()
	if f.local != nil {
		f.endRegistry()
	}
}

// id is the name by which AMD knows the file, if it does not say another.
func (f *file) id() string { return f.config.idOf(f.in.File) }

// hideDefine makes a file that can be CommonJS too believe that there is no AMD.
func (f *file) hideDefine() {
	for _, d := range f.defines {
		f.replaceName(f.bare(d.callee), "undefined")
	}
	for _, i := range f.mentions {
		// With define.amd as a whole: not every test asks for define first.
		if p := f.parent[i]; p != none && f.start(p) == f.start(i) && f.property(p) != "" && f.callOf(p) == none && !f.isTarget(p) &&
			(f.kind(p) == scan.NodeMember || f.kind(p) == scan.NodeIndex) {
			i = p
		}
		f.replaceName(i, "undefined")
	}
}

// mentionDefine makes a file believe that there is AMD.
func (f *file) mentionDefine() {
	stub := f.name("amdDefine")
	used := false
	for _, i := range f.mentions {
		if p := f.parent[i]; f.isTypeof(p) && f.end(p) == f.end(i) {
			f.replace(f.start(p), f.end(p), `"function"`)
			continue
		}
		f.replaceName(i, stub+"()")
		used = true
	}
	if used || slices.ContainsFunc(f.list, func(e edit.Edit) bool { return e.Text == stub+"()" }) {
		f.tail = append(f.tail, strings.ReplaceAll(runtimeDefine, "amdDefine", stub))
	}
}

// replaceName puts an expression in the place of a name, or a member of window.
func (f *file) replaceName(i int, text string) {
	if f.kind(i) == scan.NodeShorthand {
		text = f.text(i) + ":" + text
	}
	f.replace(f.start(i), f.end(i), text)
}

// runtimeDefine is a define for calls of which only running them tells what
// their arguments are.
const runtimeDefine = `function amdDefine(){function define(i,d,f){if(typeof i!="string"){f=d;d=i}` +
	`if(!Array.isArray(d)){f=d;d=null}` +
	`var r=typeof f=="function"?f.apply(exports,d?d.map(function(n){` +
	`return n=="require"?require:n=="exports"?exports:n=="module"?module:require(n)}):` +
	`[require,exports,module].slice(0,f.length>1?3:f.length)):f;` +
	`if(r!==void 0)module.exports=r}define.amd={};return define}`

// fail reports a place of the source, or the file as a whole: none.
func (f *file) fail(i int, format string, args ...any) *diag.Message {
	where := &diag.Range{File: f.in.File}
	if i != none {
		where = diag.At(f.in.File, f.src, f.start(i), f.end(i))
	}
	f.messages = append(f.messages, diag.Message{Text: fmt.Sprintf(format, args...), Where: where})
	return &f.messages[len(f.messages)-1]
}

// quote returns a string as a JavaScript literal.
func quote(s string) string { return edit.Quote(s) }
