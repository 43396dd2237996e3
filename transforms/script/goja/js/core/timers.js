// timers: setTimeout and the like, over the machine's event loop.
'use strict';
const host = require('host:timers');
const { wrongType } = require('errors');

class Timeout {
  constructor(fn, ms, args, again) {
    if (typeof fn !== 'function') throw wrongType('callback', 'of type function', fn);
    this._start = () => { this._id = host.start(() => { fn.apply(this, args); }, +ms, again); };
    this._waits = true;
    this._start();
  }
  ref() { host.ref(this._id, true); this._waits = true; return this; }
  unref() { host.ref(this._id, false); this._waits = false; return this; }
  hasRef() { return this._waits; }
  refresh() { host.clear(this._id); this._start(); return this; }
  close() { host.clear(this._id); return this; }
  [Symbol.toPrimitive]() { return this._id; }
}

class Immediate {
  constructor(fn, args) {
    if (typeof fn !== 'function') throw wrongType('callback', 'of type function', fn);
    this._on = true;
    host.immediate(() => { if (this._on) fn.apply(this, args); });
  }
  ref() { return this; }
  unref() { return this; }
  hasRef() { return this._on; }
}

function clear(timer) {
  if (timer === null || timer === undefined) return;
  if (timer instanceof Timeout) timer.close();
  else if (timer instanceof Immediate) timer._on = false;
  else host.clear(+timer || 0);
}

exports.setTimeout = (fn, ms, ...args) => new Timeout(fn, ms, args, false);
exports.setInterval = (fn, ms, ...args) => new Timeout(fn, ms, args, true);
exports.setImmediate = (fn, ...args) => new Immediate(fn, args);
exports.clearTimeout = exports.clearInterval = exports.clearImmediate = clear;

// util.promisify knows these.
const promised = Symbol.for('nodejs.util.promisify.custom');
exports.promises = {
  setTimeout: (ms, value) => new Promise((resolve) => exports.setTimeout(resolve, ms, value)),
  setInterval: (ms, value) => {
    let ticks = 0, waiting = null, over = false;
    const timer = exports.setInterval(() => { ticks++; if (waiting) next(); }, ms);
    const next = () => { ticks--; waiting({ value: value, done: false }); waiting = null; };
    return {
      next: () => over ? Promise.resolve({ value: undefined, done: true }) : new Promise((resolve) => { waiting = resolve; if (ticks > 0) next(); }),
      return: () => { over = true; clear(timer); return Promise.resolve({ value: undefined, done: true }); },
      [Symbol.asyncIterator]() { return this; },
    };
  },
  setImmediate: (value) => new Promise((resolve) => exports.setImmediate(resolve, value)),
};
exports.setTimeout[promised] = exports.promises.setTimeout;
exports.setImmediate[promised] = exports.promises.setImmediate;
