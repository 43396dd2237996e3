// What happens before anything else does: process.nextTick, and functions that
// the event loop calls.
'use strict';
const host = require('host:process');
const { wrongType } = require('errors');

let queue = [], head = 0;

// attempt calls a function; what it throws, nobody catches.
function attempt(fn, args) {
  try {
    fn.apply(undefined, args);
  } catch (err) {
    host.uncaught(err);
  }
}

exports.attempt = attempt;

// drain does what was left for the next tick, and tells whether that was
// anything: promises' reactions may have left more.
exports.drain = function () {
  if (head === queue.length) return false;
  while (head < queue.length) {
    const tick = queue[head];
    queue[head++] = undefined;
    attempt(tick.fn, tick.args);
    if (head === 4096) {
      queue = queue.slice(head);
      head = 0;
    }
  }
  queue = [];
  head = 0;
  return true;
};

exports.enter = function (fn, args) {
  attempt(fn, args || []);
  exports.drain();
};

exports.nextTick = function (fn, ...args) {
  if (typeof fn !== 'function') throw wrongType('callback', 'of type function', fn);
  queue.push({ fn: fn, args: args });
};

exports.queueMicrotask = function (fn) {
  Promise.resolve().then(() => attempt(fn, []));
};
