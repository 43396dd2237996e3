// tls: loads, and does nothing.
module.exports = require('forbidden')('tls', {}, 'there is no network');
