package scan

import "testing"

// freeTests say which names are free; a test compares them with
// undeclared-identifiers, too.
var freeTests = []struct {
	src  string
	want Globals
}{
	{"process; global; Buffer; setImmediate; clearImmediate; __filename; __dirname",
		Process | Global | Buffer | SetImmediate | ClearImmediate | Filename | Dirname},
	{"process1; a.process; a?.process; ({ process: 1, global() {}, get Buffer() {} }); ({ process })", 0},
	{"({ process: process }); a[global]; a[+Buffer]", Process | Buffer},
	{"({ process } = {}); ({ global = 1 } = {}); ({ a: Buffer } = {})", Global | Buffer},
	{"pr\\u006fcess", Process},
	{"typeof process; `${global}`; new Buffer", Process | Global | Buffer},
	// declarations
	{"var process; process", 0},
	{"process; var process", Process},
	{"f(function () { process }); var process", Process},
	{"(function () { return process; var process })", Process},
	{"var a = process, process = 1", 0},
	{"var [process, { a: global, ...Buffer }] = a; process; global; Buffer", 0},
	{"var [process = 1] = a", Process},
	{"var { process = 1 } = a", Process},
	{"let process; { let global } global; process", Global},
	{"for (let process;;) {} process", 0},
	{"switch (1) { case 1: let process } process", 0},
	{"for (var process in process);", 0},
	{"for (process in a);", Process},
	{"class process {} process", 0},
	{"(class process {})", Process},
	{"class A { process = 1; static global = 1; Buffer() {} }", Process | Global},
	{"class A extends process { [global]() {} }", Process | Global},
	{"function process() {} process", 0},
	{"if (1) function process() {} process", 0},
	{"{ function process() {} } process", Process},
	// functions
	{"function f(process) { process }", 0},
	{"function f(a = process, process) {}", 0},
	{"function f(process = 1) { process }", Process},
	{"function f({ process = 1 }) {}", Process},
	{"function f(...process) { process }", 0},
	{"(function process() { process })", 0},
	{"process => process; (global) => global; async Buffer => Buffer; async (setImmediate) => setImmediate", 0},
	{"(a = process) => 1; ({ global } = {}) => global", Process | Global},
	{"(process, a = process) => 1", 0},
	// catch, switch, labels
	{"try {} catch (process) { process }", 0},
	{"try {} catch ({ process }) { process }", Process},
	{"try {} catch ({ process }) {}", 0},
	{"try {} catch ([process]) {}", Process},
	{"switch (1) { case process: var process }", 0},
	{"switch (1) { case 1: var process; case process: }", 0},
	{"switch (process) { case 1: var process }", Process},
	{"switch (1) { case global: global; var global }", Global},
	{"process: for (;;) {}", 0},
	{"process: for (;;) { break process }", Process},
	// Buffer.isBuffer alone
	{"Buffer.isBuffer(a)", Buffer | IsBufferOnly},
	{"Buffer['isBuffer'](a); (Buffer).isBuffer; Buffer?.isBuffer; Buffer.is\\u0042uffer", Buffer | IsBufferOnly},
	{"Buffer.isBuffer; Buffer.from", Buffer},
	{"Buffer.isBuffer; typeof Buffer", Buffer},
	{"Buffer.isBuffer; Buffer[a]; Buffer[0]; Buffer['']", Buffer | IsBufferOnly},
	{"Buffer[a]", Buffer},
	{"Buffer.isBuffer; Buffer[1]", Buffer},
	{"Buffer.isBuffer; Buffer = 1; Buffer += 1; (Buffer) = 1", Buffer | IsBufferOnly},
	{"Buffer.isBuffer; [Buffer] = 1", Buffer},
	{"Buffer.isBuffer; var Buffer = 1", Buffer | IsBufferOnly},
	{"Buffer.isBuffer; var [Buffer] = 1", Buffer},
	{"Buffer.isBuffer; var { Buffer } = 1", Buffer | IsBufferOnly},
	{"Buffer.isBuffer; function f(Buffer) {}", Buffer},
	{"Buffer.isBuffer; function f(a) { Buffer.isBuffer }", Buffer | IsBufferOnly},
	{"function f(Buffer) { Buffer.from; Buffer } Buffer.isBuffer", Buffer | IsBufferOnly},
	{"Buffer.isBuffer; ({ Buffer }); Buffer: 1", Buffer | IsBufferOnly},
	{"var a = Buffer.isBuffer, Buffer = 1", 0},
	{"var a = Buffer.isBuffer(1)", Buffer | IsBufferOnly},
	{"var a = Buffer", Buffer},
}

func TestFree(t *testing.T) {
	for _, tt := range freeTests {
		r, err := scanString(tt.src)
		if err != nil || r.Globals != tt.want {
			t.Errorf("%q: got %08b, error %v, want %08b", tt.src, r.Globals, err, tt.want)
		}
	}
}
