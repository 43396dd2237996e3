// What Node 20 has of the language, and goja has not. Whatever goja learns it
// keeps.
'use strict';

function add(object, properties) {
  for (const name of Reflect.ownKeys(properties)) {
    if (!(name in object)) Object.defineProperty(object, name, { value: properties[name], writable: true, configurable: true, enumerable: false });
  }
}

if (!Symbol.asyncIterator) Object.defineProperty(Symbol, 'asyncIterator', { value: Symbol('Symbol.asyncIterator') });

// goja takes null for a function, and has words of its own for errors.
const parse = JSON.parse;
JSON.parse = function (text, reviver) {
  try {
    return typeof reviver === 'function' ? parse(text, reviver) : parse(text);
  } catch (err) {
    if (err instanceof SyntaxError) require('json')(String(text));
    throw err;
  }
};

add(Error, {
  stackTraceLimit: 10,
  captureStackTrace: function captureStackTrace(object) {
    const stack = new Error().stack.split('\n').slice(2);
    const prepare = Error.prepareStackTrace;
    const text = typeof prepare === 'function'
      ? prepare(object, require('callsites')(stack))
      : String(object.name || 'Error') + (object.message ? ': ' + object.message : '') + '\n' + stack.join('\n');
    Object.defineProperty(object, 'stack', { value: text, writable: true, configurable: true, enumerable: false });
  },
});

add(Object.prototype, {
  __defineGetter__: function (name, get) { Object.defineProperty(this, name, { get: get, enumerable: true, configurable: true }); },
  __defineSetter__: function (name, set) { Object.defineProperty(this, name, { set: set, enumerable: true, configurable: true }); },
  __lookupGetter__: function (name) { return lookup(this, name, 'get'); },
  __lookupSetter__: function (name) { return lookup(this, name, 'set'); },
});

function lookup(object, name, what) {
  for (; object !== null && object !== undefined; object = Object.getPrototypeOf(object)) {
    const d = Object.getOwnPropertyDescriptor(object, name);
    if (d) return d[what];
  }
}

const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
add(String.prototype, {
  isWellFormed: function () { return !lone.test(this); },
  toWellFormed: function () { return String(this).replace(new RegExp(lone.source, 'g'), '\uFFFD'); },
});

add(Array, {
  fromAsync: async function (items, map) {
    const list = [];
    if (items[Symbol.asyncIterator]) {
      const it = items[Symbol.asyncIterator]();
      for (let step = await it.next(); !step.done; step = await it.next()) list.push(map ? await map(step.value, list.length) : step.value);
      return list;
    }
    for (const item of items[Symbol.iterator] ? items : Array.from(items)) list.push(map ? await map(await item, list.length) : await item);
    return list;
  },
});

// The garbage collector tells goja nothing: what is held weakly is held.
add(globalThis, {
  WeakRef: class WeakRef {
    constructor(target) { Object.defineProperty(this, '_target', { value: target }); }
    deref() { return this._target; }
  },
  FinalizationRegistry: class FinalizationRegistry {
    register() {}
    unregister() { return false; }
  },
  SharedArrayBuffer: class SharedArrayBuffer extends ArrayBuffer {},
  Atomics: { load: (a, i) => a[i], store: (a, i, v) => (a[i] = v), add: (a, i, v) => { const old = a[i]; a[i] += v; return old; }, wait: () => 'timed-out', notify: () => 0 },
});
