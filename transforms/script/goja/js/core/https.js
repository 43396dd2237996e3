// https: loads, and does nothing.
module.exports = require('forbidden')('https', { globalAgent: {} }, 'there is no network');
