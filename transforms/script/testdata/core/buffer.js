// Each of these files exports what it sees, by name: the same in every engine.
const t = (f) => { try { return f(); } catch (err) { return [err.name, err.code]; } };
const texts = ['', 'abc', 'é\u2028\u{1F600}', 'a\uD800b', '\u00ff\u0100'];
const encodings = ['utf8', 'hex', 'base64', 'base64url', 'latin1', 'binary', 'ascii', 'ucs2', 'utf16le'];
exports.encode = texts.map((s) => encodings.map((e) => Buffer.from(s, e).toString('hex')));
exports.decode = ['', '616263', 'c3a9e280a8f09f9880', 'c3', 'e28061', 'f09f98', 'eda080', 'ff80fe', '00', 'efbbbf61'].map((h) => encodings.map((e) => Buffer.from(h, 'hex').toString(e)));
exports.length = texts.map((s) => encodings.map((e) => Buffer.byteLength(s, e)));
exports.base64 = ['YQ==', 'YQ', 'Y Q\n==', '_-8', 'YWJj=ZGVm', 'a'].map((s) => Buffer.from(s, 'base64').toString('hex'));
exports.from = [t(() => Buffer.from([1, 256, -1, 'x']).toString('hex')), t(() => Buffer.from(new Uint16Array([1, 513])).toString('hex')), t(() => Buffer.from(5)), t(() => Buffer.from(null)), t(() => Buffer.from({ length: 2, 0: 7, 1: 8 }).toString('hex')),
  t(() => Buffer.from(new ArrayBuffer(4), 1, 2).length), t(() => Buffer.from({ type: 'Buffer', data: [1, 2] }).toString('hex')), Buffer('ab').toString(), new Buffer(3).length, Buffer.from(Buffer.from('x')).toString()];
exports.alloc = [Buffer.alloc(3, 'ab').toString(), Buffer.alloc(4, 1).toString('hex'), Buffer.alloc(2).toString('hex'), t(() => Buffer.alloc('3')), t(() => Buffer.alloc(-1))];
const b = Buffer.from('hello world');
exports.slices = [b.slice(6).toString(), b.subarray(-5, -2).toString(), b.slice(3, 1).length, Buffer.isBuffer(b.subarray(1)), b.slice(1) instanceof Uint8Array, b.toString('utf8', 2, 4), b.toString('utf8', -3, 400)];
exports.search = [b.indexOf('o'), b.indexOf('o', 5), b.lastIndexOf('o'), b.indexOf(Buffer.from('wor')), b.indexOf(111), b.includes('world'), b.includes('xyz')];
exports.compare = [b.equals(Buffer.from('hello world')), Buffer.compare(Buffer.from('a'), Buffer.from('b')), b.compare(Buffer.from('hello')), Buffer.concat([b, Buffer.from('!')]).toString(), Buffer.concat([b, b], 14).toString(), Buffer.concat([]).length];
const w = Buffer.alloc(12);
exports.write = [w.write('h\u00e9', 1), w.write('zz', 4, 'latin1'), w.write('abcdef', 9), w.write('\u20ac', 10), w.toString('hex')];
exports.numbers = [w.writeUInt32BE(0xdeadbeef, 0), w.writeInt16LE(-2, 4), w.writeDoubleBE(1.5, 4), w.readUInt32BE(0), w.readInt32LE(0), w.readDoubleBE(4), w.readUIntBE(0, 3), w.readUint8(0), String(w.readBigUInt64LE(0)), w.writeFloatLE(0.5, 0), w.readFloatLE(0)];
exports.json = [JSON.stringify(Buffer.from('ab')), String(Buffer.from('ab')), Object.keys(Buffer.from('ab')), [...Buffer.from('ab').entries()], Array.from(Buffer.from('ab'))];
exports.swap = [Buffer.from('abcd').swap16().toString(), Buffer.from('abcd').fill('xy').toString(), Buffer.from('abcd').copy(w, 0), w.toString('latin1', 0, 4)];
exports.checks = [Buffer.isEncoding('UTF-8'), Buffer.isEncoding('nope'), Buffer.isBuffer(new Uint8Array(1)), typeof Buffer.poolSize, require('buffer').Buffer === Buffer];
exports.text = [new TextEncoder().encode('é').join(), new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa9])), t(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]))), atob('YWI='), btoa('ab')];
