// url: the shim's old functions, and the URL that is a global.
'use strict';
const host = require('host:url');
const url = require('shim:url');

// The URL of the program resolves names and drops slashes in its own way: it is
// handed what is resolved, and asked for the rest.
const slashed = new WeakSet(); // whose paths end in a slash

class URL extends host.URL {
  constructor(input, base) {
    const whole = arguments.length > 0 && host.resolve(String(input), base === undefined ? '' : String(base));
    if (whole) super(whole);
    else super(...arguments);
    note(this, whole || '');
  }
  get pathname() { return slashed.has(this) && !super.pathname.endsWith('/') ? super.pathname + '/' : super.pathname; }
  set pathname(path) { super.pathname = path; note(this, String(path)); }
  get href() {
    const text = super.href;
    if (this.pathname === super.pathname) return text;
    const end = text.search(/[?#]|$/);
    return text.slice(0, end) + '/' + text.slice(end);
  }
  set href(text) { super.href = text; note(this, String(text)); }
  toString() { return this.href; }
  toJSON() { return this.href; }
  static canParse(input, base) { try { return Boolean(new URL(input, base)); } catch (e) { return false; } }
}
for (const name of ['pathname', 'href', 'toString', 'toJSON']) {
  Object.defineProperty(URL.prototype, name, Object.assign(Object.getOwnPropertyDescriptor(URL.prototype, name), { enumerable: true }));
}

function note(u, text) {
  if (/^[^?#]*\/(?:[?#]|$)/.test(text)) slashed.add(u);
  else slashed.delete(u);
}

function invalid(message) { return Object.assign(new TypeError(message), { code: 'ERR_INVALID_URL_SCHEME' }); }

Object.assign(url, {
  URL: URL,
  URLSearchParams: URLSearchParams,
  fileURLToPath: (u) => {
    if (typeof u === 'string') u = new URL(u);
    if (u.protocol !== 'file:') throw invalid('The URL must be of scheme file');
    const p = decodeURIComponent(u.pathname);
    return process.platform === 'win32' ? p.slice(1).replace(/\//g, '\\') : p;
  },
  pathToFileURL: (p) => {
    p = require('path').resolve(p);
    if (process.platform === 'win32') p = '/' + p.replace(/\\/g, '/');
    return new URL('file://' + encodeURI(p).replace(/[?#]/g, encodeURIComponent));
  },
  domainToASCII: (name) => name,
  domainToUnicode: (name) => name,
  urlToHttpOptions: (u) => ({ protocol: u.protocol, hostname: u.hostname, path: u.pathname + u.search, href: u.href }),
});
module.exports = url;
