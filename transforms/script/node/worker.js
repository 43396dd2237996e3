// A worker: a Node process that runs transforms, one job at a time, for the
// process that started it.
//
// On two descriptors travel frames: the length of a head and of a body, four
// bytes each, the head (JSON) and the body (bytes). Before a frame of the worker's
// goes a mark. What transforms print goes to standard error.
// It is the body of a function of require, so that none of its names is a global
// that transforms could see, or assign to.
'use strict';
const fs = require('fs');
const path = require('path');
const url = require('url');
const util = require('util');
const vm = require('vm');
const Module = require('module');

// What transforms see of the process is what Browserify's would be: not what this
// one was started with, nor what Node gives to programs of the command line only.
process.execArgv = [];
delete process._eval;
process.argv = [process.execPath].concat(ARGS);
const main = new Module('.');
main.filename = path.join(process.cwd(), '[sheaf]');
main.paths = Module._nodeModulePaths(process.cwd());
process.mainModule = main;
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (/^(node:|(require|module|exports|__filename|__dirname)$)/.test(name)) delete globalThis[name];
}
for (const name of Module.builtinModules) if (name !== 'process' && name !== 'console') delete globalThis[name];
if (parseInt(process.versions.node) > 18) {
  Object.defineProperty(globalThis, 'crypto', { configurable: true, enumerable: true, get: () => require('crypto').webcrypto, set: undefined });
}

const [input, output] = LINK;
const write = fs.writeSync;
if (output === 1) process.stdout.write = process.stderr.write.bind(process.stderr);
const requests = input === 0 ? process.stdin : new (require('net').Socket)({ fd: input, readable: true, writable: false });
const mark = Buffer.from('\0\xffsheaf\0', 'latin1');

// What was looked at since the last answer. It counts for all jobs that follow:
// transforms, and the modules they share, keep what they have read.
let news = { reads: [], lists: [], opaque: [] };
const known = { reads: new Set(), lists: new Set(), opaque: new Set() };

function add(list, value) {
  if (known[list].has(value)) return;
  known[list].add(value);
  news[list].push(value);
}

// opaque says of the module that called that what it does leaves no trace.
function opaque() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Object.assign(Error, { prepareStackTrace: undefined, stackTraceLimit: 100 });
  const stack = String(new Error().stack);
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  const at = /^ +at (?:.*\(|async )?(?:file:\/\/)?(\/[^():\n]*|[A-Za-z]:[\\/][^():\n]*):\d+:\d+\)?$/m.exec(stack);
  add('opaque', at && require.cache[at[1]] ? at[1] : '*');
}

const traceSource = TRACE; // null: nobody wants to know
const trace = traceSource && vm.runInThisContext(traceSource)(fs, path, require('crypto'));
const imported = trace && (MODULES)(trace, traceSource);
if (trace && !imported) add('opaque', '*');
let hasImports = false;

let printed = false;

// takePrinted tells whether anything was printed since it was last called.
function takePrinted() {
  const was = printed;
  printed = false;
  return was;
}

function noted(kind, what) {
  if (kind === 'l') add('lists', what);
  else if (kind !== 'e' && kind !== 'a' && !(kind === 'p' && known.lists.has(what))) add('reads', what);
  if (trace) trace.note(kind, what, true);
}

(WATCH)(noted, trace && opaque, trace && (() => { printed = true; }));
if (trace) (ENVIRONMENT)(noted);
Module.syncBuiltinESMExports();

function load(file, done) {
  let exports;
  try {
    exports = Module.createRequire(file)(file);
  } catch (err) {
    if (err && (err.code === 'ERR_REQUIRE_ESM' || err.code === 'ERR_REQUIRE_ASYNC_MODULE')) {
      Module._load('worker_threads');
      import(url.pathToFileURL(file).href).then((m) => done(null, m), done);
      return;
    }
    return done(err);
  }
  if (util.types.isModuleNamespaceObject(exports)) Module._load('worker_threads'); // which watch.js does not see imported
  done(null, exports);
}

// modulesOf returns the files of a module and all it requires.
function modulesOf(file) {
  const seen = new Set();
  (function visit(m) {
    if (!m || seen.has(m.filename)) return;
    seen.add(m.filename);
    m.children.forEach(visit);
  })(require.cache[file]);
  seen.add(file);
  return [...seen].filter(Boolean);
}

const told = new Map();

// newModulesOf is the same, or nothing if it was told before.
function newModulesOf(file) {
  const list = modulesOf(file);
  if (told.get(file) === list.length) return undefined;
  told.set(file, list.length);
  return list;
}

