// stream: the shim, and what it lacks outside of Node.
'use strict';
const Stream = require('shim:stream');
const { Readable } = Stream;

Readable.from = function (items, options) {
  if (typeof items === 'string' || items instanceof Uint8Array) {
    return new Readable(Object.assign({ objectMode: true, read: function () { this.push(items); this.push(null); } }, options));
  }
  const it = items[Symbol.asyncIterator] ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let reading = false;
  return new Readable(Object.assign({
    objectMode: true,
    read: function () {
      if (reading) return;
      reading = true;
      next(this).catch((err) => this.destroy(err));
    },
  }, options));
  async function next(stream) {
    for (;;) {
      const step = await it.next();
      if (step.done) { stream.push(null); return; }
      if (!stream.push(await step.value)) { reading = false; return; }
    }
  }
};

if (!Readable.prototype[Symbol.asyncIterator]) {
  Readable.prototype[Symbol.asyncIterator] = function () {
    const values = [], waiting = [];
    let ended = false, failed;
    const give = () => {
      while (waiting.length && (values.length || failed || ended)) {
        const w = waiting.shift();
        if (values.length) w.resolve({ value: values.shift(), done: false });
        else if (failed) w.reject(failed);
        else w.resolve({ value: undefined, done: true });
      }
    };
    this.on('data', (chunk) => { values.push(chunk); give(); });
    this.on('end', () => { ended = true; give(); });
    this.on('error', (err) => { failed = err; give(); });
    return {
      next: () => new Promise((resolve, reject) => { waiting.push({ resolve: resolve, reject: reject }); give(); }),
      return: () => { this.destroy(); return Promise.resolve({ value: undefined, done: true }); },
      [Symbol.asyncIterator]() { return this; },
    };
  };
}

// In Node all of them are Streams.
for (const kind of [Stream.Readable, Stream.Writable]) {
  Object.setPrototypeOf(kind, Stream);
  Object.setPrototypeOf(kind.prototype, Stream.prototype);
}

require('streams');

Stream.Stream = Stream;
Stream.addAbortSignal = (signal, stream) => { signal.addEventListener('abort', () => stream.destroy(signal.reason)); return stream; };
Stream.isReadable = (s) => Boolean(s && s.readable);
Stream.getDefaultHighWaterMark = (objects) => objects ? 16 : 16384;
module.exports = Stream;
Object.defineProperty(Stream, 'promises', { configurable: true, enumerable: true, get: () => require('stream/promises') });
