// wasi: loads, and does nothing.
module.exports = require('forbidden')('wasi', {}, 'there is none');
