// dns/promises: loads, and does nothing.
module.exports = require('forbidden')('dns/promises', {}, 'there is no network');
