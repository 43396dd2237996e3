// vm: runs texts in the global scope. There is only one global object: a
// context is a scope around the text, made of an object's names.
'use strict';
const host = require('host:vm');
const contexts = new WeakSet();
const own = new Set(['eval', '__scope', '__source', '__names', '__context', '__value']); // names of the function below

const nameOf = (options) => typeof options === 'string' ? options : options && options.filename || 'evalmachine.<anonymous>';

class Script {
  constructor(source, options) {
    this._source = String(source);
    this._name = nameOf(options);
    host.check(this._source, this._name);
  }
  runInThisContext() { return host.run(this._source, this._name); }
  runInContext(context) { return exports.runInContext(this._source, context, this._name); }
  runInNewContext(context) { return exports.runInContext(this._source, context || {}, this._name); }
  createCachedData() { return Buffer.alloc(0); }
}

exports.Script = Script;
exports.createScript = (source, options) => new Script(source, options);
exports.createContext = (object = {}) => { contexts.add(object); return object; };
exports.isContext = (object) => contexts.has(object);
exports.runInThisContext = (source, options) => host.run(String(source), nameOf(options));
exports.runInNewContext = (source, context, options) => exports.runInContext(source, context || {}, options);

// The text runs in a "with", so that the context is its scope, in a function
// that has the functions it declares: they become the context's too.
// In strict code they would be its own, so that it is made sloppy.
exports.runInContext = function (source, context, options) {
  source = String(source).replace(/^((?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*["'])use strict(["'])/, '$1use sloppy$2');
  host.check(source, nameOf(options));
  const scope = new Proxy(context, {
    has: (object, name) => typeof name !== 'symbol' && !own.has(name) && (name in object || !(name in globalThis)),
    get: (object, name) => {
      if (name in object || name === Symbol.unscopables) return object[name];
      throw new ReferenceError(String(name) + ' is not defined');
    },
  });
  const declared = Array.from(source.matchAll(/^(?:async\s+)?function\s*\*?\s*([\w$]+)/gm), (m) => m[1]);
  return run.call(context, scope, source, declared, context);
};

const run = host.run(`(function (__scope, __source, __names, __context) {
  var __value;
  with (__scope) __value = eval(__source);
  __names.forEach((name) => { if (!(name in __context)) __context[name] = eval(name); });
  return __value;
})`, 'node:vm');

exports.compileFunction = (source, params) => Function(...(params || []), source);
exports.measureMemory = () => Promise.resolve({});
