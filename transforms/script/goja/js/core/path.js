// path: the shim, which is the POSIX one, or on Windows that of Windows.
'use strict';
const posix = require('shim:path');
const win32 = require('win32');

posix.toNamespacedPath = (p) => p;
for (const p of [posix, win32]) Object.assign(p, { posix: posix, win32: win32 });
module.exports = require('host:os').platform === 'win32' ? win32 : posix;