function send(head, body) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  const frame = Buffer.concat([mark, lengths, text, body]);
  for (let at = 0; at < frame.length;) {
    try {
      at += write(output, frame, at);
    } catch (err) {
      if (err.code !== 'EAGAIN') process.exit(0); // nobody listens any more
    }
  }
}

const run = DRIVER({
  require: require,
  load: load,
  bytes: (chunk) => Buffer.isBuffer(chunk) ? chunk : typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength),
});

let job = null; // in hand
let printedBefore = false; // after the job before it

function begin(head, body) {
  const now = job = head;
  printedBefore = takePrinted();
  requests.unref(); // so that it shows when nothing is left to happen
  run({ module: head.module, options: head.options, file: head.file, code: body, pieces: head.pieces }, (res) => {
    if (job === now) finish(res);
  });
}

function finish(res) {
  const head = { deps: res.deps || [], files: res.files || [], error: res.error, late: takeLate(), modules: newModulesOf(job.module), printed: takePrinted(), printedBefore };
  if (trace) for (const file of head.files) trace.note('c', path.resolve(path.dirname(job.file), file));
  takeNews(head);
  job = null;
  send(head, res.code || Buffer.alloc(0));
  requests.ref();
}

// takeNews puts into a head what was looked at since it was last called.
function takeNews(head) {
  if (trace) {
    const notes = imported ? imported() : [];
    hasImports = hasImports || notes.length > 0;
    const dark = notes.some((note) => note[0] === 'opaque');
    if (dark || hasImports && known.opaque.size) add('opaque', '*'); // whose modules these are is not known
    head.trace = trace.take().concat(notes.filter((note) => note[0] !== 'opaque'));
  }
  Object.assign(head, news);
  news = { reads: [], lists: [], opaque: [] };
}

let late = []; // what was thrown while there was no job

// takeLate returns what was, since it was last called.
function takeLate() {
  const list = late;
  late = [];
  return list;
}

function broken(kind, err) {
  const e = { kind: kind, message: '', stack: '' };
  if (err instanceof Error) { e.message = err.message; e.stack = err.stack; } else try { e.message = String(err); } catch (none) { e.message = 'an object without a text'; }
  if (job) finish({ error: e });
  else if (kind === 'crashed') send({ error: e, late: takeLate() }, Buffer.alloc(0));
  else if (late.length < 10) late.push(e);
}

process.on('uncaughtException', (err) => { broken('uncaught', err); });
process.on('unhandledRejection', (err) => { broken('uncaught', err); });
process.on('beforeExit', () => { if (job) broken('unfinished', 'its stream never ended, and nothing was left that could end it'); });
function ended(code) {
  return { kind: 'crashed', message: 'it ended the process, with code ' + code, stack: '' };
}
process.on('exit', function atExit(code) {
  if (!over) broken('crashed', ended(code).message);
  if (!ending) return;
  // Others that wait for the end come first, so that the last word is ours. What
  // Node would do after that is to free its memory.
  const all = process.rawListeners('exit');
  for (const listener of all.slice(all.indexOf(atExit) + 1)) {
    try { listener.call(process, code); } catch (err) { broken('uncaught', err); }
  }
  const head = { error: code ? ended(code) : undefined, late: takeLate(), printedBefore: takePrinted() };
  takeNews(head);
  send(head, Buffer.alloc(0));
  process.reallyExit(0);
});

let pending = Buffer.alloc(0);
requests.on('data', (chunk) => {
  pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
  if (pending.length < 8) return;
  const head = pending.readUInt32BE(0), body = pending.readUInt32BE(4), end = 8 + head + body;
  if (pending.length < end) return;
  const message = pending;
  pending = pending.subarray(end);
  const request = JSON.parse(message.toString('utf8', 8, 8 + head));
  if (request.module) begin(request, message.subarray(8 + head, end));
  else if (request.end) letEnd();
  else setTimeout(() => send({ late: takeLate(), opaque: news.opaque, printedBefore: takePrinted() }, Buffer.alloc(0)), 1); // after what was left to happen at once
});
let over = false, ending = false;

// letEnd has the process end as soon as nothing is left to happen.
function letEnd() {
  over = ending = true;
  requests.unref();
}
requests.on('end', () => { over = true; process.exit(0); });

const ahead = AHEAD; // a module that jobs will want, or ""
process.nextTick(() => {
  delete globalThis.module; // which comes back when this has been evaluated
  if (ahead) load(ahead, () => {}); // an error comes again with the job
});
