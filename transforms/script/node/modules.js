// Has a process note the modules it loads, and where it looked for them.
//
// modules(trace, source) is evaluated in the worker; source is trace.js's text.
// It returns a function that returns the notes about what was imported since it
// was last called, or null if this Node cannot tell. Among them is one of the kind
// "opaque" if that leaves no trace.
(function (trace, source) {
'use strict';
const fs = require('fs');
const path = require('path');
const { Writable } = require('stream');
const Module = require('module');
const threads = require('worker_threads');

const resolve = Module._resolveFilename, load = Module.prototype.load;

Module._resolveFilename = function (request, parent, isMain, options) {
  if (!Module.builtinModules.includes(request.replace(/^node:/, ''))) {
    const own = parent && parent.filename ? path.dirname(parent.filename) : process.cwd();
    for (const given of [own].concat(options && options.paths || [])) { // its own package counts even if there are paths
      const dir = path.resolve(String(given));
      const lookups = dir === own && parent && parent.paths || Module._nodeModulePaths(dir);
      trace.found(request, dir, lookups.concat(Module.globalPaths), Object.keys(Module._extensions));
    }
  }
  return resolve.apply(this, arguments);
};

Module.prototype.load = function (file) {
  trace.modules(file);
  return load.apply(this, arguments);
};

// The thread in which Node finds ES modules does the same.
const thread = `
import fs from 'fs'; import path from 'path'; import crypto from 'crypto'; import url from 'url'; import vm from 'vm'; import Module from 'module';
let port, trace;
export function initialize(data) { port = data.port; trace = vm.runInThisContext(data.source)(fs, path, crypto); }
const fileOf = (u) => u && u.startsWith('file:') ? url.fileURLToPath(u) : '';
function tell(specifier, parent, to) {
  const from = fileOf(parent), dir = from && path.dirname(from);
  let file = '';
  try { if (/^(file:|[.]{0,2}[/])/.test(specifier)) file = fileOf(new URL(specifier, parent).href); } catch (err) { /* it is none */ }
  if (file) trace.found(file, path.dirname(file), [], []);
  else if (dir && !/^[a-z]+:/.test(specifier)) trace.found(specifier, dir, Module._nodeModulePaths(dir), ['.js', '.json', '.node']);
  if (fileOf(to)) trace.modules(fileOf(to));
  port.postMessage(trace.take());
}
const dark = /^(node:sqlite|(node:)?wasi)$/; // as in watch.js
export async function resolve(specifier, context, next) {
  let to;
  if (dark.test(specifier)) port.postMessage([['opaque', '', '']]);
  try { return to = await next(specifier, context); } finally { tell(specifier, context.parentURL, to && to.url); }
}`;

// aside calls a function that starts a thread. What that prints, for one has all
// threads of Node load something that does, is not printed by the transform in hand.
function aside(start) {
  const write = fs.write, names = ['stdout', 'stderr'];
  const streams = names.map((name) => Object.getOwnPropertyDescriptor(process, name));
  for (const name of names) {
    const value = new Writable({ write: (chunk, encoding, done) => { write(2, chunk, () => done()); } });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, value });
  }
  try { start(); } finally { names.forEach((name, i) => Object.defineProperty(process, name, streams[i])); }
}

if (typeof Module.register !== 'function') return null;
const { port1, port2 } = new threads.MessageChannel();
port1.unref();
const { noDeprecation } = process;
process.noDeprecation = true; // nobody but us can heed what Node 26 says of this
aside(() => Module.register('data:text/javascript,' + encodeURIComponent(thread), { parentURL: 'file:///', data: { port: port2, source }, transferList: [port2] }));
process.noDeprecation = noDeprecation;
return function imported() {
  const notes = [];
  for (let m; (m = threads.receiveMessageOnPort(port1));) notes.push(...m.message);
  return notes;
};
})
