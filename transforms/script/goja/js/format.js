// util.format.
'use strict';
const { inspect } = require('shim:util');

const primitive = (x) => {
  if (typeof x === 'bigint') return x + 'n';
  return Object.is(x, -0) ? '-0' : String(x);
};

// shown returns a value as format writes it when no letter says how.
function shown(x, options) {
  if (x instanceof Date) return isNaN(x) ? 'Invalid Date' : x.toISOString();
  return x !== null && typeof x === 'object' || typeof x === 'function' || typeof x === 'string' ? inspect(x, options) : primitive(x);
}

// told tells whether an object has a toString of its own, or of its class.
function told(x) {
  for (let o = x; o !== null; o = Object.getPrototypeOf(o)) {
    if (Object.prototype.hasOwnProperty.call(o, 'toString')) return o !== Object.prototype && o !== Error.prototype && o !== Array.prototype && o !== Date.prototype;
  }
  return false;
}

const number = (x, parse) => typeof x === 'bigint' ? x + 'n' : typeof x === 'symbol' ? 'NaN' : primitive(parse(x));

function json(x) {
  try {
    return JSON.stringify(x);
  } catch (err) {
    if (/circular/i.test(err.message)) return '[Circular]';
    throw err;
  }
}

const letters = {
  s: (x) => x !== null && typeof x === 'object' && !told(x) ? shown(x, { depth: 0, colors: false }) : typeof x === 'function' || typeof x === 'object' ? String(x) : primitive(x),
  d: (x) => number(x, Number),
  i: (x) => number(x, (y) => parseInt(y)),
  f: (x) => typeof x === 'symbol' ? 'NaN' : primitive(parseFloat(x)),
  j: json,
  o: (x) => shown(x, { showHidden: true, depth: 4 }),
  O: (x) => shown(x),
  c: () => '',
};

module.exports = function format(...args) {
  let text = '';
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  if (typeof args[0] === 'string') {
    text = args.shift().replace(/%([sdifjoOc%])/g, (all, letter) => {
      if (letter === '%') return '%';
      return args.length > 0 ? letters[letter](args.shift()) : all;
    });
    if (args.length > 0) text += ' ';
  }
  return text + args.map((x) => typeof x === 'string' ? x : shown(x)).join(' ');
};
