// util: the shim, and what Node has gained since.
'use strict';
const util = require('shim:util');
const format = require('format');
const { TextEncoder, TextDecoder } = require('encoding');

const escapes = /[\u001B\u009B][[\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\d/#&.:=?%@~_]+)*|[a-zA-Z\d]+(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?\u0007)|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]))/g;

Object.assign(util, {
  format: format,
  formatWithOptions: (options, ...args) => format(...args),
  parseArgs: (config) => require('parseargs')(config),
  TextEncoder: TextEncoder,
  TextDecoder: TextDecoder,
  stripVTControlCharacters: (text) => String(text).replace(escapes, ''),
  toUSVString: (text) => String(text).toWellFormed(),
  isDeepStrictEqual: (a, b) => { try { require('assert').deepStrictEqual(a, b); return true; } catch (e) { return false; } },
  styleText: (format, text) => String(text),
  getSystemErrorName: (errno) => ({ '-2': 'ENOENT', '-13': 'EACCES', '-17': 'EEXIST', '-20': 'ENOTDIR', '-21': 'EISDIR' })[errno] || 'Unknown system error ' + errno,
  debug: util.debuglog,
});
if (!util.inspect.defaultOptions) util.inspect.defaultOptions = { depth: 2, colors: false };
util.inspect.custom = Symbol.for('nodejs.util.inspect.custom');
util.types = require('util/types');
module.exports = util;
