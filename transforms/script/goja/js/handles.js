// What fs.promises.open and fs.opendir make: FileHandle and Dir.
'use strict';
const EventEmitter = require('events');

// module.exports(fs, sync, list) makes their classes: of fs, of its functions that
// do things at once, and of what lists a directory.
module.exports = function (fs, sync, list) {
  const later = (fn) => new Promise((resolve, reject) => {
    setImmediate(() => { try { resolve(fn()); } catch (err) { reject(err); } });
  });

  class FileHandle extends EventEmitter {
    constructor(fd) {
      super();
      Object.defineProperty(this, '_fd', { value: fd, writable: true });
    }
    get fd() { return this._fd; }
    getAsyncId() { return this._fd; }
    close() {
      if (this._fd < 0) return Promise.resolve();
      const fd = this._fd;
      this._fd = -1;
      this.emit('close');
      return later(() => sync.close(fd));
    }
    read(into, ...rest) {
      if (into === undefined || into === null) into = Buffer.alloc(16384);
      else if (!ArrayBuffer.isView(into)) into = { buffer: Buffer.alloc(16384), ...into };
      return open(this, 'read', (fd) => ({ bytesRead: sync.read(fd, into, ...rest), buffer: into.buffer && !ArrayBuffer.isView(into) ? into.buffer : into }));
    }
    write(from, ...rest) { return open(this, 'write', (fd) => ({ bytesWritten: sync.write(fd, from, ...rest), buffer: from })); }
    createReadStream(options) { return this._stream(fs.createReadStream(null, { ...options, fd: this._fd }), options); }
    createWriteStream(options) { return this._stream(fs.createWriteStream(null, { ...options, fd: this._fd }), options); }
    _stream(stream, options) {
      if (!options || options.autoClose !== false) stream.once('close', () => this.close());
      return stream;
    }
  }

  // open does something with a handle's file, if that is open.
  function open(handle, what, fn) {
    if (handle._fd < 0) return Promise.reject(Object.assign(new Error('file closed'), { code: 'EBADF', syscall: what }));
    return later(() => fn(handle._fd));
  }

  const methods = { readFile: 'readFile', writeFile: 'writeFile', appendFile: 'appendFile', stat: 'fstat', truncate: 'ftruncate', chmod: 'fchmod', sync: 'fsync', datasync: 'fdatasync' };
  for (const name of Object.keys(methods)) {
    Object.defineProperty(FileHandle.prototype, name, { value: function (...args) { return open(this, methods[name], (fd) => sync[methods[name]](fd, ...args)); }, writable: true, configurable: true });
  }

  class Dir {
    constructor(path, options) {
      const entries = list(path, { ...options, withFileTypes: true });
      for (const [name, value] of Object.entries({ path: path, _entries: entries, _closed: false })) Object.defineProperty(this, name, { value: value, writable: true, enumerable: name === 'path' });
    }
    _check() { if (this._closed) throw Object.assign(new Error('Directory handle was closed'), { code: 'ERR_DIR_CLOSED' }); }
    readSync() { this._check(); return this._entries.shift() || null; }
    closeSync() { this._check(); this._closed = true; }
    read(done) { return told(done, () => this.readSync()); }
    close(done) { return told(done, () => this.closeSync()); }
    [Symbol.asyncIterator]() {
      const over = () => this.close().then(() => ({ value: undefined, done: true }));
      return {
        next: () => this.read().then((entry) => entry === null ? over() : { value: entry, done: false }),
        return: over,
        [Symbol.asyncIterator]() { return this; },
      };
    }
    entries() { return this[Symbol.asyncIterator](); }
  }

  // told tells done of what a function returns, or a promise if there is no done.
  function told(done, fn) {
    if (done === undefined) return later(fn);
    later(fn).then((value) => { setImmediate(done, null, value); }, (err) => { setImmediate(done, err); });
  }

  return { FileHandle: FileHandle, Dir: Dir };
};
