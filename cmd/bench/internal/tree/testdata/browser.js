// Runs a program in Node with the browser field of package.json respected, and
// prints how many modules it has and what it leaves in a global variable. Every
// module is also required by the functions that the program never calls.
'use strict';
const Module = require('module'), fs = require('fs'), path = require('path');
const resolve = Module._resolveFilename;
const packages = new Map();

function packageOf(dir) {
  if (!packages.has(dir)) {
    const file = path.join(dir, 'package.json');
    packages.set(dir, fs.existsSync(file) ? { dir, fields: JSON.parse(fs.readFileSync(file, 'utf8')) }
      : path.dirname(dir) === dir ? null : packageOf(path.dirname(dir)));
  }
  return packages.get(dir);
}

Module._resolveFilename = function (...args) {
  const file = resolve.apply(this, args), pkg = packageOf(path.dirname(file));
  const browser = pkg && pkg.fields.browser;
  if (typeof browser === 'string') {
    return file === path.join(pkg.dir, pkg.fields.main) ? path.join(pkg.dir, browser) : file;
  }
  const replaced = browser && browser['./' + path.relative(pkg.dir, file).split(path.sep).join('/')];
  return replaced ? path.join(pkg.dir, replaced) : file;
};

const [, , entry, global] = process.argv;
require(entry);
const loaded = Object.keys(require.cache).filter(file => file !== __filename);
const value = globalThis[global];
for (const file of loaded) {
  const { back } = require.cache[file].exports;
  if (back && typeof back().value !== 'number') throw new Error(file + ' requires something else in its function');
}
if (Object.keys(require.cache).length !== loaded.length + 1) throw new Error('the functions require more modules');
console.log(loaded.length + ' modules, ' + value);
