package amd

import (
	"strings"

	"sheaf/bundle/diag"
	"sheaf/bundle/scan"
)

// A configCall is a call of the free require.config, or of a require whose first
// argument is a configuration.
type configCall struct {
	call, object int
	whole        bool // the call does nothing else
}

// configCalls finds the configuration that a source holds.
func (t *tree) configCalls() []configCall {
	var list []configCall
	for i := range t.nodes {
		if k := t.kind(i); k != scan.NodeName && k != scan.NodeMember && k != scan.NodeIndex {
			continue
		}
		if name := t.global(i); name != "require" && name != "requirejs" {
			continue
		}
		callee, whole := i, false
		if m := t.memberOf(i, "config"); m != none {
			callee, whole = m, true
		}
		call := t.callOf(callee)
		if call == none {
			continue
		}
		args := t.arguments(call)
		if len(args) == 0 {
			continue
		}
		if v := t.value(args[0]); v.what == another && t.kind(v.node) == scan.NodeObject {
			list = append(list, configCall{call, v.node, whole || len(args) == 1})
		}
	}
	return list
}

// configs takes the configuration out of the file. Modules that it says to load
// are required in its place.
func (f *file) configs() {
	for _, c := range f.configCalls() {
		f.amd = true
		source := f.src[f.start(c.object):f.end(c.object)]
		fields, all := object(source)
		var s settings
		err := decode(fields, &s) // RequireJS makes nothing of what is no configuration
		read := f.config.isSource[f.in.File]
		if !f.t.config.isSource[f.in.File] && (read || !f.in.Late) && err == nil {
			f.seen.settings = append(f.seen.settings, s)
		}
		switch {
		case f.in.Late && !read:
			f.warn(c.call, "this configuration is not read: only what other configuration says leads to this file; name it with the transform's option mainConfigFile")
		case read && !all:
			f.warn(c.call, "what of this configuration is no literal is not read")
		}
		if !c.whole {
			continue
		}
		text := "void 0"
		if len(s.Deps) > 0 {
			e := f.scopeAt(c.call)
			var list []string
			for _, id := range s.Deps {
				list = append(list, f.need(c.call, id, e))
			}
			text = "void[" + strings.Join(list, ",") + "]"
		}
		f.clear(f.start(c.call), f.end(c.call))
		f.replace(f.start(c.call), f.end(c.call), text)
	}
}

// warn reports a place of the source that may surprise.
func (f *file) warn(i int, text string) {
	f.messages = append(f.messages, diag.Message{
		Severity: diag.Warning,
		Text:     text,
		Where:    diag.At(f.in.File, f.src, f.start(i), f.end(i)),
	})
}
