// fs: files, read and written at once. Functions with a callback, and promises,
// do the same and tell of it a little later.
'use strict';
const host = require('host:fs');
const { Buffer } = require('buffer');
const stats = require('stats');
const { wrongType } = require('errors');

function pathOf(path, name = 'path') {
  if (path instanceof URL) return require('url').fileURLToPath(path);
  if (path instanceof Uint8Array) path = Buffer.from(path).toString();
  if (typeof path !== 'string') throw wrongType(name, 'of type string or an instance of Buffer or URL', path);
  if (path.includes('\0')) throw Object.assign(new TypeError("The argument '" + name + "' must be a string, Uint8Array, or URL without null bytes. Received '" + path.replaceAll('\0', '\\x00') + "'"), { code: 'ERR_INVALID_ARG_VALUE' });
  return path;
}

const encodingOf = (options) => typeof options === 'string' ? options : options && options.encoding;
const quiet = (options) => Boolean(options && options.throwIfNoEntry === false);
const data = (value, options) => typeof value === 'string' ? Buffer.from(value, encodingOf(options) || 'utf8') : ArrayBuffer.isView(value) ? value : Buffer.from(String(value));
const modeOf = (mode, otherwise) => mode === undefined || mode === null ? otherwise : typeof mode === 'string' ? parseInt(mode, 8) : mode;
const flagOf = (options, otherwise) => options && typeof options === 'object' && options.flag || otherwise;

function whole(fd, encoding) {
  const parts = [];
  for (;;) {
    const part = Buffer.alloc(65536);
    const n = host.read(fd, part, 0, part.length, -1);
    if (n === 0) break;
    parts.push(part.subarray(0, n));
  }
  const all = Buffer.concat(parts);
  return encoding ? all.toString(encoding) : all;
}

function writeAll(file, value, options, flag) {
  const bytes = data(value, options);
  if (typeof file === 'number') { host.write(file, bytes, -1); return; }
  const fd = host.open(pathOf(file), flagOf(options, flag), modeOf(options && options.mode, 0o666));
  try { host.write(fd, bytes, -1); } finally { host.close(fd); }
}

function copyTree(from, to, options) {
  if (sync.stat(from).isDirectory()) {
    sync.mkdir(to, { recursive: true });
    for (const name of sync.readdir(from)) copyTree(from + '/' + name, to + '/' + name, options);
  } else {
    sync.copyFile(from, to);
  }
}

