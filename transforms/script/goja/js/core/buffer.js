// buffer: the browser's Buffer, with the conversions that cost most in Go, and
// what Node has gained since.
'use strict';
const bytes = require('host:bytes');
const shim = require('shim:buffer');
const { wrongType } = require('errors');

const Base = shim.Buffer;
const proto = Base.prototype;
const slow = { toString: proto.toString, write: proto.write, from: Base.from, byteLength: Base.byteLength, fill: proto.fill };

const isUTF8 = (encoding) => encoding === undefined || encoding === null || /^utf-?8$/i.test(encoding);
const isBase64 = (encoding) => /^base64(?:url)?$/i.test(encoding);

// on makes a Buffer of an ArrayBuffer's bytes.
function on(buffer, at, length) {
  const b = at === undefined ? new Uint8Array(buffer) : new Uint8Array(buffer, at, length);
  Object.setPrototypeOf(b, proto);
  return b;
}

function fromText(text, encoding) {
  if (isUTF8(encoding)) return on(bytes.fromUTF8(text));
  if (isBase64(encoding)) return on(bytes.fromBase64(text));
  if (/^hex$/i.test(encoding)) return on(bytes.fromHex(text));
  return slow.from(text, encoding === 'binary' ? 'latin1' : encoding);
}

function Buffer(value, encoding, length) {
  return typeof value === 'string' ? fromText(value, encoding) : Base(value, encoding, length);
}

for (const name of Object.getOwnPropertyNames(Base)) {
  if (!['length', 'name', 'prototype', 'arguments', 'caller'].includes(name)) Object.defineProperty(Buffer, name, Object.getOwnPropertyDescriptor(Base, name));
}
Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = proto;
Object.defineProperty(proto, 'constructor', { value: Buffer, writable: true, configurable: true, enumerable: false });
Object.defineProperty(Buffer, Symbol.species, { get: () => Buffer, configurable: true });

Buffer.poolSize = 8192;
Buffer.from = function (value, encoding, length) {
  if (typeof value === 'string') return fromText(value, encoding);
  if (value instanceof ArrayBuffer) return on(value, encoding || 0, length);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const b = on(new ArrayBuffer(value.length));
    b.set(value);
    return b;
  }
  try {
    return slow.from(value, encoding, length);
  } catch (err) {
    throw Object.assign(err, { code: 'ERR_INVALID_ARG_TYPE' });
  }
};
Buffer.alloc = function (size, fill, encoding) {
  const b = on(new ArrayBuffer(checked(size)));
  return fill === undefined || fill === 0 ? b : b.fill(fill, encoding);
};
Buffer.allocUnsafe = Buffer.allocUnsafeSlow = (size) => on(new ArrayBuffer(checked(size)));
Buffer.byteLength = function (value, encoding) {
  if (typeof value !== 'string') return slow.byteLength(value, encoding);
  if (isUTF8(encoding)) return bytes.utf8Length(value);
  if (!isBase64(encoding)) return slow.byteLength(value, encoding);
  const padding = /={0,2}$/.exec(value)[0].length;
  return (value.length - padding) * 3 >>> 2;
};
Buffer.isEncoding = (encoding) => typeof encoding === 'string' && /^(?:utf-?8|hex|ascii|binary|latin1|base64|base64url|ucs-?2|utf-?16le)$/i.test(encoding);
Buffer.isBuffer = (value) => value instanceof Buffer;
Buffer.concat = function (list, total) {
  if (!Array.isArray(list)) throw wrongType('list', 'an instance of Array', list);
  if (total === undefined) total = list.reduce((n, b) => n + b.length, 0);
  const all = Buffer.alloc(total);
  let at = 0;
  for (const b of list) {
    const room = total - at;
    if (room <= 0) break;
    all.set(b.length > room ? b.subarray(0, room) : b, at);
    at += b.length;
  }
  return all;
};

function checked(size) {
  if (typeof size !== 'number') throw wrongType('size', 'of type number', size);
  if (!(size >= 0 && size <= 0x7fffffff)) throw Object.assign(new RangeError('The value of "size" is out of range. Received ' + size), { code: 'ERR_OUT_OF_RANGE' });
  return size;
}

