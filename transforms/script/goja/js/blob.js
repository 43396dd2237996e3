// Blob, but for its streams.
'use strict';
const { wrongType } = require('errors');

const bytesOf = (part) => {
  if (part instanceof Blob) return part._bytes;
  if (part instanceof ArrayBuffer) return Buffer.from(part);
  if (ArrayBuffer.isView(part)) return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  return Buffer.from(String(part));
};

class Blob {
  constructor(parts = [], options = {}) {
    if (parts === null || typeof parts !== 'object' || !parts[Symbol.iterator]) throw wrongType('sources', 'a sequence', parts);
    const type = String(options.type === undefined ? '' : options.type);
    Object.defineProperty(this, '_bytes', { value: Buffer.concat(Array.from(parts, bytesOf)) });
    Object.defineProperty(this, '_type', { value: /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase() });
  }
  get size() { return this._bytes.length; }
  get type() { return this._type; }
  get [Symbol.toStringTag]() { return 'Blob'; }
  async text() { return new TextDecoder().decode(this._bytes); }
  async arrayBuffer() { return new Uint8Array(this._bytes).buffer; }
  slice(start, end, type) { return new Blob([this._bytes.subarray(start, end)], { type: type }); }
}

exports.Blob = Blob;
