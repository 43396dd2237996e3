// console: prints to standard error, as all that transforms print.
'use strict';
const { format, inspect } = require('util');

class Console {
  constructor(out) {
    this._out = out && (out.stdout || out) || process.stderr;
    this._indent = '';
    this._times = new Map();
    this._counts = new Map();
    for (const name of Object.getOwnPropertyNames(Console.prototype)) if (name !== 'constructor') this[name] = this[name].bind(this);
  }
  log(...args) { this._out.write((this._indent + format(...args)).replace(/\n/g, '\n' + this._indent) + '\n'); }
  info(...args) { this.log(...args); }
  debug(...args) { this.log(...args); }
  warn(...args) { this.log(...args); }
  error(...args) { this.log(...args); }
  trace(...args) { this.log('Trace: ' + format(...args) + '\n' + new Error().stack.split('\n').slice(2).join('\n')); }
  dir(value, options) { this.log('%s', inspect(value, options)); }
  table(value) { this.log(value); }
  assert(ok, ...args) { if (!ok) this.log(args.length ? 'Assertion failed: ' + format(...args) : 'Assertion failed'); }
  group(...args) { if (args.length) this.log(...args); this._indent += '  '; }
  groupCollapsed(...args) { this.group(...args); }
  groupEnd() { this._indent = this._indent.slice(2); }
  count(label = 'default') { const n = (this._counts.get(label) || 0) + 1; this._counts.set(label, n); this.log(label + ': ' + n); }
  countReset(label = 'default') { this._counts.delete(label); }
  time(label = 'default') { this._times.set(label, Date.now()); }
  timeLog(label = 'default', ...args) { this.log(label + ': ' + (Date.now() - this._times.get(label)) + 'ms', ...args); }
  timeEnd(label = 'default') { this.timeLog(label); this._times.delete(label); }
}

module.exports = new Console();
module.exports.Console = Console;
