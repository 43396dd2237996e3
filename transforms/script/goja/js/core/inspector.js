// inspector: loads, and does nothing.
module.exports = require('forbidden')('inspector', {}, 'there is none');
