// TextEncoder and TextDecoder, atob and btoa.
'use strict';
const bytes = require('host:bytes');

exports.TextEncoder = class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text) { return new Uint8Array(bytes.fromUTF8(text === undefined ? '' : String(text))); }
  encodeInto(text, into) {
    const all = this.encode(text);
    const n = Math.min(all.length, into.length);
    into.set(all.subarray(0, n));
    return { read: text.length, written: n };
  }
};

exports.TextDecoder = class TextDecoder {
  constructor(label, options) {
    this.encoding = String(label || 'utf-8').toLowerCase().replace(/^utf8$/, 'utf-8');
    this.fatal = Boolean(options && options.fatal);
    this.ignoreBOM = Boolean(options && options.ignoreBOM);
  }
  decode(data) {
    if (data === undefined) return '';
    const view = ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
    if (this.encoding !== 'utf-8') return view.toString({ 'utf-16le': 'utf16le', 'iso-8859-1': 'latin1', 'windows-1252': 'latin1' }[this.encoding] || this.encoding);
    if (this.fatal && !bytes.isUTF8(view)) throw Object.assign(new TypeError('The encoded data was not valid for encoding utf-8'), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
    const text = view.toString();
    return !this.ignoreBOM && text.charCodeAt(0) === 0xFEFF ? text.slice(1) : text;
  }
};

exports.atob = (text) => Buffer.from(String(text), 'base64').toString('latin1');
exports.btoa = (text) => Buffer.from(String(text), 'latin1').toString('base64');
