// http2: loads, and does nothing.
module.exports = require('forbidden')('http2', {}, 'there is no network');
