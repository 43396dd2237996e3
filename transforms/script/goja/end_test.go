package goja

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
	"sheaf/transforms/script/engine"
)

// TestEnd: what a transform has left behind runs when its machine ends, and those
// who wait for the end are told.
func TestEnd(t *testing.T) {
	if err := builtins.Problem(); err != nil {
		testenv.Missing(t, "transforms need the shims of Node's core modules: %v", err)
	}
	for _, test := range []struct{ source, want, late string }{
		{`process.on('exit', (c) => log('exit', c))`, "exit 0", ""},
		{`process.exitCode = 3; process.on('exit', (c) => log('exit', c)); process.once('beforeExit', (c) => log('before', c))`, "before 3, exit 3", "it ended the process, with code 3"},
		{`setTimeout(() => log('timer'), 20); process.on('exit', () => log('exit'))`, "timer, exit", ""},
		{`setTimeout(() => log('timer'), 20).unref(); process.on('exit', () => log('exit'))`, "exit", ""},
		{`fs.readFile(__filename, () => { log('read'); Promise.resolve().then(() => log('promise')); process.nextTick(() => log('tick')) })`, "read, tick, promise", ""},
		{`let n = 0; process.on('beforeExit', () => { log('before'); if (n++ < 2) setTimeout(() => log('more'), 1) })`, "before, more, before, more, before", ""},
		{`process.once('beforeExit', () => setTimeout(() => log('more'), 1)); process.on('exit', () => log('exit'))`, "more, exit", ""},
		{`process.on('exit', () => { log('exit'); setTimeout(() => log('timer'), 1); process.nextTick(() => log('tick')); Promise.resolve().then(() => log('promise')); setImmediate(() => log('now')) })`, "exit", ""},
		{`process.on('exit', () => log('one')); process.on('exit', () => { throw new Error('bad') }); process.on('exit', () => log('three'))`, "one", "bad"},
		{`setTimeout(() => { throw new Error('bad') }, 1); setTimeout(() => log('late'), 50); process.on('exit', (c) => log('exit', c))`, "exit 1", "bad"},
		{`setTimeout(() => Promise.reject(new Error('bad')), 1); process.on('beforeExit', () => log('before')); process.on('exit', (c) => log('exit', c))`, "exit 1", "bad"},
		{`setTimeout(() => { process.exit(4); log('after') }, 1); setTimeout(() => log('late'), 50); process.on('exit', (c) => log('exit', c))`, "exit 4", "it ended the process, with code 4"},
		{`process.on('exit', (c) => { log('exit', c); process.exit(c + 1) }); process.on('exit', () => log('never'))`, "exit 0", "it ended the process, with code 1"},
		{`setInterval(() => {}, 1); process.on('exit', () => log('exit'))`, "", ""},
		{`process.on('exit', () => { log('exit'); for (;;); })`, "exit", ""},
		{`setImmediate(function again() { setImmediate(again) })`, "", ""},
	} {
		dir := t.TempDir()
		file, log := filepath.Join(dir, "t.js"), filepath.Join(dir, "log")
		const head = "var fs = require('fs'), log = (...words) => fs.appendFileSync(__dirname + '/log', words.join(' ') + '\\n');"
		const tail = "; module.exports = () => new (require('stream').PassThrough)()"
		if err := os.WriteFile(file, []byte(head+test.source+tail), 0o666); err != nil {
			t.Fatal(err)
		}
		m := newMachine(&engine.Options{Basedir: dir, Resolve: func(_, spec string, _ bool) (string, error) { return spec, nil }})
		m.End(time.Second) // nothing ever ran
		if _, err := m.Run(engine.Job{Module: file, File: file, Code: []byte("x")}); err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		begin := time.Now()
		m.End(300 * time.Millisecond)
		if took := time.Since(begin); took > 10*time.Second || m.Sound() {
			t.Errorf("%s: it took %v, and is sound: %v", test.source, took, m.Sound())
		}
		text, _ := os.ReadFile(log)
		if got := strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", ", "); got != test.want {
			t.Errorf("%s: %q, want %q", test.source, got, test.want)
		}
		var late []string
		for _, e := range m.Uncaught() {
			late = append(late, e.Message)
		}
		if got := strings.Join(late, ", "); got != test.late {
			t.Errorf("%s: thrown: %q, want %q", test.source, got, test.late)
		}
		m.End(time.Second) // again
		m.Stop()
	}
}
