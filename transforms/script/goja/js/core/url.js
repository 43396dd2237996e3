// url: the shim's old functions, and the URL that is a global.
'use strict';
const url = require('shim:url');

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
