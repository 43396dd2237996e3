// dns: loads, and does nothing.
module.exports = require('forbidden')('dns', { promises: require('dns/promises') }, 'there is no network');
