// net: loads, and does nothing.
module.exports = require('forbidden')('net', {}, 'there is no network');
