// module: loads transforms and what they require, by Node's rules. Files are
// found by the program's resolver.
'use strict';
const host = require('host:modules');
const core = require; // for core modules; Module.prototype.require is the other
const path = require('path');
const { wrongType } = require('errors');

const names = new Set(host.core().concat('assert', 'assert/strict', 'domain', 'punycode', 'querystring', 'string_decoder', 'zlib'));

function Module(id, parent) {
  this.id = id || '';
  this.path = path.dirname(this.id);
  this.exports = {};
  this.filename = null;
  this.loaded = false;
  this.children = [];
  this.paths = [];
  Object.defineProperty(this, 'parent', { value: parent, writable: true, configurable: true, enumerable: false });
  if (parent) adopt(parent, this);
}

let loads = 0; // how often a module was required by one that had not required it before

function adopt(parent, child) {
  if (!parent || !parent.children || parent.children.includes(child)) return;
  parent.children.push(child);
  loads++;
}

Module.Module = Module;
Module._cache = Object.create(null);
Module._pathCache = Object.create(null);
Module.globalPaths = [];
Module.builtinModules = Array.from(names).sort();
Module.isBuiltin = (name) => names.has(String(name).replace(/^node:/, ''));
Module.wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
Module.wrap = (source) => Module.wrapper[0] + source + Module.wrapper[1];

Module._nodeModulePaths = function (from) {
  const list = [];
  for (let dir = path.resolve(from); ; dir = path.dirname(dir)) {
    if (path.basename(dir) !== 'node_modules') list.push(path.join(dir, 'node_modules'));
    if (dir === path.dirname(dir)) return list;
  }
};
Module._resolveLookupPaths = (request, parent) => parent && parent.paths ? parent.paths.slice() : [];
Module._findPath = function (request, paths) {
  if (path.isAbsolute(request)) paths = [''];
  for (const dir of paths || []) {
    const file = host.resolve(dir ? path.resolve(dir, request) : request, dir || path.dirname(request), false);
    if (file !== null) return file;
  }
  return false;
};

Module._resolveFilename = function (request, parent, isMain, options) {
  if (Module.isBuiltin(request)) return request;
  if (options && options.paths) {
    for (const dir of options.paths) {
      const file = host.resolve(request, path.resolve(dir), false);
      if (file !== null) return file;
    }
  } else {
    const dir = parent && parent.filename ? path.dirname(parent.filename) : process.cwd();
    const found = parent && lookupsChanged(parent) && !/^\.{0,2}([\\/]|$)/.test(request) && Module._findPath(request, parent.paths);
    if (found) return found;
    const file = host.resolve(request, dir, Boolean(parent && parent._imports));
    if (file !== null) return file;
  }
  const stack = [];
  for (let m = parent; m; m = m.parent) if (m.filename || m.id) stack.push(m.filename || m.id);
  const message = "Cannot find module '" + request + "'" + (stack.length ? '\nRequire stack:\n- ' + stack.join('\n- ') : '');
  throw Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack: stack });
};

// lookupsChanged tells whether somebody had a module look for others elsewhere.
function lookupsChanged(m) {
  return m._lookups && (m.paths.length !== m._lookups.length || m.paths.some((dir, i) => dir !== m._lookups[i]));
}

