package globals

import (
	"strings"
	"testing"

	"sheaf/bundle/scan"
)

func TestWrap(t *testing.T) {
	const node = "typeof global !== \"undefined\" ? global : typeof self !== \"undefined\" ? self : typeof window !== \"undefined\" ? window : {}"
	all := scan.Process | scan.Global | scan.Buffer | scan.SetImmediate | scan.ClearImmediate | scan.Filename | scan.Dirname
	for _, c := range []struct {
		name       string
		o          Options
		free       scan.Globals
		head, tail string
		needs      string
	}{
		{name: "none"},
		{
			name: "one", free: scan.Process,
			head: "process", tail: "require('_process')", needs: "_process",
		},
		{
			name: "three", free: scan.Process | scan.Global | scan.Buffer,
			head: "process,global,Buffer", tail: "require('_process')," + node + `,require("buffer").Buffer`, needs: "_process buffer",
		},
		{
			name: "all", free: all,
			head: "process,global,Buffer,__argument0,__argument1,__argument2,__argument3,setImmediate,clearImmediate,__filename,__dirname",
			tail: "require('_process')," + node + `,require("buffer").Buffer,arguments[3],arguments[4],arguments[5],arguments[6],` +
				`require("timers").setImmediate,require("timers").clearImmediate,"/lib/a.js","/lib"`,
			needs: "_process buffer timers",
		},
		{
			name: "isBuffer alone comes first", free: scan.Process | scan.Buffer | scan.IsBufferOnly,
			head: "Buffer,process", tail: `{"isBuffer":require("is-buffer")},require('_process')`, needs: "_process is-buffer",
		},
		{
			name: "isBuffer not wanted", o: Options{Only: []string{"Buffer"}}, free: scan.Process | scan.Buffer | scan.IsBufferOnly,
			head: "Buffer", tail: `require("buffer").Buffer`, needs: "buffer",
		},
		{
			name: "only isBuffer wanted", o: Options{Only: []string{"Buffer.isBuffer"}}, free: scan.Process | scan.Buffer | scan.IsBufferOnly,
			head: "Buffer", tail: `{"isBuffer":require("is-buffer")}`, needs: "is-buffer",
		},
		{
			name: "only some", o: Options{Only: []string{"__filename", "__dirname"}}, free: all,
			head: "__filename,__dirname", tail: `"/lib/a.js","/lib"`,
		},
		{
			name: "as in Node", o: Options{AsInNode: true}, free: scan.Filename | scan.Dirname,
			head: "__filename,__dirname", tail: `require("path").join(__dirname,"lib","a.js"),require("path").join(__dirname,"lib")`, needs: "path",
		},
		{
			name: "always", o: Options{Always: true, Only: []string{"global", "Buffer"}},
			head: "global,Buffer", tail: node + `,require("buffer").Buffer`, needs: "buffer",
		},
		{
			name: "no packages", o: Options{NoExtern: true}, free: scan.Process | scan.Global,
			head: "global", tail: node,
		},
	} {
		c.o.IsBuffer = "is-buffer"
		w := New(c.o)
		used := w.Used(c.free)
		head, tail := w.Wrap(used, "lib/a.js")
		wantHead, wantTail := "", ""
		if c.head != "" {
			wantHead = "(function (" + c.head + "){(function (){\n"
			wantTail = "\n}).call(this)}).call(this," + c.tail + ")"
		}
		if head != wantHead || tail != wantTail {
			t.Errorf("%s:\n got %s … %s\nwant %s … %s", c.name, head, tail, wantHead, wantTail)
		}
		if got := strings.Join(w.Needs(nil, used), " "); got != c.needs {
			t.Errorf("%s: needs %q, want %q", c.name, got, c.needs)
		}
	}
}

// TestDirname compares with Node's path.dirname for files beside the base
// directory.
func TestDirname(t *testing.T) {
	w := New(Options{})
	used := w.Used(scan.Dirname)
	for file, want := range map[string]string{
		"a.js": "/", "lib/a.js": "/lib", "../a.js": "/..", "../x/y/a.js": "/../x/y", "../../a.js": "/../..",
	} {
		if _, tail := w.Wrap(used, file); !strings.HasSuffix(tail, `call(this,"`+want+`")`) {
			t.Errorf("%s: got %s, want %s", file, tail, want)
		}
	}
}