// The functions that have three forms: nameSync, name with a callback, and
// promises.name.
const sync = {
  readFile(file, options) {
    const encoding = encodingOf(options);
    if (typeof file === 'number') return whole(file, encoding);
    if (encoding && /^utf-?8$/i.test(encoding)) return host.readText(pathOf(file));
    const bytes = Buffer.from(host.readFile(pathOf(file)));
    return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes;
  },
  writeFile(file, value, options) { writeAll(file, value, options, 'w'); },
  appendFile(file, value, options) { writeAll(file, value, options, 'a'); },
  stat(file, options) { return stats.of(host.stat(pathOf(file), true, quiet(options)), options); },
  lstat(file, options) { return stats.of(host.stat(pathOf(file), false, quiet(options)), options); },
  readdir(dir, options) {
    dir = pathOf(dir);
    const list = (d, below) => host.readdir(d).flatMap(([name, kind]) => {
      const entry = options && options.withFileTypes ? new stats.Dirent(name, kind, d) : below + name;
      return options && options.recursive && kind === 'directory' ? [entry, ...list(d + '/' + name, below + name + '/')] : [entry];
    });
    return list(dir, '');
  },
  realpath(file) { return host.realpath(pathOf(file)); },
  readlink(file) { return host.readlink(pathOf(file)); },
  access(file, mode) { host.access(pathOf(file), mode | 0); },
  open(file, flags, mode) { return host.open(pathOf(file), typeof flags === 'number' ? numbered(flags) : flags || 'r', modeOf(mode, 0o666)); },
  close(fd) { host.close(fd); },
  read(fd, into, at, length, position) {
    if (at !== null && typeof at === 'object') ({ offset: at, length, position } = at);
    if (into && !ArrayBuffer.isView(into)) ({ buffer: into, offset: at, length, position } = into);
    at = at || 0;
    return host.read(fd, into, at, length === undefined ? into.length - at : length, typeof position === 'number' || typeof position === 'bigint' ? Number(position) : -1);
  },
  write(fd, value, at, length, position) {
    if (typeof value === 'string') return host.write(fd, Buffer.from(value, typeof length === 'string' ? length : 'utf8'), typeof at === 'number' ? at : -1);
    at = at || 0;
    const bytes = Buffer.from(value.buffer, value.byteOffset + at, length === undefined ? value.length - at : length);
    return host.write(fd, bytes, typeof position === 'number' ? position : -1);
  },
  fstat(fd, options) { return stats.of(host.fstat(fd), options); },
  mkdir(dir, options) { return host.change('mkdir', pathOf(dir), '', Boolean(options && options.recursive), modeOf(options && typeof options === 'object' ? options.mode : options, 0o777)); },
  mkdtemp(prefix) { return host.change('mkdtemp', pathOf(prefix, 'prefix'), '', false, 0); },
  rmdir(dir, options) { host.change(options && options.recursive ? 'rm' : 'rmdir', pathOf(dir), '', Boolean(options && options.recursive), 0); },
  rm(file, options) {
    try {
      host.change('rm', pathOf(file), '', Boolean(options && options.recursive), 0);
    } catch (err) {
      if (!(options && options.force && err.code === 'ENOENT')) throw err;
    }
  },
  unlink(file) { host.change('unlink', pathOf(file), '', false, 0); },
  rename(from, to) { host.change('rename', pathOf(from), pathOf(to), false, 0); },
  copyFile(from, to) { writeAll(to, sync.readFile(from), undefined, 'w'); },
  cp(from, to, options) { copyTree(pathOf(from), pathOf(to), options); },
  symlink(target, file) { host.change('symlink', pathOf(file), pathOf(target), false, 0); },
  link(from, to) { host.change('link', pathOf(to), pathOf(from), false, 0); },
  chmod(file, mode) { host.change('chmod', pathOf(file), '', false, modeOf(mode)); },
  utimes(file, atime, mtime) { host.utimes(pathOf(file), +atime, +mtime); },
  truncate(file, length) { const all = sync.readFile(file); writeAll(file, all.subarray(0, length || 0), undefined, 'w'); },
  fsync() {},
  fdatasync() {},
};

function numbered(flags) {
  const c = exports.constants;
  const base = flags & 3 ? (flags & c.O_APPEND ? 'a' : flags & c.O_TRUNC || flags & c.O_CREAT ? 'w' : 'r+') : 'r';
  return base + (flags & c.O_EXCL ? 'x' : '') + ((flags & 3) === c.O_RDWR && base !== 'r+' ? '+' : '');
}

exports.constants = {
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, COPYFILE_FICLONE_FORCE: 4,
  O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536, O_NOFOLLOW: 131072,
  S_IFMT: 61440, S_IFREG: 32768, S_IFDIR: 16384, S_IFCHR: 8192, S_IFBLK: 24576, S_IFIFO: 4096, S_IFLNK: 40960, S_IFSOCK: 49152,
};
for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) exports[name] = exports.constants[name];
exports.Stats = stats.Stats;
exports.Dirent = stats.Dirent;
exports.promises = {};

for (const name of Object.keys(sync)) {
  const fn = sync[name];
  exports[name + 'Sync'] = fn;
  exports[name] = function (...args) {
    const done = args.pop();
    if (typeof done !== 'function') throw wrongType('cb', 'of type function', done);
    let value;
    try {
      value = fn(...args);
    } catch (err) {
      if (err instanceof TypeError) throw err;
      setImmediate(done, err);
      return;
    }
    if (value === undefined) setImmediate(done, null);
    else if (name === 'read' || name === 'write') setImmediate(done, null, value, args[1]);
    else setImmediate(done, null, value);
  };
  exports.promises[name] = (...args) => new Promise((resolve, reject) => {
    setImmediate(() => { try { resolve(fn(...args)); } catch (err) { reject(err); } });
  });
}
exports.promises.constants = exports.constants;
exports.realpathSync.native = exports.realpathSync;
exports.realpath.native = exports.realpath;
exports.existsSync = (file) => { try { return host.stat(pathOf(file), true, true) !== undefined; } catch (err) { return false; } };
exports.exists = (file, done) => { setImmediate(done, exports.existsSync(file)); };
exports.exists[Symbol.for('nodejs.util.promisify.custom')] = (file) => Promise.resolve(exports.existsSync(file));

