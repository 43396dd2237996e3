// dns: loads, and does nothing.
module.exports = require('forbidden')('dns', {}, 'there is no network');
