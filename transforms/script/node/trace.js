// Notes what a process looks at, so that what came of it can be kept for as
// long as all of that is as it was. It is evaluated in the worker, and in the
// thread in which Node finds ES modules.
//
// trace(fs, path, crypto) returns {note, found, modules, take}. A note is
// [kind, path, state]; package cache makes states in the same way:
//
//   c  a file was read, or its properties    - f<hash of its text> d o
//   m  the same, of a module or package.json
//   l  a directory was listed                - f l<hash of its names> o
//   x  it was looked at who may do what     - x<permission bits, user, group> o
//   p  a path was looked for                 - f<real path> d<real path> o
//   e  a variable of the environment, a  an argument: they have no state here
(function (fs, path, crypto) {
'use strict';
const read = fs.readFileSync, stat = fs.statSync, lstat = fs.lstatSync, list = fs.readdirSync, real = fs.realpathSync.native;

const seen = new Map(); // kind and path → state
const manifests = new Map(); // package.json files → what they say
let news = [], looking = false;

function hash(parts) {
  const h = crypto.createHash('sha256');
  for (const p of parts) h.update(p);
  return h.digest('hex').slice(0, 32);
}

const suffix = (d) => d.isDirectory() ? '/' : d.isSymbolicLink() ? '@' : d.isFile() ? '' : '?';

// isLink tells of links to nothing.
function isLink(file) {
  try { return lstat(file).isSymbolicLink(); } catch (err) { return false; }
}

function rights(st) {
  return process.platform === 'win32' ? (st.mode & 0o200).toString(8) : [(st.mode & 0o7777).toString(8), st.uid, st.gid].join('.');
}

function stateOf(kind, file) {
  try {
    const st = stat(file);
    const type = st.isFile() ? 'f' : st.isDirectory() ? 'd' : 'o';
    if (type === 'o') return type;
    if (kind === 'x') return 'x' + rights(st);
    if (kind === 'p') return type + real(file);
    if (kind === 'l') {
      if (type === 'f') return type;
      const names = list(file, { encoding: 'buffer', withFileTypes: true });
      names.sort((a, b) => Buffer.compare(a.name, b.name));
      return 'l' + hash(names.flatMap((d) => [d.name, suffix(d), '\0']));
    }
    return type === 'f' ? type + hash([read(file)]) : type;
  } catch (err) {
    return (err.code === 'ENOENT' || err.code === 'ENOTDIR') && !(kind === 'p' && isLink(file)) ? '-' : 'o';
  }
}

// note notes what is there. again: even if that is known; if it was something
// else before, both are noted, and what hangs on that is never kept.
function note(kind, file, again) {
  const key = kind + file, known = seen.get(key);
  if (known !== undefined && !again || looking) return known; // what it looks at itself does not count
  looking = true;
  const state = kind === 'e' || kind === 'a' ? '' : stateOf(kind, file);
  looking = false;
  if (state !== known) {
    seen.set(key, state);
    news.push([kind, file, state]);
  }
  return state;
}

// modules notes a module's file, and the package.json files that say what it is.
function modules(file) {
  note('m', file);
  own(path.dirname(file));
}

// own notes the package.json files that may be that of what is in a directory, and
// returns the directory of the one that is, or undefined.
function own(from) {
  const inModules = (from + path.sep).includes(path.sep + 'node_modules' + path.sep);
  let nearest;
  for (let dir = from; ; dir = path.dirname(dir)) {
    const there = note('m', path.join(dir, 'package.json')) !== '-';
    if (there && nearest === undefined) nearest = dir;
    const up = path.dirname(dir);
    const above = path.basename(up).startsWith('@') ? path.dirname(up) : up;
    if (up === dir || path.basename(above) === 'node_modules' || there && !inModules) return nearest;
  }
}

// manifest notes a directory's package.json, and returns what it says.
function manifest(dir) {
  const file = path.join(dir, 'package.json');
  if (note('m', file)[0] !== 'f') return {};
  if (!manifests.has(file)) {
    let says;
    try { says = JSON.parse(read(file, 'utf8')); } catch (err) { /* then it says nothing */ }
    manifests.set(file, says || {});
  }
  return manifests.get(file);
}

// targets returns all that a map of a package.json, exports or imports, may lead a
// key to.
function targets(map, key) {
  const list = [];
  function visit(value, star) {
    if (typeof value === 'string') list.push(value.split('*').join(star));
    else if (value && typeof value === 'object') for (const v of Object.values(value)) visit(v, star);
  }
  for (const pattern of Object.keys(map)) {
    const [head, tail] = pattern.split('*');
    if (pattern === key) visit(map[pattern], '*');
    else if (tail !== undefined && key.startsWith(head) && key.endsWith(tail) && key.length >= pattern.length) visit(map[pattern], key.slice(head.length, key.length - tail.length));
  }
  return list;
}

// exported notes what a package's exports say of a key, and what that leads to.
function exported(dir, key) {
  const { exports } = manifest(dir);
  if (!exports) return;
  const isMap = typeof exports === 'object' && Object.keys(exports).some((k) => k[0] === '.');
  for (const to of targets(isMap ? exports : { '.': exports }, key)) note('p', path.join(dir, to));
}

// imported does the same with its imports, which may lead to other packages.
function imported(dir, key) {
  const { imports } = manifest(dir);
  for (const to of targets(imports || {}, key)) {
    if (to[0] === '.') note('p', path.join(dir, to));
    else if (to[0] !== '#') found(to, dir, above(dir), ['.js', '.json', '.node']);
  }
}

// above returns where the packages are that what is in a directory can ask for.
function above(dir) {
  const list = [path.join(dir, 'node_modules')], up = path.dirname(dir);
  return up === dir ? list : list.concat(above(up));
}

// files notes where a file, or a directory with an index, may be.
function files(base, extensions) {
  for (const ext of [''].concat(extensions)) if (note('p', base + ext)[0] === 'f') return true;
  if (note('p', base)[0] !== 'd') return false;
  const { main } = manifest(base);
  if (typeof main === 'string' && path.resolve(base, main) !== base && files(path.resolve(base, main), extensions)) return true;
  return extensions.some((ext) => note('p', path.join(base, 'index' + ext))[0] === 'f');
}

// found notes where a require, or an import, looked for a module: what comes to
// be there may be another.
function found(request, dir, lookups, extensions) {
  if (/^\.{0,2}$|^\.{0,2}[\\/]/.test(request) || path.isAbsolute(request)) {
    files(path.resolve(dir, request), extensions);
    return;
  }
  const self = own(dir);
  if (request[0] === '#') {
    if (self !== undefined) imported(self, request);
    return;
  }
  const name = request.split('/').slice(0, request[0] === '@' ? 2 : 1).join('/'), key = '.' + request.slice(name.length);
  if (self !== undefined && manifest(self).name === name) exported(self, key);
  for (const place of lookups) {
    if (note('p', place) === '-') continue;
    if (note('p', path.join(place, name))[0] === 'd') exported(path.join(place, name), key);
    if (files(path.join(place, request), extensions)) return;
  }
}

return { note, found, modules, take: () => { const list = news; news = []; return list; } };
})