proto.toString = function (encoding, start, end) {
  const n = this.length;
  start = start === undefined ? 0 : Math.max(0, start | 0);
  end = end === undefined ? n : Math.min(n, end | 0);
  if (end <= start) return '';
  if (isUTF8(encoding)) return bytes.toUTF8(this, start, end);
  switch (String(encoding).toLowerCase()) {
    case 'hex': return bytes.toHex(this, start, end);
    case 'base64': return bytes.toBase64(this, start, end, false);
    case 'base64url': return bytes.toBase64(this, start, end, true);
    case 'ucs2': case 'ucs-2': case 'utf16le': case 'utf-16le': end -= end - start & 1; break;
    case 'latin1': case 'binary': return bytes.toLatin1(this, start, end);
  }
  return end === start ? '' : slow.toString.call(this, encoding, start, end);
};
proto.toLocaleString = proto.toString;
proto.utf8Slice = function (start, end) { return this.toString('utf8', start, end); };
proto.latin1Slice = function (start, end) { return this.toString('latin1', start, end); };

proto.write = function (text, at, length, encoding) {
  if (typeof at === 'string') return this.write(text, 0, this.length, at);
  if (typeof length === 'string') return this.write(text, at, undefined, length);
  if (!isUTF8(encoding) && !isBase64(encoding)) return slow.write.call(this, text, at, length, encoding);
  at = at || 0;
  const from = fromText(text, encoding);
  let n = Math.min(from.length, this.length - at, length === undefined ? Infinity : length);
  if (isUTF8(encoding)) while (n > 0 && n < from.length && (from[n] & 0xC0) === 0x80) n--; // no half characters
  this.set(from.subarray(0, n), at);
  return n;
};
proto.utf8Write = function (text, at, length) { return this.write(text, at, length, 'utf8'); };
proto.slice = proto.subarray = function (start, end) {
  const n = this.length;
  const at = (x, otherwise) => { x = x === undefined ? otherwise : Math.trunc(+x) || 0; return x < 0 ? Math.max(0, n + x) : Math.min(x, n); };
  const from = at(start, 0);
  return on(this.buffer, this.byteOffset + from, Math.max(0, at(end, n) - from));
};
for (const kind of ['Int', 'UInt']) {
  for (const order of ['LE', 'BE']) {
    const view = (b) => new DataView(b.buffer, b.byteOffset, b.byteLength);
    const name = kind === 'Int' ? 'BigInt64' : 'BigUint64';
    for (const alias of kind === 'Int' ? ['BigInt64'] : ['BigUInt64', 'BigUint64']) {
      proto['read' + alias + order] = function (at) { return view(this)['get' + name](at || 0, order === 'LE'); };
      proto['write' + alias + order] = function (value, at) { view(this)['set' + name](at || 0, value, order === 'LE'); return (at || 0) + 8; };
    }
  }
}
for (const name of Object.getOwnPropertyNames(proto)) {
  const newer = name.replace(/UInt/, 'Uint');
  if (newer !== name && !(newer in proto)) proto[newer] = proto[name];
}
for (const name of Object.keys(proto)) {
  if (Object.getOwnPropertyDescriptor(proto, name).configurable) Object.defineProperty(proto, name, { enumerable: false });
}

module.exports = Object.defineProperties({ ...shim }, Object.getOwnPropertyDescriptors({
  Buffer: Buffer,
  SlowBuffer: Buffer,
  get Blob() { return require('blob').Blob; },
  kMaxLength: 0x7fffffff,
  kStringMaxLength: 0x1fffffe8,
  constants: { MAX_LENGTH: 0x7fffffff, MAX_STRING_LENGTH: 0x1fffffe8 },
  isUtf8: bytes.isUTF8,
  isAscii: (b) => b.every((c) => c < 0x80),
  atob: (text) => atob(text),
  btoa: (text) => btoa(text),
}));
