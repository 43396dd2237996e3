// What Node's streams have gained beside classes: functions among them, and
// what arrays have.
'use strict';
const Stream = require('shim:stream');
const { Readable, Duplex, PassThrough } = Stream;

const isStream = (x) => Boolean(x) && typeof x.pipe === 'function' && typeof x.on === 'function' || isSink(x);
const isSink = (x) => Boolean(x) && typeof x.write === 'function' && typeof x.on === 'function';

// each calls a function, or waits for what it returns, for one chunk after the
// other, until it returns false.
async function each(items, fn) {
  const it = items[Symbol.asyncIterator] ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  for (;;) {
    const step = await it.next();
    if (step.done) return;
    if (await fn(await step.value) !== false) continue;
    if (it.return) await it.return();
    return;
  }
}

// joined is a stream that writes to one and reads from another.
function joined(sink, source) {
  let waiting = null; // to be told that all was read
  const d = new Duplex({
    objectMode: true,
    write: (chunk, encoding, next) => { if (sink.write(chunk) === false) sink.once('drain', next); else next(); },
    final: (next) => { sink.end(); next(); },
    read: () => { if (waiting) { waiting(); waiting = null; } },
    destroy: (err, next) => { for (const s of [sink, source]) if (s && s.destroy) s.destroy(); next(err); },
  });
  for (const s of [sink, source]) if (s) s.on('error', (err) => d.destroy(err));
  if (!source) {
    d.push(null);
    return d;
  }
  each(source, (chunk) => d.push(chunk) ? undefined : new Promise((resolve) => { waiting = resolve; }))
    .then(() => d.push(null), (err) => d.destroy(err));
  return d;
}

// through makes a stream of a function that is given chunks to iterate over, and
// returns others. If it returns a promise, promises is called at once, and settled
// when that is.
function through(fn, settled, promises) {
  const input = new PassThrough({ objectMode: true });
  const result = fn(input, { signal: new AbortController().signal });
  if (result && typeof result.then === 'function') {
    const d = joined(input);
    if (promises) promises();
    result.then((value) => { if (settled) settled(null, value); }, (err) => { if (settled) settled(err); else d.destroy(err); });
    return d;
  }
  return joined(input, Readable.from(result));
}

Duplex.from = function from(body) {
  if (isStream(body)) return typeof body.write !== 'function' || typeof body.read !== 'function' ? joined(isSink(body) ? body : new PassThrough(), body.read && body) : body;
  if (typeof body === 'function') return through(body);
  if (body && (body.readable || body.writable) && typeof body === 'object') {
    const end = (x) => x && (isStream(x) ? x : Duplex.from(x));
    return joined(end(body.writable) || new PassThrough().resume(), end(body.readable));
  }
  const d = joined(new PassThrough().resume(), Readable.from(body && typeof body.then === 'function' ? [body] : body));
  d.end();
  return d;
};

Stream.compose = function compose(...parts) {
  const streams = parts.map((p) => isStream(p) ? p : Duplex.from(p));
  if (streams.length === 1) return streams[0];
  const d = joined(streams[0], streams[streams.length - 1]);
  for (let i = 1; i < streams.length; i++) {
    streams[i - 1].pipe(streams[i]);
    if (i < streams.length - 1) streams[i].on('error', (err) => d.destroy(err));
  }
  return d;
};

const pipeline = Stream.pipeline;
Stream.pipeline = function (...parts) {
  let done = typeof parts[parts.length - 1] === 'function' ? parts.pop() : () => {};
  if (parts.length === 1 && Array.isArray(parts[0])) parts = parts[0];
  if (parts.every(isStream)) return pipeline(...parts, done);
  const once = (err, value) => { const call = done; done = () => {}; call(err || undefined, value); };
  let waits = false; // for a promise of the last one
  const streams = parts.map((p, i) => {
    if (isStream(p)) return p;
    if (typeof p !== 'function') return Readable.from(p);
    if (i === 0) return Readable.from(p());
    if (i < parts.length - 1) return through(p);
    return through(p, once, () => { waits = true; });
  });
  return pipeline(...streams, (err) => { if (err || !waits) once(err); });
};

// made is a stream of what a function pushes for each chunk of another.
function made(source, fn) {
  const out = new PassThrough({ objectMode: true });
  each(source, (x) => fn(x, (y) => { out.write(y); })).then(() => out.end(), (err) => out.destroy(err));
  return out;
}

const methods = {
  map(fn) { return made(this, async (x, push) => { push(await fn(x)); }); },
  filter(fn) { return made(this, async (x, push) => { if (await fn(x)) push(x); }); },
  flatMap(fn) { return made(this, async (x, push) => { await each(await fn(x), (y) => { push(y); }); }); },
  take(n) { return made(this, (x, push) => { if (n-- <= 0) return false; push(x); return n > 0 ? undefined : false; }); },
  drop(n) { return made(this, (x, push) => { if (n-- <= 0) push(x); }); },
  compose(s) { return Stream.compose(this, s); },
  async forEach(fn) { await each(this, async (x) => { await fn(x); }); },
  async toArray() { const all = []; await each(this, (x) => { all.push(x); }); return all; },
  async find(fn) { let found; await each(this, async (x) => { if (!await fn(x)) return undefined; found = x; return false; }); return found; },
  async some(fn) { let any = false; await each(this, async (x) => { any = Boolean(await fn(x)); return any ? false : undefined; }); return any; },
  async every(fn) { return !await this.some(async (x) => !await fn(x)); },
  async reduce(fn, ...initial) {
    let has = initial.length > 0, all = initial[0];
    await each(this, async (x) => { all = has ? await fn(all, x) : x; has = true; });
    if (!has) throw Object.assign(new TypeError('Reduce of an empty stream requires an initial value'), { code: 'ERR_INVALID_ARG_VALUE' });
    return all;
  },
};
for (const name of Object.keys(methods)) {
  if (!(name in Readable.prototype)) Object.defineProperty(Readable.prototype, name, { value: methods[name], writable: true, configurable: true, enumerable: false });
}

module.exports = { each: each };
