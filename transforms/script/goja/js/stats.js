// What fs tells of files.
'use strict';

class Kind {
  isFile() { return this._kind === 'file'; }
  isDirectory() { return this._kind === 'directory'; }
  isSymbolicLink() { return this._kind === 'link'; }
  isFIFO() { return false; }
  isSocket() { return false; }
  isBlockDevice() { return false; }
  isCharacterDevice() { return this._kind === 'other'; }
}

class Stats extends Kind {
  constructor(s) {
    super();
    Object.defineProperty(this, '_kind', { value: s.kind });
    for (const name of ['dev', 'mode', 'nlink', 'uid', 'gid']) this[name] = s[name];
    Object.assign(this, { rdev: 0, blksize: 4096, ino: s.ino, size: s.size, blocks: Math.ceil(s.size / 512) });
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
      this[name + 'Ms'] = s.mtimeMs;
      this[name] = new Date(s.mtimeMs);
    }
  }
}

class Dirent extends Kind {
  constructor(name, kind, dir) {
    super();
    this.name = name;
    this.path = this.parentPath = dir;
    Object.defineProperty(this, '_kind', { value: kind });
  }
}

exports.Stats = Stats;
exports.Dirent = Dirent;

// of makes Stats of what the host says; numbers are BigInts if options ask for
// that.
exports.of = function (s, options) {
  if (s === undefined) return undefined;
  const made = new Stats(s);
  if (options && options.bigint) {
    for (const name of Object.keys(made)) if (typeof made[name] === 'number') made[name] = BigInt(Math.floor(made[name]));
    made.mtimeNs = BigInt(Math.floor(s.mtimeMs * 1e6));
  }
  return made;
};
