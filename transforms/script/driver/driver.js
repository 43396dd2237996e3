// The driver: runs one npm transform on one file, in any engine.
//
//   driver({require, load, bytes}) returns run(job, done)
//
// load(file, done) hands a module's exports to done(error, exports); require is
// for core modules; bytes(text or Buffer) makes a Buffer. A job has module,
// options, file, code (a Buffer) and pieces (how code is given: in pieces, as a
// file is read, or at once). done is called once, with
// {error, code, deps, files}.
//
// A module that is no transform is made one by the option _adapter: the source
// of a function that is given its exports, and require for core modules.
(function () {
'use strict';

// module-deps reads files in pieces of this size, but for a character that would
// be cut, which it keeps for the next one. Transforms that work piece by piece
// see where they end.
const piece = 65536;

function describe(kind, err) {
  const e = { kind: err && err.forbidden === true ? 'forbidden' : kind, message: '', stack: '' };
  if (err === null || typeof err !== 'object' && typeof err !== 'function') {
    e.message = String(err);
    return e;
  }
  e.message = textOf(err.message === undefined || err.message === '' ? err : err.message);
  if (err.name === 'SyntaxError' && e.message && !/^SyntaxError/.test(e.message) && err instanceof SyntaxError) e.message = 'SyntaxError: ' + e.message;
  e.stack = typeof err.stack === 'string' ? err.stack : '';
  const at = err.loc || err.location || err.position || err;
  e.line = number(at.line, at.lineNumber, at.start && at.start.line, at.first_line === undefined ? undefined : at.first_line + 1, err.line, err.lineNumber);
  const column = number(at.column, at.col, at.start && at.start.column, at.first_column, err.column, err.col);
  if (e.line > 0 && column >= 0) e.column = column + 1;
  for (const file of [at.filename, at.fileName, at.file, err.filename, err.fileName, err.file]) {
    if (typeof file === 'string' && e.line > 0 && !e.file) e.file = file;
  }
  return e;
}

// textOf returns a value as text, be it one that does not become any.
function textOf(x) {
  try {
    return String(x);
  } catch (e) {
    let fields = '{}';
    try { fields = JSON.stringify(x) || fields; } catch (e) { /* then without */ }
    return 'an object without a message: ' + fields;
  }
}

function number() {
  for (const n of arguments) if (typeof n === 'number' && isFinite(n)) return n;
  return 0;
}

return function driver(host) {
  const stream = host.require('stream');
  const loaded = new Map(), options = new Map();

  function load(file, adapter, done) {
    const key = adapter ? file + '\0' + adapter : file;
    if (loaded.has(key)) return done(null, loaded.get(key));
    host.load(file, function (err, exports) {
      if (err) return done(describe('load', err));
      let fn = exports;
      if (adapter) {
        try { fn = (0, eval)(adapter)(exports, host.require); } catch (e) { return done(describe('load', e)); }
      }
      if (typeof fn !== 'function' && fn && typeof fn.default === 'function') fn = fn.default;
      if (typeof fn !== 'function') {
        return done({ kind: 'function', message: 'it exports ' + kindOf(exports) + ', not a function', stack: '' });
      }
      loaded.set(key, fn);
      done(null, fn);
    });
  }

  // As in module-deps, all files see one object: transforms may change it.
  function optionsOf(job) {
    const key = job.module + '\0' + job.options;
    if (!options.has(key)) {
      const given = JSON.parse(job.options), adapter = given._adapter;
      delete given._adapter;
      const flags = given._flags; // which module-deps adds to what it is given
      delete given._flags;
      if (flags !== undefined) given._flags = flags;
      options.set(key, { given: given, adapter: adapter });
    }
    return options.get(key);
  }

  function kindOf(x) {
    if (x === null || x === undefined) return 'nothing';
    return (/^[aeiou]/.test(typeof x) ? 'an ' : 'a ') + typeof x;
  }

  return function run(job, done) {
    const given = optionsOf(job).given;
    load(job.module, optionsOf(job).adapter, function (err, fn) {
      if (err) return done({ error: err });
      const out = [], deps = [], files = [];
      let ended = false, failed = false;
      function finish(error) {
        if (ended) return;
        ended = true;
        failed = Boolean(error);
        done(error ? { error: error, deps: deps, files: files } : { code: Buffer.concat(out), deps: deps, files: files });
      }
      try {
        const s = fn(job.file, given);
        if (!s || typeof s.on !== 'function' || typeof s.write !== 'function') {
          return finish({ kind: 'stream', message: 'it returned ' + kindOf(s) + ', not a stream', stack: '' });
        }
        s.on('error', function (e) {
          if (ended && !failed) throw e; // as if nobody listened any more
          finish(describe('failed', e));
        });
        s.on('dep', function (dep) { deps.push(String(dep)); });
        s.on('file', function (file) { files.push(String(file)); });
        // A pipe, as in module-deps, for it also has streams flow that were paused.
        const sink = new stream.Writable({ objectMode: true, write: function (chunk, encoding, next) {
          if (typeof chunk === 'string' || ArrayBuffer.isView(chunk)) out.push(host.bytes(chunk));
          else finish({ kind: 'failed', message: 'its stream gave ' + kindOf(chunk) + ' where text was expected', stack: '' });
          next();
        } });
        if (typeof s.pipe === 'function') s.pipe(sink);
        else s.on('data', function (chunk) { sink.write(chunk); });
        s.on('end', function () { finish(); });
        feed(stream, s, job.code, job.pieces);
      } catch (e) {
        finish(describe('failed', e));
      }
    });
  };
};

function feed(stream, s, code, pieces) {
  const source = new stream.Readable({ read: function () {} });
  const size = pieces ? piece : code.length;
  for (let at = 0, read = size; at < code.length; read += size) {
    let end = Math.min(read, code.length);
    if (end < code.length) while (end > at && (code[end] & 0xc0) === 0x80) end--;
    source.push(code.slice(at, end));
    at = end;
  }
  source.push(null);
  source.pipe(s);
}

})()
