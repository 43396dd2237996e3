// Has a process tell what it does: what it looks at is noted, and what nobody
// can see to be the same another time (other processes, the network, writing)
// makes the module that does it opaque.
//
// watch(noted, opaque) is evaluated in the worker, before any transform. opaque
// may be null.
(function (noted, opaque) {
'use strict';
const fs = require('fs');
const url = require('url');
const path = require('path');

function pathOf(file) {
  if (file instanceof URL) return file.protocol === 'file:' ? url.fileURLToPath(file) : '';
  if (Buffer.isBuffer(file)) file = file.toString();
  return typeof file === 'string' && file !== '' ? path.resolve(file) : '';
}

const lstat = fs.lstatSync;

function isLink(file) {
  try { return lstat(file).isSymbolicLink(); } catch (err) { return false; }
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

each(['readFile', 'stat', 'lstat', 'access', 'exists', 'copyFile', 'createReadStream', 'openAsBlob'], reads('c'));
each(['readdir', 'opendir'], reads('l'));
each(['realpath', 'readlink', 'lstat'], reads('p'));
for (const f of [fs.realpath, fs.realpathSync]) wrap(f, ['native'], reads('p'));
each(['open'], function (file, flags) {
  const mode = typeof flags === 'object' && flags ? flags.flags : flags;
  if (mode === undefined || typeof mode === 'function' || /^r?s?$/.test(mode) || mode === 0) reads('c')(file);
  else if (opaque) opaque();
});

wrap(process, ['loadEnvFile'], (file) => reads('c')(file === undefined ? '.env' : file));

process.env = new Proxy(process.env, {
  get: (env, name) => { if (typeof name === 'string') noted('e', name); return env[name]; },
  has: (env, name) => { if (typeof name === 'string') noted('e', name); return name in env; },
  set: (env, name, value) => { env[name] = value; return true; },
  getOwnPropertyDescriptor: (env, name) => {
    noted('e', '*');
    const d = Object.getOwnPropertyDescriptor(env, name);
    if (!d || !opaque) return d;
    // Object.keys asks for this, and looks at no value.
    return { get: () => process.env[name], set: (value) => { env[name] = value; }, enumerable: d.enumerable, configurable: true };
  },
  ownKeys: (env) => { noted('e', '*'); return Reflect.ownKeys(env); },
});

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

// Most that look at the arguments ask for one.
process.argv = new Proxy(process.argv, {
  get(args, name) {
    if (name !== 'includes' && name !== 'indexOf') { noted('a', '*'); return args[name]; }
    return function (word) {
      noted('a', arguments.length === 1 && typeof word === 'string' ? word : '*');
      return args[name](...arguments);
    };
  },
  ownKeys(args) { noted('a', '*'); return Reflect.ownKeys(args); },
});
each(['writeFile', 'appendFile', 'createWriteStream', 'mkdir', 'mkdtemp', 'rename', 'unlink', 'rm', 'rmdir', 'copyFile', 'cp',
  'symlink', 'link', 'truncate', 'utimes', 'lutimes', 'chmod', 'lchmod', 'chown', 'lchown', 'watch', 'watchFile', 'glob', 'statfs'], opaque);

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
