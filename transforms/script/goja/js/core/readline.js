// readline: lines of a stream. There is nobody to ask.
'use strict';
const EventEmitter = require('events');

exports.createInterface = function (options) {
  const rl = new EventEmitter();
  let rest = '';
  const input = options.input || options;
  input.on('data', (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) rl.emit('line', line);
  });
  input.on('end', () => { if (rest) rl.emit('line', rest); rl.emit('close'); });
  rl[Symbol.asyncIterator] = () => {
    const lines = new (require('stream').Readable)({ objectMode: true, read: () => {} });
    rl.on('line', (line) => { lines.push(line); });
    rl.on('close', () => { lines.push(null); });
    return lines[Symbol.asyncIterator]();
  };
  return Object.assign(rl, { close: () => rl.emit('close'), pause: () => rl, resume: () => rl, prompt: () => {}, write: () => {}, setPrompt: () => {} });
};
exports.clearLine = exports.cursorTo = exports.moveCursor = exports.clearScreenDown = () => true;
exports.Interface = EventEmitter;