Module._load = function (request, parent, isMain) {
  const name = request.startsWith('node:') ? request.slice(5) : request;
  if (names.has(name)) return core(name);
  if (name !== request) throw Object.assign(new Error('No such built-in module: ' + request), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
  const file = Module._resolveFilename(request, parent, isMain);
  const known = Module._cache[file];
  if (known) {
    adopt(parent, known);
    return known.exports;
  }
  const m = new Module(file, parent);
  Module._cache[file] = m;
  let ok = false;
  try {
    m.load(file);
    ok = true;
  } finally {
    if (!ok) delete Module._cache[file];
  }
  return m.exports;
};

Module.prototype.load = function (file) {
  host.loading(file);
  this.filename = file;
  this.paths = Module._nodeModulePaths(path.dirname(file));
  Object.defineProperty(this, '_lookups', { value: this.paths.slice(), writable: true, configurable: true });
  const base = path.basename(file);
  const dot = base.indexOf('.', 1);
  const extensions = Module._extensions;
  let ext = '.js';
  for (let i = dot; i > 0; i = base.indexOf('.', i + 1)) {
    if (extensions[base.slice(i)]) { ext = base.slice(i); break; }
  }
  extensions[ext](this, file);
  this.loaded = true;
};

Module.prototype.require = function (request) {
  if (typeof request !== 'string') throw wrongType('id', 'of type string', request);
  if (request === '') throw Object.assign(new TypeError("The argument 'id' must be a non-empty string. Received ''"), { code: 'ERR_INVALID_ARG_VALUE' });
  return Module._load(request, this, false);
};

function requireOf(m) {
  function require(request) { return m.require(request); }
  require.resolve = (request, options) => Module._resolveFilename(request, m, false, options);
  require.resolve.paths = (request) => Module.isBuiltin(request) ? null : m.paths;
  require.cache = Module._cache;
  require.extensions = Module._extensions;
  require.main = main;
  return require;
}

function run(m, file, [body, imports]) {
  if (imports) Object.defineProperty(m, '_imports', { value: true });
  return body.call(m.exports, m.exports, requireOf(m), m, file, path.dirname(file));
}

Module.prototype._compile = function (source, file) { return run(this, file, host.compileText(file, String(source))); };

Module._extensions = Object.assign(Object.create(null), {
  '.js': (m, file) => {
    // Some put a _compile of their own on a module, to see its source.
    if (m._compile !== Module.prototype._compile) m._compile(host.read(file), file);
    else run(m, file, host.compile(file, false));
  },
  '.mjs': (m, file) => { run(m, file, host.compile(file, true)); },
  '.json': (m, file) => {
    try {
      m.exports = JSON.parse(host.read(file).replace(/^\uFEFF/, ''));
    } catch (err) {
      err.message = file + ': ' + err.message;
      throw err;
    }
  },
  '.node': (m, file) => {
    throw Object.assign(new Error(file + ' is a native addon, which the engine goja cannot load: it needs Node (--engine=node)'), { code: 'ERR_DLOPEN_FAILED' });
  },
});

Object.defineProperty(Module._extensions, '.mjs', { enumerable: false });

Module.createRequire = Module.createRequireFromPath = function (file) {
  if (file instanceof URL || String(file).startsWith('file:')) file = core('url').fileURLToPath(file);
  if (/[\\/]$/.test(file)) file += 'noop.js'; // a directory
  const m = new Module(file);
  m.filename = file;
  m.paths = Module._nodeModulePaths(path.dirname(file));
  return requireOf(m);
};
Module.runMain = () => {};
Module.syncBuiltinESMExports = () => {};
Module.findSourceMap = () => undefined;
Module.enableCompileCache = () => ({});
Module.register = () => {};
Module.SourceMap = class SourceMap {};

const main = new Module('.');
main.filename = path.join(process.cwd(), '[sheaf]');
main.paths = Module._nodeModulePaths(process.cwd());
Object.defineProperty(process, 'mainModule', { value: main, writable: true, configurable: true });

// _loadTransform hands on what a file exports.
Module._loadTransform = function (file, done) {
  let exports;
  try {
    exports = Module.createRequire(file)(file);
  } catch (err) {
    return done(err);
  }
  done(null, exports);
};

// _filesOf returns the files of a module and all it requires. Most of the time
// that is what it was before.
const known = new Map();
Module._filesOf = function (file) {
  const before = known.get(file);
  if (before && before.loads === loads) return before.list;
  const seen = new Set();
  (function visit(m) {
    if (!m || seen.has(m.filename)) return;
    seen.add(m.filename);
    m.children.forEach(visit);
  })(Module._cache[file]);
  seen.add(file);
  const list = Array.from(seen).filter(Boolean);
  known.set(file, { loads: loads, list: list });
  return list;
};

module.exports = Module;
