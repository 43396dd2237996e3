const util = require('util');
const t = (f) => { try { return f(); } catch (err) { return [err.name, err.code, err.message]; } };
const circular = {}; circular.self = circular;
class Told { toString() { return 'told'; } }
exports.format = [
  util.format('%i %f %o %O %c|', 42.7, '1.5x', 7, { a: { b: 1 } }, 'css'),
  util.format('%s %s %s %s %s %s', null, undefined, 5n, Symbol('x'), -0, { a: 1 }), util.format('%d %d %d %d', '5', 6n, {}, -0), util.format('%i %i %i', 'x', 7n, '12px'), util.format('%f %f', 'x', 3),
  util.format('%x %', 1), util.format('%%'), util.format('a%%b', 1), util.format('%s'), util.format('%s', () => 1), util.format('%s', [1, 2]), util.format('%s', new Told()), util.format('%s %s', 'a'), util.format('%j %j', { a: 1 }, circular), util.format('%s', new Date(0)),
  util.format(), util.format(''), util.format('', 'x'), util.format({ a: 1 }, 'b', 3), util.format('a', null, undefined, 'x'), util.format('%o', 'str'), util.format('%O', 'str'), util.format('%%%s%%', 'a'), util.format('%d', Symbol('x')), util.format(-0, 3n), util.formatWithOptions({}, '%s!', 'a'),
];
const options = { all: { type: 'boolean', short: 'a' }, out: { type: 'string', short: 'o' }, many: { type: 'string', multiple: true, short: 'm' }, def: { type: 'string', default: 'd' } };
const parse = (args, more) => t(() => { const r = util.parseArgs({ args, options, ...more }); return [Object.entries(r.values), r.positionals, r.tokens]; });
exports.parseArgs = [
  parse([]), parse(['-a', '--out', 'x']), parse(['-ao', 'x']), parse(['-aox']), parse(['-oax']), parse(['--out=x', '--out=y=z']), parse(['-m', '1', '--many=2', '-m3']), parse(['--all=1']), parse(['--out']), parse(['--out', '-a']), parse(['-o', '-a']), parse(['--nope']), parse(['-x']), parse(['--nope', 'p'], { allowPositionals: true }), parse(['p']),
  parse(['p', '-a', '--', '-a', 'q'], { allowPositionals: true, tokens: true }), parse(['-aao', 'v', '-m1', '--out=w', 'p', '-', '--all'], { allowPositionals: true, tokens: true }), parse(['--nope', 'v', '-zy', '--k=1', '--out'], { strict: false, tokens: true }), parse(['--no-all'], { allowNegative: true }), parse(['--no-out'], { allowNegative: true }), parse(['--no-all']), t(() => util.parseArgs({ args: [], options: { a: { type: 'number' } } }))[1], t(() => util.parseArgs({ args: 'x' }))[1],
];
const { createHash } = require('crypto');
exports.copy = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => { const a = createHash(name).update('a'), b = a.copy(); b.update('b'); return [a.digest('hex'), b.digest('hex'), b.constructor === a.constructor, t(() => a.copy())]; });
const net = require('net');
exports.net = ['1.2.3.4', '01.2.3.4', '1.2.3', '256.1.1.1', '::', '::1', 'fe80::1%eth0', '1::2::3', '::ffff:1.2.3.4', '', 'localhost', ' 1.2.3.4', '1.2.3.4%a', undefined, 5].map((x) => [net.isIP(x), net.isIPv4(x), net.isIPv6(x)]);
const { Blob: B } = require('buffer');
exports.blob = (async () => { const b = new Blob(['h\u00e9', Buffer.from('llo'), new Uint8Array([33]), new Blob(['?'])], { type: 'Text/Plain' }); return [B === Blob, b.size, b.type, await b.text(), Buffer.from(await b.arrayBuffer()).toString('hex'), await b.slice(1, -1, 'x/y').text(), b.slice(1, -1, 'x/y').type, b.slice(-2).size, String(b), new Blob().size, t(() => new Blob('x'))[1], await new Blob([new Uint16Array([1, 2]).subarray(1), 5]).arrayBuffer().then((a) => Buffer.from(a).toString('hex'))]; })();