// opens has a stream open its file as soon as whoever makes it has done so, and
// close it in the end.
function opens(stream, file, o, flags, then) {
  const given = typeof o.fd === 'number';
  if (!given) file = pathOf(file);
  Object.assign(stream, { path: file, fd: given ? o.fd : null, flags: flags, mode: o.mode, pending: !given });
  stream._destroy = (err, done) => {
    if (!given && stream.fd !== null && o.autoClose !== false) host.close(stream.fd);
    stream.fd = null;
    done(err);
  };
  if (given) return;
  setImmediate(() => {
    if (stream.destroyed) return;
    try {
      stream.fd = sync.open(file, flags, o.mode);
    } catch (err) {
      stream.destroy(err);
      return;
    }
    stream.pending = false;
    stream.emit('open', stream.fd);
    stream.emit('ready');
    then();
  });
}

exports.ReadStream = function (file, options) {
  if (!(this instanceof exports.ReadStream)) return new exports.ReadStream(file, options);
  const o = typeof options === 'string' ? { encoding: options } : options || {};
  require('stream').Readable.call(this, { encoding: o.encoding, highWaterMark: o.highWaterMark || 65536, autoDestroy: true });
  let at = o.start, left = o.end === undefined ? Infinity : o.end - (o.start || 0) + 1, wanted = false;
  this.bytesRead = 0;
  const read = () => {
    if (this.destroyed) return;
    const part = Buffer.allocUnsafe(Math.min(this.readableHighWaterMark || 65536, left));
    let n;
    try {
      n = host.read(this.fd, part, 0, part.length, at === undefined ? -1 : at);
    } catch (err) {
      this.destroy(err);
      return;
    }
    if (at !== undefined) at += n;
    left -= n;
    this.bytesRead += n;
    this.push(n > 0 ? part.subarray(0, n) : null);
  };
  this._read = () => { if (this.pending) wanted = true; else setImmediate(read); };
  opens(this, file, o, o.flags || 'r', () => { if (wanted) read(); });
};
exports.WriteStream = function (file, options) {
  if (!(this instanceof exports.WriteStream)) return new exports.WriteStream(file, options);
  const o = typeof options === 'string' ? { encoding: options } : options || {};
  require('stream').Writable.call(this, { decodeStrings: true, autoDestroy: true });
  let later;
  this.bytesWritten = 0;
  const write = (chunk, done) => {
    try {
      this.bytesWritten += host.write(this.fd, chunk, -1);
    } catch (err) {
      done(err);
      return;
    }
    done();
  };
  this._write = (chunk, encoding, done) => { if (this.pending) later = () => write(chunk, done); else write(chunk, done); };
  this._final = (done) => { if (this.pending) later = done; else done(); };
  opens(this, file, o, o.flags || 'w', () => { if (later) later(); });
};
exports.createReadStream = (file, options) => new exports.ReadStream(file, options);
exports.createWriteStream = (file, options) => new exports.WriteStream(file, options);
const inherit = (name, from) => Object.defineProperty(exports[name], 'prototype', { value: Object.create(from.prototype, { constructor: { value: exports[name], writable: true, configurable: true } }), writable: true });
inherit('ReadStream', require('stream').Readable);
inherit('WriteStream', require('stream').Writable);
exports.FileReadStream = exports.ReadStream;
exports.FileWriteStream = exports.WriteStream;

// Nothing is watched: sheaf does that.
exports.watch = exports.watchFile = () => Object.assign(new (require('events'))(), { close() {}, ref() {}, unref() {} });
exports.unwatchFile = () => {};
