// path.win32: the shim of path knows POSIX's paths only.
'use strict';
const { wrongType } = require('errors');

function check(p, name = 'path') { if (typeof p !== 'string') throw wrongType(name, 'of type string', p); }

// split takes a path apart: the device ("C:", "\\server\share"), whether what
// follows is below the device's root, and the rest.
function split(p) {
  const unc = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)(?=[\\/]|$)/.exec(p);
  if (unc) return { device: '\\\\' + unc[1] + '\\' + unc[2], absolute: true, rest: p.slice(unc[0].length) };
  const drive = /^[A-Za-z]:/.exec(p);
  const rest = drive ? p.slice(2) : p;
  return { device: drive ? drive[0] : '', absolute: /^[\\/]/.test(rest), rest: rest };
}

function segments(rest, absolute) {
  const out = [];
  for (const s of rest.split(/[\\/]+/)) {
    if (s === '' || s === '.') continue;
    if (s === '..' && out.length && out[out.length - 1] !== '..') out.pop();
    else if (s !== '..' || !absolute) out.push(s);
  }
  return out.join('\\');
}

exports.sep = '\\';
exports.delimiter = ';';

exports.isAbsolute = function (p) {
  check(p);
  return /^(?:[A-Za-z]:)?[\\/]/.test(p);
};

exports.normalize = function (p) {
  check(p);
  if (p === '') return '.';
  const { device, absolute, rest } = split(p);
  let tail = segments(rest, absolute);
  if (tail === '' && !absolute) tail = '.';
  if (tail !== '' && /[\\/]$/.test(p)) tail += '\\';
  return device + (absolute ? '\\' : '') + tail;
};

exports.join = function (...parts) {
  parts.forEach((p) => check(p));
  parts = parts.filter((p) => p !== '');
  if (parts.length === 0) return '.';
  let joined = parts.join('\\');
  // Only a first part that begins like one makes a path on a server.
  if (!/^[\\/]{2}[^\\/]/.test(parts[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
  return exports.normalize(joined);
};

exports.resolve = function (...parts) {
  let device = '', tail = '', absolute = false;
  for (let i = parts.length - 1; i >= -1 && !(device && absolute); i--) {
    let p;
    if (i >= 0) {
      p = parts[i];
      check(p, 'paths[' + i + ']');
      if (p === '') continue;
    } else {
      p = process.cwd();
      if (device && split(p).device.toLowerCase() !== device.toLowerCase()) p = device + '\\';
    }
    const s = split(p);
    if (s.device) {
      if (device && s.device.toLowerCase() !== device.toLowerCase()) continue;
      device = device || s.device;
    }
    if (!absolute) {
      tail = s.rest + '\\' + tail;
      absolute = s.absolute;
    }
  }
  return device + (absolute ? '\\' : '') + segments(tail, absolute) || '.';
};

exports.relative = function (from, to) {
  check(from, 'from');
  check(to, 'to');
  from = exports.resolve(from);
  to = exports.resolve(to);
  if (from.toLowerCase() === to.toLowerCase()) return '';
  const a = split(from), b = split(to);
  if (a.device.toLowerCase() !== b.device.toLowerCase()) return to;
  const x = a.rest.split('\\').filter(Boolean), y = b.rest.split('\\').filter(Boolean);
  let n = 0;
  while (n < x.length && n < y.length && x[n].toLowerCase() === y[n].toLowerCase()) n++;
  return x.slice(n).map(() => '..').concat(y.slice(n)).join('\\');
};

function rootOf(p) {
  const unc = /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]?/.exec(p);
  return unc ? unc[0] : /^(?:[A-Za-z]:)?[\\/]?/.exec(p)[0];
}

exports.dirname = function (p) {
  check(p);
  const root = rootOf(p);
  const rest = p.slice(root.length).replace(/[\\/]+$/, '');
  const at = Math.max(rest.lastIndexOf('\\'), rest.lastIndexOf('/'));
  return at < 0 ? root || '.' : root + rest.slice(0, at);
};

exports.basename = function (p, suffix) {
  check(p);
  let base = p.replace(/^[A-Za-z]:/, '').replace(/[\\/]+$/, '');
  base = base.slice(Math.max(base.lastIndexOf('\\'), base.lastIndexOf('/')) + 1);
  return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
};

exports.extname = function (p) {
  check(p);
  const base = exports.basename(p);
  const at = base.lastIndexOf('.');
  return at <= 0 || base === '..' ? '' : base.slice(at);
};

exports.parse = function (p) {
  check(p);
  const root = rootOf(p), base = exports.basename(p.slice(root.length)), ext = exports.extname(base);
  const dir = p.slice(root.length).replace(/[\\/]+$/, '') === '' ? root : exports.dirname(p);
  return { root: root, dir: dir === '.' && !/^\./.test(p) ? '' : dir, base: base, ext: ext, name: ext ? base.slice(0, -ext.length) : base };
};

exports.format = function (o) {
  const dir = o.dir || o.root, base = o.base || (o.name || '') + (o.ext || '');
  return !dir ? base : dir === o.root ? dir + base : dir + '\\' + base;
};

exports.toNamespacedPath = (p) => p;
