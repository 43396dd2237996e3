package script_test

import (
	"strings"
	"testing"
)

// environment is all that can be done to process.env, and to process.argv. That one
// is a Proxy Node 26 tells who asks for no object's own way.
const environment = `
var util = require('util'), all = [], env = process.env, symbol = Symbol('s');
function say(name, f) { var v; try { v = f() } catch (e) { v = e.name + ' ' + e.code } all.push(name + ' ' + util.inspect(v)) }
say('get', function () { return [env.LAST, env.NONE, env[symbol], env.toString === Object.prototype.toString] });
say('set', function () { env.A = 1; env.B = undefined; env.C = null; env['2'] = 'x'; return [env.A, env.B, env.C, env[2]] });
say('set a symbol', function () { 'use strict'; env[symbol] = 1 });
say('set to a symbol', function () { 'use strict'; env.D = symbol });
say('Reflect.set', function () { return [Reflect.set(env, 'D', 5), env.D] });
say('inherited', function () { var o = Object.create(env); o.OWN = 1; return [env.OWN, Object.keys(o), o.LAST] });
say('in', function () { return ['A' in env, 'NONE' in env, symbol in env, 'toString' in env] });
say('own', function () { return [env.hasOwnProperty('A'), env.hasOwnProperty('toString'), Object.prototype.propertyIsEnumerable.call(env, 'A')] });
say('delete', function () { 'use strict'; return [delete env.B, delete env.NONE, delete env[symbol], env.B, 'B' in env] });
say('keys', function () { return [Object.keys(env), Object.getOwnPropertyNames(env), Reflect.ownKeys(env), Object.getOwnPropertySymbols(env)] });
say('entries', function () { return [Object.entries(env), Object.values(env)] });
say('for', function () { var list = []; for (var name in env) list.push(name); return list });
say('spread', function () { return [{ ...env }, Object.assign({}, env), JSON.stringify(env)] });
say('describe', function () { return [Object.getOwnPropertyDescriptor(env, 'A'), Object.getOwnPropertyDescriptor(env, 'NONE'), Reflect.getOwnPropertyDescriptor(env, 'A'), Object.getOwnPropertyDescriptors(env)] });
say('describe elsewhere', function () { return require('vm').runInNewContext('Object.getOwnPropertyDescriptor(env, "A").value', { env: env }) });
say('define', function () { return Object.defineProperty(env, 'E', { value: 'e', configurable: true, writable: true, enumerable: true }) === env && env.E });
say('define a getter', function () { Object.defineProperty(env, 'F', { get: function () {} }) });
say('define what is fixed', function () { Object.defineProperty(env, 'F', { value: 'x' }) });
say('prototype', function () { return [env instanceof Object, Object.getPrototypeOf(env) === Object.prototype, env.constructor === Object, typeof Object.getPrototypeOf(env)] });
say('freeze', function () { Object.freeze(env) });
say('seal', function () { Object.seal(env) });
say('prevent extensions', function () { Object.preventExtensions(env) });
say('extensible', function () { return [Object.isExtensible(env), Object.isFrozen(env), Object.isSealed(env)] });
say('inspect', function () { return [env, util.inspect(env), util.format('%s %j', env, env), util.inspect({ a: env }, { depth: 0 })] });
say('toString', function () { return [String(env), Object.prototype.toString.call(env)] });
say('equal', function () { return [util.isDeepStrictEqual({ ...env }, { ...env }), Object.keys(env) + '' === Object.keys({ ...env }) + ''] });
say('process', function () { return String(require('child_process').execFileSync(process.execPath, ['-p', '[process.env.A, process.env.E, process.env.B]'])) });
var argv = process.argv;
say('argv', function () { return [argv, util.inspect(argv, { showHidden: true }), argv.length, argv.slice(1), Object.keys(argv), '1' in argv, argv instanceof Array, Array.isArray(argv), Object.getPrototypeOf(argv) === Array.prototype] });
say('argv, symbols', function () { return [argv[util.inspect.custom], Object.getOwnPropertySymbols(argv), Object.prototype.toString.call(argv), String(argv)] });
say('argv, changed', function () { argv.push('z'); argv[1] = 'y'; delete argv[9]; return [argv.includes('z'), argv.indexOf('y'), [...argv], argv.concat(['x']), argv.splice(1, 1), argv.map(String), argv.length] });
say('argv, printed', function () { return [util.inspect(argv, { customInspect: false }).replace(/^Proxy\((.*)\)$/, '$1'), util.format('%s %j', argv, argv)] });
say('another', function () { process.env = { X: 'x' }; return [process.env.X, Object.keys(process.env), Object.keys.name, Object.keys.length] });
put(JSON.stringify(all, null, 1));`

// TestEnvironment: process.env is with a cache what it is without.
func TestEnvironment(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		text := environment
		if engine == "goja" {
			text = strings.Replace(text, "say('process'", "0 && say('process'", 1)
		}
		s := newSite(t, engine, text, nil)
		s.args = []string{"--x", "b"}
		var outs [2]string
		for i, cached := range []bool{false, true} {
			s.uncached = !cached
			out, err := s.build([]string{s.tr}, []string{s.file})
			if err != nil {
				t.Fatal(err)
			}
			outs[i], _, _ = strings.Cut(out[0], "\n] ")
		}
		if outs[0] != outs[1] || !strings.Contains(outs[0], "another") {
			t.Errorf("without a cache it is\n%s\nwith one\n%s", outs[0], outs[1])
		}
	})
}
