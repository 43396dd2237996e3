// The first thing a machine runs: makes the globals, and what the machine
// calls. This is the body of a function of (host, global).
'use strict';

const core = Object.create(null); // exports of core modules that were loaded

// require loads a core module: a file in core/, or a browser shim as it is.
function require(name) {
  if (name in core) return core[name];
  if (name.startsWith('host:')) return host[name.slice(5)];
  if (name.startsWith('shim:')) return host.modules.shim(name.slice(5));
  const body = host.modules.body(name);
  if (body === undefined) return (core[name] = host.modules.shim(name));
  const module = { exports: {} };
  core[name] = module.exports;
  body.call(module.exports, module.exports, require, module, 'node:' + name, '');
  return (core[name] = module.exports);
}

const define = (object, name, value) => Object.defineProperty(object, name, { value: value, writable: true, configurable: true, enumerable: false });
const lazily = (object, name, make) => Object.defineProperty(object, name, {
  configurable: true, enumerable: false,
  get: () => { const value = make(); define(object, name, value); return value; },
  set: (value) => define(object, name, value),
});

host.url.URL = global.URL;
define(global, 'global', global);
require('regexp');
require('polyfills');
const ticks = require('ticks');
define(global, 'process', require('process'));
const { exit } = process; // which transforms may replace
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']) {
  define(global, name, require('timers')[name]);
}
define(global, 'queueMicrotask', ticks.queueMicrotask);
lazily(global, 'Buffer', () => require('buffer').Buffer);
define(global, 'URLSearchParams', global.URLSearchParams);
lazily(global, 'URL', () => require('url').URL);
lazily(global, 'console', () => require('console'));
for (const name of ['TextEncoder', 'TextDecoder', 'atob', 'btoa']) lazily(global, name, () => require('encoding')[name]);
for (const name of ['AbortController', 'AbortSignal', 'Event', 'EventTarget']) lazily(global, name, () => require('abort')[name]);
lazily(global, 'Blob', () => require('blob').Blob);
lazily(global, 'structuredClone', () => require('v8').structuredClone);
lazily(global, 'performance', () => require('perf_hooks').performance);

const Module = require('module');

return {
  enter: ticks.enter,
  leave: (name) => { process.emit(name, process.exitCode || 0); },
  exit: (code) => { ticks.attempt(exit, [process.exitCode || code]); },
  drain: ticks.drain,
  require: require,
  modules: Module._filesOf,
  buffer: (bytes) => Buffer.from(bytes),
  host: {
    require: require,
    load: Module._loadTransform,
    bytes: (chunk) => Buffer.isBuffer(chunk) ? chunk : typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer ? chunk : String(chunk)),
  },
};
