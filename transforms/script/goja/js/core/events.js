// events: the shim, and what Node has gained since.
'use strict';
const EventEmitter = require('shim:events');

EventEmitter.errorMonitor = Symbol('events.errorMonitor');
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection');
EventEmitter.captureRejections = false;
EventEmitter.setMaxListeners = (n, ...targets) => targets.forEach((t) => t.setMaxListeners && t.setMaxListeners(n));
EventEmitter.getEventListeners = (target, name) => target.listeners(name);
EventEmitter.listenerCount = (target, name) => target.listenerCount(name);
EventEmitter.on = function (emitter, name) {
  const values = [], waiting = [];
  let failed;
  emitter.on(name, (...args) => { if (waiting.length) waiting.shift().resolve({ value: args, done: false }); else values.push(args); });
  if (name !== 'error') emitter.on('error', (err) => { if (waiting.length) waiting.shift().reject(err); else failed = err; });
  return {
    next: () => values.length ? Promise.resolve({ value: values.shift(), done: false })
      : failed ? Promise.reject(failed) : new Promise((resolve, reject) => waiting.push({ resolve: resolve, reject: reject })),
    return: () => Promise.resolve({ value: undefined, done: true }),
    [Symbol.asyncIterator]() { return this; },
  };
};
module.exports = EventEmitter;
