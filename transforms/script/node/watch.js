// Has a process tell what it does: what it looks at is noted, and what nobody
// can see to be the same another time (other processes, the network, writing)
// makes the module that does it opaque.
//
// watch(noted, opaque, printed) is evaluated in the worker, before any transform.
// opaque and printed may be null.
(function (noted, opaque, printed) {
'use strict';
const fs = require('fs');
const url = require('url');
const path = require('path');
const { types } = require('util');

const stat = fs.statSync, lstat = fs.lstatSync, list = fs.readdirSync, real = fs.realpathSync.native;

function pathOf(file) {
  if (file && file.href && file.protocol) { // a URL, whoever has made it
    try { return url.fileURLToPath(String(file.href)); } catch (err) { return ''; }
  }
  if (types.isUint8Array(file)) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    file = bytes.toString();
    if (opaque && !Buffer.from(file).equals(bytes)) opaque(); // a note has no name for it
  }
  return typeof file === 'string' && file !== '' ? path.resolve(file) : '';
}

function isLink(file) {
  try { return lstat(file).isSymbolicLink(); } catch (err) { return false; }
}

function isDirectory(file) {
  try { return stat(file).isDirectory(); } catch (err) { return false; }
}

function wrap(object, names, before) {
  for (const name of names) {
    const original = object && object[name];
    if (typeof original !== 'function') continue;
    const wrapped = function () { before.apply(null, arguments); return original.apply(this, arguments); };
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    object[name] = wrapped;
  }
}

function each(names, before) {
  wrap(fs, names.concat(names.map((n) => n + 'Sync')), before);
  wrap(fs.promises, names, before);
}

function reads(kind) {
  return function (file) { const p = pathOf(file); if (p) noted(kind, p); };
}

// below notes the directories in one and, if links are followed, those that links in
// it lead to.
function below(dir, follow, seen) {
  let entries;
  try {
    const is = real(dir);
    if (seen.has(is)) return;
    seen.add(is);
    entries = list(dir, { withFileTypes: true });
  } catch (err) {
    return; // the note of it says that
  }
  for (const entry of entries) {
    const p = path.join(dir, entry.name), link = entry.isSymbolicLink();
    if (link ? !follow : !entry.isDirectory()) continue;
    if (opaque && p.includes('\ufffd')) opaque(); // its name is no text
    noted('l', p);
    if (link && isDirectory(p)) noted('p', p);
    below(p, follow, seen);
  }
}

function lists(follow) {
  return function (dir, options) {
    const p = pathOf(dir);
    if (p && options && options.recursive) below(p, follow, new Set());
  };
}

each(['readFile', 'stat', 'lstat', 'access', 'exists', 'copyFile', 'createReadStream', 'openAsBlob'], reads('c'));
each(['stat', 'lstat', 'access'], reads('x'));
wrap(fs.promises, ['open'], reads('x')); // what that makes has a stat
// fstat is not told which of these it is.
const opened = new Set();
wrap(fs, ['open', 'openSync'], (file) => { const p = pathOf(file); if (p) opened.add(p); });
wrap(fs, ['fstat', 'fstatSync'], () => { for (const p of opened) noted('x', p); });
each(['readdir', 'opendir'], reads('l'));
each(['readdir'], lists(true)); // not with all options, nor in all versions
each(['opendir'], lists(false));
each(['realpath', 'readlink', 'lstat'], reads('p'));
for (const f of [fs.realpath, fs.realpathSync]) wrap(f, ['native'], reads('p'));
each(['open'], function (file, flags) {
  const mode = typeof flags === 'object' && flags ? flags.flags : flags;
  if (mode === undefined || typeof mode === 'function' || /^r?s?$/.test(mode) || mode === 0) reads('c')(file);
  else if (opaque) opaque();
});

wrap(process, ['loadEnvFile'], (file) => reads('c')(file === undefined ? '.env' : file));

// Threads do not begin with what this process was started with. The module is
// not loaded for that.
let patched = false;
function patchThreads(name) {
  if (patched || !/^(node:)?worker_threads$/.test(name)) return;
  patched = true;
  const threads = require('worker_threads');
  threads.Worker = class Worker extends threads.Worker {
    constructor(file, options) {
      if (opaque) opaque();
      super(file, Object.assign({}, options, { execArgv: options && options.execArgv || [] }));
    }
  };
  require('module').syncBuiltinESMExports();
}
wrap(require('module'), ['_load'], patchThreads);
wrap(process, ['getBuiltinModule'], patchThreads);

if (!opaque) return;

each(['writeFile', 'appendFile', 'createWriteStream', 'mkdir', 'mkdtemp', 'rename', 'unlink', 'rm', 'rmdir', 'copyFile', 'cp',
  'symlink', 'link', 'truncate', 'utimes', 'lutimes', 'chmod', 'lchmod', 'chown', 'lchown', 'watch', 'watchFile', 'glob', 'statfs'], opaque);

// What is printed would not be when the result is known. Standard streams are made
// when they are first asked for.
for (const name of ['stdout', 'stderr']) {
  const d = Object.getOwnPropertyDescriptor(process, name), original = d.get;
  let known;
  d.get = function () {
    const stream = original.call(this);
    if (stream !== known) {
      known = stream;
      wrap(stream, ['write', 'end'], printed);
    }
    return stream;
  };
  Object.defineProperty(process, name, d);
}
wrap(require('net').Socket.prototype, ['_write', '_writev'], printed); // of another one on the same descriptor
wrap(process, ['_rawDebug'], printed);
each(['write', 'writev'], (fd) => { if (fd === 1 || fd === 2) printed(); });

// Some core modules do nothing else.
const dark = /^(node:sqlite|(node:)?wasi)$/;
wrap(require('module'), ['_load'], (request) => { if (dark.test(request)) opaque(); });
wrap(process, ['getBuiltinModule'], (name) => { if (dark.test(name)) opaque(); });

// What a link says is not what it leads to.
each(['readlink'], (file) => { if (isLink(pathOf(file))) opaque(); });

const os = require('os');
wrap(os, ['homedir'], () => { noted('e', 'HOME'); noted('e', 'USERPROFILE'); });
wrap(os, ['tmpdir'], () => { for (const name of ['TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'windir']) noted('e', name); });
wrap(os, ['hostname', 'userInfo', 'networkInterfaces'], opaque);
wrap(process, ['dlopen', 'chdir'], opaque);
wrap(process.report, ['writeReport', 'getReport'], opaque);
wrap(require('v8'), ['writeHeapSnapshot'], opaque);
wrap(process, ['binding'], (name) => { if (/^(fs|spawn_sync|process_wrap|tcp_wrap|udp_wrap|pipe_wrap)$/.test(name)) opaque(); });
wrap(require('child_process').ChildProcess.prototype, ['spawn'], opaque); // which promisified functions come to
wrap(require('child_process'), ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'], opaque);
wrap(require('net').Socket.prototype, ['connect'], opaque);
wrap(require('dgram'), ['createSocket'], opaque);
const dns = require('dns');
for (const d of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  wrap(d, ['lookup', 'lookupService', 'reverse'].concat(Object.getOwnPropertyNames(d).filter((n) => n.startsWith('resolve'))), opaque);
}
wrap(globalThis, ['fetch'], opaque);
patchThreads('worker_threads');
})
