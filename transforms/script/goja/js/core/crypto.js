// crypto: hashing and random bytes. Ciphers, keys and signatures are not here.
'use strict';
const host = require('host:crypto');
const { Transform } = require('stream');
const { wrongType } = require('errors');
const algorithms = ['RSA-MD5', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256'];

class Hash extends Transform {
  constructor(hash) {
    super();
    this._hash = hash;
    this._done = false;
  }
  update(data, encoding) {
    if (this._done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) throw wrongType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
    this._hash.update(typeof data === 'string' ? Buffer.from(data, encoding) : data);
    return this;
  }
  digest(encoding) {
    if (this._done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    this._done = true;
    const sum = Buffer.from(this._hash.digest());
    return encoding && encoding !== 'buffer' ? sum.toString(encoding) : sum;
  }
  copy() {
    if (this._done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    return new Hash(this._hash.copy());
  }
  _transform(chunk, encoding, next) { this.update(chunk, encoding); next(); }
  _flush(next) { this.push(this.digest()); next(); }
}

class Hmac extends Hash {}
Object.defineProperty(Hmac.prototype, 'copy', { value: undefined });

function made(hash, Class = Hash) {
  if (hash === undefined) throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_OSSL_EVP_UNSUPPORTED' });
  return new Class(hash);
}

function randomBytes(n, done) {
  const bytes = Buffer.from(host.random(n));
  if (typeof done !== 'function') return bytes;
  setImmediate(done, null, bytes);
}

module.exports = require('forbidden')('crypto', {
  createHash: (name) => made(host.hash(String(name))),
  createHmac: (name, key) => made(host.hmac(String(name), typeof key === 'string' ? Buffer.from(key) : key), Hmac),
  Hash: Hash,
  Hmac: Hmac,
  hash: (name, data, encoding) => module.exports.createHash(name).update(data).digest(encoding || 'hex'),
  getHashes: () => algorithms.slice(),
  getCiphers: () => [],
  getCurves: () => [],
  getFips: () => 0,
  constants: {},
  randomBytes: randomBytes,
  pseudoRandomBytes: randomBytes,
  randomFillSync: (into) => { into.set(randomBytes(into.length)); return into; },
  randomInt: (low, high) => { if (high === undefined) { high = low; low = 0; } return low + Math.floor(randomBytes(6).readUIntBE(0, 6) / 2 ** 48 * (high - low)); },
  randomUUID: () => {
    const b = randomBytes(16);
    b[6] = b[6] & 0x0f | 0x40;
    b[8] = b[8] & 0x3f | 0x80;
    return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
  timingSafeEqual: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0,
  webcrypto: { getRandomValues: (into) => { into.set(randomBytes(into.length)); return into; } },
}, 'it has nothing of crypto but hashes and random bytes');
