// dgram: loads, and does nothing.
module.exports = require('forbidden')('dgram', {}, 'there is no network');
