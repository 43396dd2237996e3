// stream/promises.
'use strict';
const stream = require('stream');
exports.pipeline = (...streams) => new Promise((resolve, reject) => stream.pipeline(...streams, (err, value) => err ? reject(err) : resolve(value)));
exports.finished = (s, options) => new Promise((resolve, reject) => stream.finished(s, options || {}, (err) => err ? reject(err) : resolve()));
