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
//   p  a path was looked for                 - f<real path> d<real path> o
//   e  a variable of the environment, a  an argument: they have no state here
(function (fs, path, crypto) {
'use strict';
const read = fs.readFileSync, stat = fs.statSync, lstat = fs.lstatSync, list = fs.readdirSync, real = fs.realpathSync.native;

const seen = new Map(); // kind and path → state
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

function stateOf(kind, file) {
  try {
    const st = stat(file);
    const type = st.isFile() ? 'f' : st.isDirectory() ? 'd' : 'o';
    if (type === 'o') return type;
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
  for (let dir = path.dirname(file); ; dir = path.dirname(dir)) {
    const there = note('m', path.join(dir, 'package.json')) !== '-';
    const up = path.dirname(dir);
    const above = path.basename(up).startsWith('@') ? path.dirname(up) : up;
    const inModules = file.includes(path.sep + 'node_modules' + path.sep);
    if (up === dir || path.basename(above) === 'node_modules' || there && !inModules) return;
  }
}

// files notes where a file, or a directory with an index, may be.
function files(base, extensions) {
  for (const ext of [''].concat(extensions)) if (note('p', base + ext)[0] === 'f') return true;
  if (note('p', base)[0] !== 'd') return false;
  const manifest = path.join(base, 'package.json');
  if (note('m', manifest)[0] === 'f') {
    let main;
    try { main = JSON.parse(read(manifest, 'utf8')).main; } catch (err) { /* then there is none */ }
    if (typeof main === 'string' && path.resolve(base, main) !== base && files(path.resolve(base, main), extensions)) return true;
  }
  return extensions.some((ext) => note('p', path.join(base, 'index' + ext))[0] === 'f');
}

// found notes where a require, or an import, looked for a module: what comes to
// be there may be another.
function found(request, dir, lookups, extensions) {
  if (/^\.{0,2}$|^\.{0,2}[\\/]/.test(request) || path.isAbsolute(request)) {
    files(path.resolve(dir, request), extensions);
    return;
  }
  const name = request.split('/').slice(0, request[0] === '@' ? 2 : 1).join('/');
  for (const place of lookups) {
    if (note('p', place) === '-') continue;
    note('p', path.join(place, name));
    if (files(path.join(place, request), extensions)) return;
  }
}

return { note, found, modules, take: () => { const list = news; news = []; return list; } };
})
